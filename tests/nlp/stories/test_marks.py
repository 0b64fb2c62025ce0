"""Marks: what sets one of a kind apart from the next."""

from datetime import date

import pytest

from nlp.stories.marks import Marks, apart, read_marks, same_frame

DAY = date(2010, 7, 14)  # a Wednesday


def marks(headline: str, text: str = "", day: date = DAY) -> Marks:
    return read_marks(headline, text, day)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Survey of practices: sixth wave", ""), ("Survey of practices, seventh wave", "")),
        (("Tracker", "The October wave of it is out."), ("Tracker", "The November wave is out.")),
        (("Tracker", "The July figures are out."), ("Shrugs", "Half shrugged this month.")),
        (("Board meeting, October", ""), ("Board meeting, November", "")),
        (("Board: meeting of 28 February", ""), ("Board: meeting of 18 April", "")),
        (
            ("A hearing", "MPs on the committee took evidence yesterday."),
            ("Another", "MPs on the committee took evidence on 2 July."),
        ),
    ],
)
def test_the_next_of_a_series_is_apart(one: tuple[str, str], other: tuple[str, str]) -> None:
    later = date(2010, 8, 20) if "month" in other[1] else DAY
    assert apart(marks(*one), marks(*other, day=later))
    assert not apart(marks(*one), marks(*one))


def test_articles_without_marks_are_never_apart() -> None:
    assert not apart(marks("Doctors vote"), marks("The sixth wave", "Out."))
    assert not apart(marks("Doctors vote"), marks("Nurses vote"))


def test_the_number_in_the_headline_counts_more_than_one_in_the_text() -> None:
    found = marks("Seventh wave", "Support fell by a point from the sixth wave.")
    assert found.number == 7


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The committee heard evidence yesterday.", date(2010, 7, 13)),
        ("The committee heard evidence today.", DAY),
        ("The committee heard evidence on Wednesday.", DAY),
        ("The committee heard evidence last Wednesday.", date(2010, 7, 7)),
        ("The committee heard evidence on Thursday.", date(2010, 7, 8)),
        ("The committee heard evidence on 5 July.", date(2010, 7, 5)),
        ("The committee heard evidence.", None),
        ("The choir sang yesterday.", None),
    ],
)
def test_a_committee_sat_on_the_day_that_is_told(text: str, day: date | None) -> None:
    assert marks("Hearing", text).sat_on == day


def test_a_date_is_of_the_year_that_brings_it_nearest() -> None:
    found = marks("Meeting of 20 December", day=date(2011, 1, 6))
    assert found.days == {date(2010, 12, 20)}


@pytest.mark.parametrize("headline", ["31 February", "Meeting of 31 June", "99 July", "0 May"])
def test_what_is_no_date_is_none(headline: str) -> None:
    assert marks(headline).days == frozenset()


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_time_do_no_harm(day: date) -> None:
    assert marks("Meeting of 1 May", "MPs heard evidence yesterday." if day.year > 1 else "", day)


@pytest.mark.parametrize(
    ("headline", "round_up", "column"),
    [
        ("The week in commissioning", True, True),
        ("News in brief", True, True),
        ("Diary", False, True),
        ("Letters: plain figures", False, True),
        ("A week in politics is long", True, True),
        ("Doctors weakened", False, False),
    ],
)
def test_columns_are_known_by_their_headlines(headline: str, round_up: bool, column: bool) -> None:
    found = marks(headline)
    assert (found.round_up, found.column) == (round_up, column)


def test_one_of_two_papers_says_so() -> None:
    assert marks("", "So says one of a pair of papers from the fund.").one_of_two
    assert marks("", "The other paper, on size, is out too.").one_of_two
    assert not marks("", "The fund has written a paper. One of two nurses agreed.").one_of_two


def test_headlines_are_one_but_for_numbers_and_dates() -> None:
    assert same_frame(
        marks("Board: meeting of 28 May 2010"), marks("Board: meeting of 2 June 2010")
    )
    assert not same_frame(marks("Board in trouble"), marks("Board meets"))
    assert not same_frame(marks("2010"), marks("2011"))
