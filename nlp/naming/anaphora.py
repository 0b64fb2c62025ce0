"""What refers to a body without its name: 'the board', 'the PCT', 'the BMA's council'."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date

from nlp.naming.body_kinds import COLLECTIVE, KINDS, LONG_FORMS, TYPES
from nlp.naming.localities import Neighbourhood, is_local, publisher
from nlp.naming.meanings import Meanings
from nlp.naming.page import Found, Page, words_in

_DHSC_SINCE = date(2018, 1, 8)
_FAR = 200
_PUBLISHERS = frozenset({"board", "committee"})
_ORGAN = re.compile(r"['’]s?\s+(?P<noun>council|committee)\b(?!\s+(?-i:[A-Z]))")
_ORGAN_WORD = re.compile(r"\b(?:[Cc]ouncil|[Cc]ommittee)\b")
_ANAPHOR = re.compile(
    r"\b(?P<which>[Tt]he|THE|[Ii]ts|[Tt]heir|[Oo]ur|[Tt]his|[Tt]hat)\s+(?:(?:local|county|new)\s+)?"
    r"(?P<noun>Alliance|Confederation|College|Board|Trust|Union|Association|Committee"
    r"|Council|Department|Federation|Society|Network|Charity|Party|Coalition|Consortium|Group"
    r"|Cluster|Regulator|Commission|Institute|Foundation|Fund|Forum|Authority|Agency|Partnership"
    r"|Company|Firm|Think\ Tank|PCT|CCG|ICB|SHA|LMC|STP|ICS|LINk)\b(?!\s+(?-i:[A-Z]))(?!-)",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"\b(?:the|its|their|our|your|my|this|that|(?:town|city|county|borough|district|area)['’]s)\s+"
    r"(?:(?:local|new|shadow|whole|said|old|former)\s+)*$"
)
_OWNED = re.compile(r"['’]s?\s+")


class Anaphora:
    """Reads what refers to the bodies that a page names."""

    def __init__(self, page: Page, meanings: Meanings, neighbours: Neighbourhood) -> None:
        self._text = page.text
        self._neighbours = neighbours
        self._day = page.day
        self._organisations = meanings.organisations
        self._published = is_local(page.outlet)
        self._publisher = publisher(page.outlet, meanings)

    def nouns(self, named: Sequence[Found]) -> Iterator[Found]:
        """'The board', 'the union': the body named last before it that can be called so."""
        starts = [found.start for found in named]
        for match in _ANAPHOR.finditer(self._text):
            noun = _noun(match)
            last = bisect_right(starts, match.start())
            slug = self._last_called(named[max(0, last - _FAR) : last], noun)
            if slug is None:
                slug = self._by_itself(match["which"], noun)
            if slug is not None:
                yield Found(*match.span("noun"), slug, "anaphor")

    def _last_called(self, earlier: Sequence[Found], noun: str) -> str | None:
        for found in reversed(earlier):
            if self._callable(found, noun):
                return found.slug
        return None

    def _by_itself(self, which: str, noun: str) -> str | None:
        """What a noun means in a text that names nothing that it could stand for."""
        if noun in _PUBLISHERS and self._published:
            return self._publishing_slug
        if noun == "department" and which.casefold() == "the":
            late = self._day is not None and self._day >= _DHSC_SINCE
            return "dhsc" if late else "department-of-health"
        return COLLECTIVE.get(noun)

    @property
    def _publishing_slug(self) -> str:
        return self._publisher.slug if self._publisher is not None else ""

    def renamed(self, named: Sequence[Found]) -> list[Found]:
        """With 'the Coalition' as the body of that name that was named before, if any."""
        renamed: list[Found] = []
        for found in named:
            renamed.append(self._renamed(found, renamed[-_FAR:]))
        return renamed

    def _renamed(self, found: Found, earlier: Sequence[Found]) -> Found:
        match = _ANAPHOR.fullmatch(self._text, found.start, found.end)
        if match is None or found.method != "register":
            return found
        noun = _noun(match)
        for body in reversed(earlier):
            if body.slug == found.slug and self._kind(body) is None:
                return found
            if body.slug and self._goes_by(body, noun):
                return Found(found.start, found.end, body.slug, "anaphor")
        if noun in _PUBLISHERS and self._published:
            return Found(found.start, found.end, self._publishing_slug, "anaphor")
        return found

    def _goes_by(self, found: Found, noun: str) -> bool:
        """Whether a body is written with the noun, not at the name's beginning, or is such."""
        body = self._organisations[found.slug]
        written = words_in(self._text[found.start : found.end].casefold())[1:]
        return self._callable(found, noun) and (noun in written or body.type in TYPES.get(noun, ()))

    def _callable(self, found: Found, noun: str) -> bool:
        surface = self._text[found.start : found.end].casefold()
        if not found.slug:
            return noun in surface.split() or noun in words_in(surface)
        body = self._organisations[found.slug]
        if body.type == "collective":
            return False
        return noun in words_in(body.name.casefold()) or body.type in TYPES.get(noun, ())

    def resolved(self, found: Sequence[Found]) -> Iterator[Found]:
        """'The PCT' is the trust named by or before it; what it means alone stays collective."""
        latest: dict[str, str] = {}
        if self._publisher is not None:
            latest |= self._kinds(self._publisher.slug)
        for at, body in enumerate(found):
            noun = self._kind(body)
            if noun is None or body.method != "register":
                if body.slug:
                    latest |= self._kinds(body.slug)
                else:
                    latest |= self._unknown_kinds(body)
                yield body
                continue
            before = self._text[max(0, body.start - 24) : body.start].casefold()
            following = found[at + 1] if at + 1 < len(found) else None
            if not _ONE.search(before):
                yield body
            elif following is not None and self._apposed(body, following, noun):
                yield Found(body.start, body.end, following.slug, "anaphor")
            elif noun in latest:
                yield Found(body.start, body.end, latest[noun], "anaphor")
            elif slug := self._neighbours.only(TYPES.get(noun, ())):
                yield Found(body.start, body.end, slug, "place")
            else:
                yield body

    def _kind(self, body: Found) -> str | None:
        """The kind of commissioner that the words of a body name, and no more: 'PCT', 'ICB'."""
        return KINDS.get(self._text[body.start : body.end].casefold().replace("-", " "))

    def _kinds(self, slug: str) -> dict[str, str]:
        """By what kinds a body can be called from now on."""
        kind = self._organisations[slug].type
        return {name: slug for name in COLLECTIVE if kind in TYPES.get(name, ())}

    def _unknown_kinds(self, body: Found) -> dict[str, str]:
        words = self._text[body.start : body.end].casefold()
        short = next((s for long, s in LONG_FORMS.items() if words.endswith(long.lower())), words)
        return {name: "" for name in COLLECTIVE if name in short.casefold().split()}

    def _apposed(self, body: Found, following: Found, noun: str) -> bool:
        """'The SHA, NHS North West,'."""
        between = self._text[body.end : following.start]
        kind = self._organisations[following.slug].type if following.slug else ""
        return between.strip() == "," and kind in TYPES.get(noun, ())

    def with_parts(self, found: Sequence[Found]) -> Iterator[Found]:
        """'The BMA's council', 'its GP committee': the part of a body that the register knows."""
        last: Found | None = None
        for at, body in enumerate(found):
            following = found[at + 1] if at + 1 < len(found) else None
            if following is not None and self._owns(body, following):
                last = body
                continue
            if last is not None and last.end < body.start and found[at - 1] is last:
                yield Found(last.start, body.end, body.slug, body.method)
            else:
                organ = _ORGAN.match(self._text, body.end)
                part = self._part_of(body.slug, organ["noun"]) if organ else None
                end = organ.end() if organ and part else body.end
                yield Found(body.start, end, part or body.slug, body.method)
            last = None

    def _owns(self, body: Found, part: Found) -> bool:
        between = self._text[body.end : part.start]
        return (
            bool(part.slug and body.slug)
            and self._organisations[part.slug].parent == body.slug
            and _OWNED.fullmatch(between) is not None
            and _ORGAN_WORD.search(self._text, part.start, part.end) is not None
        )

    def _part_of(self, slug: str, noun: str) -> str | None:
        """The only part of a body whose name is the body's and the noun."""
        parts = [
            part.slug
            for part in self._organisations.values()
            if slug and part.parent == slug and words_in(part.name.casefold())[1:] == [noun]
        ]
        return parts[0] if len(parts) == 1 else None


def _noun(match: re.Match[str]) -> str:
    return " ".join(match["noun"].casefold().split())
