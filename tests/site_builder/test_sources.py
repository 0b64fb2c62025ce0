"""The pages of the sources: what was asked, what it gave, what was left out and why."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from lxml import html

from commissioning.domain.articles import SourceKind
from commissioning.domain.coverage import PollOutcome, RejectionReason, SourceMonth
from commissioning.domain.tags import HolderKind, Position
from commissioning.settings import Settings, SiteSettings
from commissioning.store import recording
from commissioning.store.database import Database
from commissioning.store.sources import save_source
from site_builder import urls
from site_builder.building import build
from site_builder.columns import columns
from site_builder.pages.published import ON_ONE_PAGE
from tests.site_builder.filling import NOW, Side, put

FILLER = "The tea was cold, the room was cold, and nobody had a coat or a chair to sit on. "


def settings_of(workspace: Path) -> Settings:
    return Settings(
        workspace=workspace, now=NOW, site=SiteSettings(name="A", url="https://digest.example/")
    )


def poll(database: Database, slug: str, at: datetime, outcome: PollOutcome) -> None:
    with database.session() as session:
        source = save_source(session, slug=slug, name=slug.title(), kind=SourceKind.TRADE)
        record = recording.PollRecord(
            run_id=recording.start_run(session, "collect", at=at),
            source_id=source,
            url="https://news.example/feed",
            outcome=outcome,
            at=at,
            detail=None if outcome.is_answer else "timed out",
        )
        recording.record_polls(session, [record])


def fill(database: Database) -> None:
    side = Side(
        holder="Dr Ann Sample",
        organisation="bma",
        question="gp-budgets",
        position=Position.SUPPORT,
        words="GPs should hold it",
    )
    put(
        database,
        url="https://news.example/one",
        text=f"The BMA met. GPs should hold it, its chair said. {FILLER * 4}",
        day=date(2011, 1, 10),
        headline="One",
        sides=[side],
    )
    put(
        database,
        url="https://news.example/cars",
        text=f"The car park. {FILLER * 3}",
        day=date(2011, 3, 16),
        relevance=0.1,
    )
    put(database, url="urn:sha256:abc", text=FILLER * 5, day=None, headline="Without a date")
    march = datetime(2011, 3, 1, tzinfo=UTC)
    poll(database, "outlet", march, PollOutcome.ANSWERED)
    poll(database, "outlet", march.replace(day=2), PollOutcome.FAILED)
    with database.session() as session:
        save_source(session, slug="quiet", name="The Quiet One", kind=SourceKind.BLOG)
        source = save_source(session, slug="outlet", name="Outlet", kind=SourceKind.TRADE)
        recording.record_rejection(
            session,
            source_id=source,
            url="https://news.example/gone",
            reason=RejectionReason.UNREACHABLE,
            at=march,
        )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sources")
    database = Database(settings_of(folder).database_url)
    fill(database)
    output = build(settings_of(folder), database).output
    database.close()
    return output


def text_of(site: Path, path: str) -> str:
    tree = html.document_fromstring((site / path).read_text("utf-8"))
    return " ".join(" ".join(tree.xpath("//main//text()")).split()).replace("\u00a0", " ")


def test_the_list_tells_a_source_that_was_not_asked_from_one_that_was(site: Path) -> None:
    text = text_of(site, urls.SOURCES)
    assert "Trade press Outlet 2 1 answered; once: timed out 2 Mar 2011 1 of 2" in text
    assert "1 could not be reached; 1 not about commissioning" in text
    assert "Blogs The Quiet One 0 0 not collected never" in text
    told = json.loads((site / urls.json(urls.SOURCES)).read_text("utf-8"))
    assert [row["source"] for row in told["sources"]] == ["outlet", "quiet"]
    assert told["sources"][0]["last_asked"] == "2011-03-02"
    assert told["undated"] == 1


def test_a_source_has_its_months_with_the_gaps(site: Path) -> None:
    tree = html.document_fromstring((site / urls.source("outlet")).read_text("utf-8"))
    rows = [
        [cell.text_content().replace("\u00a0", " ") for cell in row.xpath("./*")]
        for row in tree.xpath("//section[h2[@id='coverage']]//tbody/tr")
    ]
    assert rows == [
        ["Jan 2011", "not asked", "–", "1", "1", "0"],
        ["Feb 2011", "not asked", "–", "0", "0", "0"],
        ["Mar 2011", "2", "1", "1", "0", "2"],
    ]
    assert len(tree.xpath("//svg[@class='cols']/rect[@class='no']")) == 2


def test_a_source_names_whom_it_reports_and_its_newest(site: Path) -> None:
    text = text_of(site, urls.source("outlet"))
    assert "2 articles about commissioning, 1 of them without a date" in text
    assert "BMA in 1 article" in text
    assert "No text of it was found in another source" in text
    told = json.loads((site / urls.json(urls.source("outlet"))).read_text("utf-8"))
    assert told["bodies"] == [{"name": "BMA", "page": "bodies/bma.html", "articles": 1}]
    assert [month["month"] for month in told["months"]] == ["2011-01", "2011-03"]


def test_who_takes_sides_is_told_of_the_one_question_that_is_named(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    database = Database(settings.database_url)
    taken = (("bma", "gp-budgets", 0.9), ("rcn", "gp-budgets", 0.9), ("bma", "pace", 0.4))
    sides = [
        Side(
            holder=body.upper(),
            organisation=body,
            question=question,
            position=Position.OPPOSE if question == "pace" else Position.SUPPORT,
            words=f"Words {at} of {body}",
            confidence=confidence,
            kind=HolderKind.ORGANISATION,
        )
        for at, (body, question, confidence) in enumerate(taken)
    ]
    words = ". ".join(side.words for side in sides)
    put(
        database,
        url="https://news.example/one",
        text=f"{words}. {FILLER * 4}",
        day=date(2011, 1, 10),
        sides=sides,
    )
    text = text_of(build(settings, database).output, urls.source("outlet"))
    database.close()
    assert "GP budgets A headline" in text
    assert "for BMA, RCN Outlet" in text
    assert "against" not in text


def test_every_article_of_a_source_can_be_reached_from_its_page(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    database = Database(settings.database_url)
    wanted = set()
    for number in range(ON_ONE_PAGE + 2):
        url = f"https://news.example/{number}"
        day = date(2009 + number % 3, 1, 5) if number else None
        put(database, url=url, text=f"Number {number}. {FILLER * 4} {number * 'x '}", day=day)
        wanted.add(urls.article(url))
    site = build(settings, database).output
    database.close()
    page = html.document_fromstring((site / urls.source("outlet")).read_text("utf-8"))
    years = page.xpath("//nav[@aria-label='Years']//a/@href")
    assert [path.rpartition("/")[2] for path in years] == [
        "2011.html",
        "2010.html",
        "2009.html",
        "undated.html",
    ]
    found = set()
    for path in years:
        listed = html.document_fromstring((site / "sources" / path).read_text("utf-8"))
        found |= {link.removeprefix("../../") for link in listed.xpath("//main//ul//a/@href")}
    assert wanted <= found


def test_a_source_without_anything_says_so(site: Path) -> None:
    text = text_of(site, urls.source("quiet"))
    assert "No article about commissioning so far" in text
    assert "It was never asked" in text


def test_a_page_of_a_source_is_made_anew_only_when_it_shows_something_new(
    tmp_path: Path,
) -> None:
    settings = settings_of(tmp_path)
    database = Database(settings.database_url)
    fill(database)
    site = build(settings, database).output
    before = {slug: (site / urls.source(slug)).stat().st_mtime_ns for slug in ("outlet", "quiet")}
    poll(database, "quiet", datetime(2011, 3, 5, tzinfo=UTC), PollOutcome.ANSWERED)
    build(settings, database)
    database.close()
    after = {slug: (site / urls.source(slug)).stat().st_mtime_ns for slug in ("outlet", "quiet")}
    assert after["outlet"] == before["outlet"]
    assert after["quiet"] != before["quiet"]


def test_asking_once_more_on_the_same_day_makes_no_page_anew(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    database = Database(settings.database_url)
    fill(database)
    poll(database, "quiet", datetime(2011, 3, 5, 7, tzinfo=UTC), PollOutcome.ANSWERED)
    site = build(settings, database).output
    pages = (urls.SOURCES, urls.source("quiet"))
    before = [(site / page).stat().st_mtime_ns for page in pages]
    poll(database, "quiet", datetime(2011, 3, 5, 8, tzinfo=UTC), PollOutcome.ANSWERED)
    build(settings, database)
    database.close()
    assert [(site / page).stat().st_mtime_ns for page in pages] == before


def month(year: int, number: int, articles: int, polled: int = 0) -> SourceMonth:
    return SourceMonth(
        slug="x",
        first=date(year, number, 1),
        articles=articles,
        on_topic=articles // 2,
        polled=polled,
        answered=polled,
    )


def test_a_few_months_are_drawn_as_months_and_many_as_years() -> None:
    drawn, unit = columns([month(2010, 11, 4), month(2011, 2, 2, polled=3)])
    assert unit == "month"
    assert [column.name.replace("\u00a0", " ") for column in drawn] == [
        "Nov 2010",
        "Dec 2010",
        "Jan 2011",
        "Feb 2011",
    ]
    assert [column.whole for column in drawn] == [100, 0, 0, 50]
    assert [column.gap for column in drawn] == [True, True, True, False]
    drawn, unit = columns([month(2001, 1, 4), month(2011, 2, 2), month(2011, 3, 8)])
    assert unit == "year"
    assert [column.name for column in drawn] == [str(year) for year in range(2001, 2012)]
    assert drawn[-1].articles == 10
    assert all(column.at >= 0 and column.at + column.width <= 100 for column in drawn)


def test_without_anything_there_is_no_chart() -> None:
    assert columns([]) == ((), "month")
