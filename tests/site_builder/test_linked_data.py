"""The head of each page: its policy, its address, what schema.org calls it, how it is shared."""

import json
from collections.abc import Iterator
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from lxml import html
from playwright.sync_api import Browser

from commissioning.domain.tags import Position
from commissioning.settings import Settings, SiteColours, SiteSettings
from commissioning.store.database import Database
from site_builder import urls
from site_builder.building import build
from tests.site_builder.filling import NOW, Side, put

BASE = "https://digest.example/"
EVIL = '</script><script>alert(1)</script><!-- "quoted" & \u2028'
TEXT = "The BMA met. GPs should hold the budget, its chair said. The tea was cold. " * 5
ARTICLE = urls.article("https://news.example/one")
REDIRECT = 'http-equiv="refresh"'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("linked")
    colours = SiteColours(paper="#FFFFF0", link="#7A0000")
    settings = Settings(
        workspace=folder,
        now=NOW,
        site=SiteSettings(
            name=f"A {EVIL}",
            url=BASE,
            footer="Run by nobody & for all.",
            report="mailto:errors@digest.example",
            colours=colours,
        ),
    )
    database = Database(settings.database_url)
    side = Side(
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
        headline=f"Evil {EVIL}",
        byline="Jo Writer",
        sides=[side],
    )
    build(settings, database)
    database.close()
    return folder / "output"


def pages(site: Path) -> dict[str, html.HtmlElement]:
    texts = {
        path.relative_to(site).as_posix(): path.read_text("utf-8") for path in site.rglob("*.html")
    }
    return {
        path: html.document_fromstring(text) for path, text in texts.items() if REDIRECT not in text
    }


def data(tree: html.HtmlElement) -> dict[str, object]:
    (block,) = tree.xpath("//script[@type='application/ld+json']/text()")
    found: dict[str, object] = json.loads(block)
    return found


def test_every_page_says_what_it_is_and_where_it_stands(site: Path) -> None:
    for path, tree in pages(site).items():
        if path == urls.MISSING:
            continue
        address = BASE + ("" if path == urls.HOME else path)
        assert tree.xpath("//link[@rel='canonical']/@href") == [address]
        found = data(tree)
        assert found["@id"] == address
        assert tree.xpath("//meta[@property='og:url']/@content") == [address]
        assert tree.xpath("//meta[@property='og:title']/@content")[0]
        (beside,) = tree.xpath("//link[@type='application/json']/@href")
        assert (site / path).parent.joinpath(beside).is_file()


def test_an_article_is_its_publishers_and_has_its_way_up(site: Path) -> None:
    found = data(pages(site)[ARTICLE])
    entity = found["mainEntity"]
    assert isinstance(entity, dict)
    assert entity["headline"] == f"Evil {EVIL}"
    assert entity["author"] == {"@type": "Person", "name": "Jo Writer"}
    assert entity["url"] == "https://news.example/one"
    trail = found["breadcrumb"]
    assert isinstance(trail, dict)
    steps = [(step["position"], step["item"]) for step in trail["itemListElement"]]
    assert steps == [(1, BASE), (2, BASE + urls.WEEKS), (3, BASE + ARTICLE)]


def test_nothing_in_a_headline_can_end_the_block(site: Path) -> None:
    text = (site / ARTICLE).read_text("utf-8")
    assert text.count("</script>") == 1
    assert "<!--" not in text


def test_the_policy_allows_no_script_and_no_other_host(site: Path) -> None:
    for path, tree in pages(site).items():
        (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
        assert rules["default-src"] == "'none'", path
        assert rules["style-src"] == rules["font-src"] == "'self' file:", path
        if path != urls.SEARCH:
            assert rules["script-src"] == "'none'", path
        assert not tree.xpath("//*[@style]"), path
        assert not tree.xpath("//script[not(@type='application/ld+json') and not(@src)]"), path


def test_the_footer_leads_to_method_coverage_feeds_and_removal(site: Path) -> None:
    tree = pages(site)[ARTICLE]
    (foot,) = tree.xpath("//footer")
    assert "Run by nobody & for all." in foot.text_content()
    links = {link.removeprefix("../") for link in foot.xpath(".//a/@href")}
    wanted = {"method.html", "method.html#accuracy", "method.html#wrong", urls.SOURCES, urls.FOLLOW}
    assert wanted <= links
    assert urls.PEOPLE in links
    named = [link.removeprefix("../") for link in tree.xpath("//header//nav//a/@href")]
    assert urls.CHANGES in named
    assert len(named) <= 6


def test_each_position_can_be_reported_with_its_place(site: Path) -> None:
    tree = pages(site)[ARTICLE]
    (place,) = tree.xpath("//li[contains(@class, 'st')]/@id")
    (link,) = tree.xpath("//a[@class='wrong']/@href")
    assert link.startswith("mailto:errors@digest.example?subject=Wrong%20in%20A%20%3C%2Fscript")
    assert link.endswith(f"{ARTICLE.replace('/', '%2F')}%23{place}%0D%0A%0D%0A")


def test_colours_of_the_settings_stand_behind_ours_in_the_one_sheet(site: Path) -> None:
    sheet = (site / urls.STYLE).read_text("utf-8")
    assert sheet.endswith("{:root{--paper:#FFFFF0;--link:#7A0000;}}\n")
    light = pages(site)[ARTICLE].xpath("//meta[@name='theme-color']/@content")
    assert light[0] == "#FFFFF0"


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_browser_has_nothing_to_complain_of(site: Path, served: str, browser: Browser) -> None:
    page = browser.new_page(color_scheme="light")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for base in (served, site.as_uri() + "/"):
        page.goto(base + ARTICLE)
        page.evaluate("document.fonts.ready")
        assert said == [], base
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == "rgb(255, 255, 240)", base
        place = page.locator("li.st").first.get_attribute("id")
        page.goto(f"{base}{ARTICLE}#{place}")
        marked = page.evaluate(
            "getComputedStyle(document.querySelector(':target')).backgroundColor"
        )
        assert marked not in {paper, "rgba(0, 0, 0, 0)"}
    page.close()
