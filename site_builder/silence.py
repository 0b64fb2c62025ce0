"""Who was expected to speak in a story, or in a week, and did not. Pure.

Expected is a body of national reach that lived in those days and took a side on a main question,
sure enough to count, in two articles or more of the two years before. A main question is the one
on which most took sides, a body counting twice, and a second one with half as much at least. Of
the bodies that are expected, none is told of that holds a position in the articles, be it unsure,
or that published one of them. The others are

    not collected  where they have an outlet of their own among the sources and it gave no answer
                   in those days or in the week after, in which a feed still tells of them
    quoted         where somebody is quoted for them, but no side was found
    silent         where they have neither position nor quotation in any of the articles

Where no source at all was asked in that time, silence cannot be told from what nobody collected:
nobody is called silent, and those who are expected are only 'not heard' in what was found later.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b
from itertools import accumulate
from operator import xor
from urllib.parse import urlsplit

from commissioning.domain.coverage import SourceCoverage
from commissioning.domain.facts import Organisation
from commissioning.register import Register
from commissioning.register.register import fold
from site_builder.ledger import Entry, Holder

BEFORE = timedelta(days=730)
AFTER = timedelta(days=7)
_TIMES = 2
_SHOWN = 8
_NATIONAL = frozenset(
    "arms-length-body campaign government-department local-authority-body membership-body"
    " parliament-committee patient-group political-party professional-body regulator royal-college"
    " think-tank union".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the articles of a story or a week tell, and the polls of its days.

    first, last  days of the first and the last article
    entries      the sides taken, unsure ones among them
    quoted       slugs of the bodies for which somebody is quoted
    sources      slugs of the outlets that the articles come from
    asked        whether any source was asked in those days or in the week after
    """

    first: date
    last: date
    entries: Sequence[Entry]
    quoted: Collection[str]
    sources: Collection[str]
    asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A body that was expected to speak, and in how many articles it took a side on `question`.

    kin  slug of the body that it is a part of, or of a part of it, where that did take a side
    """

    body: Holder
    question: str
    times: int
    kin: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Who did not speak, the most usual speakers first.

    known    whether silence can be told; else only `unheard` has anybody
    unheard  those of whom nothing is in what was found afterwards
    """

    known: bool
    unheard: tuple[Expected, ...] = ()
    silent: tuple[Expected, ...] = ()
    quoted: tuple[Expected, ...] = ()
    missing: tuple[Expected, ...] = ()


class Past:
    """What bodies said that counts, by question and day, to look up the two years before a day."""

    def __init__(self, by_question: Mapping[str, Sequence[Entry]]) -> None:
        self._entries: dict[str, list[Entry]] = {}
        self._days: dict[str, list[date]] = {}
        self._sums: dict[str, list[int]] = {}
        for question, entries in by_question.items():
            dated = [
                (entry.earliest, entry)
                for entry in entries
                if entry.is_sure and entry.earliest is not None and not entry.holder.is_person
            ]
            self._days[question] = [day for day, _ in dated]
            self._entries[question] = [entry for _, entry in dated]
            marks = (_mark(entry) for _, entry in dated)
            self._sums[question] = list(accumulate(marks, xor, initial=0))

    def times(self, day: date, question: str) -> Mapping[Holder, int]:
        """In how many articles of the two years before a day bodies took sides on the question."""
        start, end = self._span(day, question)
        articles: defaultdict[Holder, set[int]] = defaultdict(set)
        for entry in self._entries[question][start:end] if end else ():
            if entry.holder.slug is not None:
                articles[entry.holder].add(entry.item.id)
        return {body: len(held) for body, held in articles.items()}

    def key(self, day: date, question: str) -> tuple[int, int]:
        """Changes when what was said before does; costs the same however much that is."""
        start, end = self._span(day, question)
        sums = self._sums.get(question, [0])
        return end - start, sums[start] ^ sums[end]

    def _span(self, day: date, question: str) -> tuple[int, int]:
        days = self._days.get(question, [])
        return bisect_left(days, day - BEFORE), bisect_left(days, day)


def main_questions(entries: Iterable[Entry]) -> tuple[str, ...]:
    """One question or two on which most took sides that count; none where nobody did.

    Of equals the one on which more was said, sure or not.
    """
    held: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        held[entry.question].append(entry)
    ranked = sorted((-voices(found), -len(found), question) for question, found in held.items())
    taken = [(-weight, question) for weight, _, question in ranked if weight]
    if not taken:
        return ()
    enough = max(2, taken[0][0] / 2)
    return (taken[0][1], *(question for weight, question in taken[1:2] if weight >= enough))


def voices(entries: Iterable[Entry]) -> int:
    """How many take sides that count in these entries; bodies count twice."""
    holders = {entry.holder for entry in entries if entry.is_sure}
    return sum(1 if holder.is_person else 2 for holder in holders)


def expected(
    heard: Heard,
    before: Callable[[str], Mapping[Holder, int]],
    bodies: Mapping[str, Organisation],
) -> tuple[Expected, ...]:
    """The bodies that were expected to speak and hold no position; see the module's docstring.

    `before` tells in how many articles of the two years before bodies took sides on a question.
    """
    spoke = {entry.holder.slug or "" for entry in heard.entries if not entry.holder.is_person}
    found: dict[str, Expected] = {}
    for question in main_questions(heard.entries):
        for body, times in before(question).items():
            slug = body.slug or ""
            known = found.get(slug)
            if times < _TIMES or slug in spoke or (known and known.times >= times):
                continue
            if slug in bodies and _is_expected(bodies[slug], heard.first, heard.last):
                kin = _kin(bodies, slug, spoke)
                found[slug] = Expected(body=body, question=question, times=times, kin=kin)
    return tuple(sorted(found.values(), key=lambda one: (-one.times, one.body.name.casefold())))


def silence(
    heard: Heard,
    usual: Sequence[Expected],
    outlets: Mapping[str, Collection[str]],
    answered: Collection[str],
) -> Silence:
    """What became of those who were expected.

    `outlets` are the bodies' own outlets, by the bodies' slugs; `answered` the outlets that did.
    """
    silent, quoted, missing = [], [], []
    for one in usual:
        own = outlets.get(one.body.slug or "", ())
        if any(outlet in heard.sources for outlet in own):
            continue
        if one.body.slug in heard.quoted:
            quoted.append(one)
        elif heard.asked and own and not any(outlet in answered for outlet in own):
            missing.append(one)
        else:
            silent.append(one)
    if not heard.asked:
        return Silence(known=False, unheard=tuple(silent[:_SHOWN]))
    return Silence(
        known=True,
        silent=tuple(silent[:_SHOWN]),
        quoted=tuple(quoted[:_SHOWN]),
        missing=tuple(missing[:_SHOWN]),
    )


def own_outlets(
    sources: Iterable[SourceCoverage], register: Register
) -> Mapping[str, tuple[str, ...]]:
    """The outlets that are a body's own, by the body's slug: by their name, or by their address.

    An address is a body's own where the hosts are the same and one path begins with the other.
    """
    homes = [
        (_place(body.homepage), slug)
        for slug, body in register.organisations.items()
        if body.homepage
    ]
    by_host: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for (host, path), slug in homes:
        by_host[host].append((path, slug))
    found: defaultdict[str, list[str]] = defaultdict(list)
    for source in sources:
        host, path = _place(source.home or "")
        named = [alias.organisation for alias in register.by_surface.get(fold(source.name), ())]
        same = [slug for at, slug in by_host[host] if at.startswith(path) or path.startswith(at)]
        for slug in dict.fromkeys([*named, *(same if host else [])]):
            found[slug].append(source.slug)
    return {slug: tuple(held) for slug, held in found.items()}


def _is_expected(body: Organisation, first: date, last: date) -> bool:
    return body.type in _NATIONAL and body.years.holds(first) and body.years.holds(last)


def _kin(bodies: Mapping[str, Organisation], slug: str, spoke: Collection[str]) -> str | None:
    """The slug of the parent, or of the first part, that spoke."""
    parent = bodies[slug].parent
    if parent is not None and parent in spoke:
        return parent
    parts = sorted(other for other in spoke if other in bodies and bodies[other].parent == slug)
    return parts[0] if parts else None


def _place(address: str) -> tuple[str, str]:
    """Host without 'www.' and path without its last slash; nothing for what is no address."""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/")
    except ValueError:
        return "", ""


def _mark(entry: Entry) -> int:
    return int.from_bytes(blake2b(f"{entry.id} {entry.item.key}".encode(), digest_size=8).digest())
