"""Datasette put together over the database, with what it may show and what is ready to be asked."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import func, select

from commissioning.domain.errors import StoreError
from commissioning.register import Register
from commissioning.research.exploring.asking import Application, Asking
from commissioning.research.exploring.canned import Extent, Kind
from commissioning.research.exploring.described import STYLE_AT, metadata
from commissioning.research.exploring.guarded import GuardedConnection, open_guarded
from commissioning.settings import Settings
from commissioning.store.database import Database
from commissioning.store.findings import is_source, is_story
from commissioning.store.rows import ArticleRow, PollRow, StoryArticleRow, StoryRow

ON_POSTGRESQL = "Datasette opens SQLite files alone; 'digest export --format sqlite DIR' writes one"
_SETTINGS = {
    "allow_download": False,
    "default_cache_ttl": 0,
    "default_page_size": 50,
    "facet_time_limit_ms": 500,
    "num_sql_threads": 2,
    "sql_time_limit_ms": 10_000,
    "truncate_cells_html": 300,
}
Link = dict[str, str]
# Where the schema has no key, and the page is to show a name in the place of a number.
_MORE_LINKS: Mapping[str, tuple[Link, ...]] = {
    "findings": ({"column": "source_id", "other_table": "sources", "other_column": "id"},)
}
_SEVERAL = 3
_STYLES = Path(__file__).with_name("static")


def explorer(settings: Settings, database: Database, register: Register) -> Application:
    """Datasette over the database, as an ASGI application.

    Raises StoreError for what is no SQLite file, and where Datasette is not installed.
    """
    path = _path(database)
    try:
        from datasette.app import Datasette
    except ImportError as error:
        raise StoreError("Datasette", "not installed; it comes with the extra 'explore'") from error
    datasette = Datasette(
        [str(path)],
        metadata=metadata(settings, path.stem, policy_questions=register.questions),
        settings=_SETTINGS,
        static_mounts=[(STYLE_AT, str(_STYLES))],
    )
    opened = datasette.get_database(path.stem)
    # All of Datasette's connections to the file are made by this one method.
    opened.connect = partial(_connect, path)
    opened.foreign_keys_for_table = partial(_links, opened.foreign_keys_for_table)
    return Asking(
        datasette.app(),
        database=path.stem,
        register=register,
        extent=extent(database),
        known=partial(_is_known, database),
    )


def _connect(path: Path, write: bool = False) -> GuardedConnection:
    if write:
        raise StoreError(str(path), "is open for reading alone")
    return open_guarded(path)


async def _links(stored: Callable[[str], Awaitable[list[Link]]], table: str) -> list[Link]:
    return [*await stored(table), *_MORE_LINKS.get(table, ())]


def _is_known(database: Database, kind: Kind, slug: str) -> bool:
    with database.snapshot() as session:
        return is_source(session, slug) if kind is Kind.SOURCE else is_story(session, slug)


def extent(database: Database) -> Extent:
    """What there is to ask about."""
    with database.session() as session:
        last = session.scalar(select(func.max(ArticleRow.published_at)))
        polled = session.scalar(select(func.max(PollRow.day)))
        story = session.scalar(
            select(StoryRow.slug)
            .join(StoryArticleRow, StoryArticleRow.story_id == StoryRow.id)
            .group_by(StoryRow.id, StoryRow.slug)
            .having(func.count() >= _SEVERAL)
            .order_by(StoryRow.id.desc())
            .limit(1)
        )
    today = datetime.now(UTC).date()
    end = _day_after(last.date() if last else today, today)
    asked = max(end, _day_after(polled, today)) if polled else end
    return Extent(end=end, asked=asked, story=story or "")


def _day_after(last: date, today: date) -> date:
    """A date from the future is a page's error."""
    return min(last, today) + timedelta(days=1)


def _path(database: Database) -> Path:
    url = database.engine.url
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        raise StoreError(database.name, ON_POSTGRESQL)
    return Path(str(url.database)).resolve()
