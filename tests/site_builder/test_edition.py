"""Issues of the newsletter on the site: as they were published, whatever becomes of the archive."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import html
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from commissioning.domain.articles import ArticleKind
from commissioning.domain.editing import with_item
from commissioning.domain.editions import Edition, Item, Section
from commissioning.domain.tags import Position
from commissioning.register import Register
from commissioning.settings import Settings, SiteSettings
from commissioning.store import stories
from commissioning.store.database import Database
from commissioning.store.edition_items import article_item, own_item, refreshed, story_item
from commissioning.store.editions import (
    amend_edition,
    create_edition,
    publish_edition,
    save_edition,
)
from commissioning.store.rows import ArticleRow, StanceRow
from site_builder import urls
from site_builder.building import build
from site_builder.contents import plans
from site_builder.pages.page import Page
from site_builder.reading import Archive
from tests.site_builder.filling import Side, put
from tests.site_builder.hostile import WORDS
from tests.site_builder.newsroom import RENDERER

AT = datetime(2011, 4, 7, 9, tzinfo=UTC)
DAY = date(2011, 4, 7)
SLUG = "2011-04-05-a-pause"
FIRST, SECOND, ALONE = (f"https://{name}.example/1" for name in ("courier", "herald", "post"))
BACKS = "We would hold the budget and be glad"
BASE = "https://digest.example/"


def fill(database: Database) -> None:
    """A story of two articles and one article alone; the BMA takes a side in each."""
    for at, url in enumerate((FIRST, SECOND, ALONE)):
        put(
            database,
            url=url,
            text=f"{BACKS}, said number {at}. " + " ".join(f"Word{at}a{n}." for n in range(60)),
            day=date(2011, 4, 5 + at % 2),
            headline=f"Headline {at}",
            source=url.split("/")[2].split(".")[0],
            kind=ArticleKind.NEWS,
            sides=[
                Side(
                    holder="Dr Ann Able",
                    organisation="bma",
                    question="gp-budgets",
                    position=Position.SUPPORT,
                    words=BACKS,
                )
            ],
        )
    with database.session() as session:
        ids = {row.url: row.id for row in session.query(ArticleRow)}
        story = stories.add_story(session, SLUG)
        stories.place(session, story, {ids[FIRST]: "x", ids[SECOND]: "y"})


def publish(
    database: Database,
    register: Register,
    number: int,
    *made: Callable[..., Item],
    introduction: str = "A third expect to *lose* a director.",
    title: str = "Who minds the shop?",
) -> Edition:
    with database.session() as session:
        draft = Edition(
            number=number,
            day=DAY,
            title=title,
            introduction=introduction,
            sections=(Section(name="The handover"), Section(name="Dates ahead")),
        )
        for one in made:
            item = replace(one(session), line="A *line*.", note="a note of ours")
            draft = with_item(draft, item)
        draft = create_edition(session, draft, at=AT)
        return publish_edition(session, refreshed(session, register, draft), at=AT)


def of_story(session: Session) -> Item:
    return story_item(session, SLUG)


def of_article(session: Session) -> Item:
    return article_item(session, ALONE)


def of_own(_: Session) -> Item:
    return own_item("A date", url="https://dates.example/")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(workspace=tmp_path, now=AT, site=SiteSettings(search=False, workers=1))


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = Database(settings.database_url)
    fill(opened)
    yield opened
    opened.close()


class Pages:
    """The pages of issues, and the others that show them, as the store has them now."""

    def __init__(self, database: Database, register: Register) -> None:
        self._database = database
        self._register = register

    def planned(self, *, as_of: date | None = None) -> dict[str, str]:
        with self._database.snapshot() as session:
            archive = Archive(session, lambda: self._register, as_of=as_of)
            return {plan.path: plan.key for plan in plans(archive, searched=False)}

    def page(self, path: str) -> Page:
        with self._database.snapshot() as session:
            archive = Archive(session, lambda: self._register)
            found = plans(archive, searched=False)
            return next(plan for plan in found if plan.path == path).make()

    def html(self, path: str) -> html.HtmlElement:
        return html.document_fromstring(RENDERER.html(self.page(path)).decode())


@pytest.fixture
def pages(database: Database, register: Register) -> Pages:
    return Pages(database, register)


def hrefs(found: html.HtmlElement, within: str) -> list[str]:
    return [one.get("href") or "" for one in found.cssselect(f"{within} a")]


def text(found: html.HtmlElement, selector: str) -> str:
    return " ".join(" ".join(one.text_content().split()) for one in found.cssselect(selector))


def test_an_issue_is_shown_with_its_words_and_where_they_lead(
    pages: Pages, database: Database, register: Register
) -> None:
    publish(database, register, 42, of_story, of_article, of_own)
    found = pages.html(urls.edition("42"))
    assert text(found, "h1") == "Who minds the shop?"
    assert "Issue 42 · Thursday 7 April 2011" in text(found, ".kick")
    assert text(found, ".opening em") == "lose"
    assert text(found, ".sec h2").startswith("The handover About this issue")
    first = "#item-1 "
    assert hrefs(found, first + "h3") == [f"../{urls.story(SLUG)}"]
    assert text(found, first + ".meta") == "Courier, 5 April · also in Herald"
    assert hrefs(found, first + ".meta") == [f"../{urls.article(u)}" for u in (FIRST, SECOND)]
    assert text(found, first + ".words") == "A line."
    assert text(found, first + ".shown .line").startswith("BMA supports")
    assert text(found, first + ".shown blockquote") == f"“{BACKS}”"
    assert hrefs(found, first + ".shown")[0] == f"../{urls.body('bma')}"
    assert hrefs(found, "#item-2 h3") == [f"../{urls.article(ALONE)}"]
    assert hrefs(found, "#item-3 h3") == ["https://dates.example/"]
    assert "Dates ahead" not in text(found, "main")
    assert f"../{urls.week(date(2011, 4, 4))}" in hrefs(found, ".side")


def told(pages: Pages) -> Any:
    """The JSON beside the page of issue 42, as a reader has it."""
    return json.loads(json.dumps(pages.page(urls.edition("42")).data()))


def test_what_was_published_stays_when_the_archive_changes(
    pages: Pages, database: Database, register: Register
) -> None:
    publish(database, register, 42, of_story, of_article)
    before = told(pages)
    with database.session() as session:
        session.execute(update(StanceRow).values(position="oppose", confidence=0.6))
        session.execute(delete(ArticleRow).where(ArticleRow.url == ALONE))
        session.execute(update(ArticleRow).values(headline="Another headline"))
    after = told(pages)
    assert after["sections"][0]["items"][0] == before["sections"][0]["items"][0]
    found = pages.html(urls.edition("42"))
    assert "BMA supports" in text(found, "#item-1 .shown .line")
    assert text(found, "#item-1 h3") == "1. Headline 0"
    assert hrefs(found, "#item-2 h3") == [ALONE]


def test_a_story_that_became_anothers_is_led_to_where_it_is_now(
    pages: Pages, database: Database, register: Register
) -> None:
    publish(database, register, 42, of_story)
    with database.session() as session:
        kept = stories.add_story(session, "2011-04-01-kept")
        (gone,) = stories.holding(session, [1])
        stories.unite(session, kept=kept, gone=gone)
    found = pages.html(urls.edition("42"))
    assert hrefs(found, "#item-1 h3") == [f"../{urls.story('2011-04-01-kept')}"]


def test_a_correction_is_shown_with_its_date_and_the_words_stay(
    pages: Pages, database: Database, register: Register
) -> None:
    publish(database, register, 42, of_story)
    with database.session() as session:
        amend_edition(session, 42, "Item 1 was **wrong**.", at=datetime(2011, 4, 9, tzinfo=UTC))
    found = pages.html(urls.edition("42"))
    assert text(found, ".righted") == (
        "Corrected since it was published 9 April 2011Item 1 was wrong."
    )
    assert text(found, "#item-1 .words") == "A line."
    assert pages.page(urls.edition("42")).data()["corrections"] == [
        {"date": "2011-04-09", "text": "Item 1 was **wrong**."}
    ]
    assert "corrected since" in text(pages.html(urls.EDITIONS), "main")


def test_issues_lead_to_each_other_and_to_what_they_had_before(
    pages: Pages, database: Database, register: Register
) -> None:
    publish(database, register, 41, of_article, of_story, title="Earlier")
    publish(database, register, 42, of_own, of_story)
    found = pages.html(urls.edition("42"))
    assert "before in issue 41, item 2" in text(found, "#item-2 .meta")
    assert f"../{urls.edition('41', 2)}" in hrefs(found, "#item-2 .meta")
    assert pages.html(urls.edition("41")).get_element_by_id("item-2") is not None
    assert f"../{urls.edition('41')}" in hrefs(found, ".side")
    assert f"../{urls.edition('42')}" in hrefs(pages.html(urls.edition("41")), ".side")
    listed = pages.html(urls.EDITIONS)
    assert hrefs(listed, ".index") == [f"../{urls.edition(slug)}" for slug in ("42", "41")]
    home = pages.html(urls.HOME)
    assert urls.edition("42") in hrefs(home, ".side")
    assert urls.EDITIONS in hrefs(home, ".side")
    week = pages.html(urls.week(date(2011, 4, 4)))
    assert f"../{urls.edition('42')}" not in hrefs(week, ".side")


def test_drafts_are_nowhere(pages: Pages, database: Database) -> None:
    with database.session() as session:
        create_edition(session, Edition(number=7, day=DAY, title="Draft"), at=AT)
    assert not [path for path in pages.planned() if path.startswith("editions/")]
    assert "newsletter" not in text(pages.html(urls.HOME), "main")


def test_a_site_of_a_day_has_the_issues_of_that_day(
    pages: Pages, database: Database, register: Register
) -> None:
    publish(database, register, 42, of_story)
    assert urls.edition("42") in pages.planned(as_of=DAY)
    assert urls.edition("42") not in pages.planned(as_of=date(2011, 4, 6))


def test_only_what_changed_is_made_again(
    pages: Pages, database: Database, register: Register
) -> None:
    publish(database, register, 41, of_article, title="Earlier")
    publish(database, register, 42, of_story)
    before = pages.planned()
    with database.session() as session:
        session.execute(update(StanceRow).values(confidence=0.6))
        session.execute(update(ArticleRow).values(headline="Another headline"))
        amend_edition(session, 41, "Wrong.", at=AT)
        draft = create_edition(session, Edition(number=43, day=DAY, title="Draft"), at=AT)
        save_edition(session, replace(draft, title="Still a draft"), at=AT)
    after = pages.planned()
    assert before[urls.edition("42")] == after[urls.edition("42")]
    assert before[urls.edition("41")] != after[urls.edition("41")]
    assert before[urls.EDITIONS] != after[urls.EDITIONS]
    publish(database, register, 44, of_own)
    assert pages.planned()[urls.HOME] != after[urls.HOME]
    assert pages.planned()[urls.edition("42")] != after[urls.edition("42")]
    assert pages.planned()[urls.edition("41")] == after[urls.edition("41")]


def test_the_site_has_whole_issues_in_its_feed_and_no_note(
    settings: Settings, database: Database, register: Register
) -> None:
    publish(database, register, 42, of_story, introduction="See [all](bodies/index.html).")
    build(settings, database)
    output, path = settings.output, urls.feed(urls.EDITIONS)
    (entry,) = feedparser.parse((output / path).read_bytes()).entries
    assert (entry.id, entry.title) == (BASE + urls.edition("42"), "Issue 42: Who minds the shop?")
    assert entry.published.startswith("2011-04-07T09:00:00")
    content = html.fromstring(entry.content[0].value)
    links = [one.get("href") or "" for one in content.iter("a")]
    assert links[0] == f"{BASE}bodies/index.html"
    assert all(link.startswith(BASE) for link in links)
    assert BACKS in content.text_content()
    told = json.loads((output / urls.json_feed(path)).read_text("utf-8"))
    assert told["items"][0]["id"] == BASE + urls.edition("42")
    for place in (urls.FOLLOW, urls.OPML):
        assert path in (output / place).read_text("utf-8")
    assert urls.edition("42") in (output / urls.SITEMAP).read_text("utf-8")
    files = [found for found in output.rglob("*") if found.is_file()]
    assert not [found for found in files if b"a note of ours" in found.read_bytes()]
    assert not build(settings, database).pages
    with database.session() as session:
        amend_edition(session, 42, "Wrong.", at=AT)
    made = build(settings, database).made
    assert 0 < made < 10
    assert "Wrong." in (output / path).read_text("utf-8")


def test_nothing_hostile_runs(settings: Settings, database: Database, register: Register) -> None:
    for number, evil in enumerate(WORDS.values(), start=1):
        item = partial(_hostile, evil[:300])
        publish(database, register, number, item, title=evil[:190], introduction=evil[:9_000])
        with database.session() as session:
            amend_edition(session, number, f"{evil[:900]} [x](javascript:alert(1))", at=AT)
    build(settings, database)
    output = settings.output
    for path in (*(output / "editions").glob("*.html"), output / urls.HOME):
        found = html.fromstring(path.read_text("utf-8"))
        assert [one.get("type") for one in found.iter("script")] == ["application/ld+json"]
        for one in found.iter():
            if isinstance(one.tag, str):
                assert not [name for name in one.attrib if name.startswith("on")]
                assert "javascript:" not in (one.get("href") or "")
        assert not found.cssselect("main img")
    feed = feedparser.parse((output / urls.feed(urls.EDITIONS)).read_bytes())
    assert len(feed.entries) == len(WORDS)
    assert not feed.bozo


def _hostile(words: str, _: object) -> Item:
    return own_item(words, url="javascript:alert(1)")
