"""`digest sources`: new sources by looking, and the list as other readers have it."""

import json
import time
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from typer.testing import CliRunner, Result
from werkzeug import Request
from werkzeug import Response as Reply

from cli.main import command_line
from cli.sources import proposed
from commissioning.domain.errors import DigestError
from crawler.indexes.discovery import propose
from crawler.indexes.index import IndexKind
from crawler.sources import load_sources, parse_sources

app = command_line()
DOCUMENT = Path(__file__).parents[2] / "docs" / "adding-a-source.md"
ENTRY = """# Kept as it is.
[[source]]
slug = "vale"
name = "Vale"
home = "https://vale.example/"
kind = "local"
feed = "https://vale.example/feed"
"""
OPML = """<opml version="2.0"><body><outline text="Vale" xmlUrl="https://www.vale.example/feed/"/>
<outline text="New &amp; old" xmlUrl="https://new.example/rss"/>
<outline text="New &amp; old" xmlUrl="https://old.example/rss" category="/union"/>
<outline text="Broken" xmlUrl="nothing"/></body></opml>"""
FEED = """<rss version="2.0"><channel><title>News</title><item><title>A</title><link>/a</link>
<pubDate>Mon, 12 Jul 2010 08:30:00 GMT</pubDate></item></channel></rss>"""


@pytest.fixture
def workspace(tmp_path: Path, httpserver: HTTPServer) -> Path:
    """A workspace whose proxy is a server with an invented site, wyre.example."""
    httpserver.no_handler_status_code = 404
    proxy = httpserver.url_for("").rstrip("/")
    settings = f'[collect]\ndelay = 0.0\ntimeout = 5.0\nproxy = "{proxy}"\n'
    (tmp_path / "digest.toml").write_text(settings, "utf-8")
    (tmp_path / "sources.toml").write_text(ENTRY, "utf-8")
    return tmp_path


def sources(*arguments: str, workspace: Path) -> Result:
    return CliRunner().invoke(app, ["sources", *arguments, "--workspace", str(workspace)])


def test_a_site_is_looked_at_and_its_entry_printed_and_written_when_asked(
    workspace: Path, httpserver: HTTPServer
) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/news.xml">'
    home = f"<html><head><title>Wyre News</title>{link}</head></html>"
    httpserver.expect_request("/").respond_with_data(home, content_type="text/html")
    httpserver.expect_request("/news.xml").respond_with_data(FEED, content_type="text/xml")
    url = "http://wyre.example/"
    shown = sources("add", url, workspace=workspace)
    assert shown.exit_code == 0, shown.output
    assert "# 1 entry seen, the newest of 2010-07-12" in shown.stdout
    [entry] = parse_sources(shown.stdout)
    assert (entry.slug, entry.feed) == ("wyre-news", "http://wyre.example/news.xml")
    assert len(load_sources(workspace / "sources.toml")) == 1
    assert sources("add", url, "--write", workspace=workspace).exit_code == 0
    text = (workspace / "sources.toml").read_text("utf-8")
    assert text.startswith(ENTRY)
    assert load_sources(workspace / "sources.toml")[1] == entry
    again = sources("add", url, "--write", workspace=workspace)
    assert "listed already, as 'wyre-news'" in again.stderr
    assert (workspace / "sources.toml").read_text("utf-8") == text


def test_a_site_that_lists_nothing_or_does_not_answer_ends_with_one(
    workspace: Path, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/").respond_with_data("<html><p>Hello</p></html>")
    found = sources("add", "http://wyre.example/", "--write", workspace=workspace)
    assert found.exit_code == 1
    assert "[source.listing]" in found.stderr
    assert (workspace / "sources.toml").read_text("utf-8") == ENTRY
    gone = sources("add", "http://wyre.example/gone", workspace=workspace)
    assert gone.exit_code == 1
    assert isinstance(gone.exception, DigestError)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://127.0.0.2/", "lies on this machine or a private network; [collect] allow"),
        ("ftp://wyre.example/", "only http and https are fetched"),
        ("http://wyre.example/gone", "answered 404"),
        ("http://wyre.example/private/", "robots.txt forbids it"),
        ("http://wyre.example/slow", "does not answer (timed out)"),
    ],
)
def test_it_is_said_why_a_site_is_not_looked_at(
    workspace: Path, httpserver: HTTPServer, url: str, why: str
) -> None:
    settings = workspace / "digest.toml"
    settings.write_text(
        settings.read_text("utf-8").replace("timeout = 5.0", "timeout = 1.0"), "utf-8"
    )
    rules = "User-agent: *\nDisallow: /private/\n"
    httpserver.expect_request("/robots.txt").respond_with_data(rules)

    def slow(_: Request) -> Reply:
        time.sleep(3)
        return Reply()

    httpserver.expect_request("/slow").respond_with_handler(slow)
    done = sources("add", url, workspace=workspace)
    assert isinstance(done.exception, DigestError)
    assert str(done.exception).startswith(f"{url}: {why}")


def test_what_is_proposed_can_be_read_by_other_programs(
    workspace: Path, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/news.xml").respond_with_data(FEED, content_type="text/xml")
    url = "http://wyre.example/news.xml"
    found = json.loads(sources("add", url, "--json", workspace=workspace).stdout)
    assert (found["way"], found["entries"], found["entry"]["feed"]) == ("feed", 1, url)


def test_an_opml_file_is_appended_without_what_is_listed(workspace: Path) -> None:
    (workspace / "mine.opml").write_text(OPML, "utf-8")
    done = sources("import", str(workspace / "mine.opml"), workspace=workspace)
    assert done.exit_code == 0, done.output
    assert done.stdout.split() == ["new-and-old", "new-and-old-2"]
    assert "Broken: 'nothing' is no address of a feed" in done.stderr
    assert "added 2 sources; 1 were listed already" in done.stderr
    first, second, third = load_sources(workspace / "sources.toml")
    assert first.slug == "vale"
    assert (second.feed, second.home) == ("https://new.example/rss", "https://new.example/")
    assert third.kind.value == "union"
    before = (workspace / "sources.toml").read_text("utf-8")
    assert sources("import", str(workspace / "mine.opml"), workspace=workspace).exit_code == 0
    assert (workspace / "sources.toml").read_text("utf-8") == before


@pytest.mark.parametrize("name", ["none.opml", "sources.toml"])
def test_what_is_no_opml_file_is_named(workspace: Path, name: str) -> None:
    done = sources("import", str(workspace / name), workspace=workspace)
    assert isinstance(done.exception, DigestError)
    assert name in str(done.exception)


def test_the_list_is_given_as_opml_and_taken_back(workspace: Path) -> None:
    (workspace / "out.opml").write_text(sources("export", workspace=workspace).stdout, "utf-8")
    done = sources("import", str(workspace / "out.opml"), workspace=workspace)
    assert "added 0 sources; 1 were listed already" in done.stderr


def test_the_list_says_by_what_each_source_is_read(workspace: Path) -> None:
    found = sources("list", workspace=workspace).stdout
    assert "feed" in found
    assert "https://vale.example/feed" in found


def test_a_proposal_without_a_way_can_be_read_too() -> None:
    found = propose("https://vale.example/", b"", lambda _urls: {})
    assert parse_sources(proposed(found)) == (found.entry,)


@pytest.mark.parametrize("kind", IndexKind)
def test_each_kind_of_source_has_an_entry_in_the_document(kind: IndexKind) -> None:
    entries = [
        entry
        for block in DOCUMENT.read_text("utf-8").split("```toml\n")[1:]
        for entry in parse_sources(block.split("```")[0], path=str(DOCUMENT))
    ]
    assert any(getattr(entry, kind.value) for entry in entries)
