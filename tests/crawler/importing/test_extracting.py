"""Articles are made anew from the archive alone: what an older extractor left is put in by hand."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from commissioning.domain.errors import SettingsError
from commissioning.store.articles import dated, versions
from commissioning.store.rows import ArticleRow, CommentRow, ImportedFileRow
from crawler.importing.extracting import Difference, ExtractReport, Scope, extract
from crawler.importing.files import identity_of
from crawler.pages.page import EXTRACTOR
from tests.crawler.importing.test_backfill import CAPTURED, Workspace, feed, page, response, warc
from tests.crawler.importing.test_files import TEXT

URLS = tuple(f"https://news.example/{name}" for name in "abc")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace(tmp_path / "workspace")
    (tmp_path / "d.html").write_bytes(page(9))
    (tmp_path / "e.txt").write_text(TEXT, "utf-8")
    (tmp_path / "f.jsonl").write_text('{"url": "https://news.example/f", "text": "Words."}\n')
    old = warc(
        tmp_path,
        response("https://news.example/feed", feed(URLS[0]), kind="application/rss+xml"),
        *(response(url, page(number)) for number, url in enumerate(URLS)),
    )
    made.take(old, *(tmp_path / name for name in ("d.html", "e.txt", "f.jsonl")))
    old.unlink()
    yield made
    made.database.close()


def spoil(workspace: Workspace, url: str, **values: object) -> None:
    """As an older extractor would have left it."""
    with workspace.database.session() as session:
        session.execute(
            update(ArticleRow).where(ArticleRow.url == url).values(extractor="pages/0", **values)
        )


def run(workspace: Workspace, scope: Scope = Scope.STALE, **more: object) -> ExtractReport:
    return extract(workspace.settings, workspace.database, scope, **more)  # type: ignore[arg-type]


def test_what_nothing_changed_comes_out_as_it_was(workspace: Workspace) -> None:
    before = {url: (row.text, row.headline, row.byline) for url, row in workspace.rows().items()}
    report = run(workspace, Scope.ALL)
    assert (report.read, report.changed, report.failed) == (5, 0, [])
    assert report.without_bytes == 1
    assert report.differences == []
    rows = workspace.rows()
    assert before == {url: (row.text, row.headline, row.byline) for url, row in rows.items()}


def test_what_an_older_extractor_made_is_made_anew_and_kept_as_a_version(
    workspace: Workspace,
) -> None:
    spoil(workspace, URLS[0], text="Too short.", text_sha256="0", headline="N: A")
    spoil(workspace, URLS[1], byline="Admin")
    report = run(workspace)
    assert (report.read, report.changed) == (2, 2)
    assert (report.texts, report.headlines, report.bylines) == (1, 1, 1)
    assert [difference.url for difference in report.differences] == list(URLS[:2])
    assert "text of 2 words, now" in report.differences[0].what
    assert report.differences[1] == Difference(url=URLS[1], what="byline 'Admin', now none")
    row = workspace.rows()[URLS[0]]
    assert (row.extractor, row.byline) == (EXTRACTOR, "Ann Writer")
    published = dated(row, "published")
    assert published is not None
    assert published.day.isoformat() == "2010-07-12"
    with workspace.database.session() as session:
        [version] = versions(session, row.id)
        assert (version.headline, version.cause.value) == ("N: A", "extracted")
    assert run(workspace).read == 0


def test_a_dry_run_says_the_same_and_changes_nothing(workspace: Workspace) -> None:
    spoil(workspace, URLS[0], headline="N: A")
    first, second = run(workspace, dry_run=True), run(workspace, dry_run=True)
    assert (first.headlines, second.headlines) == (1, 1)
    assert workspace.rows()[URLS[0]].headline == "N: A"


def test_an_article_of_which_nothing_comes_stays(workspace: Workspace) -> None:
    spoil(workspace, URLS[0], archive_file="gone.warc.gz")
    spoil(workspace, URLS[1], archive_offset=0)
    report = run(workspace)
    assert [error.name for error in report.failed] == list(URLS[:2])
    assert URLS[0] in workspace.rows()


def test_comments_that_came_another_way_are_not_lost(workspace: Workspace) -> None:
    with workspace.database.session() as session:
        article = session.scalars(select(ArticleRow).where(ArticleRow.url == URLS[0])).one()
        session.add(CommentRow(article_id=article.id, position=0, text="Mine.", text_sha256="1"))
    run(workspace, Scope.ALL)
    with workspace.database.session() as session:
        assert session.scalar(select(func.count()).select_from(CommentRow)) == 2


def test_one_source_alone_can_be_made_anew(workspace: Workspace) -> None:
    assert run(workspace, Scope.ALL, source="news.example").read == 3
    with pytest.raises(SettingsError, match="no source 'none'"):
        run(workspace, Scope.ALL, source="none")


def test_all_goes_on_where_it_was_stopped_and_then_begins_anew(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(done: int, _total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("crawler.importing.extracting.BATCH", 1)
        with pytest.raises(KeyboardInterrupt):
            run(workspace, Scope.ALL, progress=stop)
    with workspace.database.session() as session:
        names = session.scalars(select(ImportedFileRow.name)).all()
        assert sum(name.startswith("extract all") for name in names) == 1
    assert run(workspace, Scope.ALL).read == 2
    assert run(workspace, Scope.ALL).read == 5


def test_a_saved_page_may_have_its_file_s_day(workspace: Workspace, tmp_path: Path) -> None:
    saved = tmp_path / "g.html"
    saved.write_bytes(page(10, extra='<div class="date">Saturday 5 March 2011</div>'))
    os.utime(saved, (CAPTURED.timestamp(), CAPTURED.timestamp()))
    workspace.take(saved)
    url = identity_of(saved.read_bytes())
    spoil(workspace, url, published_at=None, published_precision=None)
    assert run(workspace).dates == 1
    published = dated(workspace.rows()[url], "published")
    assert published is not None
    assert published.day == CAPTURED.date()
