from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.domain.dates import Dated, Precision
from crawler.dates import find_date, not_after, read_date, writes_month_first


@pytest.mark.parametrize(
    ("written", "iso", "precision"),
    [
        ("2010-07-12T08:30:05Z", "2010-07-12T08:30:05", Precision.SECOND),
        ("2010-07-12T08:30+01:00", "2010-07-12T07:30:00", Precision.MINUTE),
        ("Mon, 12 Jul 2010 08:30:00 +0100", "2010-07-12T07:30:00", Precision.SECOND),
        ("12 July 2010", "2010-07-12T00:00:00", Precision.DAY),
        ("Monday 12th July, 2010", "2010-07-12T00:00:00", Precision.DAY),
        ("05/10/2010", "2010-10-05T00:00:00", Precision.DAY),
        ("2010-07", "2010-07-01T00:00:00", Precision.MONTH),
        ("2010", "2010-01-01T00:00:00", Precision.YEAR),
        ("12 July 2010 09:30", "2010-07-12T08:30:00", Precision.MINUTE),
        ("14/7/10", "2010-07-14T00:00:00", Precision.DAY),
        ("14 July '99", "1999-07-14T00:00:00", Precision.DAY),
        ("14.7.10 at 9.15am BST", "2010-07-14T08:15:00", Precision.MINUTE),
        ("12 January 2010, 00.01 GMT", "2010-01-12T00:01:00", Precision.MINUTE),
        ("Mon, 12 Jul 2010 08:30:00 EST", "2010-07-12T13:30:00", Precision.SECOND),
        ("2010-07-14 10:32 am (UTC)", "2010-07-14T10:32:00", Precision.MINUTE),
        ("Wed, 07/14/2010 - 19:41", "2010-07-14T18:41:00", Precision.MINUTE),
        ("7/14/2010 7:41 PM", "2010-07-14T18:41:00", Precision.MINUTE),
        ("Thu, 03/12/2009 - 10:15", "2009-12-03T10:15:00", Precision.MINUTE),
        ("7:41 PM, July 14, 2010", "2010-07-14T18:41:00", Precision.MINUTE),
        ("September 14th, 2006 at 8:41 pm", "2006-09-14T19:41:00", Precision.MINUTE),
        ("14-Nov-2006", "2006-11-14T00:00:00", Precision.DAY),
        ("14th of July, 2010", "2010-07-14T00:00:00", Precision.DAY),
        ("Sept. the 4th, 2010", "2010-09-04T00:00:00", Precision.DAY),
        ("2010-07-12T00:00:00+01:00", "2010-07-12T00:00:00", Precision.DAY),
        ("2018-05-24T00:01+0100", "2018-05-23T23:01:00", Precision.MINUTE),
    ],
)
def test_dates_are_read_with_the_precision_that_they_give(
    written: str, iso: str, precision: Precision
) -> None:
    found = read_date(written, found_in="meta")
    assert found is not None
    assert found.moment == datetime.fromisoformat(iso).replace(tzinfo=UTC)
    assert found.precision is precision


@pytest.mark.parametrize("text", ["", "yesterday we met", "31 February 2010", "1066-10-14", "3.14"])
def test_what_is_no_date_of_an_article_is_none(text: str) -> None:
    assert read_date(text, found_in="text") is None


def test_an_american_page_writes_the_month_first() -> None:
    found = read_date("07/08/2010", found_in="page", month_first=True)
    assert found is not None
    assert found.day.isoformat() == "2010-07-08"


@pytest.mark.parametrize(
    ("line", "month_first"),
    [
        ("07/14/2010", True),
        ("14/07/2010", False),
        ("Sat, 07/02/2022 - 08:41", True),
        ("Fri, 02/07/2010", False),
        ("07/08/2010", None),
        ("14 July 2010", None),
    ],
)
def test_a_date_in_figures_may_tell_its_order(line: str, month_first: bool | None) -> None:
    assert writes_month_first(line) is month_first


def test_long_rows_of_figures_cost_little() -> None:
    assert find_date("1/" * 200_000 + "2010 " + "12 " * 100_000, found_in="text") is None


def test_a_date_is_found_inside_a_line() -> None:
    found = find_date("Posted by A. Sample on 5 October 2010 at noon", found_in="text")
    assert found is not None
    assert found.day.isoformat() == "2010-10-05"


def test_a_date_far_behind_the_capture_is_a_mistake() -> None:
    later = Dated(moment=datetime(2030, 1, 1, tzinfo=UTC), precision=Precision.DAY, found_in="meta")
    assert not_after(later, datetime(2026, 1, 1, tzinfo=UTC)) is None


@given(st.text(max_size=100))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = read_date(text, found_in="text")
    assert found is None or found.moment.tzinfo is UTC
