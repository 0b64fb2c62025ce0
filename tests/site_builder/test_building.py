"""The whole site out of a small store: what is there, what never is, and how it is swapped in."""

import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from lxml import html

from commissioning.domain.errors import BuildError
from commissioning.domain.tags import HolderKind, Position
from commissioning.register import Register
from commissioning.settings import Settings, SiteSettings
from commissioning.store.database import Database
from site_builder.building import build
from tests.site_builder.filling import NOW, Side, put

TEXT = (
    "The BMA met in an invented town. GPs should hold the budget, its chair said. The weather was"
    " poor and the tea was cold, and nobody had a coat. " * 4
)
EVIL = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
READER = "Private Person"
OURS = {'<script type="application/ld+json">', '<script src="static/search.js" defer>'}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    site = SiteSettings(name="A Digest", url="https://digest.example/")
    return Settings(workspace=tmp_path, now=NOW, site=site)


@pytest.fixture
def filled(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url)
    support = Side(
        holder="Dr Ann Sample",
        organisation="bma",
        question="gp-budgets",
        position=Position.SUPPORT,
        words="GPs should hold the budget",
    )
    put(
        database,
        url="https://news.example/one",
        text=TEXT,
        day=date(2010, 7, 13),
        headline="Before",
        sides=[support],
        comments=[
            (
                "I am against it and I say so.",
                [
                    Side(
                        holder=READER,
                        organisation=None,
                        question="gp-budgets",
                        position=Position.OPPOSE,
                        words="I am against it",
                        kind=HolderKind.COMMENTER,
                    )
                ],
            )
        ],
    )
    put(
        database,
        url="https://news.example/two",
        text=TEXT,
        day=date(2011, 3, 15),
        headline="After",
        sides=[
            Side(
                holder="Dr Ann Sample",
                organisation="bma",
                question="gp-budgets",
                position=Position.OPPOSE,
                words="GPs should hold the budget",
            )
        ],
    )
    for day, position in (
        (date(2010, 7, 6), Position.SUPPORT),
        (date(2011, 3, 17), Position.OPPOSE),
    ):
        put(
            database,
            url=f"https://news.example/{day}",
            text=f"On {day} one said it again. {TEXT}",
            day=day,
            headline=f"Again, {position}",
            sides=[replace(support, position=position)],
        )
    put(
        database,
        url="https://news.example/three",
        text=f"{EVIL} {TEXT}",
        day=date(2011, 3, 16),
        headline=f"Evil {EVIL}",
        byline=EVIL,
        excerpt=EVIL,
        sides=[
            Side(
                holder=f"Dr {EVIL}",
                organisation=None,
                question="pace",
                position=Position.MIXED,
                words=EVIL,
            )
        ],
    )
    put(database, url="urn:sha256:abc", text=TEXT, day=None, headline="A file without a date")
    put(
        database,
        url="https://news.example/cars",
        text="The car park is full. " * 10,
        day=date(2011, 3, 16),
        headline="Off the topic",
        relevance=0.1,
    )
    yield database
    database.close()


@pytest.fixture
def site(settings: Settings, filled: Database, register: Register) -> Path:
    return build(settings, filled).output


def pages(site: Path) -> dict[str, str]:
    return {p.relative_to(site).as_posix(): p.read_text("utf-8") for p in site.rglob("*.html")}


def contents(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file()
    }


def test_every_link_of_every_page_leads_somewhere(site: Path) -> None:
    known = pages(site)
    dead = []
    for path, text in known.items():
        tree = html.document_fromstring(text)
        names = {name: _anchors(page) for name, page in known.items()}
        for link in tree.xpath("//@href | //@src"):
            base = "https://digest.example/"
            target, fragment = urldefrag(urljoin(base + path, link))
            if not target.startswith(base):
                continue
            inside = unquote(target.removeprefix(base)) or "index.html"
            if not (site / inside).is_file() or (
                fragment and inside in names and fragment not in names[inside]
            ):
                dead.append((path, link))
    assert dead == []


def _anchors(page: str) -> set[str]:
    return set(re.findall(r'id="([^"]+)"', page))


def test_nothing_from_outside_becomes_markup(site: Path) -> None:
    for path, text in pages(site).items():
        assert set(re.findall("<script[^>]*>", text)) <= OURS, path
        tree = html.document_fromstring(text)
        assert not tree.xpath("//*[@onerror or @onload or @onclick]"), path
        assert not [
            link for link in tree.xpath("//@href") if link.lower().startswith(("java", "data"))
        ]
        assert "Content-Security-Policy" in text
    feed = (site / "feed.xml").read_text("utf-8")
    assert "<script" not in feed
    ET.fromstring(feed)  # noqa: S314 - our own bytes


def test_readers_are_counted_and_never_named(site: Path) -> None:
    everything = "".join(pages(site).values())
    assert READER not in everything
    article = next(text for text in pages(site).values() if "<h1>Before</h1>" in text)
    assert "A reader" in article


def test_a_move_is_shown_with_both_pieces_of_evidence(site: Path) -> None:
    for path in ("bodies/bma.html", "questions/gp-budgets.html", "weeks/2011-w11.html"):
        text = (site / path).read_text("utf-8")
        assert 'class="change"' in text, path
        assert "13\u00a0July\u00a02010" in text
        assert "15\u00a0March\u00a02011" in text


def test_the_text_of_an_article_is_never_published(site: Path) -> None:
    for text in pages(site).values():
        assert TEXT not in text
        assert text.count("nobody had a coat") < 3


def test_an_article_off_the_topic_has_no_page_but_is_counted(site: Path) -> None:
    everything = pages(site)
    assert not any("Off the topic" in text for text in everything.values())
    assert "1 not about commissioning" in everything["sources/index.html"]


def test_a_file_without_address_or_date_is_shown_and_links_nowhere(site: Path) -> None:
    article = next(t for t in pages(site).values() if "<h1>A file without a date</h1>" in t)
    assert "names no address" in article
    assert "no date" in article


def test_the_same_store_gives_the_same_bytes(
    settings: Settings, filled: Database, register: Register, site: Path
) -> None:
    before = contents(site)
    assert build(settings, filled).made == 0
    assert contents(site) == before
    again = build(settings, filled, output=site.with_name("again"))
    assert again.made > again.pages > 0
    assert contents(again.output) == before


def test_a_site_of_real_outlets_does_not_say_that_it_is_a_sample(site: Path) -> None:
    assert not any('class="sample"' in text for text in pages(site).values())


def test_the_feed_has_permalinks_and_the_articles_own_dates(site: Path) -> None:
    feed = (site / "feed.xml").read_text("utf-8")
    ids = re.findall(r"<id>(https://digest\.example/articles/[0-9a-f]{12}\.html)</id>", feed)
    assert len(ids) == 5
    assert "2011-03-16T00:00:00" in feed


def test_an_empty_store_gives_a_site_that_says_so(
    settings: Settings, tmp_path: Path, register: Register
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    output = build(settings, database, output=tmp_path / "empty").output
    database.close()
    assert "Nothing has been collected" in (output / "weeks" / "index.html").read_text("utf-8")
    assert (output / "index.html").exists()


def test_a_folder_that_is_no_site_of_ours_is_not_replaced(
    settings: Settings, filled: Database, register: Register, tmp_path: Path
) -> None:
    precious = tmp_path / "home"
    precious.mkdir()
    (precious / "thesis.txt").write_text("years of work", "utf-8")
    with pytest.raises(BuildError, match="something else"):
        build(settings, filled, output=precious)
    assert (precious / "thesis.txt").read_text("utf-8") == "years of work"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(
    settings: Settings, filled: Database, register: Register, tmp_path: Path
) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    with pytest.raises(BuildError, match="cannot be written"):
        build(settings, filled, output=locked / "site")


def test_a_build_that_fails_leaves_the_old_site(
    settings: Settings,
    filled: Database,
    register: Register,
    site: Path,
) -> None:
    before = contents(site)
    put(
        filled,
        url="https://news.example/four",
        text=f"Again. {TEXT}",
        day=date(2011, 3, 18),
        headline="News",
    )

    def stop(_done: int, _all: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(settings, filled, progress=stop)
    assert contents(site) == before
    workshop = site.with_name(".output-build")
    assert not {"new", "old"} & {path.name for path in workshop.iterdir()}
    assert build(settings, filled).made > 0
    assert any("<h1>News</h1>" in text for text in pages(site).values())
