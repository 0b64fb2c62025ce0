"""A disk that is full in each stage: a clear line, nothing lost, and the next run goes on."""

import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from warcio.checker import Checker

from commissioning.domain.errors import ArchiveError, BuildError, StoreLost
from commissioning.domain.tags import Mention, Span, Tagging, Text
from commissioning.register import Register
from commissioning.settings import Settings, SiteSettings
from commissioning.store.database import Database
from commissioning.store.rows import ArticleRow, RejectionRow, StoryRow, TaggingRow
from commissioning.store.tags import Backlog
from crawler.importing.files import import_paths
from nlp.backlog import tag_backlog
from nlp.grouping import group_articles
from site_builder.building import build
from tests.crawler.failures.web import FEED, Collection, headline, item, story
from tests.faults.disk import SmallDisk
from tests.nlp.test_grouping import EVENTS, fill

PAGES = 6
ROOM = (0, 30_000)


class Plain:
    """A tagger that finds the same in every text, at once."""

    version = "plain/1"

    def tag_all(self, texts: Iterable[Text]) -> Iterator[Tagging]:
        span = Span(start=0, end=3)
        mention = Mention(span=span, organisation=None, name="The " * 300, method="ner")
        for _ in texts:
            yield Tagging(relevance=0.9, tagger=self.version, mentions=(mention,))


def published(collection: Collection) -> Collection:
    """An outlet with some articles."""
    collection.feed(*(item(collection.publish(f"a/{n}", n)) for n in range(PAGES)))
    collection.source(feed=FEED)
    return collection


def check(folder: Path) -> None:
    """Database and archive are whole."""
    with closing(sqlite3.connect(folder / "digest.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    files = [str(path) for path in (folder / "archive").glob("*.warc.gz") if path.stat().st_size]
    assert Checker(SimpleNamespace(inputs=files, verbose=False)).process_all() == 0


@pytest.mark.parametrize("left", ROOM)
def test_a_collection_on_a_full_disk_ends_and_the_next_one_has_all(
    on_disk: Collection, disk: SmallDisk, left: int
) -> None:
    published(on_disk)
    with disk.full(left), pytest.raises((StoreLost, ArchiveError)):
        on_disk.collect()
    on_disk.collect()
    assert {row.headline for row in on_disk.articles()} == {headline(n) for n in range(PAGES)}
    assert on_disk.count(RejectionRow) == 0
    check(disk.folder)


def lines(folder: Path, count: int) -> Path:
    """A file with so many articles."""
    path = folder / "articles.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            text = f"The primary care trust of ward {number} met. {story(number)}"
            told = {"id": str(number), "url": f"http://x.example/{number}", "text": text}
            file.write(json.dumps(told | {"title": headline(number)}) + "\n")
    return path


@pytest.mark.parametrize("left", ROOM)
def test_an_import_on_a_full_disk_ends_and_the_next_one_has_all(
    on_disk: Collection, disk: SmallDisk, tmp_path: Path, left: int
) -> None:
    path = lines(tmp_path, 100)
    with disk.full(left), pytest.raises(StoreLost, match=r"full|disk I/O"):
        import_paths(on_disk.settings, on_disk.database, [path])
    import_paths(on_disk.settings, on_disk.database, [path])
    assert (on_disk.count(ArticleRow), on_disk.count(RejectionRow)) == (100, 0)
    check(disk.folder)


def test_tagging_and_grouping_on_a_full_disk_end_and_go_on(
    on_disk: Collection, disk: SmallDisk, tmp_path: Path, register: Register
) -> None:
    database, clock = on_disk.database, on_disk.settings.clock
    import_paths(on_disk.settings, database, [lines(tmp_path, 100)])
    with disk.full(), pytest.raises(StoreLost, match=r"full|disk I/O"):
        tag_backlog(database, Plain(), Backlog.UNTAGGED, clock=clock)
    tag_backlog(database, Plain(), Backlog.UNTAGGED, clock=clock)
    assert on_disk.count(TaggingRow) == 100
    fill(database)
    with disk.full(), pytest.raises(StoreLost, match=r"full|disk I/O"):
        group_articles(database, register)
    group_articles(database, register)
    assert on_disk.count(StoryRow) >= 4
    check(disk.folder)


def files(site: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()
    }


@pytest.fixture
def newsroom(tmp_path: Path, fresh_store: Path) -> Iterator[Database]:
    shutil.copy(fresh_store, tmp_path / "digest.db")
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    fill(database, EVENTS[:2])
    yield database
    database.close()


@pytest.mark.parametrize("left", [0, 100_000])
def test_a_build_on_a_full_disk_leaves_the_site_as_it_was(
    newsroom: Database, disk: SmallDisk, tmp_path: Path, left: int
) -> None:
    settings = Settings(workspace=tmp_path, site=SiteSettings(search=False))
    site = disk.folder / "site"
    build(settings, newsroom, output=site)
    before = files(site)
    fill(newsroom, EVENTS[2:])
    with disk.full(left), pytest.raises(BuildError, match="cannot be written"):
        build(settings, newsroom, output=site)
    assert files(site) == before
    build(settings, newsroom, output=site)
    build(settings, newsroom, output=tmp_path / "other")
    assert files(site) == files(tmp_path / "other") != before


def test_a_search_index_for_which_there_is_no_room_leaves_the_site_as_it_was(
    newsroom: Database, disk: SmallDisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(workspace=tmp_path)
    build(settings, newsroom)
    before = files(settings.output)
    fill(newsroom, EVENTS[2:])
    monkeypatch.setattr(tempfile, "tempdir", str(disk.folder))
    with disk.full(20_000), pytest.raises(BuildError, match="search: "):
        build(settings, newsroom)
    assert files(settings.output) == before
    build(settings, newsroom)
    assert files(settings.output) != before


def test_the_command_says_it_in_one_line_and_exits_with_1(
    on_disk: Collection, disk: SmallDisk
) -> None:
    (disk.folder / "digest.toml").write_text("", "utf-8")
    (disk.folder / "sources.toml").write_text(
        '[[source]]\nslug = "a"\nname = "A"\nkind = "trade"\nhome = "http://a.example/"\n', "utf-8"
    )
    code = "from cli.main import main; main()"
    with disk.full():
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", code, "collect", "--workspace", str(disk.folder)],
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 1, done.stderr
    *before, line = done.stderr.splitlines()
    assert line.startswith("digest: "), done.stderr
    assert "full" in line or "space" in line or "I/O" in line
    assert all("log" in told for told in before), before  # which cannot be kept either
