"""What readers follow: feeds that hold, do not come back, and are made only when needed."""

import json
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import feedparser
import pytest
from lxml import html

from commissioning.domain.dates import PartialDate
from commissioning.domain.tags import Position, Tagging
from commissioning.settings import Settings, SiteSettings
from commissioning.store.database import Database
from commissioning.store.tags import START, Backlog, save_taggings, texts_to_tag
from site_builder import urls
from site_builder.building import build
from site_builder.feeds.atom import atom
from site_builder.feeds.jsonfeed import json_feed
from site_builder.feeds.sitemap import MOST, parts_of, sitemap
from site_builder.writable import writable
from tests.site_builder.filling import NOW, Side, put

BASE = "https://digest.example/"
EVIL = '\u202e"><script>alert(1)</script> ]]> &amp; \x0b\x00 \ufffe 😀'
FILLER = "The tea was cold, the room was cold, and nobody had a coat or a chair to sit on. "


def take(position: Position, words: str) -> Side:
    return Side(
        holder="Dr Ann Sample",
        organisation="bma",
        question="gp-budgets",
        position=position,
        words=words,
    )


def fill(database: Database) -> None:
    """Thirty-four articles: the BMA is for it on two days, then against it on two."""
    sides = (
        (date(2010, 7, 13), Position.SUPPORT, "GPs should hold it"),
        (date(2010, 7, 20), Position.SUPPORT, "GPs must have the budget"),
        (date(2011, 3, 15), Position.OPPOSE, "GPs should not hold it"),
        (date(2011, 3, 22), Position.OPPOSE, "GPs must not have the budget"),
    )
    for number, (day, position, words) in enumerate(sides):
        put(
            database,
            url=f"https://news.example/{number}",
            text=f"The BMA met, number {number}. {words}, its chair said. {FILLER * (3 + number)}",
            day=day,
            headline=f"Meeting {number}",
            sides=[take(position, words)],
        )
    for number in range(28):
        put(
            database,
            url=f"https://blog.example/{number}",
            text=f"Entry {number} of a diary. {FILLER * (3 + number % 5)} {number * 'more '}",
            day=date(2011, 4, 4) + timedelta(days=number),
            headline=f"Diary {number}",
            source="diary",
        )
    put(
        database,
        url="https://news.example/evil",
        text=f"An article that is {EVIL}. {FILLER * 2}",
        day=date(2011, 3, 16),
        headline=f"Evil {EVIL}",
        byline=EVIL,
        excerpt=EVIL,
        sides=[
            Side(
                holder="x", organisation=None, question="pace", position=Position.MIXED, words="An"
            )
        ],
    )
    put(database, url="urn:sha256:abc", text=FILLER * 4, day=None, headline="Without a date")


def settings_of(workspace: Path) -> Settings:
    site = SiteSettings(name="A <Digest> & more", url=BASE)
    return Settings(workspace=workspace, now=NOW, site=site)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its site, to be looked at."""
    folder = tmp_path_factory.mktemp("feeds")
    database = Database(settings_of(folder).database_url)
    fill(database)
    build(settings_of(folder), database)
    database.close()
    return folder


@pytest.fixture(scope="module")
def site(workspace: Path) -> Path:
    return workspace / "output"


@pytest.fixture
def settings(workspace: Path, tmp_path: Path) -> Settings:
    """A copy of both, to be changed."""
    shutil.copytree(workspace, tmp_path / "copy")
    return settings_of(tmp_path / "copy")


@pytest.fixture
def filled(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url)
    yield database
    database.close()


def feeds(site: Path) -> dict[str, bytes]:
    paths = (site / urls.FEED, *sorted((site / "feeds").rglob("*.xml")))
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in paths}


def entries(site: Path, path: str) -> list[tuple[str, str, str]]:
    """(id, title, updated) of each."""
    found = feedparser.parse((site / path).read_bytes())
    return [(entry.id, entry.title, entry.updated) for entry in found.entries]


def retag(database: Database) -> None:
    """Let another version read every article, and find nothing that it is sure of."""
    with database.session() as session:
        waiting = texts_to_tag(session, Backlog.STALE, tagger="other/2", after=START, limit=100)
        for item in waiting:
            tagging = Tagging(
                relevance=0.8, tagger="other/2", mentions=(), quotations=(), stances=()
            )
            save_taggings(session, [(item, tagging)], at=NOW)


def test_every_feed_is_well_formed_and_its_json_tells_the_same(site: Path) -> None:
    found = feeds(site)
    assert {"feed.xml", "feeds/changes.xml", "feeds/weeks/index.xml"} < set(found)
    for path, text in found.items():
        ET.fromstring(text)  # noqa: S314 - our own bytes
        told = feedparser.parse(text)
        assert not told.bozo, (path, told.bozo_exception)
        ids = [entry.id for entry in told.entries]
        assert len(set(ids)) == len(ids) <= 30, path
        times = [entry.published_parsed for entry in told.entries]
        assert times == sorted(times, reverse=True), path
        beside = json.loads((site / urls.json_feed(path)).read_text("utf-8"))
        assert beside["version"] == "https://jsonfeed.org/version/1.1"
        assert beside["feed_url"] == BASE + urls.json_feed(path)
        assert [item["id"] for item in beside["items"]] == ids
        assert [item["title"] for item in beside["items"]] == [e.title for e in told.entries]


def test_every_link_of_a_feed_is_whole_and_leads_somewhere(site: Path) -> None:
    for path in feeds(site):
        told = json.loads((site / urls.json_feed(path)).read_text("utf-8"))
        for item in told["items"]:
            tree = html.fragment_fromstring(item["content_html"], create_parent="div")
            for link in [item["url"], *tree.xpath("//@href")]:
                page, _, anchor = link.removeprefix(BASE).partition("#")
                if not link.startswith(BASE):
                    assert link.startswith("https://"), link
                elif anchor:
                    assert f'id="{anchor}"' in (site / page).read_text("utf-8"), link
                else:
                    assert (site / (page or "index.html")).is_file(), link


def test_what_an_article_shows_stands_in_its_entry_with_the_words(site: Path) -> None:
    told = feedparser.parse((site / urls.feed(urls.body("bma"))).read_bytes())
    assert [entry.title for entry in told.entries] == [f"Meeting {n}" for n in (3, 2, 1, 0)]
    content = told.entries[-1].content[0].value
    assert "<b>BMA</b> supports" in content
    assert "GPs should hold it" in content
    assert 'href="https://news.example/0"' in content
    assert told.entries[0].author == "Outlet"


def test_an_entry_of_all_is_never_older_than_one_that_is_left_out(site: Path) -> None:
    titles = [title for _, title, _ in entries(site, urls.FEED)]
    assert titles[:28] == [f"Diary {number}" for number in reversed(range(28))]
    assert titles[28:] == ["Meeting 3", titles[29]]
    assert titles[29].startswith("Evil")


def test_a_change_of_position_is_fed_with_both_pieces_of_evidence(site: Path) -> None:
    (entry,) = feedparser.parse((site / urls.feed(urls.CHANGES)).read_bytes()).entries
    assert entry.title.startswith("BMA supported")
    assert ", and now opposes, " in entry.title
    assert entry.id.startswith(f"{BASE}changes.html#")
    content = entry.content[0].value
    assert "GPs must have the budget" in content or "GPs should hold it" in content
    assert "GPs should not hold it" in content


def test_a_week_is_fed_when_it_is_over(site: Path) -> None:
    found = entries(site, urls.feed(urls.WEEKS))
    assert found[0][0] == f"{BASE}weeks/2011-w16.html", "the last one may still grow"
    assert found[0][2].startswith("2011-04-25T00:00:00"), "the Monday after"
    assert "Week\u00a011" in {key: title for key, title, _ in found}[f"{BASE}weeks/2011-w11.html"]


def test_the_page_of_a_body_a_question_and_a_source_names_its_feeds(site: Path) -> None:
    listed = {
        outline.get("xmlUrl", "").removeprefix(BASE)
        for outline in ET.parse(site / urls.OPML).iter("outline")  # noqa: S314 - our own
    }
    assert listed - {""} == set(feeds(site))
    page = html.document_fromstring((site / urls.FOLLOW).read_text("utf-8"))
    assert set(page.xpath("//main//a/@href")) >= set(feeds(site))
    for folder in ("bodies", "questions", "sources"):
        for path in sorted((site / folder).glob("*.html")):
            name = path.relative_to(site).as_posix()
            if path.name == "index.html" or urls.feed(name) not in feeds(site):
                continue
            tree = html.document_fromstring(path.read_text("utf-8"))
            links = tree.xpath("//head/link[@rel='alternate']/@href")
            assert f"../{urls.feed(name)}" in links, name
            assert f"../{urls.json_feed(urls.feed(name))}" in links, name
    assert urls.feed(urls.body("bma")) in feeds(site)
    assert urls.feed(urls.source("diary")) in feeds(site)
    assert urls.feed(urls.question("pace")) in feeds(site)


def test_entries_do_not_come_back_when_the_site_is_built_again_or_read_anew(
    settings: Settings, filled: Database, tmp_path: Path
) -> None:
    site = settings.output
    before = {path: entries(site, path) for path in feeds(site)}
    again = build(settings, filled, output=tmp_path / "again").output
    assert feeds(again) == feeds(site)
    retag(filled)
    build(settings, filled)
    for path in (urls.FEED, urls.feed(urls.WEEKS), urls.feed(urls.source("outlet"))):
        assert entries(site, path) == before[path], path
    assert b"supports" not in (site / urls.feed(urls.source("outlet"))).read_bytes()


def test_an_article_that_is_found_late_gives_no_old_entry_anew(
    settings: Settings, filled: Database
) -> None:
    site = settings.output
    before = {path: entries(site, path) for path in feeds(site)}
    put(
        filled,
        url="https://news.example/late",
        text=f"Found late. {FILLER * 9}",
        day=date(2011, 3, 17),
        headline="Late",
    )
    build(settings, filled)
    assert entries(site, urls.feed(urls.WEEKS)) == before[urls.feed(urls.WEEKS)]
    fresh = entries(site, urls.feed(urls.source("outlet")))
    assert [entry for entry in fresh if entry[1] != "Late"] == before[
        urls.feed(urls.source("outlet"))
    ]


def test_a_new_article_makes_only_the_feeds_that_show_it_anew(
    settings: Settings, filled: Database
) -> None:
    site = settings.output
    before = {path: (site / path).stat().st_mtime_ns for path in feeds(site)}
    put(
        filled,
        url="https://blog.example/new",
        text=f"Something new. {FILLER * 8}",
        day=date(2011, 5, 1),
        headline="New",
        source="diary",
    )
    build(settings, filled)
    changed = {path for path in before if (site / path).stat().st_mtime_ns != before[path]}
    assert changed == {urls.FEED, urls.feed(urls.source("diary"))}


def test_a_hostile_text_is_text(site: Path) -> None:
    told = feedparser.parse((site / urls.feed(urls.source("outlet"))).read_bytes())
    assert not told.bozo
    raw = (site / urls.feed(urls.source("outlet"))).read_bytes().decode("utf-8")
    assert "<script" not in raw
    item = next(
        item
        for item in json.loads(
            (site / urls.json_feed(urls.feed(urls.source("outlet")))).read_text("utf-8")
        )["items"]
        if item["title"].startswith("Evil")
    )
    assert "<script>alert(1)</script>" in item["title"], "a title is plain text"
    assert "<script" not in item["content_html"]
    assert "\x0b" not in item["title"]
    assert "\ufffe" not in item["content_html"]


def test_nothing_is_left_that_xml_cannot_hold() -> None:
    assert writable("a\x00\x0b\ud800\ufffe\uffffb\t\n😀") == "ab\t\n😀"


@pytest.mark.parametrize("write", [atom, json_feed])
def test_a_feed_without_entries_asks_no_clock(write: object) -> None:
    assert callable(write)
    made = {
        write((), title="T", about="A", url=BASE + "f", page=BASE, author="N") for _ in range(2)
    }
    assert len(made) == 1
    assert b"20" not in made.pop().replace(b"2005/Atom", b"")


def test_the_map_has_every_page_with_its_day(site: Path) -> None:
    tree = ET.parse(site / urls.SITEMAP)  # noqa: S314 - our own
    spaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = {
        url.findtext("s:loc", None, spaces): url.findtext("s:lastmod", None, spaces)
        for url in tree.iterfind("s:url", spaces)
    }
    known = {
        BASE + path.relative_to(site).as_posix().replace("index.html", "", 1)
        if path == site / "index.html"
        else BASE + path.relative_to(site).as_posix()
        for path in site.rglob("*.html")
        if 'http-equiv="refresh"' not in path.read_text("utf-8")
    }
    assert set(found) == known - {BASE + urls.MISSING, BASE + urls.SEARCH}
    assert found[BASE + urls.article("https://news.example/0")] == "2010-07-13"
    assert found[BASE + urls.body("bma")] == "2011-03-22"
    assert f"Sitemap: {BASE}{urls.SITEMAP}" in (site / urls.ROBOTS).read_text("utf-8")


def test_a_map_that_is_too_large_is_parted() -> None:
    pages = [(f"articles/{number}.html", date(2011, 1, 1)) for number in range(MOST + 1)]
    (index, parts), (first, held), (second, rest) = parts_of(pages)
    assert index == urls.SITEMAP
    assert [path for path, _ in parts] == [first, second] == ["sitemap-1.xml", "sitemap-2.xml"]
    assert (len(held), len(rest)) == (MOST, 1)
    written = sitemap(parts, url=BASE, index=True)
    assert b"<sitemapindex" in written
    ET.fromstring(written)  # noqa: S314 - our own bytes


def test_the_calendar_has_the_deadlines_that_were_known(site: Path) -> None:
    told = (site / urls.CALENDAR).read_text("utf-8")
    assert told.startswith("BEGIN:VCALENDAR")
    assert "DTSTART;VALUE=DATE:20100712" in told, "the White Paper"
    assert "DTSTART;VALUE=DATE:20220701" not in told, "nobody knew in 2011"


def test_an_article_without_a_day_is_in_no_feed_and_claims_none_in_the_map(
    settings: Settings, filled: Database
) -> None:
    before = entries(settings.output, urls.feed(urls.source("outlet")))
    put(
        filled,
        url="https://news.example/of-a-year",
        text=f"Of a year. {FILLER * 9}",
        day=PartialDate(year=2011),
        headline="Of a year",
    )
    build(settings, filled)
    assert entries(settings.output, urls.feed(urls.source("outlet"))) == before
    page = urls.article("https://news.example/of-a-year")
    whole = (settings.output / urls.SITEMAP).read_text()
    assert f"<loc>{BASE}{page}</loc></url>" in whole.replace("\n", "")
    shown = html.document_fromstring((settings.output / page).read_bytes())
    assert shown.xpath("//dt[.='Year']/following-sibling::dd[1]/a/text()") == ["2011"]
