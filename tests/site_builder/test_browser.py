"""Every kind of page in a real browser: on a phone and a desk, light and dark, zoomed."""

from collections.abc import Iterator, Sequence
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from site_builder import contents
from site_builder.pages import page as pages
from tests.accessibility import CONTRAST, RULES, violations
from tests.site_builder.sites import BASE, Built
from tests.site_builder.tabs import look_at, spilled

Scheme = Literal["light", "dark"]
LOOKS: tuple[tuple[int, Scheme], ...] = ((1280, "light"), (360, "dark"))
OTHERS: tuple[tuple[int, Scheme], ...] = ((1280, "dark"), (360, "light"))
NARROW, ZOOMED = 320, 640  # a window of 1280 pixels at 200% has room for 640


def templates() -> list[str]:
    """The template of every kind of page that a site can have."""
    assert contents.__name__  # all kinds of pages are known once this is imported
    kinds, found = [pages.Page], set()
    while kinds:
        kind = kinds.pop()
        if kind.__module__.startswith("site_builder."):
            kinds += kind.__subclasses__()
            found.add(getattr(kind, "template", ""))
    return sorted(found - {""})


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab that remembers what was said on its console; only a test's own site answers it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    yield opened
    context.close()


def found(
    page: Page, width: int, scheme: Scheme, rules: Sequence[str] = RULES
) -> list[tuple[str, str]]:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    return violations(page, rules)


def examples(template: str, *sites: Built) -> list[tuple[Built, str]]:
    """Pages of the kind: the one with most to show of the first site, the least of the next."""
    found: list[tuple[Built, str]] = []
    for built in sites:
        paths = built.kinds.get(template, ())
        if paths and len(found) < 2:
            choose = min if found else max
            size = {path: (built.site / path).stat().st_size for path in paths}
            found.append((built, choose(paths, key=size.__getitem__)))
    return found


@pytest.mark.parametrize("template", templates())
def test_a_kind_of_page_holds_and_is_accessible(
    template: str, demo: Built, grown: Built, empty: Built, page: Page
) -> None:
    shown = examples(template, demo, grown, empty)
    assert shown, f"no page of this kind is looked at: {template}"
    for at, (built, path) in enumerate(shown):
        page.unroute_all()
        said = look_at(page, built.site)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(BASE + path)
        page.evaluate("document.fonts.ready")
        assert said == [], path
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        for width, scheme in LOOKS if at == 0 else LOOKS[1:]:
            assert found(page, width, scheme) == [], (path, width, scheme)
        for width, scheme in OTHERS if at == 0 else ():
            assert found(page, width, scheme, CONTRAST) == [], (path, width, scheme)
        for width in (NARROW, ZOOMED):
            assert spilled(page, width) == [], (path, width)


def test_the_keyboard_reaches_the_content_first(demo: Built, page: Page) -> None:
    look_at(page, demo.site)
    page.goto(f"{BASE}index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    assert page.locator(".skip").is_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_on_paper_there_is_no_navigation_but_every_mark_of_a_chart(demo: Built, page: Page) -> None:
    look_at(page, demo.site)
    page.goto(f"{BASE}bodies/nhs-alliance.html")
    page.emulate_media(media="print")
    assert not page.locator("nav[aria-label=Main]").is_visible()
    lives = page.locator(".succ rect.bar")
    assert lives.count() > 1
    assert all(lives.nth(at).is_visible() for at in range(lives.count()))
    folded = page.locator("details .st blockquote")
    assert folded.count() > 0
    assert folded.first.is_visible()


def test_pages_need_no_javascript_and_ask_for_nothing_elsewhere(
    demo: Built, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((demo.site / "index.html").as_uri())
    assert page.locator("h1").first.is_visible()
    page.locator("nav a", has_text="Questions").click()
    assert page.locator("h1").inner_text() == "Questions"
    assert all(url.startswith("file:") for url in asked), asked
    assert any(url.endswith(".woff2") for url in asked)
    context.close()
