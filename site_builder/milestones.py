"""Which milestones a time axis has room for: the weightiest, well apart. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from commissioning.domain.facts import Milestone

MOST = 8
_APART = 0.03


class Mark(NamedTuple):
    """A milestone on an axis: its day (the first that a vague one can be) and its short label."""

    day: date
    label: str


def marks(
    milestones: Iterable[Milestone], first: date, last: date, *, most: int = MOST
) -> tuple[Mark, ...]:
    """At most `most` milestones from `first` to `last` (inclusive), by day.

    The weightiest come first, the surest among them, and of equals those farthest from what is
    chosen; none stands nearer than 3% of the axis to another. Years alone are no marks.
    """
    span = max((last - first).days, 1)
    open_ = {
        (milestone.day.earliest, milestone.slug): milestone
        for milestone in milestones
        if milestone.day.month and first <= milestone.day.earliest <= last
    }
    chosen: list[Mark] = []
    while open_ and len(chosen) < most:
        room = {
            key: min((abs((key[0] - mark.day).days) / span for mark in chosen), default=1.0)
            for key in open_
        }
        open_ = {key: milestone for key, milestone in open_.items() if room[key] >= _APART}
        if not open_:
            break
        best = min(open_, key=lambda key: (*_rank(open_[key]), -room[key], key))
        chosen.append(Mark(day=best[0], label=open_.pop(best).label))
    return tuple(sorted(chosen))


def _rank(milestone: Milestone) -> tuple[int, int]:
    doubt = ("high", "medium", "low").index(milestone.confidence)
    return (-milestone.weight, doubt)
