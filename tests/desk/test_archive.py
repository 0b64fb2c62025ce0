"""The archive in the desk: articles of any day, found by their words."""

from datetime import date

import pytest
from lxml import html

from commissioning.domain.articles import ArticleKind
from desk.desk import Desk
from tests.desk.window import Window, said
from tests.site_builder.filling import put


@pytest.fixture(autouse=True)
def filled(desk: Desk) -> None:
    """Thirty articles of thirty years with one word, and one with another."""
    for year in range(1991, 2021):
        put(
            desk.database,
            url=f"https://news.example/{year}",
            text=f"In {year} the <em> of a trust was opened and the purse was closed again.",
            headline=f"Trust & purse in {year}",
            day=date(year, 5, 6),
            relevance=0.3,
        )
    put(
        desk.database,
        url="https://news.example/one",
        text="A single word: fundholding.",
        headline="Of its own",
        day=date(1995, 1, 1),
        kind=ArticleKind.NEWS,
    )


def found(page: html.HtmlElement) -> list[str]:
    return [said(one) for one in page.xpath('//ul[contains(@class, "found")]/li/a')]


def test_without_words_it_says_how_to_ask(window: Window) -> None:
    page = window.open("/archive")
    assert window.status == 200
    assert found(page) == []
    assert '"primary care trust" these words in a row' in said(page)
    assert page.xpath('//form[@role="search"]/@action') == ["/archive"]
    assert page.xpath('//nav[@aria-label="Desk"]//a[@aria-current="page"]/@href') == ["/archive"]


def test_an_older_article_is_found_and_kept(window: Window) -> None:
    page = window.open("/archive?q=fundholding")
    assert found(page) == ["Of its own"]
    line = said(page.xpath('//ul[contains(@class, "found")]/li')[0])
    assert "Outlet · Sun 1 Jan 1995 · news · relevance 0.90" in line
    assert page.xpath('//ul[contains(@class, "found")]//b/text()') == ["fundholding"]
    page = window.open(page.xpath('//ul[contains(@class, "found")]/li/a/@href')[0])
    key = page.xpath('//form[@action="/queue/decide"]/input[@name="story"]/@value')[0]
    page = window.send("/queue/decide", story=key, decision="keep", article="31")
    assert "Story: kept" in said(page)


def test_many_stand_on_pages_the_newest_first(window: Window) -> None:
    page = window.open("/archive?q=%22the+purse%22")
    assert '30 articles with ‘"the purse"’ in headline or text, the newest first.' in said(page)
    assert found(page)[0] == "Trust & purse in 2020"
    assert len(found(page)) == 25
    assert page.xpath('//ul[contains(@class, "found")]/li[1]//b/text()') == ["the purse"]
    page = window.open(page.xpath('//a[@rel="next"]/@href')[0])
    assert found(page)[-1] == "Trust & purse in 1991"
    assert len(found(page)) == 5
    assert page.xpath('//a[@rel="prev"]/@href') == ["/archive?q=%22the%20purse%22"]


@pytest.mark.parametrize("page", ["0", "3", "999999999", "-1", "x"])
def test_a_page_that_is_not_there_is_no_fault(window: Window, page: str) -> None:
    shown = window.open(f"/archive?q=trust&page={page}")
    assert window.status == 200
    assert found(shown)
    last = page.isdigit() and int(page) > 2
    assert f"Page {2 if last else 1} of 2" in said(shown)


@pytest.mark.parametrize(
    ("asked", "why"),
    [("%22trust", "never closed"), ("OR", "nothing before it"), ("%26", "no letter")],
)
def test_what_cannot_be_read_is_told_in_a_line(window: Window, asked: str, why: str) -> None:
    page = window.open(f"/archive?q={asked}")
    assert window.status == 422
    assert why in said(page.xpath('//*[@role="alert"]')[0])


def test_a_week_without_the_words_leads_there(window: Window) -> None:
    page = window.open("/queue?q=fundholding&from=2010-11-01&to=2010-11-04")
    assert "/archive?q=fundholding" in page.xpath("//main//a/@href")
