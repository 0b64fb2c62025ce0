"""Learns how stories are told from each other: how usual terms are, and how evidence is weighed.

    cd nlp/labelled
    python -m nlp.learning.stories stories.jsonl written.jsonl train.jsonl weighed.jsonl

The first file has events labelled, the others tell how usual terms are; without them that is left
as it is. Figures are of stretches of time that were held out, each in turn. `--tags FILE` takes the
bodies from what `digest tag` put out for the first file; else the register's names are looked for.
"""

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

from commissioning.domain.stories import Piece
from commissioning.register import Register, load_register
from nlp.learning.training import fit
from nlp.measuring.grouping import Agreement, as_groups, bcubed, merged
from nlp.models.linear import Weights
from nlp.stories.articles import Read, Reader
from nlp.stories.assembling import Model, Pairs, Weighed, save_model
from nlp.stories.background import Background, count, load_background, save_background
from nlp.stories.words import read_words

CONTEXT = 150
_BREAK = timedelta(days=25)
_SHRINK = 50.0
THINNED = ((2, 0), (4, 0), (4, 2), (7, 0), (7, 3))

Mentions = Callable[[str, str], tuple[tuple[str, int, int], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """An article with the story that it belongs to, and the look-alikes that it is one of."""

    key: str
    read: Read
    story: str
    alike: str | None


def read_events(path: Path, reader: Reader, mentions: Mentions) -> list[Labelled]:
    """The articles of a file by time; `mentions` are the bodies in an article, by id and text."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    numbers = {row["id"]: number for number, row in enumerate(rows, start=1)}
    found = [
        Labelled(
            key=row["id"],
            read=reader.read(_piece(row, numbers, mentions)),
            story=row["story"],
            alike=row["hard"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda item: (item.read.piece.published, item.read.piece.url))


def stretches(events: Sequence[Labelled]) -> list[list[Labelled]]:
    """The articles apart where nothing was published for weeks."""
    found: list[list[Labelled]] = []
    for item in events:
        begins = (
            not found or item.read.piece.published - found[-1][-1].read.piece.published > _BREAK
        )
        if begins:
            found.append([])
        found[-1].append(item)
    return found


def with_context(stretch: Sequence[Labelled], events: Sequence[Labelled]) -> list[Labelled]:
    """A stretch with the articles nearest to it in time, as the product meets it, by time."""
    middle = stretch[len(stretch) // 2].read.piece.published
    inside = {item.key for item in stretch}
    others = sorted(
        (item for item in events if item.key not in inside),
        key=lambda item: abs(item.read.piece.published - middle),
    )
    chosen = [*stretch, *others[: max(0, CONTEXT - len(stretch))]]
    return sorted(chosen, key=lambda item: (item.read.piece.published, item.read.piece.url))


@dataclass(frozen=True, slots=True)
class _Pool:
    """A stretch in its context."""

    stretch: Sequence[Labelled]
    items: Sequence[Labelled]
    pairs: Pairs

    @property
    def inside(self) -> list[int]:
        """The places of the stretch's own articles."""
        own = {item.key for item in self.stretch}
        return [at for at, item in enumerate(self.items) if item.key in own]

    def examples(self) -> Iterator[tuple[Mapping[str, float], str]]:
        """Features and label of the stretch's pairs, but of copies, which need no weighing."""
        own = set(self.inside)
        for pair, features in self.pairs.features.items():
            one, other = (self.items[at] for at in pair)
            if own.issuperset(pair) and not _is_copy(one.read.piece, other.read.piece):
                yield features, "yes" if one.story == other.story else "no"

    def overlaps(self, other: "_Pool") -> bool:
        """Whether the two have articles of one stretch."""
        begin, end = self.stretch[0].read.piece, self.stretch[-1].read.piece
        first, last = other.stretch[0].read.piece, other.stretch[-1].read.piece
        return begin.published <= last.published and first.published <= end.published

    def group(self, model: Model) -> list[list[str]]:
        """The stretch's articles in groups, by their keys."""
        found = Weighed(self.pairs, model).assemble([[at] for at in self.inside])
        return [[self.items[at].key for at in group] for group in found]


def pools(events: Sequence[Labelled], background: Background) -> list[_Pool]:
    """Each stretch of the articles in its context."""
    found = []
    for stretch in stretches(events):
        items = with_context(stretch, events)
        found.append(_Pool(stretch, items, Pairs([item.read for item in items], background)))
    return found


def thinned(events: Sequence[Labelled]) -> Iterator[list[Labelled]]:
    """Every second article, and fewer: archives in which little was collected."""
    for step, begins in THINNED:
        yield list(events[begins::step])


def learn(chosen: Iterable[_Pool]) -> Weights:
    """The weights of evidence, from the pairs of some stretches."""
    examples = [example for pool in chosen for example in pool.examples()]
    classes = fit(
        [features for features, _ in examples], [label for _, label in examples], shrink=_SHRINK
    )
    return {name: round(weight - classes["no"][name], 4) for name, weight in classes["yes"].items()}


def hold_out(weighed: Sequence[_Pool], thin: Sequence[_Pool] = ()) -> dict[str, int]:
    """Each article's group, by weights that were learned from all stretches but its own.

    `thin` are stretches of fewer articles, learned from as well.
    """
    parts: list[list[str]] = []
    for pool in weighed:
        weights = learn(other for other in (*weighed, *thin) if not other.overlaps(pool))
        parts += pool.group(Model(weights=weights))
    return as_groups(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How groups agree with the labels, and which look-alikes are in one group."""

    agreement: Agreement
    merged: tuple[tuple[str, str], ...]


def measure(events: Sequence[Labelled], groups: Mapping[str, int]) -> Measured:
    """Compare groups with the labels."""
    wanted = {item.key: item.story for item in events}
    alike = {item.key: item.alike for item in events if item.alike is not None}
    return Measured(agreement=bcubed(groups, wanted), merged=tuple(merged(groups, wanted, alike)))


def by_names(register: Register) -> Mentions:
    """Finds bodies by names of the register that leave no doubt: less than the tagger finds."""
    bodies: defaultdict[str, set[str]] = defaultdict(set)
    for alias in register.aliases:
        if not alias.ambiguous:
            bodies[alias.surface].add(alias.organisation)
    known = {surface: min(slugs) for surface, slugs in bodies.items() if len(slugs) == 1}
    longest = sorted(known, key=lambda surface: (-len(surface), surface))
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b")
    return lambda _, text: tuple(
        (known[match[0]], match.start(), match.end()) for match in pattern.finditer(text)
    )


def by_tags(path: Path) -> Mentions:
    """The bodies that the tagger found, from the lines that `digest tag --output` wrote."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    found = {
        row["id"]: tuple(
            (mention["organisation"], mention["start"], mention["end"])
            for mention in row["mentions"]
            if mention["organisation"]
        )
        for row in rows
    }
    return lambda key, _: found[key]


def _piece(row: Mapping[str, Any], numbers: Mapping[str, int], mentions: Mentions) -> Piece:
    return Piece(
        id=numbers[row["id"]],
        url=f"urn:{row['id']}",
        source=row["outlet"],
        headline=row["title"],
        text=row["text"],
        published=datetime.fromisoformat(row["published"]),
        copy_of=numbers[row["copy_of"]] if row["copy_of"] else None,
        mentions=mentions(row["id"], row["text"]),
    )


def _is_copy(one: Piece, other: Piece) -> bool:
    return bool({one.id, one.copy_of} & {other.id, other.copy_of} - {None})


def _usual(paths: Iterable[Path]) -> Background:
    rows = (json.loads(line) for path in paths for line in path.open(encoding="utf-8"))
    return count(read_words(row.get("title") or "", row["text"]) for row in rows)


def main() -> None:
    """Learn, say how good it is on what was held out, and leave it in the product."""
    parser = argparse.ArgumentParser(description="Learn how articles are grouped into stories.")
    parser.add_argument("events", type=Path)
    parser.add_argument("articles", type=Path, nargs="*")
    parser.add_argument("--tags", type=Path)
    given = parser.parse_args()
    register = load_register()
    mentions = by_tags(given.tags) if given.tags else by_names(register)
    background = _usual(given.articles) if given.articles else load_background()
    events = read_events(given.events, Reader(register), mentions)
    weighed = pools(events, background)
    thin = [pool for fewer in thinned(events) for pool in pools(fewer, background)]
    found = measure(events, hold_out(weighed, thin))
    agreement = found.agreement
    print(  # noqa: T201
        f"held out by stretch: B-cubed precision {agreement.precision:.3f},"
        f" recall {agreement.recall:.3f}, F1 {agreement.f1:.3f};"
        f" {len(found.merged)} pairs of look-alikes merged"
    )
    folder = Path(str(files("nlp.stories")))
    if given.articles:
        save_background(background, folder)
    save_model(Model(weights=learn([*weighed, *thin])), folder)


if __name__ == "__main__":
    main()
