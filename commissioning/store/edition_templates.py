"""Templates of editions: names of sections to begin with. 'The usual sections' are always there."""

import json
from datetime import date

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from commissioning.domain.editing import begun, checked
from commissioning.domain.editions import USUAL, Edition, EditionTemplate
from commissioning.domain.errors import EditionError
from commissioning.store.edition_rows import EditionTemplateRow

_LONGEST_NAME = 100
_ANY_DAY = date(2000, 1, 1)


def templates(session: Session) -> tuple[EditionTemplate, ...]:
    """All templates: the usual sections, as we or the editors have them, then others by name."""
    rows = session.execute(
        select(EditionTemplateRow.name, EditionTemplateRow.sections).order_by(
            EditionTemplateRow.name
        )
    )
    kept = {
        name: EditionTemplate(name=name, sections=tuple(json.loads(sections)))
        for name, sections in rows
    }
    usual = kept.pop(USUAL.name, USUAL)
    return (usual, *kept.values())


def template(session: Session, name: str) -> EditionTemplate:
    """The template of that name; EditionError where there is none."""
    known = templates(session)
    wanted = name.strip().casefold()
    found = next((one for one in known if one.name.casefold() == wanted), None)
    if found is None:
        names = ", ".join(f"‘{one.name}’" for one in known)
        raise EditionError(f"template ‘{name}’", f"there is none of that name, but {names}")
    return found


def save_template(session: Session, wanted: EditionTemplate) -> None:
    """Keep a template, in the place of one of its name. EditionError where a name is no name."""
    name = " ".join(wanted.name.split())
    if not name or len(name) > _LONGEST_NAME:
        raise EditionError("template", f"its name has 1 to {_LONGEST_NAME} letters")
    tried = checked(begun(Edition(number=1, day=_ANY_DAY), wanted))
    sections = json.dumps([one.name for one in tried.sections], ensure_ascii=False)
    drop_template(session, name)
    session.execute(insert(EditionTemplateRow), [{"name": name, "sections": sections}])


def drop_template(session: Session, name: str) -> None:
    """Forget a template; the usual sections are then ours again."""
    session.execute(delete(EditionTemplateRow).where(EditionTemplateRow.name == name))
