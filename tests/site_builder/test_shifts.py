"""How a balance shifts: periods, who stood where at their ends, and the chart of marks."""

from datetime import date, timedelta
from itertools import count, pairwise

from commissioning.domain.tags import Position
from site_builder.charts import Axis, span
from site_builder.ledger import FRESH, Entry, Holder
from site_builder.shifts import Period, Shift, balances, chart, periods
from site_builder.survey import Course
from tests.site_builder.entries import an_entry

SUPPORT, OPPOSE, MIXED = Position.SUPPORT, Position.OPPOSE, Position.MIXED
DAY = timedelta(days=1)
_ids = count(1)


def course(*said: tuple[date, Position], ended: date | None = None) -> Course:
    number = next(_ids)
    body = Holder(name=f"Body {number}", slug=f"body-{number}")
    entries = tuple(_entry(body, day, position) for day, position in said)
    return Course(body=body, entries=entries, held=entries, ended=ended)


def _entry(body: Holder, day: date, position: Position) -> Entry:
    return an_entry(next(_ids), body, day, position)


def shift(year: int, counts: tuple[int, int, int], *, articles: int = 5) -> Shift:
    first, last = date(year, 1, 1), date(year, 12, 31)
    period = Period(label=f"{year}", first=first, last=last, end=last)
    return Shift(period=period, counts=counts, articles=articles, sources=min(articles, 2))


def along(first: int = 2010, last: int = 2012) -> Axis:
    return span(date(first, 1, 1), date(last, 12, 31))


def test_few_years_are_told_by_halves_up_to_the_day() -> None:
    found = periods(date(2010, 8, 1), date(2011, 3, 31))
    assert [period.label for period in found] == [
        "Jan to Jun 2010",
        "Jul to Dec 2010",
        "Jan to Jun 2011",
    ]
    assert (found[-1].last, found[-1].end) == (date(2011, 6, 30), date(2011, 3, 31))


def test_more_years_are_told_by_years_and_many_by_several() -> None:
    assert [p.label for p in periods(date(2008, 5, 1), date(2014, 1, 1))][-1] == "2014"
    many = periods(date(1991, 4, 1), date(2026, 11, 15))
    assert len(many) == 18
    assert (many[0].label, many[-1].label) == ("1991 to 1992", "2025 to 2026")


def test_periods_follow_each_other_without_a_gap() -> None:
    for first, until in (
        (date(2010, 8, 1), date(2012, 3, 1)),
        (date(1991, 1, 1), date(2026, 1, 1)),
    ):
        found = periods(first, until)
        assert all(a.last + DAY == b.first for a, b in pairwise(found))


def test_a_position_counts_from_its_day_until_it_lapses() -> None:
    day = date(2010, 3, 1)
    held = course((day, SUPPORT))
    days = [day - DAY, day, day + FRESH, day + FRESH + DAY]
    assert balances([held], days) == ((0, 0, 0), (1, 0, 0), (1, 0, 0), (0, 0, 0))


def test_a_move_takes_a_body_from_one_side_to_the_other_and_counts_it_once() -> None:
    held = course((date(2010, 3, 1), SUPPORT), (date(2010, 9, 1), OPPOSE))
    days = [date(2010, 6, 30), date(2010, 12, 31)]
    assert balances([held], days) == ((1, 0, 0), (0, 0, 1))


def test_a_position_ends_with_its_body() -> None:
    held = course((date(2013, 1, 5), MIXED), ended=date(2013, 3, 31))
    assert balances([held], [date(2013, 3, 31), date(2013, 4, 1)]) == ((0, 1, 0), (0, 0, 0))


def test_a_body_of_which_nothing_sure_is_known_counts_nowhere() -> None:
    body = Holder(name="Body", slug="body")
    unsure = Course(body=body, entries=(), held=(), ended=None)
    assert balances([unsure], [date(2010, 6, 30)]) == ((0, 0, 0),)


def test_the_chart_has_a_mark_a_body_above_and_below_its_line() -> None:
    found = chart(along(), [shift(2010, (2, 0, 0)), shift(2011, (1, 1, 2)), shift(2012, (1, 0, 3))])
    assert found is not None
    assert found.each == 1
    by_side = {mark: [y for _, y, side in found.marks if side == mark] for mark in "umd"}
    assert [len(by_side[mark]) for mark in "umd"] == [4, 1, 5]
    assert max(by_side["u"]) < found.base < min(*by_side["m"], *by_side["d"])
    assert max(y for _, y, _ in found.marks) < found.height
    assert [label for _, _, label in found.ends] == ["1 support", "0 divided", "3 oppose"]
    assert "support from 2 to 1" in found.label


def test_of_many_bodies_a_mark_stands_for_several() -> None:
    found = chart(along(), [shift(2012, (61, 1, 30))])
    assert found is not None
    assert found.each == 5
    assert [sum(side == mark for _, _, side in found.marks) for mark in "umd"] == [13, 1, 6]


def test_the_ends_of_the_series_never_stand_upon_each_other() -> None:
    for counts in ((0, 0, 1), (1, 0, 0), (0, 1, 0), (3, 1, 1), (0, 14, 1)):
        found = chart(along(), [shift(2012, counts)])
        assert found is not None
        heights = [y for y, _, _ in found.ends]
        assert all(b - a >= 17 for a, b in pairwise(heights)), counts


def test_a_period_of_which_nothing_was_collected_is_a_gap() -> None:
    found = chart(along(), [shift(2010, (1, 0, 0)), shift(2011, (1, 0, 0), articles=0)])
    assert found is not None
    [(start, width)] = found.gaps
    assert 33 < start < 34
    assert 33 < width < 34


def test_without_a_body_there_is_no_chart() -> None:
    assert chart(along(), [shift(2010, (0, 0, 0))]) is None
    assert chart(along(), []) is None
