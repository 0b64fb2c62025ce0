"""What the database holds of an article, and the removal of all of it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.orm import Session

from commissioning.domain.addresses import url_key
from commissioning.domain.articles import ArchiveRef
from commissioning.domain.corrections import Subject
from commissioning.domain.editions import Edition, Item, Section
from commissioning.store import edition_content
from commissioning.store.copies import link_again
from commissioning.store.edition_places import place
from commissioning.store.edition_rows import AmendmentRow, EditionRow, EditionVersionRow, TriageRow
from commissioning.store.identity import find_article
from commissioning.store.rows import (
    AddressRow,
    ArticleRow,
    CommentRow,
    CopyRow,
    CorrectionRow,
    GuidRow,
    PollRow,
    RejectionRow,
    StoryArticleRow,
    StoryRow,
    TaggingRow,
    VersionRow,
)
from commissioning.store.sketches import sketch

TAKEN_DOWN = "An article that stood here was taken down, and with it what this issue said of it."
_BATCH = 500
_LEAST_GUID = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What there is of an article.

    addresses  all URLs and identifiers of feeds that lead to it, its own URL first
    editions   the numbers of the issues that have it
    """

    id: int
    url: str
    headline: str
    addresses: tuple[str, ...]
    versions: int
    comments: int
    taggings: int
    corrections: int
    editions: tuple[int, ...]


def trace(session: Session, url: str) -> Trace | None:
    """What there is of the article that the URL leads to; None where there is none."""
    found = find_article(session, url)
    if found is None:
        return None
    row = session.get_one(ArticleRow, found)
    met = session.scalars(
        select(AddressRow.url).where(AddressRow.article_id == found).order_by(AddressRow.url)
    )
    guids = session.scalars(
        select(GuidRow.guid).where(GuidRow.article_id == found).order_by(GuidRow.guid)
    )
    # A short identifier, a bare number say, is another article's in another feed.
    told = [guid for guid in guids if ":" in guid and len(guid) >= _LEAST_GUID]
    addresses = tuple(dict.fromkeys([row.url, *met, *told]))
    keys = {url_key(address) for address in addresses}
    issues = session.execute(select(EditionRow.number, EditionRow.content)).all()
    return Trace(
        id=row.id,
        url=row.url,
        headline=row.headline,
        addresses=addresses,
        versions=_count(session, VersionRow, found),
        comments=_count(session, CommentRow, found),
        taggings=_count(session, TaggingRow, found),
        corrections=_count(session, CorrectionRow, found),
        editions=tuple(
            sorted(one.number for one in issues if _names(edition_content.read(one.content), keys))
        ),
    )


def remove(session: Session, found: Trace, *, at: datetime) -> None:
    """Take the article out, with all that was made from it or points to it.

    Its copies are linked among each other; a story without articles is none any more. Issues that
    have it lose it, and published ones say so. `at` is now.
    """
    keys = {url_key(address) for address in found.addresses}
    copies = session.scalars(
        select(CopyRow.article_id).where(CopyRow.original_id == found.id)
    ).all()
    stories = session.scalars(
        select(StoryArticleRow.story_id).where(StoryArticleRow.article_id == found.id)
    ).all()
    _remove_references(session, found)
    session.execute(delete(ArticleRow).where(ArticleRow.id == found.id))
    _remove_empty(session, stories)
    for copy in copies:
        text = session.scalars(select(ArticleRow.text).where(ArticleRow.id == copy)).one()
        link_again(session, copy, sketch(text))
    session.execute(delete(TriageRow).where(TriageRow.story.in_(found.addresses)))
    for row in session.execute(select(RejectionRow.id, RejectionRow.url)).all():
        if url_key(row.url) in keys:
            session.execute(delete(RejectionRow).where(RejectionRow.id == row.id))
    for edition in session.scalars(select(EditionRow)).all():
        _take_out_of_edition(session, edition, keys, at)


def places_of(session: Session, article_id: int) -> frozenset[ArchiveRef]:
    """Where the archive has what the article and its versions were made from."""
    return _places(session, ArticleRow, ArticleRow.id == article_id) | _places(
        session, VersionRow, VersionRow.article_id == article_id
    )


def remove_comments(session: Session, *, before: datetime) -> int:
    """Take out the comments written before then, with their tags; gives how many.

    One without a date counts from when its article was first seen.
    """
    written = func.coalesce(CommentRow.published_at, ArticleRow.first_seen_at)
    ids = session.scalars(
        select(CommentRow.id).join(ArticleRow).where(written < before).order_by(CommentRow.id)
    ).all()
    for at in range(0, len(ids), _BATCH):
        session.execute(delete(CommentRow).where(CommentRow.id.in_(ids[at : at + _BATCH])))
    return len(ids)


def polled(session: Session) -> frozenset[str]:
    """The addresses of feeds, site maps and listings that were asked for."""
    return frozenset(session.scalars(select(PollRow.url).distinct()))


def moved(session: Session, file: str, *, to: str | None, offsets: dict[int, int]) -> None:
    """Note where the records of an archive's file lie now; those without a new offset are gone."""
    for table in (ArticleRow, VersionRow):
        rows = session.execute(
            select(table.id, table.archive_offset).where(table.archive_file == file)
        ).all()
        for id_, offset in rows:
            new = offsets.get(offset) if offset is not None else None
            place = {"archive_file": to, "archive_offset": new}
            if to is None or new is None:
                place = {"archive_file": None, "archive_offset": None}
            session.execute(update(table).where(table.id == id_).values(place))


def references(session: Session, file: str) -> frozenset[ArchiveRef]:
    """Where a file of the archive has what articles and versions were made from."""
    return _places(session, ArticleRow, ArticleRow.archive_file == file) | _places(
        session, VersionRow, VersionRow.archive_file == file
    )


def files_named(session: Session) -> frozenset[str]:
    """The archive's files that articles and versions were made from."""
    columns = (ArticleRow.archive_file, VersionRow.archive_file)
    found = (session.scalars(select(column).distinct()) for column in columns)
    return frozenset(name for names in found for name in names if name is not None)


def _places(
    session: Session, table: type[ArticleRow] | type[VersionRow], whose: ColumnElement[bool]
) -> frozenset[ArchiveRef]:
    rows = session.execute(select(table.archive_file, table.archive_offset).where(whose))
    return frozenset(
        ArchiveRef(file=file, offset=offset)
        for file, offset in rows
        if file is not None and offset is not None
    )


def _count(session: Session, table: Any, article_id: int) -> int:
    query = select(func.count()).select_from(table).where(table.article_id == article_id)
    return session.scalar(query) or 0


def _remove_references(session: Session, found: Trace) -> None:
    """Corrections of other articles that say these are copies of it."""
    rows = session.execute(
        select(CorrectionRow.id, CorrectionRow.before, CorrectionRow.after).where(
            CorrectionRow.subject == Subject.DUPLICATE.value
        )
    ).all()
    gone = [
        row.id
        for row in rows
        if any(held and held.get("original") == found.id for held in (row.before, row.after))
    ]
    for at in range(0, len(gone), _BATCH):
        session.execute(delete(CorrectionRow).where(CorrectionRow.id.in_(gone[at : at + _BATCH])))


def _remove_empty(session: Session, stories: Sequence[int]) -> None:
    for story in stories:
        held = select(StoryArticleRow.article_id).where(StoryArticleRow.story_id == story)
        if session.scalar(held.limit(1)) is None:
            slug = session.scalars(select(StoryRow.slug).where(StoryRow.id == story)).one()
            session.execute(delete(TriageRow).where(TriageRow.story == slug))
            session.execute(delete(StoryRow).where(StoryRow.id == story))


def _take_out_of_edition(
    session: Session, row: EditionRow, keys: Collection[str], at: datetime
) -> None:
    for table, column in (
        (EditionRow, EditionRow.id),
        (EditionVersionRow, EditionVersionRow.edition_id),
    ):
        held = session.execute(select(table.id, table.content).where(column == row.id)).all()
        for id_, content in held:
            edition = edition_content.read(content, id_=row.id)
            if not _names(edition, keys):
                continue
            without = _without(session, edition, keys)
            new = edition_content.written(without)
            session.execute(update(table).where(table.id == id_).values(content=new))
            if table is EditionRow:
                place(session, row.id, without)
                if edition.is_published:
                    amendment = {"edition_id": row.id, "at": at, "text": TAKEN_DOWN}
                    session.execute(insert(AmendmentRow), [amendment])


def _names(edition: Edition, keys: Collection[str]) -> bool:
    return any(url_key(url) in keys for item in edition.items for url in _urls(item))


def _urls(item: Item) -> Iterable[str]:
    sources, stances = (one.url for one in item.sources), (one.article for one in item.stances)
    return (url for url in (item.article, item.url, *sources, *stances) if url)


def _without(session: Session, edition: Edition, keys: Collection[str]) -> Edition:
    sections = (
        Section(
            name=section.name,
            items=tuple(
                kept for item in section.items if (kept := _item_without(session, item, keys))
            ),
        )
        for section in edition.sections
    )
    return replace(edition, sections=tuple(sections))


def _item_without(session: Session, item: Item, keys: Collection[str]) -> Item | None:
    """The item without the article; None where there is nothing else to it."""
    if not any(url_key(url) in keys for url in _urls(item)):
        return item
    sources = tuple(one for one in item.sources if url_key(one.url) not in keys)
    stances = tuple(one for one in item.stances if url_key(one.article) not in keys)
    kept = replace(item, sources=sources, stances=stances)
    if not any(url_key(url) in keys for url in (item.article, item.url) if url):
        return kept
    if not sources:
        return None
    first = sources[0].url
    headline = session.scalar(select(ArticleRow.headline).where(ArticleRow.url == first))
    return replace(kept, article=first, url=first, headline=headline or sources[0].name, line=None)
