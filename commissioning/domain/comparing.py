"""What two runs of the tagger read in the same texts, side by side: what appeared, went, changed.

Tags are known again by their place: a body and a quotation by their span, a stance by its holder
and question, since two versions may show the same stance by other words.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from commissioning.domain.corrections import Subject, Value, Values
from commissioning.domain.tags import RELEVANT

_SAID: Mapping[Subject, tuple[str, ...]] = {
    Subject.MENTION: ("organisation",),
    Subject.QUOTATION: ("kind", "speaker", "organisation"),
    Subject.STANCE: ("position", "organisation"),
}


class Change(StrEnum):
    """What became of a tag."""

    SAME = "same"
    APPEARED = "appeared"
    VANISHED = "vanished"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What one run read in a text: its relevance, and the values of its tags by their kind."""

    relevance: float
    tags: Mapping[Subject, Sequence[Values]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A tag that differs; `old` or `new` is None where the run does not have it.

    url      of the article
    comment  position of the comment whose text it is in; None: the article's own
    """

    url: str
    comment: int | None
    subject: Subject
    change: Change
    old: Values | None
    new: Values | None


@dataclass(slots=True, kw_only=True)
class Comparison:
    """Counts by kind and change, in all and by body, with the first examples of each.

    texts     that both runs read, as they are the same in both
    only_old  texts that only the old run read, or read as they no longer are; `only_new` likewise
    """

    texts: int = 0
    only_old: int = 0
    only_new: int = 0
    overall: dict[Subject, Counter[Change]] = field(
        default_factory=lambda: defaultdict(Counter[Change])
    )
    bodies: dict[str, dict[Subject, Counter[Change]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Counter[Change]))
    )
    examples: list[Example] = field(default_factory=list)

    def add(self, url: str, comment: int | None, old: Read, new: Read, *, examples: int) -> None:
        """Take in one text; keeps so many examples of each kind and change."""
        self.texts += 1
        self._relevance(url, comment, old, new, examples)
        for subject in _SAID:
            for change, before, after in changes(
                subject, old.tags.get(subject, ()), new.tags.get(subject, ())
            ):
                self._count(url, comment, subject, change, before, after, examples)

    def _relevance(
        self, url: str, comment: int | None, old: Read, new: Read, examples: int
    ) -> None:
        before, after = old.relevance >= RELEVANT, new.relevance >= RELEVANT
        change = Change.SAME if before == after else Change.CHANGED
        values: tuple[Values, Values] = ({"on_topic": before}, {"on_topic": after})
        self._count(url, comment, Subject.RELEVANCE, change, *values, examples)

    def _count(
        self,
        url: str,
        comment: int | None,
        subject: Subject,
        change: Change,
        old: Values | None,
        new: Values | None,
        examples: int,
    ) -> None:
        known = self.overall[subject]
        if change is not Change.SAME and known[change] < examples:
            self.examples.append(
                Example(url=url, comment=comment, subject=subject, change=change, old=old, new=new)
            )
        known[change] += 1
        named = (one["organisation"] for one in (old, new) if one and one.get("organisation"))
        for body in {str(slug) for slug in named}:
            self.bodies[body][subject][change] += 1


def changes(
    subject: Subject, old: Sequence[Values], new: Sequence[Values]
) -> list[tuple[Change, Values | None, Values | None]]:
    """Each tag of the one run with the same one of the other, by place; each is used once."""
    waiting: dict[Hashable, list[Values]] = defaultdict(list)
    for tag in new:
        waiting[_key(subject, tag)].append(tag)
    found: list[tuple[Change, Values | None, Values | None]] = []
    for tag in old:
        others = waiting[_key(subject, tag)]
        if not others:
            found.append((Change.VANISHED, tag, None))
            continue
        same = next((one for one in others if _said(subject, one) == _said(subject, tag)), None)
        other = same or others[0]
        others.remove(other)
        found.append((Change.SAME if same else Change.CHANGED, tag, other))
    found += [(Change.APPEARED, None, tag) for others in waiting.values() for tag in others]
    return found


def _key(subject: Subject, tag: Values) -> Hashable:
    if subject is Subject.STANCE:
        return tag["holder"], tag["question"]
    return tag["start"], tag["end"]


def _said(subject: Subject, tag: Values) -> tuple[Value, ...]:
    return tuple(tag[name] for name in _SAID[subject])
