"""What a button of the editor does to a draft: 'up', 'to', 'take', 'place' and the like.

A button says 'verb key more'; what else it needs stands in the form's fields.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from sqlalchemy.orm import Session

from commissioning.domain.editing import (
    issue,
    with_item,
    with_item_changed,
    with_item_moved,
    with_section,
    with_section_moved,
    without_item,
    without_section,
)
from commissioning.domain.editions import Edition, EditionTemplate, Item, Section
from commissioning.domain.errors import EditionError
from commissioning.store.edition_items import offered, own_item
from commissioning.store.edition_templates import save_template
from desk.drafting.dates import DateAhead
from desk.drafting.fields import mark
from desk.drafting.shelf import item_for
from desk.forms import Form
from site_builder.outside import outside


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What was pressed: its verb, what it is about, and a number or the like."""

    verb: str = "save"
    key: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The draft after an action, what is told of it, and the item that is at hand then."""

    draft: Edition
    said: str = ""
    at: str = ""


ENTERED = (
    ("new-section", "section-in"),
    ("new-address", "add"),
    ("new-headline", "add"),
    ("template-name", "template"),
)
_NO_DATES: Mapping[str, DateAhead] = MappingProxyType({})
Act = Callable[[Session, Edition, Action, Form], Done]


def read_action(form: Form) -> Action:
    """The action of the button that was pressed; Enter in a field for something new adds it."""
    verb, key, more = (*form.text("do", 3_000).split(" ", 2), "", "", "")[:3]
    if verb in ("", "save"):
        entered = [verb for field, verb in ENTERED if form.text(field, 2_000)]
        return Action(verb=entered[0] if entered else "save")
    return Action(verb=verb, key=key, more=more)


def acted(
    session: Session,
    draft: Edition,
    action: Action,
    form: Form,
    *,
    dates: Mapping[str, DateAhead] = _NO_DATES,
) -> Done:
    """The draft after the action; `dates` can be placed by their URLs.

    EditionError where it cannot be done.
    """
    if action.verb == "place" and action.key in dates:
        return _placed(draft, dates[action.key].item, action, form)
    act = _ACTS.get(action.verb)
    return act(session, draft, action, form) if act else Done(draft=draft, at=action.key)


def section_of(draft: Edition, marked: str) -> Section:
    """The section whose name has this mark; EditionError where there is none any more."""
    found = next((one for one in draft.sections if mark(one.name) == marked), None)
    if found is None:
        raise EditionError(issue(draft), "it has no such section any more; choose another")
    return found


def _step(by: int) -> Act:
    def stepped(_: Session, draft: Edition, action: Action, __: Form) -> Done:
        moved = _stepped(draft, action.key, by)
        number = 1 + [item.key for item in moved.items].index(action.key)
        return Done(draft=moved, said=f"It is item {number} now.", at=action.key)

    return stepped


def _stepped(draft: Edition, key: str, by: int) -> Edition:
    """One place on; past the end of a section into the next one."""
    item = _item(draft, key)
    at = next(at for at, one in enumerate(draft.sections) if item in one.items)
    place = draft.sections[at].items.index(item) + 1 + by
    if 1 <= place <= len(draft.sections[at].items):
        return with_item_moved(draft, key, section=None, at=place)
    if not 0 <= at + by < len(draft.sections):
        return draft
    home = draft.sections[at + by]
    return with_item_moved(draft, key, section=home.name, at=1 if by > 0 else None)


def _to(_: Session, draft: Edition, action: Action, form: Form) -> Done:
    home = section_of(draft, form.text(f"to.{action.key}"))
    moved = with_item_moved(draft, action.key, section=home.name, at=None)
    return Done(draft=moved, said=f"It is in ‘{home.name}’ now.", at=action.key)


def _drag(_: Session, draft: Edition, action: Action, form: Form) -> Done:
    home = section_of(draft, form.text("drag-to"))
    moved = with_item_moved(draft, action.key, section=home.name, at=form.number("drag-at"))
    number = 1 + [item.key for item in moved.items].index(action.key)
    return Done(draft=moved, said=f"It is item {number} now.", at=action.key)


def _remove(_: Session, draft: Edition, action: Action, __: Form) -> Done:
    gone = _item(draft, action.key)
    at = draft.items.index(gone)
    left = without_item(draft, action.key)
    near = left.items[min(at, len(left.items) - 1)].key if left.items else ""
    return Done(draft=left, said=f"‘{gone.headline}’ was taken out.", at=near)


def _take(session: Session, draft: Edition, action: Action, _: Form) -> Done:
    item = _item(draft, action.key)
    offers = offered(session, item)
    at = int(action.more) if action.more.isascii() and action.more.isdigit() else 0
    if not offers:
        raise EditionError(issue(draft), "no sentence of its article can stand as a line")
    line = offers[at % len(offers)].line
    if item.line:
        line = f"{item.line}\n\n{line}"
    return Done(
        draft=with_item_changed(draft, replace(item, line=line)),
        said="The offered line was taken.",
        at=action.key,
    )


def _place(session: Session, draft: Edition, action: Action, form: Form) -> Done:
    return _placed(draft, item_for(session, action.key), action, form)


def _placed(draft: Edition, item: Item, action: Action, form: Form) -> Done:
    dragged = form.text("drag-to")
    home = section_of(draft, dragged or form.text(f"place.{mark(action.key)}"))
    at = form.number("drag-at") if dragged else None
    return _added(draft, item, home, at)


def _add(session: Session, draft: Edition, _: Action, form: Form) -> Done:
    """An item by an address or a story's slug, or of the editor's own under a headline."""
    what, headline = form.text("new-address", 2_000), form.text("new-headline", 400)
    if not what and not headline:
        raise EditionError(issue(draft), "give an address or a headline to add")
    if " " in what:
        raise EditionError(issue(draft), "an address has no spaces in it")
    home = section_of(draft, form.text("new-to"))
    return _added(draft, _found(session, what, headline), home, None)


def _found(session: Session, what: str, headline: str) -> Item:
    if not what:
        return own_item(headline)
    try:
        item = item_for(session, what)
    except EditionError:
        url = outside(what)
        if not headline or url is None:
            raise
        return own_item(headline, url=url)
    return replace(item, headline=headline) if headline else item


def _added(draft: Edition, item: Item, home: Section, at: int | None) -> Done:
    keys = {one.key for one in draft.items}
    made = with_item(draft, item, section=home.name, at=at)
    new = next(one for one in made.items if one.key not in keys)
    return Done(draft=made, said=f"‘{new.headline}’ is in ‘{home.name}’ now.", at=new.key)


def _section_step(by: int) -> Act:
    def stepped(_: Session, draft: Edition, action: Action, __: Form) -> Done:
        found = section_of(draft, action.key)
        at = draft.sections.index(found) + 1 + by
        return Done(draft=with_section_moved(draft, found.name, at=max(1, at)), at=action.key)

    return stepped


def _section_drag(_: Session, draft: Edition, action: Action, form: Form) -> Done:
    found = section_of(draft, action.key)
    moved = with_section_moved(draft, found.name, at=form.number("drag-at") or 1)
    return Done(draft=moved, said=f"‘{found.name}’ was moved.")


def _section_out(_: Session, draft: Edition, action: Action, __: Form) -> Done:
    found = section_of(draft, action.key)
    return Done(draft=without_section(draft, found.name), said=f"‘{found.name}’ was taken out.")


def _section_in(_: Session, draft: Edition, __: Action, form: Form) -> Done:
    name = form.text("new-section", 200)
    if not name:
        raise EditionError(issue(draft), "give the new section a name")
    return Done(draft=with_section(draft, name), said=f"‘{name}’ was added.")


def _template(session: Session, draft: Edition, _: Action, form: Form) -> Done:
    name = form.text("template-name", 200)
    names = tuple(section.name for section in draft.sections)
    save_template(session, EditionTemplate(name=name, sections=names))
    return Done(draft=draft, said=f"The sections are kept as ‘{name}’.")


def _item(draft: Edition, key: str) -> Item:
    found = draft.item(key)
    if found is None:
        raise EditionError(issue(draft), "another window took that item out")
    return found


_ACTS: MappingProxyType[str, Act] = MappingProxyType(
    {
        "up": _step(-1),
        "down": _step(1),
        "to": _to,
        "drag": _drag,
        "remove": _remove,
        "take": _take,
        "place": _place,
        "add": _add,
        "section-up": _section_step(-1),
        "section-down": _section_step(1),
        "section-drag": _section_drag,
        "section-out": _section_out,
        "section-in": _section_in,
        "template": _template,
    }
)
