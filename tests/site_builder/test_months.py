"""Months, years and the index of the weeks: counts that agree, and gaps that are told."""

from datetime import date

from commissioning.domain.dates import PartialDate
from commissioning.register import Register
from site_builder.pages.months import MonthPage
from site_builder.pages.weeks import WeeksPage
from site_builder.pages.years import YearPage
from site_builder.reading import Archive
from tests.site_builder.newsroom import (
    OPPOSE,
    SUPPORT,
    Newsroom,
    keys,
    made,
    planned,
    rendered,
    section,
    text,
)


def month(room: Newsroom, register: Register, path: str = "months/2010-10.html") -> MonthPage:
    page = made(room.database, register, path)
    assert isinstance(page, MonthPage)
    return page


def year(room: Newsroom, register: Register, *, as_of: date | None = None) -> YearPage:
    page = made(room.database, register, "years/2010.html", as_of=as_of)
    assert isinstance(page, YearPage)
    return page


def test_a_month_counts_its_articles_stories_and_positions(
    room: Newsroom, register: Register
) -> None:
    room.prints("September", date(2010, 9, 30), ("bma", SUPPORT))
    urls = [
        room.prints("News", date(2010, 10, 1), ("bma", SUPPORT)),
        room.prints("More", date(2010, 10, 2), ("rcn", OPPOSE), source="gazette"),
    ]
    room.prints("Else", date(2010, 10, 31), ("bma", OPPOSE), question="pace")
    room.story("2010-10-01-news", *urls)
    page = month(room, register)
    assert (page.articles, page.told, page.positions, page.sources) == (3, 2, 3, 2)
    assert [(row.label, row.support, row.mixed, row.oppose) for row in page.counts] == [
        ("GP budgets", 1, 0, 1),
        ("The pace", 0, 0, 1),
    ]
    assert page.counts[0].parts == (("u", 0.0, 50.0), ("d", 50.0, 50.0))


def test_a_month_leads_to_all_weeks_that_touch_it(room: Newsroom, register: Register) -> None:
    for day in (date(2010, 9, 28), date(2010, 10, 1), date(2010, 10, 20), date(2010, 11, 1)):
        room.prints("News", day)
    page = month(room, register)
    assert [(week.path, week.articles) for week in page.weeks] == [
        ("weeks/2010-w39.html", 2),
        ("weeks/2010-w42.html", 1),
    ]
    assert page.before is not None
    assert page.after is not None
    assert (page.before.path, page.after.path) == ("months/2010-09.html", "months/2010-11.html")


def test_moves_of_a_month_show_their_words_and_those_of_a_year_lead_to_them(
    room: Newsroom, register: Register
) -> None:
    for at in (1, 2, 3):
        room.prints("Before", date(2010, 7, at), ("bma", SUPPORT), confidence=0.95)
    for at in (5, 6, 7):
        room.prints("After", date(2010, 10, at), ("bma", OPPOSE), confidence=0.95)
    page = month(room, register)
    assert [(move.before.side, move.after.side) for move in page.moves] == [("support", "oppose")]
    shown = year(room, register)
    assert shown.changes == 1
    (shift,) = shown.shifts
    assert shift.evidence.startswith("articles/")
    assert "BMA supported, and now opposes, GP-held budgets" in section(
        rendered(shown), "Positions changed"
    )


def test_a_years_months_agree_with_it_and_gaps_are_told(room: Newsroom, register: Register) -> None:
    room.prints("News", date(2010, 2, 1), ("bma", SUPPORT))
    room.prints("News", date(2010, 10, 5), ("bma", SUPPORT), ("rcn", OPPOSE))
    room.asked("courier", date(2010, 3, 3))
    page = year(room, register)
    assert sum(bar.articles for bar in page.bars) == page.articles == 2
    assert sum(bar.positions for bar in page.bars) == page.positions == 3
    states = {bar.short: bar.state for bar in page.bars}
    assert (states["Jan"], states["Mar"], states["Oct"], states["Dec"]) == (
        "not collected",
        "nothing on the topic",
        "",
        "",
    )
    rows = rendered(page).xpath("//table[contains(@class, 'months')]/tbody/tr")
    assert len(rows) == 10


def test_milestones_stand_in_the_year_unless_they_are_yet_to_be_known(
    room: Newsroom, register: Register
) -> None:
    room.prints("News", date(2010, 2, 1))
    assert "Equity and excellence" in section(rendered(year(room, register)), "Milestones")
    early = year(room, register, as_of=date(2010, 6, 1))
    assert "Equity and excellence" not in text(rendered(early))


def test_the_index_has_all_weeks_and_the_gaps_between(room: Newsroom, register: Register) -> None:
    for day in (date(2010, 9, 28), date(2010, 10, 20), date(2011, 1, 5)):
        room.prints("News", day, ("bma", SUPPORT))
    page = made(room.database, register, "weeks/index.html")
    assert isinstance(page, WeeksPage)
    assert [row.year for row in page.years] == [2011, 2010]
    assert [(row.articles, row.positions) for row in page.years] == [(1, 1), (2, 2)]
    shown = text(rendered(page))
    assert "4 to 17 October 2010: not collected" in shown
    assert "3 weeks with articles" in shown


def test_of_many_weeks_the_older_stand_with_their_months(
    room: Newsroom, register: Register
) -> None:
    for at in range(170):
        room.prints("News", date.fromordinal(date(2008, 1, 7).toordinal() + 7 * at))
    page = made(room.database, register, "weeks/index.html")
    assert isinstance(page, WeeksPage)
    assert sum(len(m.weeks) for y in page.years for m in y.months) == 160
    links = rendered(page).xpath("//main//a/@href")
    assert "../months/2008-01.html" in links
    assert "../weeks/2008-w02.html" not in links


def test_spans_are_made_again_only_for_what_they_show(room: Newsroom, register: Register) -> None:
    room.prints("News", date(2010, 9, 28))
    room.prints("News", date(2010, 10, 28))
    room.prints("News", date(2011, 1, 4))
    known = keys(room.database, register)
    room.prints("News", date(2010, 10, 29))
    changed = {path for path, key in keys(room.database, register).items() if known[path] != key}
    assert {p for p in changed if p[0] in "my"} == {"months/2010-10.html", "years/2010.html"}


def test_a_year_is_no_week_and_no_month_but_counts_in_its_year(
    room: Newsroom, register: Register
) -> None:
    room.prints("Known", date(2010, 10, 5), ("bma", SUPPORT))
    room.prints("Vague", PartialDate(year=2010), ("rcn", OPPOSE))
    room.prints("Older", PartialDate(year=2008), ("rcn", OPPOSE))
    with planned(room.database, register) as plans:
        assert sorted(path for path in plans if path.startswith(("weeks/2", "months/"))) == [
            "months/2010-10.html",
            "weeks/2010-w40.html",
        ]
        assert {"years/2008.html", "years/2010.html"} <= plans.keys()
    page = year(room, register)
    assert (page.articles, page.apart, page.positions) == (2, 1, 2)
    assert sum(bar.articles for bar in page.bars) == 1
    assert "Of 1 article no month is known." in text(rendered(page))
    assert "Vague" in text(rendered(page))


def test_a_month_is_no_week_but_counts_in_its_month_and_year(
    room: Newsroom, register: Register
) -> None:
    room.prints("Known", date(2010, 10, 5))
    room.prints("Vague", PartialDate(year=2010, month=10), ("bma", SUPPORT))
    page = month(room, register)
    assert (page.articles, page.positions) == (2, 1)
    assert [week.articles for week in page.weeks] == [1]
    assert (year(room, register).articles, year(room, register).apart) == (2, 0)


def test_the_index_of_the_weeks_leads_to_years_and_months_without_a_week(
    room: Newsroom, register: Register
) -> None:
    room.prints("Known", date(2010, 10, 5))
    room.prints("Month", PartialDate(year=2010, month=12), ("bma", SUPPORT))
    room.prints("Year", PartialDate(year=2008))
    page = made(room.database, register, "weeks/index.html")
    assert isinstance(page, WeeksPage)
    assert [
        (row.year, row.path, row.articles, [m.path for m in row.months]) for row in page.years
    ] == [
        (2010, "years/2010.html", 2, ["months/2010-12.html", "months/2010-10.html"]),
        (2008, "years/2008.html", 1, []),
    ]
    links = rendered(page).xpath("//main//a/@href")
    assert {"../months/2010-12.html", "../years/2008.html"} <= set(links)


def test_the_day_of_the_site_is_that_of_no_guess(room: Newsroom, register: Register) -> None:
    room.prints("Year", PartialDate(year=2012))
    with room.database.session() as session:
        assert Archive(session, lambda: register).today == date(2012, 12, 31)
    room.prints("Known", date(2010, 10, 5))
    with room.database.session() as session:
        assert Archive(session, lambda: register).today == date(2010, 10, 10)
