"""A form of the editor taken in: what it says, over what is stored, in one transaction."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from commissioning.domain.editing import checked
from commissioning.domain.editions import Edition
from commissioning.domain.errors import EditionConflict, EditionError
from commissioning.store.editions import edition, edition_by_id, put_aside, save_edition
from desk.desk import Desk
from desk.drafting.actions import Action, Done, acted, read_action
from desk.drafting.dates import dates_ahead
from desk.drafting.fields import LONGEST, called, mark, with_fields
from desk.drafting.merging import CHOICES, Choice, Clash, Merge, merged, read_marks
from desk.forms import Form

_KINDS = ("name", "headline", "line", "note")
_WHOLE = ("number", "day", "title", "introduction")
_ELSE = "something that this window did not show"
_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What became of a form.

    edition  as it is stored now
    done     what the button did
    wrong    why it could not do it; '' where it did. The texts are saved all the same
    clashes  fields that another window changed, too
    also     what another window changed, in the editor's words
    lost     texts without a place any more, with what they were, put aside among the versions
    aside    marks the texts that were put aside, for the form to send back
    """

    edition: Edition
    done: Done
    wrong: str = ""
    clashes: tuple[Clash, ...] = ()
    also: tuple[str, ...] = ()
    lost: tuple[tuple[str, str], ...] = ()
    aside: str = ""


def texts_of(form: Form) -> dict[str, str]:
    """The fields of a draft that a form holds."""
    names = [name for name, _ in form.fields]
    wanted = [one for one in names if one in _WHOLE or one.partition(".")[0] in _KINDS]
    return {name: form.text(name, LONGEST) for name in wanted if "." in name or name in _WHOLE}


def save(desk: Desk, number: int, form: Form) -> Saved:
    """Save what a form says. EditionError where it cannot be kept as it is; nothing is saved then.

    What is sent to a published edition is put aside, and EditionError says so.
    """
    for _ in range(_TRIES - 1):
        try:
            return _once(desk, number, form)
        except EditionConflict:  # another window was quicker by a blink: look again
            continue
    return _once(desk, number, form)


def _once(desk: Desk, number: int, form: Form) -> Saved:
    action = read_action(form)
    with desk.database.session() as session:
        theirs = _stored(session, number, form)
        if theirs.is_published:
            put_aside(session, with_fields(theirs, texts_of(form)), at=desk.now())
        else:
            return _over(session, desk, theirs, form, action)
    raise EditionError(
        f"issue {theirs.number}", "it was published meanwhile; what you wrote is among its versions"
    )


def _over(session: Session, desk: Desk, theirs: Edition, form: Form, action: Action) -> Saved:
    mine, version = texts_of(form), form.number("version")
    choice = _choice(action)
    merge = merged(
        theirs,
        mine,
        read_marks(form.text("marks", 10 * LONGEST)),
        version=version,
        choice=choice,
    )
    done, wrong = Done(draft=merge.draft), ""
    try:
        done = acted(session, merge.draft, action, form, dates=dates_ahead(desk, merge.draft))
    except EditionError as error:
        wrong = error.message
    saved = wanted = checked(done.draft)
    if choice is not None:
        put_aside(session, theirs, at=desk.now())
    if wanted != theirs:
        saved = save_edition(session, wanted, at=desk.now())
    aside = _put_aside(session, desk, theirs, merge, form)
    also = tuple(dict.fromkeys(called(theirs, name) for name in merge.taken))
    if not also and not merge.clashes and version not in (None, theirs.version):
        also = (_ELSE,)
    return Saved(
        edition=saved,
        done=done,
        wrong=wrong,
        clashes=merge.clashes,
        also=also,
        lost=tuple((called(theirs, name), text) for name, text in merge.lost),
        aside=aside,
    )


def _put_aside(session: Session, desk: Desk, theirs: Edition, merge: Merge, form: Form) -> str:
    """Keep the texts that could not be saved among the versions, once for each state of them."""
    open_ = [(one.field, one.mine) for one in merge.clashes] + list(merge.lost)
    if not open_:
        return ""
    found = mark(repr(open_))
    if found != form.text("aside", 100):
        gone = "\n\n".join(text for _, text in merge.lost)
        kept = with_fields(theirs, {one.field: one.mine for one in merge.clashes})
        if gone:
            intro = f"{kept.introduction}\n\n{gone}".strip()
            kept = with_fields(kept, {"introduction": intro})
        put_aside(session, kept, at=desk.now())
    return found


def _choice(action: Action) -> Choice | None:
    if action.verb not in CHOICES:
        return None
    return Choice(way=action.verb, field=action.key, shown=action.more)


def _stored(session: Session, number: int, form: Form) -> Edition:
    id_ = form.number("id")
    return edition(session, number) if id_ is None else edition_by_id(session, id_)
