"""The demonstration shows what the site promises, leads nowhere in vain, and can be followed."""

import json
import re
import shutil
from pathlib import Path

import feedparser
import pytest
from icalendar import Calendar
from lxml import etree, html

from commissioning.settings import load_settings
from commissioning.store.database import Database
from site_builder import urls
from site_builder.building import build
from tests.site_builder.reached import Reached
from tests.site_builder.sites import BASE, Built


@pytest.fixture(scope="module")
def reached(demo: Built) -> Reached:
    return Reached(demo.site)


def words(element: html.HtmlElement) -> str:
    """What it says, a space between elements where no mark follows."""
    text = " ".join(" ".join(map(str, element.itertext())).split())
    return re.sub(r" (?=[,.;:)”])", "", text)


def headed(page: html.HtmlElement, heading: str) -> html.HtmlElement:
    """The section under that heading."""
    found: list[html.HtmlElement] = page.xpath(f"//section[h2[normalize-space()='{heading}']]")
    assert len(found) == 1, heading
    return found[0]


def titled(reached: Reached, headline: str) -> tuple[str, html.HtmlElement]:
    """The page of the article with that headline."""
    (found,) = [
        (path, page)
        for path, page in reached.pages.items()
        if path.startswith("articles/") and page.findtext(".//h1") == headline
    ]
    return found


def test_no_link_of_any_file_is_dead_and_nothing_is_loaded_from_elsewhere(
    reached: Reached,
) -> None:
    assert len(reached.pages) > 300
    assert reached.dead() == []
    assert reached.unsafe() == []
    assert reached.foreign() == []


def test_every_page_can_be_reached_from_the_home_page(reached: Reached) -> None:
    found, waiting = set(), [urls.HOME]
    while waiting:
        path = waiting.pop()
        if path not in found and path in reached.pages:
            found.add(path)
            waiting += reached.neighbours(path)
    old = {"sources.html", urls.MISSING}
    assert set(reached.pages) - found <= old | set(reached.moved())


def test_a_move_is_told_with_both_pieces_of_evidence_wherever_it_belongs(reached: Reached) -> None:
    before = "Practices should lead commissioning, and they should have real money to do it with."
    after = "We are against it: GPs should not lead commissioning and should not hold the budget."
    told = ("changes.html", "people/kwabena-astbury.html", "questions/gp-budgets.html")
    for path in (*told, "weeks/2011-w11.html"):
        (move,) = [
            change
            for change in reached.pages[path].xpath("//article[contains(@class, 'change')]")
            if "Astbury" in words(change)
        ]
        said = [words(quote).strip("“”") for quote in move.xpath(".//blockquote")]
        assert said == [before, after], path
        now = "and now opposes" if path.startswith("weeks/") else "then opposed"
        assert f"Dr Kwabena Astbury supported, {now}, GP-held budgets" in words(move)
        assert "20 July 2010" in words(move)
        assert "16 March 2011" in words(move)
        assert len(move.xpath(".//a[contains(@href, '#gp-budgets-')]")) == 2
    (entry,) = feedparser.parse((reached.site / "feeds/changes.xml").read_bytes()).entries
    assert "Dr Kwabena Astbury supported, and now opposes, GP-held budgets" in entry.title


def test_a_silence_is_told_apart_from_what_was_not_collected(reached: Reached) -> None:
    silent = headed(reached.pages[urls.HOME], "Who was silent")
    assert "Patients Association on patients' voice" in words(silent)
    assert "took a side in 2 articles of the two years before" in words(silent)
    assert silent.xpath(".//a/@href[contains(., 'bodies/patients-association.html')]")
    early = words(headed(reached.pages["weeks/2011-w14.html"], "Who was silent"))
    assert "This cannot be told: no source was asked in these days or in the week after." in early
    assert re.search(r"Not heard in what was found \S.* on .+ took a side in \d+ articles", early)
    told = json.loads((reached.site / "weeks/2011-w14.json").read_bytes())["absences"]
    assert (told["known"], told["silent"]) == (False, [])
    assert told["not_heard"]


def test_a_copy_is_linked_to_its_original_and_the_original_to_it(reached: Reached) -> None:
    original, first = titled(reached, "Council opposes the cuts to the integrated care board")
    copy, again = titled(reached, "All parties against cuts to health board")
    (note,) = [
        note for note in again.xpath("//p[@class='note']") if "appeared first" in words(note)
    ]
    assert "Wyre Vale Council, 17 June 2025: 100% of it" in words(note)
    assert note.xpath(".//a/@href") == [f"../{original}"]
    (back,) = [note for note in first.xpath("//p[@class='note']") if "stands again" in words(note)]
    assert "The Wyre Vale Gazette, 18 June 2025" in words(back)
    assert back.xpath(".//a/@href") == [f"../{copy}"]
    told = json.loads((reached.site / urls.json(copy)).read_bytes())
    assert told["copy_of"] == original
    carried = reached.pages[told["story"]].get_element_by_id("carried")
    (under,) = [
        line for line in carried.xpath(".//li//li") if f"../{copy}" in line.xpath(".//a/@href")
    ]
    assert words(under).startswith("Word for word in The Wyre Vale Gazette, 18 June 2025")


def test_what_a_body_came_from_is_drawn_and_told(reached: Reached) -> None:
    page = reached.pages["bodies/nhs-alliance-2026.html"]
    lives = headed(page, "What it came from and what became of it")
    drawn = {
        words(line): line.xpath(".//*[local-name()='rect'][contains(@class, 'bar')]")
        for line in lives.xpath(".//ol/li[span[@class='q']]")
    }
    before = [name for name in drawn if name.endswith("before")]
    assert [name.split(" ", 2)[:2] for name in sorted(before)] == [
        ["Foundation", "Trust"],
        ["NHS", "Confederation"],
        ["NHS", "Providers"],
    ]
    assert all(drawn[name] for name in before)
    rows = [[words(cell) for cell in row] for row in lives.xpath(".//tbody/tr")]
    providers = next(row for row in rows if row[0] == "NHS Providers")
    assert providers[2:] == ["2014 to 2026", "before", "The NHS Alliance"]
    assert next(row for row in rows if row[0] == "NHS Alliance")[3] == "not this body"


def test_a_deadline_is_ahead_on_the_home_page_the_milestones_and_the_calendar(
    reached: Reached,
) -> None:
    name = (
        "Harbourne Integrated Care Board asks for views on seats for councils and patients (sample)"
    )
    ahead = words(headed(reached.pages[urls.HOME], "Dates ahead"))
    assert f"11 Dec Last day: {name} in 26 days" in ahead
    place = reached.pages[urls.MILESTONES].get_element_by_id("sample-seats-for-councils")
    assert name in words(place)
    calendar = Calendar.from_ical((reached.site / urls.CALENDAR).read_bytes())
    deadlines = {str(event["SUMMARY"]): str(event.start) for event in calendar.events}
    assert deadlines[f"Deadline: {name}"] == "2026-12-11"


def feeds(site: Path) -> list[Path]:
    return [site / urls.FEED, *sorted((site / "feeds").rglob("*.xml"))]


def test_every_feed_can_be_read_and_holds_what_its_twin_holds(reached: Reached) -> None:
    assert len(feeds(reached.site)) > 60
    for path in feeds(reached.site):
        read = feedparser.parse(path.read_bytes())
        assert not read.bozo, (path, read.get("bozo_exception"))
        twin = json.loads(path.with_suffix(".json").read_bytes())
        assert [entry.id for entry in read.entries] == [item["id"] for item in twin["items"]]
        assert len({entry.id for entry in read.entries}) == len(read.entries)
    subscribed = etree.parse(reached.site / urls.OPML).xpath("//@xmlUrl")
    assert {url.removeprefix(BASE) for url in subscribed} == {
        path.relative_to(reached.site).as_posix() for path in feeds(reached.site)
    }


def test_entries_stay_the_same_when_the_site_is_built_from_nothing(
    demo: Built, tmp_path: Path
) -> None:
    shutil.copytree(
        demo.workspace, tmp_path / "again", ignore=shutil.ignore_patterns(".*", "output")
    )
    settings = load_settings(tmp_path / "again")
    database = Database(settings.database_url)
    again = build(settings, database).output
    database.close()
    for path in feeds(demo.site):
        twin = again / path.relative_to(demo.site)
        assert twin.read_bytes() == path.read_bytes()


def test_the_map_has_every_page_once(reached: Reached) -> None:
    listed = etree.parse(reached.site / urls.SITEMAP).xpath("//*[local-name()='loc']/text()")
    paths = [url.removeprefix(BASE) or urls.HOME for url in listed]
    left_out = {urls.MISSING, urls.SEARCH, *reached.moved()}
    assert sorted(paths) == sorted(set(reached.pages) - left_out)
