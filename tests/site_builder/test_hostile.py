"""What outlets send is shown as text and no more: through the store into the built site."""

import json
import re
from collections.abc import Iterator

import feedparser
import pytest
from icalendar import Calendar
from lxml import etree, html
from playwright.sync_api import Browser, BrowserContext, Dialog, expect

from site_builder import bounded, urls
from site_builder.outside import outside
from tests.site_builder import hostile as evil
from tests.site_builder.reached import Reached, strings
from tests.site_builder.sites import BASE, Built
from tests.site_builder.tabs import look_at, spilled

POLICY = "//meta[@http-equiv='Content-Security-Policy']/@content"
SAFE = ("https://", "http://")
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


@pytest.fixture(scope="module")
def reached(hostile: Built) -> Reached:
    return Reached(hostile.site)


def article(name: str, week: int = 0) -> str:
    return urls.article(f"https://news.example/{name}/{week}")


def seen(text: str) -> str:
    """A text as a page shows it: without what cannot be written, spaces made one."""
    return " ".join(UNWRITABLE.sub("", TURNING.sub("", text)).split())


@pytest.mark.parametrize(
    "name", ["script", "turned", "broken", "controls", "emoji", "ends", "template"]
)
def test_it_is_shown_as_the_text_that_it_is(reached: Reached, name: str) -> None:
    page = reached.pages[article(name)]
    assert seen(page.findtext(".//h1") or "") == seen(evil.WORDS[name])
    assert seen(page.findtext(".//title") or "").startswith(seen(evil.WORDS[name])[:40])
    everything = seen(page.text_content())
    assert f"GPs should hold it, {seen(evil.WORDS[name])} we were told" in everything


def test_no_word_becomes_an_element_or_an_attribute(reached: Reached, demo: Built) -> None:
    known = Reached(demo.site).pages.values()
    elements = {one.tag for page in known for one in page.iter(etree.Element)}
    attributes = {name for page in known for one in page.iter(etree.Element) for name in one.attrib}
    for path, page in reached.pages.items():
        for one in page.iter(etree.Element):
            assert one.tag in elements, (path, html.tostring(one)[:200])
            assert set(one.attrib) <= attributes, (path, html.tostring(one)[:200])


def test_no_page_lets_a_script_run_or_has_one(reached: Reached) -> None:
    for path, page in reached.pages.items():
        (policy,) = page.xpath(POLICY) or ("",)
        rules = dict(rule.split(maxsplit=1) for rule in policy.split("; "))
        assert rules["default-src"] == "'none'", path
        assert rules["base-uri"] == "'none'", path
        assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "data:"} & set(
            policy.split()
        )
        for script in page.iter("script"):
            ours = script.get("src", "").endswith("static/search.js") and not script.text
            assert ours or script.get("type") == "application/ld+json", path
        if path != urls.SEARCH:
            assert rules.get("script-src", "'none'") == "'none'", path
        assert not page.xpath("//@*[starts-with(name(), 'on')] | //@style | //style"), path


def test_links_lead_to_the_web_or_to_pages_that_are_there(reached: Reached) -> None:
    assert reached.unsafe() == []
    assert reached.dead() == []
    assert reached.foreign() == []


@pytest.mark.parametrize("link", evil.LINKS)
def test_an_address_that_is_none_of_the_web_is_no_link(reached: Reached, link: str) -> None:
    page = reached.pages[urls.article(link)]
    found = [one.get("href") for one in page.xpath("//a[starts-with(., 'Read it at')]")]
    assert found == ([outside(link)] if link.startswith("https://") and "[" not in link else [])


def test_everything_for_machines_is_well_formed(hostile: Built) -> None:
    for path in hostile.site.rglob("*.json"):
        json.loads(path.read_bytes())
    for path in (*hostile.site.rglob("*.xml"), *hostile.site.rglob("*.opml")):
        etree.parse(path, etree.XMLParser(resolve_entities=False))
    for path in hostile.site.glob("feed*/**/*.xml"):
        assert not feedparser.parse(path.read_bytes()).bozo, path
    assert not feedparser.parse((hostile.site / urls.FEED).read_bytes()).bozo
    Calendar.from_ical((hostile.site / urls.CALENDAR).read_bytes())


def test_linked_data_ends_where_it_should(reached: Reached) -> None:
    for path, page in reached.pages.items():
        for script in page.xpath("//script[@type='application/ld+json']"):
            told = json.loads(script.text)
            assert told["@context"] == "https://schema.org", path
            assert not [text for text in strings(told) if text.startswith(("java", "data", "vb"))]


def test_entries_of_feeds_hold_text_and_safe_links_alone(hostile: Built) -> None:
    for path in hostile.site.glob("feeds/**/*.json"):
        for item in json.loads(path.read_bytes())["items"]:
            tree = html.fragment_fromstring(item["content_html"], create_parent=True)
            assert not {one.tag for one in tree.iter()} & {"script", "img", "svg", "iframe"}
            assert all(link.startswith(SAFE) for link in tree.xpath(".//@href")), path
            assert item.get("external_url", BASE).startswith(SAFE)


def test_lengths_are_bounded_wherever_they_stand(reached: Reached, hostile: Built) -> None:
    for path, page in reached.pages.items():
        assert len(page.findtext(".//title") or "") <= bounded.HEADLINE + 40, path
        for text in page.xpath("//h1 | //h2 | //h3 | //meta/@content | //@aria-label | //@title"):
            shown = text if isinstance(text, str) else text.text_content()
            assert len(shown) <= 3 * bounded.HEADLINE, (path, shown[:80])
        assert len((hostile.site / path).read_bytes()) < 120_000, path
    feed = json.loads((hostile.site / urls.json_feed(urls.FEED)).read_bytes())
    assert all(len(item["title"]) <= bounded.HEADLINE for item in feed["items"])


def test_nothing_turns_the_letters_around_it(hostile: Built) -> None:
    for path in (*hostile.site.rglob("*.html"), *hostile.site.rglob("*.xml")):
        assert not TURNING.search(path.read_text("utf-8")), path


def test_readers_names_and_whole_texts_are_nowhere(hostile: Built) -> None:
    for path in hostile.site.rglob("*"):
        if path.suffix in {".html", ".json", ".xml"}:
            text = path.read_text("utf-8")
            assert evil.READER not in text, path
            assert text.count("And so it was.") < 4, path


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 320, "height": 800})
    yield opened
    opened.close()


def shown(hostile: Built) -> list[str]:
    """A page of each kind, and those of the words that are hardest to hold."""
    one_each = (
        max(paths, key=lambda path: (hostile.site / path).stat().st_size)
        for paths in hostile.kinds.values()
    )
    return [*one_each, *(article(name) for name in evil.WORDS)]


def test_a_browser_runs_nothing_asks_nobody_else_and_holds_it_on_a_phone(
    hostile: Built, context: BrowserContext
) -> None:
    page = context.new_page()
    asked: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.on("request", lambda request: asked.append(request.url))
    said = look_at(page, hostile.site)
    for path in shown(hostile):
        page.goto(BASE + path)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert spilled(page, 320) == [], path
        assert said == [], path
    assert all(url.startswith(BASE) for url in asked)
    page.close()


def test_words_from_the_right_turn_no_others(hostile: Built, context: BrowserContext) -> None:
    page = context.new_page()
    look_at(page, hostile.site)
    page.goto(f"{BASE}{urls.source('turned')}")
    loose = page.evaluate(
        """() => [...document.querySelectorAll('main a, main blockquote > p')]
          .filter(e => /[\u0590-\u05ff]/.test(e.textContent))
          .map(e => getComputedStyle(e).unicodeBidi)"""
    )
    assert loose
    assert set(loose) == {"isolate"}
    page.close()


def test_the_search_finds_it_and_shows_it_as_text(hostile: Built, context: BrowserContext) -> None:
    page = context.new_page()
    said = look_at(page, hostile.site)
    page.goto(f"{BASE}search.html?q=onerror")
    expect(page.locator("#results h3").first).to_contain_text("<script>alert(1)</script>")
    assert page.locator("#results :is(script, img, svg)").count() == 0
    assert spilled(page, 320) == []
    assert said == []
    page.close()


def test_what_is_on_a_page_fits_a_phone_without_the_fonts_too(
    hostile: Built, context: BrowserContext
) -> None:
    page = context.new_page()
    look_at(page, hostile.site)
    page.route("**/*.woff2", lambda route: route.abort())
    for path in shown(hostile):
        page.goto(BASE + path)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert spilled(page, 320) == [], path
    page.close()
