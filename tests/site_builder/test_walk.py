"""The reader's way through the demonstration, from `digest serve`: by mouse, links and keys."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.site_builder.sites import Built

SERVE = "from cli.main import main; main()"
DESK: ViewportSize = {"width": 1280, "height": 900}
PHRASE = "conflict of interest"

# Whether what the address points at is in the window and stands out from the paper.
MARKED = """() => {
  const place = document.querySelector(':target'), box = place.getBoundingClientRect();
  const colour = getComputedStyle(place).backgroundColor;
  const paper = getComputedStyle(document.body).backgroundColor;
  return box.top >= 0 && box.top < innerHeight && ![paper, 'rgba(0, 0, 0, 0)'].includes(colour);
}"""
STORY = ":is(h1, h2, h3) a[href*='stories/']"  # of several articles: of one, it is the article
FOCUSED = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
}"""


@pytest.fixture(scope="module")
def address(demo: Built) -> Iterator[str]:
    """Where `digest serve` shows the demonstration."""
    command = [sys.executable, "-uc", SERVE, "serve", "--port", "0"]
    with subprocess.Popen(  # noqa: S603
        [*command, "--workspace", str(demo.workspace)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+/", server.stdout.readline())
        assert found is not None
        yield found[0]
        server.terminate()


def tab(browser: Browser, address: str, *, scripts: bool) -> Iterator[Page]:
    """A tab; what it says on its console, or asks of another host, fails the test."""
    context = browser.new_context(viewport=DESK, java_script_enabled=scripts)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith(address) else said.append(r.url))
    yield page
    context.close()
    assert said == []


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    yield from tab(browser, address, scripts=True)


@pytest.fixture
def plain(browser: Browser, address: str) -> Iterator[Page]:
    """A tab without JavaScript."""
    yield from tab(browser, address, scripts=False)


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def open_first_with(page: Page, links: str, wanted: str) -> str | None:
    """Open the first of these links whose page has what is wanted; gives the link's words."""
    for at in range(page.locator(links).count()):
        link = page.locator(links).nth(at)
        words = link.inner_text()
        link.click()
        if page.locator(wanted).count():
            return words
        page.go_back()
    return None


def open_body_that_stands(page: Page) -> str | None:
    """Open a story of the week, and from it a body with a position; gives the body's name."""
    week = page.url
    for at in range(page.locator(STORY).count()):
        page.locator(STORY).nth(at).click()
        page.wait_for_url("**/stories/**")
        name = open_first_with(page, "h2:text('Bodies named') + p a", "#stands .strips .q a")
        if name is not None:
            return name
        page.goto(week)
    return None


def told_by_the_source(demo: Built, page: Page) -> str:
    """The address at the outlet, as the data beside the page has it."""
    path = page.url.partition("articles/")[2].partition("#")[0]
    told = json.loads((demo.site / "articles" / path).with_suffix(".json").read_bytes())
    return str(told["url"])


def test_from_the_week_to_the_words_and_their_source(demo: Built, page: Page, address: str) -> None:
    page.goto(address)
    story = page.locator(STORY).first
    headline = story.inner_text()
    story.click()
    page.wait_for_url("**/stories/**")
    assert heading(page) == headline
    page.goto(address)
    name = open_body_that_stands(page)
    while name is None:  # not in this week: one leafs back
        page.locator("a[rel=prev]").first.click()
        name = open_body_that_stands(page)
    page.wait_for_url("**/bodies/**")
    question = page.locator("#stands .strips .q a").first
    asked = question.inner_text()
    question.click()
    page.wait_for_url("**/questions/**")
    assert asked in page.locator(".kick").first.inner_text()

    words = page.get_by_role("link", name=re.compile(rf"^{re.escape(name)} .*: the words$")).first
    words.click()
    page.wait_for_url("**/articles/*.html#*")
    assert page.evaluate(MARKED)
    shown = page.locator(":target")
    assert shown.locator("blockquote").inner_text().strip("“”\n")
    assert name in shown.locator(".line").inner_text()
    source = page.get_by_role("link", name="Read it at")
    assert source.get_attribute("href") == told_by_the_source(demo, page)
    assert re.match(r"http://[a-z-]+\.example/", source.get_attribute("href") or "")


def test_from_the_search_to_a_page_that_says_it(page: Page, address: str) -> None:
    page.goto(f"{address}bodies/bma.html")
    page.get_by_label("Search the archive").fill(PHRASE)
    page.keyboard.press("Enter")
    count = page.locator("#count")
    expect(count).to_contain_text(f"for “{PHRASE}”")
    before = int(count.inner_text().split()[0])
    page.locator("[data-group=body] > summary").click()
    body = page.locator("[data-group=body] label").first
    name, held = body.inner_text().rsplit(maxsplit=1)
    assert 0 < int(held) <= before
    body.click()
    expect(count).to_contain_text(re.compile(rf"^{held} results? for"))
    expect(page.locator("#chips")).to_contain_text(name)
    assert page.locator("#results mark").count()
    result = page.locator("#results a").first
    headline = result.inner_text()
    result.click()
    page.wait_for_load_state()
    assert heading(page) == headline
    everything = page.locator("html").inner_html()
    assert "conflict" in everything.casefold()
    assert f'content="{name}" data-pagefind-filter="body[content]"' in everything


def test_the_same_by_links_alone(demo: Built, plain: Page, address: str) -> None:
    plain.goto(address)
    plain.get_by_label("Search the archive").fill(PHRASE)
    plain.keyboard.press("Enter")
    plain.wait_for_url("**/search.html?q=*")
    assert plain.locator("#need").is_visible()
    plain.locator("#ways").get_by_role("link", name="Conflicts of interest").click()
    plain.wait_for_url("**/questions/gp-conflict.html")
    plain.locator("main a[href*='articles/'][href*='#']").first.click()
    plain.wait_for_url("**/articles/*.html#gp-conflict-*")
    assert plain.locator(":target blockquote").is_visible()
    source = plain.get_by_role("link", name="Read it at").get_attribute("href")
    assert source == told_by_the_source(demo, plain)


def test_without_javascript_lists_lead_to_a_body_and_to_a_month(plain: Page, address: str) -> None:
    plain.goto(f"{address}search.html")
    ways = plain.locator("#ways")
    for name in ("Bodies", "Questions", "Sources", "Years"):
        assert ways.get_by_role("heading", name=name, exact=True).is_visible()
    ways.get_by_role("link", name="2012", exact=True).click()
    plain.locator("main").get_by_role("link", name="February", exact=False).first.click()
    plain.wait_for_url("**/months/2012-02.html")
    plain.locator("main").get_by_role("link", name="News in brief").first.click()
    plain.get_by_role("link", name="RCGP", exact=True).first.click()
    assert heading(plain) == "Royal College of General Practitioners"
    plain.locator("#stands details > summary").click()
    plain.locator("#stands td a").first.click()
    plain.wait_for_url("**/articles/*.html#*")
    assert "RCGP" in plain.locator(":target .line").inner_text()


def go(page: Page, wanted: str, *, most: int = 80) -> None:
    """Press Tab until that has the focus, which must be seen all the way."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED), page.evaluate("document.activeElement.outerHTML")
        if page.locator(wanted).evaluate_all("all => all.includes(document.activeElement)"):
            return
    pytest.fail(f"{most} times Tab does not reach {wanted}")


def test_the_keyboard_alone_leads_from_the_week_to_the_words(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # skips to the content
    go(page, STORY, most=40)
    page.keyboard.press("Enter")
    page.wait_for_url("**/stories/**")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    go(page, ".src a[href*='articles/']", most=20)
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/*.html#*")
    assert page.evaluate(MARKED)
    go(page, ":target a", most=3)  # from the place itself, not from the page's beginning
