"""What is forgotten is nowhere any more, and does not come back."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from commissioning.domain.coverage import RejectionReason
from commissioning.domain.errors import ArchiveError
from commissioning.settings import Settings
from commissioning.store import forgetting
from commissioning.store.database import Database
from commissioning.store.rows import ArticleRow, RejectionRow
from crawler.archive.archive import read_response
from crawler.archive.withdrawing import rewrite
from crawler.collecting.collect import collect
from crawler.importing.files import import_paths
from crawler.keeping.forgetting import forget, traces
from crawler.keeping.withdrawal import archived_files
from tests.crawler.serving import Served, page, rss, source

XML = "application/rss+xml"
WORDS = "Title gone"


def collected(served: Served, settings: Settings, database: Database) -> str:
    """Three articles, one of which is to go; gives its address."""
    links = served.articles("a", "b")
    served.put("/gone", page(WORDS, comments=2))
    served.put("/feed.xml", rss(*links, f"{served.url}/gone?utm_source=rss"), kind=XML)
    collect(settings, database, source(served, feed=f"{served.url}/feed.xml"))
    return f"{served.url}/gone"


def is_archived(settings: Settings, words: str) -> bool:
    return any(
        words.encode() in gzip.decompress((settings.archive / name).read_bytes())
        for name in archived_files(settings.archive)
    )


def is_whole(settings: Settings, database: Database) -> bool:
    """Whether every article's bytes are where the database says."""
    with database.session() as session:
        for row in session.scalars(select(ArticleRow)):
            [place] = forgetting.places_of(session, row.id)
            assert read_response(settings.archive, place).url == row.url
    return True


def urls(database: Database) -> set[str]:
    with database.session() as session:
        return {url.rpartition("/")[2] for url in session.scalars(select(ArticleRow.url))}


def test_nothing_of_it_is_left_and_the_rest_stays(
    served: Served, settings: Settings, opened: Database
) -> None:
    url = collected(served, settings, opened)
    assert is_archived(settings, WORDS)
    [found] = traces(opened, [url])
    assert (found.comments, found.versions) == (2, 0)
    done = forget(settings, opened, [url])
    assert [one.url for one in done.traces] == [url]
    assert urls(opened) == {"a", "b"}
    assert not is_archived(settings, WORDS)
    assert not is_archived(settings, "/gone")
    assert is_whole(settings, opened)
    opened.close()
    for path in settings.workspace.rglob("*"):
        if path.is_file() and path != settings.takedowns:
            assert WORDS.encode() not in path.read_bytes(), path
            assert b"/gone" not in path.read_bytes(), path


def test_it_is_not_collected_nor_imported_again_and_that_is_counted(
    served: Served, settings: Settings, opened: Database, tmp_path: Path
) -> None:
    url = collected(served, settings, opened)
    forget(settings, opened, [url])
    asked = served.count("/gone")
    collect(settings, opened, source(served, feed=f"{served.url}/feed.xml"), at_once=True)
    assert served.count("/gone") == asked
    given = tmp_path / "given.jsonl"
    given.write_text(f'{{"url": "{url}/", "text": "It is back.", "title": "{WORDS}"}}\n', "utf-8")
    report = import_paths(settings, opened, [given])
    assert (report.new, report.rejected) == (0, 1)
    assert urls(opened) == {"a", "b"}
    with opened.session() as session:
        reasons = set(session.scalars(select(RejectionRow.reason)))
    assert reasons == {RejectionReason.TAKEN_DOWN.value}


def test_a_new_address_that_leads_to_it_brings_nothing_back(
    served: Served, settings: Settings, opened: Database
) -> None:
    url = collected(served, settings, opened)
    forget(settings, opened, [url])
    moved = page(WORDS).replace("<head>", f'<head><link rel="canonical" href="{url}">')
    served.put("/moved", moved)
    served.put("/new.xml", rss(f"{served.url}/moved"), kind=XML)
    collect(settings, opened, source(served, feed=f"{served.url}/new.xml"), at_once=True)
    assert served.count("/moved") == 1
    assert urls(opened) == {"a", "b"}
    assert not is_archived(settings, WORDS)
    assert is_whole(settings, opened)


def test_cut_short_before_the_store_knew_it_is_done_again(
    served: Served, settings: Settings, opened: Database
) -> None:
    url = collected(served, settings, opened)
    [name] = archived_files(settings.archive)
    rewrite(settings.archive, name, lambda one: one.url == url, wants=lambda _: False)
    (settings.archive / "x.warc.gz.part").write_bytes(b"half of it")
    assert len(archived_files(settings.archive)) == 2
    forget(settings, opened, [url])
    assert len(list(settings.archive.iterdir())) == 1
    assert not is_archived(settings, WORDS)
    assert is_whole(settings, opened)


def test_cut_short_before_the_old_file_was_gone_it_is_finished(
    served: Served, settings: Settings, opened: Database
) -> None:
    url = collected(served, settings, opened)
    [name] = archived_files(settings.archive)
    before = (settings.archive / name).read_bytes()
    forget(settings, opened, [url])
    (settings.archive / name).write_bytes(before)
    assert is_archived(settings, WORDS)
    forget(settings, opened, [url])
    assert len(archived_files(settings.archive)) == 1
    assert not is_archived(settings, WORDS)
    assert is_whole(settings, opened)


def test_a_damaged_file_is_named_and_left_as_it_is(
    served: Served, settings: Settings, opened: Database
) -> None:
    url = collected(served, settings, opened)
    [name] = archived_files(settings.archive)
    damaged = (settings.archive / name).read_bytes()[:-20]
    (settings.archive / name).write_bytes(damaged)
    done = forget(settings, opened, [url])
    assert [type(problem) for problem in done.archive.problems] == [ArchiveError]
    assert (settings.archive / name).read_bytes() == damaged
    assert urls(opened) == {"a", "b"}


def test_an_address_that_is_not_stored_is_listed(settings: Settings, opened: Database) -> None:
    assert settings.now == datetime(2026, 1, 1, tzinfo=UTC)
    assert forget(settings, opened, ["https://news.example/never?utm_source=x"]).traces == ()
    assert "https://news.example/never" in settings.takedowns.read_text("utf-8").splitlines()
