from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.domain.dates import Dated, PartialDate, Precision, Years


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("1998", date(1998, 1, 1), date(1998, 12, 31)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("2013-12", date(2013, 12, 1), date(2013, 12, 31)),
        ("2013-03-31", date(2013, 3, 31), date(2013, 3, 31)),
    ],
)
def test_a_partial_date_stands_for_all_its_days(text: str, earliest: date, latest: date) -> None:
    found = PartialDate.parse(text)
    assert (found.earliest, found.latest, str(found)) == (earliest, latest, text)


@pytest.mark.parametrize("text", ["", "spring 1998", "2010-13", "2010-02-30", "1-2-3-4"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_every_day_lies_in_its_own_year_month_and_day(day: date) -> None:
    for text in (f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}"):
        end = PartialDate.parse(text)
        assert Years(start=end, end=end).holds(day)


def test_years_overlap_where_a_day_lies_in_both() -> None:
    old = Years(end=PartialDate.parse("2013-03-31"))
    new = Years(start=PartialDate.parse("2013-04-01"))
    assert not old.overlaps(new)
    assert not new.overlaps(old)
    assert old.overlaps(Years())
    assert old.overlaps(Years(start=PartialDate.parse("2013-03")))


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="in UTC"):
        Dated(moment=datetime(2010, 7, 12), precision=Precision.DAY, found_in="text")  # noqa: DTZ001
    assert Dated(
        moment=datetime(2010, 7, 12, tzinfo=UTC), precision=Precision.DAY, found_in="text"
    ).day == date(2010, 7, 12)
