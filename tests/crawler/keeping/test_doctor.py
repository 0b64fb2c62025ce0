"""The doctor finds each thing that is broken by hand here, and nothing where all is well."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from commissioning.domain.dates import PartialDate, Precision
from commissioning.domain.stories import slug_of
from commissioning.settings import Settings
from commissioning.store.database import Database
from crawler.archive.archive import Archive
from crawler.archive.warc import Response
from crawler.importing.files import import_paths
from crawler.keeping.doctor import troubles
from crawler.keeping.withdrawal import archived_files
from tests.crawler.serving import page

WHEN = datetime(2015, 1, 1, tzinfo=UTC)
TAGGED = (
    "INSERT INTO taggings (id, article_id, tagger, text_sha256, tagged_at, relevance, current)"
    " SELECT 1, id, 't', text_sha256, first_seen_at, 0.9, 1 FROM articles WHERE id = 1"
)
MENTION = (
    "INSERT INTO mentions (tagging_id, start_char, end_char, name, method)"
    " VALUES (1, 0, 1000000, 'A', 'r')"
)
NOT_DUE = "DELETE FROM findings_due"
IN_THE_DATABASE = {
    "comment 1: its text is not the one": ["UPDATE comments SET text_sha256 = 'x' WHERE id = 1"],
    "its offsets lie outside its text": [TAGGED, MENTION, NOT_DUE],
    "counts, but its text was changed": [TAGGED, "UPDATE taggings SET text_sha256 = 'x'", NOT_DUE],
    "2 taggings of one text count": [TAGGED, TAGGED.replace("SELECT 1", "SELECT 2"), NOT_DUE],
    "has no response at 7": ["UPDATE articles SET archive_offset = 7 WHERE id = 2"],
    "x.warc.gz: is missing": ["UPDATE articles SET archive_file = 'x.warc.gz' WHERE id = 2"],
    "belongs to a row of sources": ["UPDATE articles SET source_id = 99 WHERE id = 1", NOT_DUE],
    "it has 2 texts, the tables 4": ["DELETE FROM text_words_docsize WHERE id > 3"],
    "1 texts wait for it": ["INSERT INTO words_due (document) VALUES (2)"],
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two articles and two comments."""
    folder = tmp_path_factory.mktemp("whole")
    given = tmp_path_factory.mktemp("given")
    with Archive(given, "a.warc.gz") as archive:
        for name, comments in (("a", 2), ("b", 0)):
            archive.write(
                Response(
                    url=f"http://news.example/{name}",
                    status=200,
                    headers=(("Content-Type", "text/html"),),
                    body=page(f"Title {name}", comments=comments).encode(),
                    captured=WHEN,
                )
            )
    settings = Settings(workspace=folder)
    database = Database(settings.database_url)
    assert import_paths(settings, database, [given], everything=True).new == 2
    database.close()
    return folder


@pytest.fixture
def settings(whole: Path, tmp_path: Path) -> Settings:
    shutil.copytree(whole, tmp_path / "copy")
    return Settings(workspace=tmp_path / "copy")


def found(settings: Settings) -> list[str]:
    database = Database(settings.database_url)
    told = [f"{one.name}: {one.wrong}" for one in troubles(settings, database)]
    database.close()
    return told


def test_nothing_is_wrong_with_a_workspace_that_nobody_broke(settings: Settings) -> None:
    assert found(settings) == []


@pytest.mark.parametrize("wrong", IN_THE_DATABASE)
def test_each_fault_of_the_database_is_found_and_no_other(settings: Settings, wrong: str) -> None:
    with closing(sqlite3.connect(settings.workspace / "digest.db")) as connection:
        for statement in IN_THE_DATABASE[wrong]:
            connection.execute(statement)
        connection.commit()
    [told] = found(settings)
    assert wrong in told


def test_a_page_of_the_database_that_was_overwritten_is_found(settings: Settings) -> None:
    path = settings.workspace / "digest.db"
    content = bytearray(path.read_bytes())
    size = int.from_bytes(content[16:18], "big")
    middle = len(content) // size // 2 * size
    content[middle : middle + 3 * size] = b"\xa5" * (3 * size)
    path.write_bytes(content)
    assert found(settings) != []


def _cut(settings: Settings) -> None:
    [name] = archived_files(settings.archive)
    path = settings.archive / name
    path.write_bytes(path.read_bytes()[:-30])


def _double(settings: Settings) -> None:
    [name] = archived_files(settings.archive)
    path = settings.archive / name
    shutil.copy(path, path.with_name(name.replace(".warc", ".r1.warc")))


def _named(settings: Settings) -> None:
    """As an earlier version left the story of an article that was forgotten."""
    url = "http://news.example/gone"
    slug = slug_of(PartialDate.of(WHEN.date(), Precision.DAY), "Mr Private resigns", url)
    settings.takedowns.write_text(f"{url}\n", "utf-8")
    with closing(sqlite3.connect(settings.workspace / "digest.db")) as connection:
        connection.execute("INSERT INTO stories (id, slug) VALUES (1, ?)", (slug,))
        connection.commit()


BY_HAND: dict[str, Callable[[Settings], object]] = {
    "ends in the middle of a record": _cut,
    "beside the file that takes its place": _double,
    "was left by a command": lambda one: (one.archive / "x.warc.gz.part").touch(),
    "others than its owner may read it": lambda one: one.readers_key.chmod(0o644),
    "is missing: comments whose pages": lambda one: one.readers_key.unlink(),
    "'slug' is missing": lambda one: one.sources.write_text("[[source]]\n", "utf-8"),
    "is listed as taken down": lambda one: one.takedowns.write_text("news.example/a\n", "utf-8"),
    "made from an article that was taken down": _named,
    "cannot be read": lambda one: one.takedowns.write_bytes(b"\xff"),
}


@pytest.mark.parametrize("wrong", BY_HAND)
def test_each_fault_of_the_files_is_found(settings: Settings, wrong: str) -> None:
    BY_HAND[wrong](settings)
    assert any(wrong in told for told in found(settings)), found(settings)
