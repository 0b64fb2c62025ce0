"""A calendar holds what it is given, always as the same bytes, and no text breaks it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from commissioning.domain.dates import PartialDate
from commissioning.domain.facts import Milestone, MilestoneKind
from commissioning.register import Register
from site_builder.calendars import calendar

URL = "https://digest.example/nhs/"


def milestone(day: str = "2026-10-26", **more: Any) -> Milestone:
    values: dict[str, Any] = {
        "slug": "seats",
        "name": "Views on seats",
        "label": "Seats",
        "kind": MilestoneKind.CONSULTATION,
        "day": PartialDate.parse(day),
    }
    return Milestone(**values | more)


def written(milestones: Iterable[Milestone]) -> bytes:
    return calendar(milestones, site_name="The Digest", site_url=URL)


def parts(data: bytes) -> list[Any]:
    return list(Calendar.from_ical(data).walk())


def events(data: bytes) -> list[Any]:
    return [part for part in parts(data) if part.name == "VEVENT"]


def test_a_milestone_is_an_event_on_its_day_and_its_deadline_another() -> None:
    one = milestone(until=PartialDate.parse("2026-12-11"), url="https://www.gov.uk/x", note="Why.")
    begins, ends = events(written([one]))
    assert (begins["uid"], ends["uid"]) == (
        "seats@digest.example",
        "deadline.seats@digest.example",
    )
    assert (begins["summary"], ends["summary"]) == ("Views on seats", "Deadline: Views on seats")
    assert begins.decoded("dtstart") == date(2026, 10, 26)
    assert ends.decoded("dtstart") == date(2026, 12, 11)
    assert begins["description"] == "Until 11 December 2026.\nWhy."
    assert ends["description"] == "Since 26 October 2026.\nWhy."
    assert begins["url"] == ends["url"] == "https://www.gov.uk/x"
    assert ends["categories"].cats == ["deadline", "consultation"]
    assert "DTEND" not in begins


def test_a_month_lasts_and_a_year_is_left_out() -> None:
    [event] = events(written([milestone("2026-12"), milestone("2026")]))
    assert event.decoded("dtstart") == date(2026, 12, 1)
    assert event.decoded("dtend") == date(2027, 1, 1)
    assert event["description"] == "Some day of December 2026."


def test_a_doubtful_date_says_so() -> None:
    [event] = events(written([milestone(confidence="low")]))
    assert "not certain" in event["description"]


def test_the_stamp_is_the_milestones_own_day_and_the_bytes_stay(register: Register) -> None:
    data = written(register.milestones)
    assert data == written(register.milestones)
    assert b"DTSTAMP:20100712T000000Z" in data
    found = events(data)
    assert len({event["uid"] for event in found}) == len(found) >= len(register.milestones)


def test_lines_are_folded_and_end_as_the_standard_says(register: Register) -> None:
    data = written(register.milestones)
    assert data.count(b"\n") == data.count(b"\r\n")
    assert max(map(len, data.split(b"\r\n"))) <= 75


@pytest.mark.parametrize(
    "name",
    [
        "Seats; chairs, tables \\ and\nEND:VEVENT\r\nBEGIN:VALARM",
        "x" * 10_000,
        "\u202eright to left\u2028\x00\x0b\x1b[31m",
        "‘Überblick’ 👩‍⚕️ " * 40,
        "\ud800 alone",
    ],
)
def test_hostile_names_stay_text(name: str) -> None:
    one = milestone(
        name=name, note=name, until=PartialDate.parse("2026-12-11"), url=f"https://x.example/{name}"
    )
    data = calendar([one], site_name=name, site_url=URL)
    assert [part.name for part in parts(data)] == ["VCALENDAR", "VEVENT", "VEVENT"]
    begins, _ = events(data)
    assert "\n" not in begins["summary"]
    letters = "".join(char for char in name if char.isalnum())
    assert "".join(char for char in begins["summary"] if char.isalnum()) == letters


@settings(max_examples=50, deadline=None)
@given(name=st.text(min_size=1), url=st.text())
def test_no_text_breaks_out_of_its_property(name: str, url: str) -> None:
    [event] = events(written([milestone(name=name, note=name, url=url or None)]))
    assert {key.lower() for key in event} <= {
        *("uid", "summary", "dtstart", "dtstamp"),
        *("categories", "transp", "description", "url"),
    }


def test_an_empty_calendar_is_one() -> None:
    assert events(written([])) == []
