"""Editions in and out of the database: drafts that nobody overwrites unawares, frozen issues.

A save names the version that it began from; where another was saved since, it raises
EditionConflict and changes nothing. Each save is one statement on one row, so that whatever is
killed meanwhile leaves the last whole state.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update
from sqlalchemy.orm import Session

from commissioning.domain.editing import checked, issue, kept
from commissioning.domain.editions import (
    Amendment,
    Edition,
    EditionStatus,
    EditionVersion,
)
from commissioning.domain.errors import EditionConflict, EditionError
from commissioning.store import edition_content
from commissioning.store.edition_places import place
from commissioning.store.edition_rows import (
    AmendmentRow,
    EditionRow,
    EditionVersionRow,
)
from commissioning.store.rows import UtcDateTime

KEPT_EVERY = timedelta(minutes=1)
KEPT_VERSIONS = 200
LONGEST_AMENDMENT = 4_000
_BATCH = 500
_EDITION = (
    EditionRow.id,
    EditionRow.content,
    EditionRow.status,
    EditionRow.version,
    EditionRow.saved_at,
    EditionRow.published_at,
)


def next_number(session: Session) -> int:
    """The number after the highest; 1 for the first edition."""
    return (session.scalar(select(func.max(EditionRow.number))) or 0) + 1


def create_edition(session: Session, edition: Edition, *, at: datetime) -> Edition:
    """A new draft; gives it with its id. EditionError where its number is taken."""
    new = replace(checked(edition), id=None, version=1, status=EditionStatus.DRAFT)
    _refuse_taken(session, new)
    id_ = session.scalars(
        insert(EditionRow).returning(EditionRow.id), [{**_columns(new), "saved_at": at}]
    ).one()
    place(session, id_, new)
    return replace(new, id=id_, saved_at=at)


def edition(session: Session, number: int) -> Edition:
    """The edition with a number; EditionError where there is none."""
    return _one(session, EditionRow.number == number, f"issue {number}")


def edition_by_id(session: Session, id_: int) -> Edition:
    """The edition with an id; EditionError where there is none."""
    return _one(session, EditionRow.id == id_, f"edition {id_}")


def editions(
    session: Session,
    *,
    status: EditionStatus | None = None,
    before: int | None = None,
    last: int | None = None,
) -> tuple[Edition, ...]:
    """All editions by number; those of a status, with a number below `before`, the `last` so many.

    Each is read whole: a list of all takes as long as there are items in them.
    """
    query = select(*_EDITION).order_by(EditionRow.number.desc()).limit(last)
    if status is not None:
        query = query.where(EditionRow.status == status.value)
    if before is not None:
        query = query.where(EditionRow.number < before)
    rows = session.execute(query).all()[::-1]
    amended = _amendments(session, [row[0] for row in rows])
    return tuple(_edition(row, amended.get(row[0], ())) for row in rows)


def count_editions(session: Session, status: EditionStatus) -> int:
    """How many editions are of a status."""
    query = select(func.count()).select_from(EditionRow).where(EditionRow.status == status.value)
    return session.scalars(query).one()


def edition_at_hand(session: Session) -> int | None:
    """The number of the draft that editors are at, the last one, else of the last edition."""
    is_draft = EditionRow.status == EditionStatus.DRAFT.value
    query = select(EditionRow.number).order_by(is_draft.desc(), EditionRow.number.desc())
    return session.scalar(query.limit(1))


def save_edition(session: Session, changed: Edition, *, at: datetime) -> Edition:
    """Save a draft over the version that it began from; gives it with its new version.

    EditionConflict where another was saved since; EditionError where it is published, its number
    is taken, or it cannot be kept as it is. `at` is now.
    """
    wanted = checked(changed)
    saved = replace(wanted, version=wanted.version + 1, status=EditionStatus.DRAFT, saved_at=at)
    id_, content, saved_at = _overwrite(session, wanted, {**_columns(saved), "saved_at": at})
    last = session.scalar(
        select(func.max(EditionVersionRow.saved_at, type_=UtcDateTime)).where(
            EditionVersionRow.edition_id == id_, ~EditionVersionRow.aside
        )
    )
    if last is None or saved_at - last >= KEPT_EVERY:
        _add_version(session, id_, content, saved_at)
    place(session, id_, saved)
    return saved


def put_aside(session: Session, edition: Edition, *, at: datetime) -> None:
    """Keep what could not be saved over somebody else's state among the edition's versions."""
    if edition.id is not None:
        _add_version(session, edition.id, edition_content.written(edition), at, aside=True)


def edition_versions(session: Session, id_: int) -> tuple[EditionVersion, ...]:
    """How a draft stood before, newest first, and what was put aside."""
    rows = session.scalars(
        select(EditionVersionRow)
        .where(EditionVersionRow.edition_id == id_)
        .order_by(EditionVersionRow.saved_at.desc(), EditionVersionRow.id.desc())
    )
    return tuple(
        EditionVersion(
            id=row.id,
            edition=edition_content.read(row.content, id_=id_),
            saved_at=row.saved_at,
            is_aside=row.aside,
        )
        for row in rows
    )


def publish_edition(session: Session, ready: Edition, *, at: datetime) -> Edition:
    """Freeze a draft as `ready` has it, from the version that it began from.

    Empty sections and notes are left out of what is frozen; the draft with its notes stays among
    the edition's versions. Raises as `save_edition` does, and EditionError for one without title
    or items.
    """
    draft = checked(ready)
    _refuse_unfinished(draft)
    frozen = replace(
        draft,
        status=EditionStatus.PUBLISHED,
        version=draft.version + 1,
        sections=tuple(
            replace(one, items=tuple(replace(item, note=None) for item in one.items))
            for one in draft.sections
            if one.items
        ),
        saved_at=at,
        published_at=at,
    )
    columns = {**_columns(frozen), "saved_at": at, "published_at": at}
    id_, _, _ = _overwrite(session, draft, columns)
    _add_version(session, id_, edition_content.written(draft), at)
    place(session, id_, frozen)
    return frozen


def delete_edition(session: Session, draft: Edition) -> None:
    """Delete a draft with all its versions, if it is still as `draft` has it.

    EditionError where it is published, EditionConflict where another version was saved since.
    """
    gone = session.scalar(
        delete(EditionRow)
        .where(
            EditionRow.id == draft.id,
            EditionRow.version == draft.version,
            EditionRow.status == EditionStatus.DRAFT.value,
        )
        .returning(EditionRow.id)
        .execution_options(synchronize_session=False)
    )
    if gone is None:
        raise _refusal(session, draft)


def amend_edition(session: Session, number: int, text: str, *, at: datetime) -> Edition:
    """Put a correction (Markdown) to a published edition; what was published stays as it is.

    EditionError where it is a draft, and for a correction without words or with too many.
    """
    found = edition(session, number)
    told = kept(text)
    if not found.is_published or found.id is None:
        raise EditionError(issue(found), "it is a draft: change it instead of correcting it")
    if not told or len(told) > LONGEST_AMENDMENT:
        raise EditionError(
            issue(found), f"a correction has 1 to {LONGEST_AMENDMENT:,} letters, not {len(told):,}"
        )
    session.execute(insert(AmendmentRow), [{"edition_id": found.id, "at": at, "text": told}])
    return edition(session, number)


def _overwrite(
    session: Session, wanted: Edition, columns: Mapping[str, object]
) -> tuple[int, str, datetime]:
    """Give a draft other columns, if its version is still the wanted one.

    Gives its id, and its content before with the moment of its saving.
    """
    _refuse_taken(session, wanted)
    same = (
        EditionRow.id == wanted.id,
        EditionRow.version == wanted.version,
        EditionRow.status == EditionStatus.DRAFT.value,
    )
    before = session.execute(
        select(EditionRow.id, EditionRow.content, EditionRow.saved_at).where(*same)
    ).one_or_none()
    saved = session.scalar(
        update(EditionRow)
        .where(*same)
        .values(columns)
        .returning(EditionRow.id)
        .execution_options(synchronize_session=False)
    )
    if before is None or saved is None:
        raise _refusal(session, wanted)
    return before[0], before[1], before[2]


def _refusal(session: Session, wanted: Edition) -> EditionError:
    theirs = edition_by_id(session, wanted.id if wanted.id is not None else -1)
    if theirs.is_published:
        return EditionError(issue(theirs), "it is published and cannot be changed; correct it")
    return EditionConflict(issue(theirs), wanted, theirs)


def _refuse_taken(session: Session, wanted: Edition) -> None:
    other = session.scalar(select(EditionRow.id).where(EditionRow.number == wanted.number))
    if other is not None and other != wanted.id:
        raise EditionError(issue(wanted), "there is one with that number already")


def _refuse_unfinished(draft: Edition) -> None:
    if not draft.title:
        raise EditionError(issue(draft), "it has no title yet")
    if not draft.items:
        raise EditionError(issue(draft), "it has no items yet")


def _columns(shown: Edition) -> dict[str, object]:
    return {
        "number": shown.number,
        "day": shown.day,
        "title": shown.title,
        "status": shown.status.value,
        "version": shown.version,
        "content": edition_content.written(shown),
    }


def _one(session: Session, chosen: ColumnElement[bool], name: str) -> Edition:
    row = session.execute(select(*_EDITION).where(chosen)).one_or_none()
    if row is None:
        raise EditionError(name, "there is no such edition")
    return _edition(row, _amendments(session, [row[0]]).get(row[0], ()))


def _edition(
    row: Row[int, str, str, int, datetime, datetime | None], amended: tuple[Amendment, ...]
) -> Edition:
    return replace(
        edition_content.read(row[1], id_=row[0]),
        status=EditionStatus(row[2]),
        version=row[3],
        saved_at=row[4],
        published_at=row[5],
        amendments=amended,
    )


def _amendments(session: Session, ids: Sequence[int]) -> dict[int, tuple[Amendment, ...]]:
    found: dict[int, list[Amendment]] = {}
    for at in range(0, len(ids), _BATCH):
        rows = session.execute(
            select(AmendmentRow.edition_id, AmendmentRow.at, AmendmentRow.text)
            .where(AmendmentRow.edition_id.in_(ids[at : at + _BATCH]))
            .order_by(AmendmentRow.edition_id, AmendmentRow.at, AmendmentRow.id)
        )
        for row in rows:
            found.setdefault(row[0], []).append(Amendment(at=row[1], text=row[2]))
    return {id_: tuple(held) for id_, held in found.items()}


def _add_version(
    session: Session, id_: int, content: str, saved_at: datetime, *, aside: bool = False
) -> None:
    """Keep a state; of those that were saved, only the newest."""
    session.execute(
        insert(EditionVersionRow),
        [{"edition_id": id_, "content": content, "saved_at": saved_at, "aside": aside}],
    )
    same = (EditionVersionRow.edition_id == id_, ~EditionVersionRow.aside)
    newest = (
        select(EditionVersionRow.id)
        .where(*same)
        .order_by(EditionVersionRow.id.desc())
        .limit(KEPT_VERSIONS)
    )
    ids = list(session.scalars(newest))
    if len(ids) == KEPT_VERSIONS:
        session.execute(delete(EditionVersionRow).where(*same, EditionVersionRow.id < ids[-1]))
