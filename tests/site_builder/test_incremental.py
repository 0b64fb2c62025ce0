"""What a build makes anew: no more than what changed, and never less than a build from nothing."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from benchmarks.synthetic import DAYS, FIRST, fill
from commissioning.register import Register
from commissioning.settings import Settings, SiteSettings
from commissioning.store.database import Database
from commissioning.store.rows import (
    ArticleRow,
    CopyRow,
    MentionRow,
    PollRow,
    QuotationRow,
    RejectionRow,
    StanceRow,
    StoryAliasRow,
    StoryArticleRow,
    StoryRow,
    TaggingRow,
)
from site_builder.building import build
from site_builder.publishing.manifest import NAME

ARTICLES, MORE = 45, 30
LATER = datetime(2026, 2, 1, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(workspace=tmp_path, site=SiteSettings(search=False))


@pytest.fixture
def database(settings: Settings, register: Register) -> Iterator[Database]:
    opened = Database(settings.database_url)
    fill(opened, register, ARTICLES)
    yield opened
    opened.close()


def tree(folder: Path) -> dict[str, bytes]:
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    del found[NAME]
    return found


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def any_article(session: Session, chance: random.Random) -> int:
    return chance.choice(session.scalars(select(ArticleRow.id).order_by(ArticleRow.id)).all())


def edit_headline(session: Session, chance: random.Random) -> None:
    one = any_article(session, chance)
    session.execute(update(ArticleRow).where(ArticleRow.id == one).values(headline="Edited since"))


def take_away(session: Session, chance: random.Random) -> None:
    session.execute(delete(ArticleRow).where(ArticleRow.id == any_article(session, chance)))


def move_to_another_day(session: Session, chance: random.Random) -> None:
    one = any_article(session, chance)
    at = datetime.combine(FIRST + timedelta(days=chance.randrange(DAYS)), datetime.min.time(), UTC)
    session.execute(update(ArticleRow).where(ArticleRow.id == one).values(published_at=at))


def tag_again(session: Session, chance: random.Random) -> None:
    """The tags of an article as another tagger reads them: other sides, another speaker."""
    one = any_article(session, chance)
    tagging = session.scalars(
        select(TaggingRow.id).where(TaggingRow.article_id == one, TaggingRow.comment_id.is_(None))
    ).one()
    session.execute(update(TaggingRow).where(TaggingRow.id == tagging).values(tagged_at=LATER))
    session.execute(
        update(StanceRow)
        .where(StanceRow.tagging_id == tagging)
        .values(position="mixed", confidence=0.77, holder="Dr Otto Renamed")
    )
    session.execute(
        update(QuotationRow)
        .where(QuotationRow.tagging_id == tagging)
        .values(speaker="Dr Otto Renamed", office="treasurer")
    )
    session.execute(
        update(MentionRow).where(MentionRow.tagging_id == tagging).values(organisation="bma")
    )


def bring_another_form_of_a_name(session: Session, chance: random.Random) -> None:
    """An article calls somebody by a title, who is named without it in others."""
    shared = session.scalars(
        select(StanceRow.holder)
        .where(StanceRow.holder_kind == "person")
        .group_by(StanceRow.holder)
        .having(func.count(StanceRow.tagging_id.distinct()) > 1)
        .order_by(StanceRow.holder)
    ).all()
    holder = chance.choice(shared)
    tagging = session.scalars(
        select(StanceRow.tagging_id).where(StanceRow.holder == holder).order_by(StanceRow.id)
    ).first()
    session.execute(update(TaggingRow).where(TaggingRow.id == tagging).values(tagged_at=LATER))
    session.execute(
        update(StanceRow)
        .where(StanceRow.tagging_id == tagging, StanceRow.holder == holder)
        .values(holder=f"Professor Sir {holder.removeprefix('Dr ')}")
    )


def poll_again(session: Session, chance: random.Random) -> None:
    day = FIRST + timedelta(days=chance.randrange(DAYS))
    row = {
        "run_id": 1,
        "source_id": 1 + chance.randrange(40),
        "url": "https://outlet.example/feed",
        "polled_at": datetime.combine(day, datetime.min.time(), UTC),
        "day": day,
        "outcome": "failed",
        "detail": "did not answer at all",
    }
    session.execute(insert(PollRow), [row])


def refuse(session: Session, chance: random.Random) -> None:
    at = datetime.combine(FIRST + timedelta(days=chance.randrange(DAYS)), datetime.min.time(), UTC)
    row = {
        "source_id": 1,
        "url": f"https://outlet-0.example/refused-{chance.random()}",
        "reason": "not-an-article",
        "first_at": at,
        "last_at": at,
    }
    session.execute(insert(RejectionRow), [row])


def find_a_copy(session: Session, chance: random.Random) -> None:
    ids = sorted(session.scalars(select(ArticleRow.id)).all())
    original, copy = sorted(chance.sample(ids, 2))
    session.execute(delete(CopyRow).where(CopyRow.article_id == copy))
    row = {"article_id": copy, "original_id": original, "share": 0.93}
    session.execute(insert(CopyRow), [row])


def join_stories(session: Session, chance: random.Random) -> None:
    """Two stories turn out to be one; the younger one's address leads on."""
    held = session.scalars(select(StoryArticleRow.story_id).distinct()).all()
    old, young = sorted(chance.sample(sorted(held), 2))
    slug = session.scalars(select(StoryRow.slug).where(StoryRow.id == young)).one()
    session.execute(
        update(StoryArticleRow).where(StoryArticleRow.story_id == young).values(story_id=old)
    )
    session.execute(
        update(StoryAliasRow).where(StoryAliasRow.story_id == young).values(story_id=old)
    )
    session.execute(delete(StoryRow).where(StoryRow.id == young))
    session.execute(insert(StoryAliasRow), [{"slug": slug, "story_id": old}])


def leave_the_field(session: Session, chance: random.Random) -> None:
    """An article that others copy turns out to be about something else."""
    copied = sorted(session.scalars(select(CopyRow.original_id).distinct()).all())
    one = chance.choice(copied)
    session.execute(update(TaggingRow).where(TaggingRow.article_id == one).values(relevance=0.1))


def lose_the_last_years(session: Session, chance: random.Random) -> None:
    """The newest articles go, and the day for which the site is true goes back."""
    dated = session.scalars(select(ArticleRow.id).order_by(ArticleRow.published_at)).all()
    session.execute(delete(ArticleRow).where(ArticleRow.id.in_(dated[-len(dated) // 6 :])))


CHANGES: tuple[Callable[[Session, random.Random], None], ...] = (
    edit_headline,
    bring_another_form_of_a_name,
    take_away,
    move_to_another_day,
    tag_again,
    poll_again,
    refuse,
    find_a_copy,
    join_stories,
    leave_the_field,
    lose_the_last_years,
)


def test_after_changes_of_all_kinds_the_site_is_what_a_build_from_nothing_makes(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    build(settings, database)
    chance = random.Random(7)
    for changes in (CHANGES[at : at + 2] for at in range(0, len(CHANGES), 2)):
        with database.session() as session:
            for change in changes * 3:
                change(session, chance)
        done = build(settings, database)
        assert done.made > 0, changes
    build(settings, database, output=tmp_path / "anew")
    assert differences(tree(settings.output), tree(tmp_path / "anew")) == []


def test_new_articles_make_few_pages_anew_and_the_same_as_a_build_from_nothing(
    settings: Settings, database: Database, register: Register, tmp_path: Path
) -> None:
    fill(database, register, MORE, begin=ARTICLES)
    first = build(settings, database)
    fill(database, register, 4, begin=ARTICLES + MORE, on=newest(database))
    second = build(settings, database)
    assert 0 < second.made < first.made / 3
    build(settings, database, output=tmp_path / "anew")
    assert differences(tree(settings.output), tree(tmp_path / "anew")) == []


def test_with_nothing_new_nothing_is_made(settings: Settings, database: Database) -> None:
    build(settings, database)
    page = settings.output / "index.html"
    before = page.stat()
    done = build(settings, database)
    assert (done.made, done.removed) == (0, 0)
    assert page.stat() == before


def newest(database: Database) -> date:
    with database.session() as session:
        found = session.scalar(select(func.max(ArticleRow.published_at)))
    assert found is not None
    return found.date() if isinstance(found, datetime) else date.fromisoformat(str(found)[:10])
