"""The HTML mail: valid MJML, small, whole, nothing fetched, readable on a telephone."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal
from xml.etree import ElementTree

import html5lib
import pytest
from playwright.sync_api import Browser, Page, Route

from commissioning.domain.errors import MailError
from desk.mail import mjml
from desk.mail.letter import Letterhead, compose
from tests.accessibility import violations
from tests.desk.mail import issues

# Of https://documentation.mjml.io: what each element that we use may hold, and its attributes.
KNOWN = {
    "mjml": {"lang", "dir"},
    "mj-head": set(),
    "mj-title": set(),
    "mj-preview": set(),
    "mj-breakpoint": {"width"},
    "mj-attributes": set(),
    "mj-all": {"font-family"},
    "mj-class": {"name", "font-family", "font-size", "line-height", "color"},
    "mj-raw": set(),
    "mj-style": set(),
    "mj-body": {"css-class", "background-color", "width"},
    "mj-section": {"padding"},
    "mj-column": {"padding"},
    "mj-text": {
        *("css-class", "mj-class", "padding", "color", "font-size", "font-weight"),
        "line-height",
    },
    "mj-divider": {"css-class", "border-color", "border-width", "padding"},
}
WITHIN = {
    "mj-head": "mjml",
    "mj-body": "mjml",
    "mj-section": "mj-body",
    "mj-column": "mj-section",
    "mj-text": "mj-column",
    "mj-divider": "mj-column",
}
Scheme = Literal["light", "dark"]


def html_of(items: int = 6) -> str:
    return mjml.html_mail(compose(issues.published(items), issues.HEAD))


def test_the_mjml_holds_what_mjml_knows() -> None:
    source = mjml.mjml_of(compose(issues.published(), issues.HEAD))
    tree = ElementTree.fromstring(source)  # noqa: S314 - our own
    outer = {child: parent for parent in tree.iter() for child in parent}
    for element in tree.iter():
        if element.tag.startswith("mj"):
            assert element.tag in KNOWN, element.tag
            assert set(element.attrib) <= KNOWN[element.tag], element.tag
            parent = outer.get(element)
            if element.tag in WITHIN and parent is not None and parent.tag != "mj-attributes":
                assert parent.tag == WITHIN[element.tag]


def test_thirty_items_stay_under_what_clients_cut() -> None:
    assert len(html_of(30).encode()) < mjml.MAX_BYTES


def test_nothing_is_fetched_from_anywhere() -> None:
    html = html_of()
    assert not re.findall(r"<(?:img|link|script|iframe|object|video|audio|source|form)\b", html)
    assert not re.findall(r"\b(?:src|srcset|background|poster|action)\s*=", html)
    assert not re.findall(r"url\(|@import|@font-face|googleapis", html)


def test_every_link_is_absolute() -> None:
    links = re.findall(r'href="([^"]*)"', html_of())
    assert len(links) > 20
    assert all(link.startswith("https://") for link in links)


def test_it_names_its_language_and_title_and_says_what_it_is() -> None:
    html = html_of()
    assert '<html lang="en-GB"' in html
    assert "<title>Who minds the shop while it is being closed? · Commissioning Digest 42<" in html
    for words in ("Unsubscribe", "You asked for this on Thursdays.", "Corrected on", "not 87"):
        assert words in html
    assert "Sample issue" not in html
    sample = replace(issues.HEAD, sample=True)
    assert "Sample issue" in mjml.html_mail(compose(issues.edition(), sample))
    assert "prefers-color-scheme: dark" in html
    assert "[data-ogsc]" in html


def test_an_issue_without_anything_is_still_a_mail() -> None:
    bare = replace(issues.edition(0), title="", introduction="", sections=())
    html = mjml.html_mail(compose(bare, Letterhead(name="D", url="https://d.example/")))
    assert "Issue 42" in html
    assert "Unsubscribe" not in html


def test_what_tries_to_be_markup_stays_words() -> None:
    html = mjml.html_mail(compose(issues.hostile(), issues.HEAD))
    assert not re.findall(r"<(?:script|img|iframe|mj-)", html)
    assert "root:" not in html
    assert "\u202e" not in html
    page = html5lib.parse(html, namespaceHTMLElements=False)
    for element in page.iter():
        if isinstance(element.tag, str):
            assert not [name for name in element.attrib if str(name).startswith("on")]
            href = element.attrib.get("href", "https://")
            assert href.startswith(("https://", "http://")), href
            assert element.tag not in ("script", "img", "iframe")


def test_what_mjml_cannot_read_is_an_error_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise ValueError("unexpected end of stream")

    monkeypatch.setattr(mjml, "mjml2html", refuse)
    with pytest.raises(MailError, match="issue 42: is no valid MJML"):
        html_of()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    opened = context.new_page()
    opened.route("**/*", _refuse)
    yield opened
    context.close()


def _refuse(route: Route) -> None:
    raise AssertionError(f"the mail asked for {route.request.url}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 700])
def test_it_can_be_read_on_any_width_in_both_schemes(
    page: Page, width: int, scheme: Scheme
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.set_content(html_of())
    assert page.evaluate("document.documentElement.scrollWidth") == width
    sizes = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,p,a,li')].filter(e => e.innerText.trim())"
        ".map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 14
    # Mail programs put the mail into a page of their own: landmarks are theirs.
    assert violations(page, ("wcag2a", "wcag2aa", "wcag21aa")) == []


def test_without_a_style_sheet_it_can_still_be_read(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 900})
    page.set_content(re.sub(r"<style.*?</style>", "", html_of(), flags=re.DOTALL))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("h3").count() == 6
