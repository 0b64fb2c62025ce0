"""The hard cases of `hard_cases.toml`, and what the tagger says of them.

    python -m tests.nlp.hard_cases [--write]

prints docs/hard-cases.md as it is now; with --write it writes it, and marks anew in the data which
cases fail. Run it after the weights have changed.
"""

import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from commissioning.domain.tags import Stance, Text
from commissioning.register import load_register
from nlp.measuring.scoring import same_holder
from nlp.tagger import Tagger

DATA = Path(__file__).with_suffix(".toml")
DOCUMENT = Path(__file__).parents[2] / "docs" / "hard-cases.md"
NOBODY = "nobody takes a side"
ABOUT = """\
# What is hard for the tagger?

{count} small texts of our own on which a tagger goes wrong easily: what a careful reader says of
each by the labelling guidelines, and what the tagger with its reader says. The people are invented,
the bodies did and said nothing of this, and nothing is tuned to these texts. A case is right where
the tagger gives all of its stances with their sides, and no other.

**{right} of {count} are right.** This page is written by a run, `python -m tests.nlp.hard_cases
--write`; `tests/nlp/hard_cases.toml` has the texts, and a test notices each case that comes to be
right or wrong.

"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A stance that a text shows; `organisation` is "" for none, None where it does not matter."""

    holder: str
    question: str
    side: str
    organisation: str | None = None

    def is_met_by(self, stance: Stance) -> bool:
        """Whether the tagger's stance is this one."""
        return (
            (stance.question, stance.position.value) == (self.question, self.side)
            and same_holder((stance.holder, None), (self.holder, None))
            and self.organisation in (None, stance.organisation or "")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HardCase:
    """A text, what a careful reader says of it, and whether the tagger is known to fail at it."""

    name: str
    kind: str
    day: date
    text: str
    title: str
    expected: tuple[Expected, ...]
    fails: bool
    byline: str | None = None

    @property
    def asks_for_bodies(self) -> bool:
        """Whether it matters for whom the holder speaks."""
        return any(stance.organisation is not None for stance in self.expected)

    def is_read_by(self, stances: Sequence[Stance]) -> bool:
        """Whether these are the stances that are expected, and no others."""
        return len(stances) == len(self.expected) and all(
            any(wanted.is_met_by(stance) for stance in stances) for wanted in self.expected
        )


def load_cases() -> tuple[HardCase, ...]:
    """All cases, in the order of the file."""
    rows = tomllib.loads(DATA.read_text("utf-8"))["case"]
    return tuple(
        HardCase(**{**row, "expected": tuple(Expected(**one) for one in row["expected"])})
        for row in rows
    )


def stances_in(tagger: Tagger, case: HardCase) -> tuple[Stance, ...]:
    """What the tagger says."""
    text = Text(id=case.name, text=case.text, title=case.title, day=case.day, byline=case.byline)
    return tagger.tag(text).stances


def document(read: Sequence[tuple[HardCase, Sequence[Stance]]]) -> str:
    """The page of docs, from what the tagger said of each case."""
    marks = Counter(case.is_read_by(stances) for case, stances in read)
    return ABOUT.format(count=len(read), right=marks[True]) + "".join(
        f"{line}\n" for line in _table(read)
    )


def _table(read: Iterable[tuple[HardCase, Sequence[Stance]]]) -> Iterator[str]:
    yield "| what is hard | text | a careful reader | the tagger | |"
    yield "| --- | --- | --- | --- | --- |"
    for case, stances in read:
        wanted = _said(
            (row.holder, row.organisation, row.question, row.side) for row in case.expected
        )
        given = (stance.organisation or "" if case.asks_for_bodies else None for stance in stances)
        found = _said(
            (row.holder, body, row.question, row.position.value)
            for row, body in zip(stances, given, strict=True)
        )
        mark = "right" if case.is_read_by(stances) else "**wrong**"
        yield f"| {case.kind}: {case.name} | {case.text} | {wanted} | {found} | {mark} |"


def _said(rows: Iterable[tuple[str, str | None, str, str]]) -> str:
    told = "; ".join(
        f"{holder}{_of(body)}: `{question}` {side}" for holder, body, question, side in rows
    )
    return told or NOBODY


def _of(body: str | None) -> str:
    return "" if body is None else f" ({body or 'for no body'})"


def _mark(read: Iterable[tuple[HardCase, Sequence[Stance]]]) -> None:
    marks = iter(["false" if case.is_read_by(stances) else "true" for case, stances in read])
    marked = re.sub(
        r"^fails = \w+$",
        lambda _: f"fails = {next(marks)}",
        DATA.read_text("utf-8"),
        flags=re.MULTILINE,
    )
    DATA.write_text(marked, "utf-8")


def main() -> None:
    """Print the document, or write it with the marks."""
    tagger = Tagger(load_register())
    read = [(case, stances_in(tagger, case)) for case in load_cases()]
    if "--write" in sys.argv[1:]:
        _mark(read)
        DOCUMENT.write_text(document(read), "utf-8")
    else:
        sys.stdout.write(document(read))


if __name__ == "__main__":
    main()
