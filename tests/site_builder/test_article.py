"""An article's page: where its text stood first, which story it tells, the words others lead to."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import html

from commissioning.domain.tags import HolderKind, Position
from commissioning.settings import Settings, SiteSettings
from commissioning.store import stories
from commissioning.store.database import Database
from commissioning.store.rows import ArticleRow
from site_builder import urls
from site_builder.building import build
from tests.site_builder.filling import NOW, Side, put

COPIED = " ".join(
    f"In the valley of {name} the {name} board met on a cold day and talked of its {name} budget."
    for name in "alder birch cedar elm fir gorse hazel juniper larch maple".split()
)
WORDS = "GPs should hold the budget"
RIGHTED = "https://news.example/righted"
FIRST, AGAIN = "https://news.example/first", "https://gazette.example/again"


def side(holder: str, position: Position, question: str = "gp-budgets") -> Side:
    return Side(
        holder=holder, organisation="bma", question=question, position=position, words=WORDS
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("article")
    settings = Settings(
        workspace=folder, now=NOW, site=SiteSettings(name="A", url="https://digest.example/")
    )
    database = Database(settings.database_url)
    reader = Side(
        holder="Private Person",
        organisation=None,
        question="gp-budgets",
        position=Position.OPPOSE,
        words="Never",
        kind=HolderKind.COMMENTER,
    )
    put(
        database,
        url=FIRST,
        text=f"{COPIED} {WORDS}, Dr Ann Sample said.",
        day=date(2010, 7, 13),
        headline="First told",
        sides=[
            side("Dr Ann Sample", Position.SUPPORT),
            side("the association", Position.SUPPORT),
            side("Dr Ann Sample", Position.OPPOSE, "pace"),
        ],
        comments=[("Never, I say.", [reader])],
    )
    put(
        database,
        url=AGAIN,
        text=f"{COPIED} {WORDS}, Dr Ann Sample said.",
        day=date(2010, 7, 14),
        headline="Told again",
        source="gazette",
        sides=[side("Dr Ann Sample", Position.SUPPORT)],
    )
    put(
        database,
        url=RIGHTED,
        text=f"Nobody else told of it. {WORDS}, Dr Ann Sample said.",
        day=date(2010, 7, 15),
        headline="Put right",
        sides=[replace(side("Dr Ann Sample", Position.SUPPORT), confidence=1.0, method="editor")],
    )
    with database.session() as session:
        ids = {row.url: row.id for row in session.query(ArticleRow)}
        story = stories.add_story(session, "2010-07-13-a-story")
        stories.place(session, story, {ids[FIRST]: "first", ids[AGAIN]: "same"})
    output = build(settings, database).output
    database.close()
    return output


def page(site: Path, url: str) -> html.HtmlElement:
    return html.document_fromstring((site / urls.article(url)).read_text("utf-8"))


def notes(tree: html.HtmlElement) -> list[str]:
    found = tree.xpath("//p[@class='note']")
    return [" ".join(note.text_content().split()).replace("\u00a0", " ") for note in found]


def test_a_copy_says_where_its_text_stood_first_and_the_original_where_it_stands_again(
    site: Path,
) -> None:
    told = notes(page(site, AGAIN))
    assert "This text appeared first in Outlet, 13 July 2010: 100% of it. First told" in told
    assert "Its text stands again in Gazette, 14 July 2010 (100% of that)." in notes(
        page(site, FIRST)
    )
    data = json.loads((site / urls.json(urls.article(AGAIN))).read_text("utf-8"))
    assert data["copy_of"] == urls.article(FIRST)


def test_an_article_leads_to_the_story_that_it_tells_with_others(site: Path) -> None:
    (link,) = page(site, AGAIN).xpath("//p[@class='note']/a[contains(@href, 'stories/')]/@href")
    assert (site / "articles" / link).resolve().is_file()


def test_each_position_has_its_place_once_and_other_pages_lead_there(site: Path) -> None:
    tree = page(site, FIRST)
    places = tree.xpath("//li[contains(@class, 'st')]/@id")
    assert len(places) == len(set(places)) == 3, "two of four share their words"
    body = (site / urls.body("bma")).read_text("utf-8")
    links = {
        link for link in html.document_fromstring(body).xpath("//main//a/@href") if "#" in link
    }
    found = {link.partition("#")[2] for link in links if urls.article(FIRST) in link}
    assert found
    assert found <= set(places)


def test_each_tag_says_how_it_was_made_and_where_it_can_be_reported(site: Path) -> None:
    tree = page(site, FIRST)
    for row in tree.xpath("//li[contains(@class, 'st')]"):
        (source,) = row.xpath(".//p[@class='src']")
        assert "sure\xa0(0.90), test" in source.text_content()
        assert row.xpath(".//a[@class='wrong']/@href") == ["../method.html#wrong"]
    kinds = tree.xpath("//section[h2[@id='quotations']]//tbody/tr/td[last()]/text()")
    assert set(kinds) == {"direct: test"}


def test_what_an_editor_set_says_so_once_and_without_a_figure(site: Path) -> None:
    (source,) = page(site, RIGHTED).xpath("//li[contains(@class, 'st')]//p[@class='src']")
    told = " ".join(source.text_content().split())
    assert "set by an editor · These words at Outlet · Wrong?" in told
    assert told.count("set by an editor") == 1
    assert "1.00" not in told


def test_each_position_leads_to_its_words_at_the_publisher(site: Path) -> None:
    tree = page(site, FIRST)
    shown = tree.xpath("//section[h2='What it shows']//a[starts-with(., 'These words at')]/@href")
    assert set(shown) == {f"{FIRST}#:~:text=GPs%20should%20hold%20the%20budget"}
    assert not tree.xpath("//section[contains(h2, 'readers')]//a[starts-with(., 'These words')]")


def test_few_words_are_shown_with_what_leads_to_them(site: Path) -> None:
    shown = page(site, FIRST).xpath("//div[@class='ev']/p[@class='before']/text()")
    last = COPIED.split(". ")[-1]
    assert shown == [last] * 3


def test_a_reader_is_nobody(site: Path) -> None:
    for path in site.rglob("*.*"):
        if path.suffix in {".html", ".json", ".xml"}:
            assert "Private Person" not in path.read_text("utf-8"), path


def test_the_page_leads_to_its_data_its_source_and_its_speaker(site: Path) -> None:
    tree = page(site, FIRST)
    links = set(tree.xpath("//main//a/@href"))
    own = urls.json(urls.article(FIRST))
    assert {f"../{own}", f"../{urls.source('outlet')}", f"../{urls.person('ann-sample')}"} <= links
