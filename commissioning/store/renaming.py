"""Stories with slugs that were made from articles that are gone get slugs of what they still hold.

All that names them follows, and no former slug leads to them: it has the words of a headline.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from commissioning.domain.corrections import Subject
from commissioning.domain.editions import Edition, Item
from commissioning.domain.stories import made_from
from commissioning.store import edition_content
from commissioning.store.edition_places import place
from commissioning.store.edition_rows import EditionRow, EditionVersionRow, TriageRow
from commissioning.store.pinning import own_slug, story_of
from commissioning.store.pins import pinned
from commissioning.store.rows import (
    ArticleRow,
    CorrectionRow,
    OverruledRow,
    StoryAliasRow,
    StoryArticleRow,
    StoryRow,
)

New = Callable[[str], str | None]


def named_after(session: Session, addresses: Collection[str]) -> tuple[str, ...]:
    """The slugs, today's before former ones, made from articles at the addresses that are gone."""
    is_made = made_from(addresses)
    held = (*session.scalars(select(StoryRow.slug)), *session.scalars(select(StoryAliasRow.slug)))
    made = [slug for slug in held if is_made(slug)]
    return tuple(slug for slug in made if not made_from(_urls(session, slug))(slug))


def rename(session: Session, addresses: Collection[str]) -> None:
    """Let nothing be named after the articles at the addresses, which are gone.

    What an item of an issue or a decision says of a story that is no more goes with its slug.
    """
    found = {slug: _renamed(session, slug) for slug in named_after(session, addresses)}
    is_made = made_from(addresses)

    def new(slug: str) -> str | None:
        if slug in found:
            return found[slug]
        return None if is_made(slug) and story_of(session, slug) is None else slug

    _in_decisions(session, new)
    _in_corrections(session, new)
    _in_editions(session, new)


def _urls(session: Session, slug: str) -> Collection[str]:
    return session.scalars(
        select(ArticleRow.url)
        .join(StoryArticleRow, StoryArticleRow.article_id == ArticleRow.id)
        .where(StoryArticleRow.story_id == story_of(session, slug))
    ).all()


def _renamed(session: Session, slug: str) -> str | None:
    """Take the slug from its story; gives the one that the story has then."""
    story = story_of(session, slug)
    session.execute(delete(StoryAliasRow).where(StoryAliasRow.slug == slug))
    row = session.get_one(StoryRow, story)
    if row.slug != slug:
        return row.slug
    first = session.scalar(
        select(ArticleRow)
        .join(StoryArticleRow, StoryArticleRow.article_id == ArticleRow.id)
        .where(StoryArticleRow.story_id == story, ArticleRow.published_at.is_not(None))
        .order_by(ArticleRow.id.in_(pinned()), ArticleRow.published_at, ArticleRow.url)
        .limit(1)
    )
    if first is None:
        session.execute(delete(StoryRow).where(StoryRow.id == story))
        return None
    row.slug = own_slug(session, first)
    session.flush()
    return row.slug


def _in_decisions(session: Session, new: New) -> None:
    for slug in session.scalars(select(TriageRow.story).distinct()).all():
        if (told := new(slug)) is None:
            session.execute(delete(TriageRow).where(TriageRow.story == slug))
        elif told != slug:
            session.execute(update(TriageRow).where(TriageRow.story == slug).values(story=told))


def _in_corrections(session: Session, new: New) -> None:
    """An article that was put into a story that is no more is put nowhere."""
    is_story = CorrectionRow.subject == Subject.STORY.value
    for row in session.scalars(select(CorrectionRow).where(is_story)).all():
        for name in ("before", "after"):
            slug = (getattr(row, name) or {}).get("story")
            if slug is None or (told := new(str(slug))) == slug:
                continue
            setattr(row, name, told and {"story": told})
            if row.after is None:
                session.delete(row)
    was_story = OverruledRow.subject == Subject.STORY.value
    for kept in session.scalars(select(OverruledRow).where(was_story)).all():
        slug = kept.held["story"]
        if slug is not None:
            kept.held = {**kept.held, "story": new(str(slug))}
    session.flush()


def _in_editions(session: Session, new: New) -> None:
    for table in (EditionRow, EditionVersionRow):
        for id_, content in session.execute(select(table.id, table.content)).all():
            before = edition_content.read(content)
            after = _with(before, new)
            if after == before:
                continue
            written = edition_content.written(after)
            session.execute(update(table).where(table.id == id_).values(content=written))
            if table is EditionRow:
                place(session, id_, after)


def _with(edition: Edition, new: New) -> Edition:
    sections = (
        replace(section, items=tuple(_items(section.items, new))) for section in edition.sections
    )
    return replace(edition, sections=tuple(sections))


def _items(items: Collection[Item], new: New) -> Iterator[Item]:
    """A key is the slug that the story had when its item was made."""
    for item in items:
        story = item.story and new(item.story)
        key = new(item.key) or item.key.rpartition("-")[2]
        yield replace(item, story=story, key=key)
