"""Two workspaces side by side: whether they tell the same, whatever it took to get there."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from commissioning.register import load_register
from commissioning.settings import load_settings
from commissioning.store.database import Database
from nlp.grouping import group_articles
from site_builder.building import build
from site_builder.publishing import manifest

_COUNTED = (
    "sources",
    "articles",
    "comments",
    "taggings",
    "mentions",
    "quotations",
    "stances",
    "copies",
    "stories",
    "story_articles",
)
_ARTICLES = "SELECT url, headline, byline, text, published_at FROM articles ORDER BY url"
_COMMENTS = (
    "SELECT a.url, c.position, c.text FROM comments c JOIN articles a ON a.id = c.article_id"
    " ORDER BY 1, 2"
)
# A reader's name is a pseudonym of its workspace.
_LEDGER = (
    "SELECT a.url, t.comment_id IS NULL,"
    " CASE WHEN t.comment_id IS NULL THEN s.holder END, s.organisation, s.question, s.position,"
    " s.confidence, s.start_char, s.end_char FROM stances s"
    " JOIN taggings t ON t.id = s.tagging_id JOIN articles a ON a.id = t.article_id"
    " ORDER BY 1, 2, 3, 5, 8, 9"
)
_STORIES = (
    "SELECT s.slug, a.url FROM story_articles m JOIN stories s ON s.id = m.story_id"
    " JOIN articles a ON a.id = m.article_id ORDER BY 1, 2"
)
# How edited articles stood before.
_VERSIONS = (
    "SELECT a.url, v.headline, v.byline, v.text, v.cause FROM article_versions v"
    " JOIN articles a ON a.id = v.article_id"
)
# A clock that was set back may have stamped it a day too early.
_REPLACED = (
    "SELECT a.url, datetime(v.replaced_at, '-1 day') FROM article_versions v"
    " JOIN articles a ON a.id = v.article_id"
)
_MET = "SELECT url, datetime(first_seen_at) FROM articles"
# What is said of the way, not of what was found: polls that failed, when a page was fetched, and
# which of a story's articles came first and so gave it its address.
_OF_THE_WAY = (
    "DELETE FROM polls",
    "DELETE FROM runs",
    "DELETE FROM rejections",
    "DELETE FROM story_aliases",
    "DELETE FROM story_articles",
    "DELETE FROM stories",
    "UPDATE articles SET captured_at = published_at, first_seen_at = published_at",
)


def differences(one: Path, other: Path, aside: Path) -> Iterator[str]:
    """What differs between two workspaces, a line each; `aside` is a new folder to work in.

    Of edited articles the other may lack how those stood that it met only afterwards. The sites are
    compared as they are built from databases that say nothing of failed polls and
    of when a page came, with their stories put together anew. Each life's own site, which was
    made day by day, is held against one that is made at once.
    """
    settled = [_settled(workspace, aside / workspace.name) for workspace in (one, other)]
    yield from _counts(*settled)
    for name, query in {
        "articles": _ARTICLES,
        "comments": _COMMENTS,
        "ledger": _LEDGER,
        "stories": _STORIES,
    }.items():
        first, second = (set(_rows(workspace, query)) for workspace in settled)
        if first != second:
            alone, others = len(first - second), len(second - first)
            yield f"{name}: {alone} in the one alone, {others} in the other"
    yield from _versions(one, other)
    yield from _sites("site", settled[0] / "output", settled[1] / "output")
    for workspace in (one, other):
        settings = load_settings(workspace)
        database = Database(settings.database_url)
        build(settings, database)
        build(settings, database, output=aside / "anew" / workspace.name)
        database.close()
        name = f"{workspace.name}: built day by day and at once"
        yield from _sites(name, settings.output, aside / "anew" / workspace.name)


def _settled(workspace: Path, copy: Path) -> Path:
    """A copy of the workspace without what is said of the way, and with its site."""
    copy.mkdir(parents=True)
    for name in ("digest.toml", "sources.toml"):
        shutil.copy(workspace / name, copy)
    with (
        closing(sqlite3.connect(workspace / "digest.db")) as held,
        closing(sqlite3.connect(copy / "digest.db")) as into,
    ):
        held.backup(into)
        for statement in _OF_THE_WAY:
            into.execute(statement)
        into.commit()
    settings = load_settings(copy)
    database = Database(settings.database_url)
    group_articles(database, load_register(), everything=True)
    build(settings, database)
    database.close()
    return copy


def _counts(one: Path, other: Path) -> Iterator[str]:
    for table in _COUNTED:
        query = f"SELECT count(*) FROM {table}"  # noqa: S608 - our own tables
        first, second = (_rows(at, query)[0][0] for at in (one, other))
        if first != second:
            yield f"{table}: {first} and {second}"


def _versions(one: Path, other: Path) -> Iterator[str]:
    """How edited articles stood before: the other life may have met one only after its edit."""
    first, second = (set(_rows(at, _VERSIONS)) for at in (one, other))
    replaced, met = _moments(one, _REPLACED), _moments(other, _MET)
    lost = [url for url, *_ in first - second if met.get(url, "") < replaced[url]]
    if lost or second - first:
        yield f"article_versions: {len(lost)} lost, {len(second - first)} in the other alone"


def _moments(workspace: Path, query: str) -> dict[object, str]:
    return {url: str(moment) for url, moment in _rows(workspace, query)}


def _rows(workspace: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(workspace / "digest.db")) as connection:
        return connection.execute(query).fetchall()


def _sites(name: str, one: Path, other: Path) -> Iterator[str]:
    first, second = (
        {
            path.relative_to(site): path.read_bytes()
            for path in site.rglob("*")
            if path.is_file() and path.name != manifest.NAME  # it has keys, which name rows
        }
        for site in (one, other)
    )
    for path in sorted(first.keys() | second.keys()):
        if first.get(path) != second.get(path):
            yield f"{name}: {path}"
