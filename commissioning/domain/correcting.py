"""Which of the machine's tags in a text the corrections overrule, and what they put there.

Pure: the same tags and corrections give the same answer, however often and in whatever version.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from commissioning.domain.corrections import Correction, Subject, Values, place
from commissioning.domain.tags import HolderKind

_OVERLAP = 0.5
_BODIES = {HolderKind.ORGANISATION.value, HolderKind.GROUP.value}
_UNNAMED = {HolderKind.AUTHOR.value, HolderKind.COMMENTER.value}
_TITLES = frozenset(
    "the dr mr mrs ms miss sir dame lord lady prof professor rt hon baroness cllr mp mbe obe cbe"
    " kbe dbe".split()
)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What becomes of the tags of one kind in one text.

    overruled  places in the sequence of the machine's tags, each with the id of the correction
    added      what corrections put there, each with the correction's id
    adrift     ids of corrections whose words are not in the text
    """

    overruled: Mapping[int, int]
    added: tuple[tuple[int, Values], ...]
    adrift: frozenset[int]


def settle(machine: Sequence[Values], corrections: Sequence[Correction], text: str) -> Outcome:
    """What stands in the end; of two corrections of one tag the later wins.

    All corrections are standing ones of one subject and of this text, oldest first.
    """
    overruled: dict[int, int] = {}
    added: list[tuple[int, Values]] = []
    adrift: set[int] = set()
    for told in corrections:
        number = told.id or 0
        before = told.before and found_again(told.before, text)
        after = told.after and found_again(told.after, text)
        if (after or before) is None or (told.after is not None and after is None):
            adrift.add(number)
            continue
        hit = [at for at, tag in enumerate(machine) if _is_meant(told.subject, tag, before, after)]
        overruled |= dict.fromkeys(hit, number)
        gone = [tag for _, tag in added if _is_meant(told.subject, tag, before, after)]
        added = [pair for pair in added if pair[1] not in gone]
        if after is not None:
            touched = [*(machine[at] for at in hit), *gone]
            added += ((number, tag) for tag in _everywhere(told.subject, touched, before, after))
    return Outcome(overruled=overruled, added=tuple(added), adrift=frozenset(adrift))


def found_again(values: Values, text: str) -> Values | None:
    """The values with the place of their words in the text: the old one, else the nearest.

    None where the words are not in the text.
    """
    start, end = place(values)
    words = str(values["words"])
    if text[start:end] == words:
        return values
    before, after = text.rfind(words, 0, start + len(words)), text.find(words, start)
    places = [at for at in (before, after) if at >= 0]
    if not places:
        return None
    nearest = min(places, key=lambda at: (abs(at - start), at))
    return {**values, "start": nearest, "end": nearest + len(words)}


def same_holder(one: Values, other: Values) -> bool:
    """Whether two stances have one holder: one body, or one name, which may be given in short."""
    kinds = {one["holder_kind"], other["holder_kind"]}
    if len(kinds) == 1 and kinds <= _UNNAMED:
        return True
    if kinds <= _BODIES and one["organisation"] and one["organisation"] == other["organisation"]:
        return True
    shorter, longer = sorted((_names(one), _names(other)), key=len)
    return bool(shorter) and longer[-len(shorter) :] == shorter


def _names(values: Values) -> list[str]:
    words = _WORD.findall(str(values["holder"]).casefold())
    return [word for word in words if word not in _TITLES]


def _is_meant(subject: Subject, tag: Values, before: Values | None, after: Values | None) -> bool:
    """Whether the correction speaks of this tag."""
    told = [values for values in (before, after) if values is not None]
    if subject is Subject.STANCE:
        return any(tag["question"] == one["question"] and same_holder(tag, one) for one in told)
    if subject is Subject.QUOTATION:
        return any(_overlap(tag, one) >= _OVERLAP for one in told)
    return any(_overlap(tag, one) > 0 for one in told) or (
        before is not None and _is_same_name(tag, before)
    )


def _is_same_name(tag: Values, other: Values) -> bool:
    """Whether the same words are read as the same body."""
    return all(tag[name] == other[name] for name in ("words", "organisation", "name"))


def _everywhere(
    subject: Subject, touched: Sequence[Values], before: Values | None, after: Values
) -> Iterator[Values]:
    """The right tag in its place; a body also where the same words were read in the same way."""
    yield after
    if subject is not Subject.MENTION or before is None or place(before) != place(after):
        return
    for tag in touched:
        if _is_same_name(tag, before) and place(tag) != place(after):
            yield {**after, "start": tag["start"], "end": tag["end"]}


def _overlap(one: Values, other: Values) -> float:
    """Characters that two have in common, as a part of those that either has."""
    (a, b), (c, d) = place(one), place(other)
    shared = min(b, d) - max(a, c)
    return max(0, shared) / (max(b, d) - min(a, c))
