"""Where editor and tagger agree: what was found right, of what the editor judged. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from commissioning.domain.corrections import EDITOR, Correction, Subject
from desk.tagged import is_confirmed

SPEAKERS = "Speakers"
_NAMES = {
    Subject.MENTION: "Bodies",
    Subject.QUOTATION: "Quotations",
    Subject.STANCE: "Stances",
    Subject.RELEVANCE: "About the subject",
    Subject.DATE: "Dates",
    Subject.DUPLICATE: "Duplicates",
    Subject.STORY: "Same story",
}
_ORDER = ("Bodies", "Quotations", SPEAKERS, *list(_NAMES.values())[2:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Of one kind of tag: how many an editor judged, and how many of them were right."""

    name: str
    judged: int
    right: int

    @property
    def share(self) -> int:
        """Right ones in a hundred."""
        return round(100 * self.right / self.judged)


def agreements(corrections: Iterable[Correction]) -> tuple[Agreement, ...]:
    """By kind; what was missed counts as judged and wrong, what an editor had put there not at all.

    `corrections` stand; of a quotation, words and speaker are judged apart.
    """
    judged: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for told in corrections:
        if told.before is not None and told.before.get("method") == EDITOR:
            continue
        for name, is_right in _verdicts(told):
            judged[name] += 1
            right[name] += is_right
    return tuple(
        Agreement(name=name, judged=judged[name], right=right[name])
        for name in _ORDER
        if judged[name]
    )


def _verdicts(told: Correction) -> Iterable[tuple[str, bool]]:
    if told.subject is not Subject.QUOTATION or told.before is None or told.after is None:
        return ((_NAMES[told.subject], is_confirmed(told)),)
    before, after = told.before, told.after
    words = all(before.get(name) == after.get(name) for name in ("start", "end", "kind"))
    speaker = all(before.get(name) == after.get(name) for name in ("speaker", "organisation"))
    return ((_NAMES[told.subject], words), (SPEAKERS, speaker))
