"""The demonstration's pages in a real browser: on a phone and a desk, light and dark."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

KINDS = (
    "index.html",
    "weeks/2011-w11.html",
    "weeks/index.html",
    "questions/gp-budgets.html",
    "questions/index.html",
    "bodies/bma.html",
    "bodies/nhs-alliance-2026.html",
    "bodies/index.html",
    "matrix.html",
    "sources.html",
    "method.html",
    "404.html",
)
ABSOLUTE = "404.html"  # a server shows it for any address, so its links are whole ones
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser")
    command = [sys.executable, "-c", "from cli.main import main; main()", "demo"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)  # noqa: S603
    return folder / "demo" / "output"


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


def paths(site: Path) -> list[str]:
    articles = sorted(path.name for path in (site / "articles").iterdir())
    return [*KINDS, *(f"articles/{name}" for name in articles[:3])]


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (360, "dark"), (1280, "light")])
def test_pages_hold_and_are_accessible(
    site: Path, browser: Browser, width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    axe = Axe()
    for path in paths(site):
        said.clear()  # axe itself asks for what a page on a disk may not have
        page.goto((site / path).as_uri())
        assert said == [] or path == ABSOLUTE, path
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        found = axe.run(page, options=RULES).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == [], (path, scheme)
    context.close()


def test_the_keyboard_reaches_the_content_first(site: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()


def test_pages_need_no_javascript_and_ask_for_nothing_elsewhere(
    site: Path, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / "index.html").as_uri())
    assert page.locator("h1").first.is_visible()
    page.locator("nav a", has_text="Questions").click()
    assert page.locator("h1").inner_text() == "Questions"
    assert all(url.startswith("file:") for url in asked), asked
    assert any(url.endswith(".woff2") for url in asked)
    context.close()
