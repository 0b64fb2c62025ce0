"""A WARC file that was cut short: what is before the cut is there, and the rest goes on."""

from pathlib import Path

from commissioning.settings import Settings
from commissioning.store.database import Database
from crawler.importing.extracting import Scope, extract
from crawler.importing.files import import_paths
from tests.crawler.failures.web import Collection, headline, item
from tests.faults.test_disk import PAGES, published


def test_a_warc_cut_short_costs_what_was_behind_the_cut_and_no_article(
    collection: Collection, tmp_path: Path
) -> None:
    published(collection)
    collection.collect()
    [file] = (collection.settings.archive).iterdir()
    ends = sorted(row.archive_offset or 0 for row in collection.articles())
    with file.open("r+b") as warc:
        warc.truncate(ends[-2] + 40)
    done = extract(collection.settings, collection.database, Scope.ALL)
    assert (done.read, len(done.failed), done.changed) == (PAGES - 2, 2, 0)
    assert [error.message for error in done.failed] == [
        "ends in the middle of a record",
        f"no response at {ends[-1]}",
    ]
    assert len(collection.articles()) == PAGES
    collection.feed(item(collection.publish("new", 99)))
    assert collection.collect().new == 1
    assert headline(99) in {row.headline for row in collection.articles()}
    assert len(list(collection.settings.archive.iterdir())) == 2


def test_a_warc_cut_short_is_imported_up_to_the_cut_and_whole_when_it_is_whole(
    collection: Collection, tmp_path: Path
) -> None:
    published(collection)
    collection.collect()
    [file] = (collection.settings.archive).iterdir()
    whole = file.read_bytes()
    last = max(row.archive_offset or 0 for row in collection.articles())
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(whole[: last + 40])
    settings = Settings(workspace=tmp_path / "fresh")
    settings.workspace.mkdir()
    database = Database(settings.database_url)
    first = import_paths(settings, database, [cut], everything=True)
    assert first.new == PAGES - 1
    assert [problem.url for problem in first.problems] == [str(cut)]
    cut.write_bytes(whole)
    second = import_paths(settings, database, [cut], everything=True)
    assert (second.new, second.problems) == (1, ())
    database.close()
