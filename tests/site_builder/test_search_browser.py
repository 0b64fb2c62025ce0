"""The search page in a real browser, from a server as `digest serve` is one."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from site_builder.searching.bundle import index, is_available
from site_builder.writable import writable
from tests.accessibility import violations
from tests.site_builder.searched import HOSTILE, LEAVES, leaf, news, render

pytestmark = pytest.mark.skipif(not is_available(), reason="Pagefind is not packaged for this")

FIRST = date(2011, 6, 1)
MANY = tuple(
    leaf(
        f"many-{number:02d}",
        f"Winter pressures, part {number}",
        "Wards were full.",
        news(FIRST + timedelta(days=number), f"Outlet {number}", f"Trust {number:02d}"),
    )
    for number in range(25)
)
LOUD = leaf(
    "loud",
    "BMA BMA BMA",
    "BMA BMA BMA BMA, doctors’ union, doctors’ union, doctors’ union.",
    news(FIRST, "Outlet 1"),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tree = render(tmp_path_factory.mktemp("searched"), leaves=(*LEAVES, *MANY, LOUD))
    index(tree, tree / "pagefind")
    (tree.parent / "favicon.ico").touch()  # a browser asks for it once
    return tree


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The site's address, in a folder below the server's root."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(site.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/{site.name}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """A page; what it says on the console, or asks of another host, fails the test."""
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda r: None if r.url.startswith(address) else said.append(r.url))
    yield opened
    assert said == []


def group(page: Page, name: str) -> None:
    """Open a group of filters."""
    page.locator(f"[data-group={name}] > summary").click()


def headlines(page: Page) -> list[str]:
    return page.locator("#results h3").all_inner_texts()


def test_a_phrase_narrowed_to_one_body_leads_to_its_page(page: Page, address: str) -> None:
    page.goto(f"{address}articles/two.html")
    page.get_by_label("Search the archive").fill("conflict of interest")
    page.keyboard.press("Enter")
    count = page.locator("#count")
    expect(count).to_have_text("3 results for “conflict of interest”")
    group(page, "body")
    page.locator("[data-group=body]").get_by_label("BMA").check()
    expect(count).to_have_text("2 results for “conflict of interest”")
    group(page, "kind")
    page.locator("[data-group=kind]").get_by_label("News").check()
    expect(count).to_have_text("1 result for “conflict of interest”")
    assert page.locator("#results mark").all_inner_texts() == ["conflict of interest"]
    assert page.locator("#results .meta").inner_text() == "The Ledger · 1 March 2011 · News"
    page.locator("#results a").click()
    page.wait_for_url("**/articles/one.html")
    assert page.locator("h1").inner_text() == "Doctors warn of a conflict of interest"


def test_a_search_can_be_linked_and_gone_back_to(page: Page, address: str) -> None:
    page.goto(f"{address}search.html?q=conflict&body=BMA&sort=newest")
    count, chips = page.locator("#count"), page.locator("#chips")
    expect(count).to_have_text("2 results for “conflict”")
    assert headlines(page) == ["Doctors warn of a conflict of interest", "BMA"]
    page.get_by_role("button", name="Body: BMA, remove").click()
    expect(count).to_have_text("4 results for “conflict”")
    assert page.url == f"{address}search.html?q=conflict&sort=newest"
    expect(chips).to_be_hidden()
    page.fill("#q", "survey")
    expect(count).to_have_text("1 result for “survey”")
    page.fill("#q", "survey interest")
    expect(count).to_have_text("1 result for “survey interest”")
    page.go_back()
    expect(count).to_have_text("4 results for “conflict”")
    page.go_back()
    expect(count).to_have_text("2 results for “conflict”")
    expect(chips).to_be_visible()
    assert page.input_value("#q") == "conflict"


def test_counts_tell_what_another_choice_would_find(page: Page, address: str) -> None:
    page.goto(f"{address}search.html?q=conflict&body=BMA")
    group(page, "body")
    panel = page.locator("[data-group=body]")
    expect(panel.get_by_label("BMA 2")).to_be_checked()
    panel.get_by_label("NHS Confederation 2").check()
    expect(page.locator("#count")).to_have_text("4 results for “conflict”")
    group(page, "year")
    years = page.locator("[data-group=year] label")
    expect(years.first).to_have_text("2012 1")
    assert years.all_inner_texts() == ["2012\n1", "2011\n1", "2010\n1"]


def test_filters_alone_list_what_they_hold_by_date(page: Page, address: str) -> None:
    page.goto(f"{address}search.html?source=The+Ledger")
    expect(page.locator("#count")).to_have_text("2 results")
    expected = ["Doctors warn of a conflict of interest", "Consortia commission a survey"]
    assert headlines(page) == expected
    expect(page.locator("#sort")).to_have_value("newest")
    page.select_option("#sort", "oldest")
    expect(page.locator("#results h3").first).to_have_text(expected[1])


def test_more_are_shown_when_asked_for(page: Page, address: str) -> None:
    page.goto(f"{address}search.html?q=winter+pressures&sort=oldest")
    expect(page.locator("#results > li")).to_have_count(10)
    page.get_by_role("button", name="Show more").click()
    expect(page.locator("#results > li")).to_have_count(20)
    expect(page.locator("#results a").nth(10)).to_be_focused()
    page.get_by_role("button", name="Show more").click()
    expect(page.locator("#results > li")).to_have_count(25)
    expect(page.locator("#more")).to_be_hidden()
    page.locator("#results a").nth(24).click()
    page.go_back()
    expect(page.locator("#results > li")).to_have_count(25)


def test_a_long_list_of_values_can_be_looked_through(page: Page, address: str) -> None:
    page.goto(f"{address}search.html")
    group(page, "body")
    page.get_by_label("Look in this list: Body").fill("trust 07")
    assert page.locator("[data-group=body] li:visible").all_inner_texts() == ["Trust 07\n1"]


@pytest.mark.parametrize("words", ["GPs'", "GPs’", "gps", "“conflict of interest will follow”"])
def test_marks_of_any_shape_find_the_same(page: Page, address: str, words: str) -> None:
    page.goto(f"{address}search.html")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.insert_text(words)
    page.keyboard.press("Enter")
    expect(page.locator("#results h3")).to_have_text(["Doctors warn of a conflict of interest"])


def test_english_endings_are_one_word(page: Page, address: str) -> None:
    page.goto(f"{address}search.html?q=commissioning+surveys")
    expect(page.locator("#results h3")).to_have_text(["Consortia commission a survey"])


@pytest.mark.parametrize("query", [HOSTILE, "</script><script>alert(1)</script>", "%00 \\ \" ' {"])
def test_hostile_words_are_shown_as_text(page: Page, address: str, query: str) -> None:
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.goto(f"{address}search.html")
    page.fill("#q", query)
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_contain_text(query.strip())
    page.goto(f"{address}search.html?q=hostile&body=%3Cimg+src%3Dx%3E&sort=constructor&page=1")
    expect(page.locator("#chips")).to_contain_text("Body: <img src=x>")
    expect(page.locator("#count")).to_have_text(
        "Nothing was found for “hostile”. 1 result if not narrowed."
    )
    page.get_by_role("button", name="Body: <img src=x>, remove").click()
    expect(page.locator("#results h3")).to_have_text([writable(HOSTILE)])
    group(page, "source")
    page.locator("[data-group=source] label").click()
    expect(page.locator("#count")).to_have_text("1 result for “hostile”")
    assert page.locator("main img, main b, main script").count() == 0
    assert page.title() == "Search · Commissioning Digest"


def test_nothing_found_leads_to_the_lists(page: Page, address: str) -> None:
    page.goto(f"{address}search.html?q=xyzzy")
    expect(page.locator("#count")).to_have_text("Nothing was found for “xyzzy”.")
    expect(page.locator("#ways").get_by_role("link", name="BMA")).to_be_visible()


def test_the_keyboard_alone_is_enough(page: Page, address: str) -> None:
    page.goto(f"{address}search.html")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("conflict of interest")
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_have_text("3 results for “conflict of interest”")
    for _ in range(3):  # the button, what holds the filters, the first of them
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    box = page.locator("[data-group=body] input[value=BMA]")
    expect(box).to_be_visible()
    page.keyboard.press("Tab")  # the field that looks in the list
    page.keyboard.press("Tab")
    expect(box).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#count")).to_have_text("2 results for “conflict of interest”")
    expect(box).to_be_focused()


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1440, "dark")])
def test_the_search_holds_and_is_accessible(
    browser: Browser, address: str, width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    for query in ("", "?q=conflict+of+interest&body=BMA&side=opposes", "?q=hostile", "?q=xyzzy"):
        page.goto(f"{address}search.html{query}")
        if query:
            expect(page.locator("#count")).not_to_be_empty()
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        expect(page.locator("[data-group=kind] ul")).to_be_attached()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, query
        assert violations(page) == [], (query, scheme)
    context.close()


def test_without_javascript_the_lists_are_there(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}articles/one.html")
    page.get_by_label("Search the archive").fill("conflict")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=conflict")
    assert page.locator("#need").is_visible()
    assert not page.locator("#q").is_visible()
    page.locator("#ways").get_by_role("link", name="BMA").click()
    assert page.locator("h1").inner_text() == "BMA"
    context.close()


def test_opened_as_a_file_the_page_says_why_it_cannot_search(
    context: BrowserContext, site: Path
) -> None:
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto((site / "search.html").as_uri())
    expect(page.locator("#need")).to_contain_text("digest serve")
    assert page.locator("#ways").get_by_role("link", name="BMA").is_visible()
    assert said == []


def test_an_index_that_is_gone_is_told(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.route("**/pagefind/**", lambda route: route.abort())
    page.goto(f"{address}search.html?q=conflict")
    expect(page.locator("#count")).to_contain_text("could not be loaded")
    assert page.locator("#ways").get_by_role("link", name="BMA").is_visible()


def test_a_search_loads_little_and_only_when_it_is_opened(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    page.goto(f"{address}articles/one.html")
    assert page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert not [url for url in asked if "pagefind" in url or url.endswith(".js")]
    page.goto(f"{address}search.html")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "pagefind/" in url]


@pytest.mark.parametrize("asked", ["bma", "BMA", "“Doctors' Union”", " doctors’  union "])
def test_who_is_called_just_so_comes_first(page: Page, address: str, asked: str) -> None:
    page.goto(f"{address}search.html?q={quote(asked)}")
    expect(page.locator("#results h3").first).to_have_text("BMA")
    assert headlines(page).count("BMA") == 1
    assert "BMA BMA BMA" in headlines(page)
    page.locator("#sort").select_option("newest")
    expect(page.locator("#results h3").first).to_have_text("BMA BMA BMA")
