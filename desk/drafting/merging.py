"""Two windows on one draft: what each changed since both began. Pure.

A form says for each field how it stood when the window got it. What one window alone changed is
taken; where both did, the store's text stays, and the editor chooses.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from commissioning.domain.editions import Edition
from desk.drafting.fields import fields_of, is_prose, mark, tidy, with_fields

_MINE, _THEIRS, _BOTH = "mine", "theirs", "both"
CHOICES = (_MINE, _THEIRS, _BOTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A field that two windows changed: both texts, and how it stood before as a mark."""

    field: str
    mine: str
    theirs: str
    before: str

    @property
    def shown(self) -> str:
        """Marks the other text, so that a choice is made against what was seen."""
        return mark(self.theirs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What comes of a window's texts and those that are stored.

    draft    with what can be taken; under the stored version
    clashes  fields that both changed
    taken    names of fields that another window changed
    lost     texts whose section or item is not there any more, by field
    """

    draft: Edition
    clashes: tuple[Clash, ...]
    taken: tuple[str, ...]
    lost: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """How a clash ends: 'mine', 'theirs' or 'both', with the mark of the other text as shown."""

    way: str
    field: str
    shown: str


def merged(
    theirs: Edition,
    mine: Mapping[str, str],
    before: Mapping[str, str],
    *,
    version: int | None,
    choice: Choice | None = None,
) -> Merge:
    """What a window sent, over what is stored; `before` has marks by field, as it got them.

    `version` is that of the state which the window got. Raises as `with_fields` does.
    """
    stored = fields_of(theirs)
    mine = {name: tidy(name, text) for name, text in mine.items()}
    values, clashes, taken, lost = {}, [], [], []
    for name, text in mine.items():
        there = stored.get(name)
        since = before.get(name, mark(there or "") if version == theirs.version else "")
        if there is None:
            if text and mark(text) != since:
                lost.append((name, text))
            continue
        if choice is not None and choice.field == name and choice.shown == mark(there):
            values[name] = _chosen(choice.way, name, text, there)
            continue
        values[name] = there
        if text == there or mark(text) == since:
            taken += [name] if mark(there) != since else []
        elif mark(there) == since:
            values[name] = text
        else:
            clashes.append(Clash(field=name, mine=text, theirs=there, before=since))
    return Merge(
        draft=with_fields(theirs, values),
        clashes=tuple(clashes),
        taken=tuple(taken),
        lost=tuple(lost),
    )


def marks(draft: Edition, clashes: tuple[Clash, ...] = ()) -> str:
    """How the fields stand, for a form to send back; of a clash, how it stood before."""
    found = {name: mark(text) for name, text in fields_of(draft).items()}
    found |= {clash.field: clash.before for clash in clashes}
    return " ".join(f"{name}={one}" for name, one in found.items())


def read_marks(written: str) -> dict[str, str]:
    """What `marks` wrote."""
    pairs = (one.partition("=") for one in written.split())
    return {name: one for name, _, one in pairs}


def _chosen(way: str, name: str, mine: str, theirs: str) -> str:
    if way == _BOTH:
        return f"{theirs}\n\n{mine}" if is_prose(name) else f"{theirs} / {mine}"
    return mine if way == _MINE else theirs
