"""Contrast that is measured once for what looks alike is still found wherever it is too low."""

import pytest
from playwright.sync_api import Browser

from tests.accessibility import CONTRAST, violations

FINE = "<p>Words.</p>" * 20
PAGE = """<!doctype html><html lang="en"><title>A page</title><style>
  body {{ background: #fff; color: #111 }} .dark {{ background: #111; color: #fff }}
  .over {{ position: absolute; top: 0; left: 0 }}
</style><body>{}</body></html>"""
PALE = {
    "among others": '<p style="color: #bbb">Words.</p>',
    "by its ground": '<div style="background: #222"><p>Words.</p></div>',
    "by its row": '<p style="background: #333">Words.</p>',
    "by what fades it": '<div style="opacity: 0.3"><p>Words.</p></div>',
    "in a dark part": '<div class="dark"><p>Words.</p><p style="color: #333">Words.</p></div>',
    "within a line": '<p>Words and <a href="#" style="color: #ccc">more</a>.</p>',
    "the second label": "<label>First<input></label><label style='color:#ccc'>Second</label>",
    "after a digit": '<p style="color: #ccc">1</p><p style="color: #ccc">Words.</p>',
    "out of its place": '<div class="dark over"><p style="color: #222">Words.</p></div>',
}


@pytest.mark.parametrize("name", PALE)
def test_what_is_pale_is_found(browser: Browser, name: str) -> None:
    page = browser.new_page()
    page.set_content(PAGE.format(f"{FINE}{PALE[name]}{FINE}"))
    [(rule, html)] = violations(page, CONTRAST)
    assert rule == "color-contrast"
    assert "Words" in html or "more" in html or "Second" in html
    page.close()


def test_what_can_be_read_is_not_blamed(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(PAGE.format(f'{FINE}<div class="dark">{FINE}</div>'))
    assert violations(page, CONTRAST) == []
    page.close()
