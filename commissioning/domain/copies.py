"""When one text stands in another, and which of several was there first.

Texts are compared by their shingles, the runs of five words that they hold; how a reprint sets its
quotation marks, dashes and capitals makes no difference. Nothing here merges articles.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from commissioning.domain.dates import Dated, Precision

RUN = 5
MIN_WORDS = 40
MAX_WORDS = 20_000
MAX_LETTERS = 400_000

SHARE = 0.8
SHARE_SHORT = 0.9
SHARE_WITHIN_SOURCE = 0.95
SHARE_OF_ROOT = 0.5
SHORT = 100
ALIKE = 0.6
MIN_RATIO = 0.25

_WORD = re.compile(r"\w+")
_APOSTROPHE = re.compile(r"['’‘ʼ`´](?<=\w.)(?=\w)")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """An article at the other end of a link between copy and original.

    url, headline, source, source_name, published  the article's
    share  0 to 1, of the copy's words that stand in the original
    """

    article_id: int
    url: str
    headline: str
    source: str
    source_name: str
    published: Dated | None
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of several articles that may be copies of each other.

    order      who was first: see `order_of`
    paywalled  whether the text is only the beginning, and may be a notice to subscribers
    shingles   of its text; empty for one of under 40 words, which is a copy of nothing
    """

    id: int
    source_id: int
    headline: str
    paywalled: bool
    order: tuple[datetime, bool, int]
    shingles: frozenset[str]


def words_of(text: str) -> list[str]:
    """The first 20,000 words in small letters, without marks, for comparing."""
    plain = text if text.isascii() else _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return _WORD.findall(_APOSTROPHE.sub("", plain[:MAX_LETTERS]).lower())[:MAX_WORDS]


def shingles(text: str) -> frozenset[str]:
    """The runs of five words in the text; none for one that is too short to be compared."""
    words = words_of(text)
    return runs(words, RUN) if len(words) >= MIN_WORDS else frozenset()


def runs(words: list[str], size: int) -> frozenset[str]:
    """Every run of `size` words."""
    return frozenset(" ".join(words[at : at + size]) for at in range(len(words) - size + 1))


def share_of(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of `one` stands in `other`, 0 to 1."""
    return len(one & other) / len(one) if one else 0.0


def contained(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the smaller stands in the larger, 0 to 1."""
    smaller, larger = sorted((one, other), key=len)
    return share_of(smaller, larger)


def headlines_alike(one: str, other: str) -> bool:
    """Whether most of the shorter headline's words stand in the other, and figures are the same."""
    words, others = set(words_of(one)), set(words_of(other))
    if not words or not others:
        return words == others
    figures, others_figures = (set(filter(str.isdigit, found)) for found in (words, others))
    if figures and others_figures and figures != others_figures:
        return False
    return len(words & others) / min(len(words), len(others)) >= ALIKE


def is_copy(one: Member, other: Member) -> bool:
    """Whether one of the two has the other's text, or nearly all of it.

    A release printed within an article counts, where it makes a quarter of it: less is a quotation.
    Short texts must have more in common. So must two of one source, whose columns share a frame;
    their headlines must be alike too, and so where a notice may stand in the place of the text.
    """
    smaller, larger = sorted((len(one.shingles), len(other.shingles)))
    if not smaller or smaller < MIN_RATIO * larger:
        return False
    within = one.source_id == other.source_id
    in_doubt = within or one.paywalled or other.paywalled
    if in_doubt and not headlines_alike(one.headline, other.headline):
        return False
    wanted = SHARE_SHORT if smaller < SHORT else SHARE
    if within:
        wanted = SHARE_WITHIN_SOURCE
    return contained(one.shingles, other.shingles) >= wanted


def order_of(
    when: datetime, precision: Precision | None, *, issues: bool, article_id: int
) -> tuple[datetime, bool, int]:
    """A key that sorts articles by who was first.

    Where the hour is not known, it may have been the day's last. At the same moment, a body that
    issues statements comes before those who print them.
    """
    return (_latest(when, precision), not issues, article_id)


def originals(members: Iterable[Member], linked: Mapping[int, int]) -> dict[int, int]:
    """Which of the members are copies, and of which other: the earliest that has their text.

    A copy of a copy is one of the first, if it still has half of it. `linked` is what was found
    before: such a link stays while half of the text is shared.
    """
    ordered = sorted(members, key=lambda member: member.order)
    by_id = {member.id: member for member in ordered}
    found: dict[int, int] = {}
    for at, member in enumerate(ordered):
        earlier = ordered[:at]
        first = next((other for other in earlier if is_copy(member, other)), None)
        before = by_id.get(linked.get(member.id, member.id))
        if first is None and before in earlier and before and _has_half(member, before):
            first = before
        if first is not None:
            root = by_id[found.get(first.id, first.id)]
            found[member.id] = root.id if _has_half(member, root) else first.id
    return found


def with_told(found: Mapping[int, int], told: Mapping[int, int | None]) -> dict[int, int]:
    """The links that were found, with what an editor told in their place.

    `told` leads to None where an article is a copy of nothing. A link that was found and would
    now lead back to its beginning is left out.
    """
    links = {copy: original for copy, original in told.items() if original is not None}
    for copy, original in found.items():
        if copy not in told and copy not in _onward(links, original):
            links[copy] = original
    return links


def _onward(links: Mapping[int, int], start: int) -> set[int]:
    """The article and all that its links lead on to."""
    seen: set[int] = set()
    at: int | None = start
    while at is not None and at not in seen:
        seen.add(at)
        at = links.get(at)
    return seen


def _has_half(member: Member, other: Member) -> bool:
    if member.source_id == other.source_id:
        return is_copy(member, other)
    return contained(member.shingles, other.shingles) >= SHARE_OF_ROOT


def _latest(when: datetime, precision: Precision | None) -> datetime:
    if precision is Precision.DAY:
        return when + timedelta(hours=24)
    if precision is Precision.MONTH:
        return when + timedelta(days=31)
    return when + timedelta(days=366) if precision is Precision.YEAR else when
