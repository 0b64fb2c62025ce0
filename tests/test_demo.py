"""The demonstration does the whole job over HTTP, and doing it again changes nothing."""

import hashlib
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from examples.outlets import expected, load_outlets
from site_builder.publishing import manifest
from tests.conftest import Once
from tests.site_builder.sites import demonstration, printed

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, kw_only=True)
class Demo:
    """A demonstration that was run: its workspace, what it printed, its site as bytes."""

    workspace: Path
    printed: str
    site: dict[str, str]


def digest(folder: Path, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", "from cli.main import main; main()", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def hashes(site: Path) -> dict[str, str]:
    """The files of the site but for the list of them, which also names the state of the store."""
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file() and path.name != manifest.NAME
    }


@pytest.fixture(scope="module")
def demo(once: Once) -> Demo:
    workspace = once("demo-site", demonstration)
    said = printed(workspace).read_text("utf-8")
    return Demo(workspace=workspace, printed=said, site=hashes(workspace / "output"))


@pytest.fixture(scope="module")
def rows(demo: Demo) -> Iterator[sqlite3.Connection]:
    with sqlite3.connect(demo.workspace / "digest.db") as connection:
        yield connection
    connection.close()


def test_every_sample_article_and_comment_is_collected(
    demo: Demo, rows: sqlite3.Connection
) -> None:
    wanted = {outlet.slug: (outlet.articles, outlet.comments) for outlet in expected()}
    found = {
        slug: (articles, comments)
        for slug, articles, comments in rows.execute(
            "SELECT s.slug, COUNT(DISTINCT a.id), COUNT(c.id) FROM sources s"
            " JOIN articles a ON a.source_id = s.id LEFT JOIN comments c ON c.article_id = a.id"
            " GROUP BY s.slug"
        )
    }
    assert found == wanted
    assert sum(articles for articles, _ in wanted.values()) >= 60
    assert len(wanted) == 6
    assert "index.html" in demo.printed


def test_text_date_and_headline_are_what_their_authors_wrote(rows: sqlite3.Connection) -> None:
    stored = {
        url: (headline, published, text)
        for url, headline, published, text in rows.execute(
            "SELECT url, headline, date(published_at), text FROM articles"
        )
    }
    words_missed = words = 0
    for outlet in load_outlets():
        for article in outlet.articles:
            headline, published, text = stored[article.url]
            assert headline == article.title
            assert published == article.published.date().isoformat(), article.url
            wanted = re.findall(r"\w+", article.text)
            missed = set(wanted) - set(re.findall(r"\w+", text))
            words_missed += sum(word in missed for word in wanted)
            words += len(wanted)
            for comment in article.comments:
                assert comment.text[:60] not in text
    assert words_missed / words < 0.005


def test_stances_on_at_least_eight_questions_are_shown(demo: Demo) -> None:
    site = demo.workspace / "output"
    shown = set()
    for page in (site / "questions").glob("*.html"):
        if re.search(r'class="verb [udm]"', page.read_text("utf-8")):
            shown.add(page.stem)
    assert len(shown - {"index"}) >= 8, shown


def test_the_site_never_names_a_reader_nor_prints_a_whole_article(demo: Demo) -> None:
    site = demo.workspace / "output"
    pages = {path: path.read_text("utf-8") for path in site.rglob("*.html")}
    names = {
        comment.author
        for outlet in load_outlets()
        for article in outlet.articles
        for comment in article.comments
    }
    staff = {article.author for outlet in load_outlets() for article in outlet.articles}
    for path, page in pages.items():
        assert "ample" in page or 'http-equiv="refresh"' in page, path
        for name in names - staff:
            assert name not in page, (path, name)
    everything = "".join(pages.values())
    for outlet in load_outlets():
        for article in outlet.articles:
            paragraphs = [part for part in article.text.split("\n\n") if len(part) > 60]
            shown = sum(part in everything for part in paragraphs)
            assert shown <= max(1, len(paragraphs) // 2), article.url


def test_a_reader_is_named_nowhere_but_in_the_archived_page(demo: Demo) -> None:
    written = {
        name.encode()
        for outlet in load_outlets()
        for article in outlet.articles
        for name in (article.author, article.text, article.summary)
        if name
    }
    names = {
        comment.author.encode()
        for outlet in load_outlets()
        for article in outlet.articles
        for comment in article.comments
        if comment.author and not any(comment.author.encode() in words for words in written)
    }
    assert len(names) > 20
    archive = demo.workspace / "archive"
    for path in demo.workspace.rglob("*"):
        if path.is_file() and archive not in path.parents:
            content = path.read_bytes()
            assert not [name for name in names if name in content], path
    for name in names:
        assert name.decode() not in demo.printed


def test_a_body_of_one_name_is_two_bodies_in_2010_and_2026(rows: sqlite3.Connection) -> None:
    found = set(
        rows.execute(
            "SELECT DISTINCT substr(a.published_at, 1, 4) >= '2026', m.organisation"
            " FROM mentions m JOIN taggings t ON t.id = m.tagging_id"
            " JOIN articles a ON a.id = t.article_id"
            " WHERE substr(a.text, m.start_char + 1, m.end_char - m.start_char) = 'NHS Alliance'"
            " AND t.comment_id IS NULL"
        )
    )
    assert found == {(0, "nhs-alliance"), (1, "nhs-alliance-2026")}


def test_rows_of_a_query_point_at_the_evidence_in_the_stored_text(
    demo: Demo, rows: sqlite3.Connection
) -> None:
    asked = ("--organisation", "bma", "--format", "json")
    found = digest(demo.workspace.parent, "query", "--workspace", str(demo.workspace), *asked)
    findings = json.loads(found)
    assert findings
    for finding in findings:
        (text,) = rows.execute(
            "SELECT text FROM articles WHERE url = ?", (finding["article"]["url"],)
        ).fetchone()
        evidence = finding["evidence"]
        if evidence["in"] == "text":
            assert text[evidence["start"] : evidence["end"]] == evidence["text"]


def test_the_demonstration_again_gives_the_same_site_byte_for_byte(
    demo: Demo, tmp_path: Path
) -> None:
    shutil.copytree(demo.workspace, tmp_path / "demo")
    assert "0 new articles" in digest(tmp_path, "demo")
    assert hashes(tmp_path / "demo" / "output") == demo.site
    assert list((demo.workspace / "archive").rglob("*.warc.gz"))


def test_a_workspace_of_ones_own_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "digest.toml").write_text("[site]\n", "utf-8")
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", "from cli.main import main; main()", "demo", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "give the demonstration another folder" in done.stderr
