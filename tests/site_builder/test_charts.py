"""Position strips: what is drawn where, what may be called current, and what has no room."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from commissioning.domain.tags import Position
from site_builder.charts import NEAR, Axis, Strip, axis, drawn, silences, span, strip
from site_builder.ledger import FRESH, Entry, Holder
from site_builder.milestones import Mark
from tests.site_builder.entries import an_entry

BMA = Holder(name="BMA", slug="bma")
TODAY = date(2012, 6, 1)


def entry(
    day: date | None, position: Position, *, confidence: float = 0.9, number: int = 1
) -> Entry:
    return an_entry(number, BMA, day, position, confidence=confidence)


def along(first: int = 2010, last: int = 2013) -> Axis:
    return span(date(first, 1, 1), date(last, 12, 31))


def drawn_strip(
    entries: Sequence[Entry],
    *,
    today: date | None = TODAY,
    links: Mapping[int, str] | None = None,
) -> Strip:
    return strip(along(), "Pace", "questions/pace.html", entries, today, links=links)


def test_a_fresh_position_is_told_with_its_date() -> None:
    row = drawn_strip([entry(date(2012, 1, 2), Position.SUPPORT)])
    assert (row.now, row.when, row.old) == ("supports", "2\xa0Jan\xa02012", False)


def test_what_is_no_longer_fresh_is_last_heard_on_a_day() -> None:
    row = drawn_strip([entry(date(2010, 1, 4), Position.OPPOSE)])
    assert (row.now, row.when) == ("opposed", "last heard on 4\xa0Jan\xa02010")
    assert row.old


def test_nothing_is_current_of_what_has_ended() -> None:
    row = drawn_strip([entry(date(2012, 5, 30), Position.MIXED)], today=None)
    assert row.old
    assert row.when.startswith("last heard on")


def test_a_line_holds_for_as_long_as_a_position_and_then_fades() -> None:
    day = date(2010, 1, 1)
    row = drawn_strip([entry(day, Position.SUPPORT)])
    lapses, ends = along().at(day + FRESH), along().at(TODAY)
    assert row.runs == ((0.0, lapses, "u", False), (lapses, ends, "u", True))


def test_lines_of_one_side_are_one_line() -> None:
    days = [date(2010, 1, 1) + timedelta(days=100 * at) for at in range(5)]
    row = drawn_strip([entry(day, Position.OPPOSE, number=at) for at, day in enumerate(days)])
    assert [run[2:] for run in row.runs] == [("d", False)]


def test_what_is_unsure_has_a_hollow_mark_and_no_line() -> None:
    row = drawn_strip([entry(date(2012, 1, 2), Position.SUPPORT, confidence=0.4)])
    assert [mark.sure for mark in row.marks] == [False]
    assert row.runs == ()
    assert (row.now, row.sure) == ("may support", False)


def test_a_sure_word_is_told_rather_than_a_later_unsure_one() -> None:
    row = drawn_strip(
        [
            entry(date(2012, 1, 2), Position.SUPPORT),
            entry(date(2012, 3, 2), Position.OPPOSE, confidence=0.4, number=2),
        ]
    )
    assert row.now == "supports"


def test_marks_lead_to_their_words() -> None:
    said = entry(date(2012, 1, 2), Position.SUPPORT, number=7)
    row = drawn_strip([said], links={7: "articles/a.html#words"})
    (mark,) = row.marks
    assert mark.url == "articles/a.html#words"
    assert mark.label == "supports, 2\xa0Jan\xa02012"


def test_marks_that_would_lie_upon_each_other_are_one_and_it_is_the_newest() -> None:
    entries = [
        entry(date(2010, 1, 1) + timedelta(days=at), Position.SUPPORT, number=at)
        for at in range(10)
    ]
    assert [one.id for one in drawn(along(), entries)] == [9]


def test_sides_are_kept_apart_however_near() -> None:
    day = date(2010, 1, 1)
    entries = [entry(day, Position.SUPPORT), entry(day, Position.OPPOSE, number=2)]
    assert len(drawn(along(), entries)) == 2


def test_the_unsure_give_way_where_there_is_little_room() -> None:
    entries = [
        entry(date(2010, 1, 1), Position.SUPPORT),
        entry(date(2012, 1, 1), Position.OPPOSE, confidence=0.4, number=2),
    ]
    assert len(drawn(along(), entries)) == 2
    assert [one.id for one in drawn(along(), entries, near=4 * NEAR)] == [1]


def test_undated_words_are_not_drawn() -> None:
    assert drawn(along(), [entry(None, Position.SUPPORT)]) == ()


def test_an_axis_holds_whole_years_and_names_no_more_than_have_room() -> None:
    found = span(date(1991, 4, 1), date(2026, 5, 1))
    assert (found.first, found.last) == (date(1991, 1, 1), date(2026, 12, 31))
    assert len(found.ticks) <= 8
    assert found.ticks[0] == (0.0, "1991")


def test_a_single_year_has_its_quarters_named() -> None:
    labels = [label for _, label in span(date(2010, 5, 1), date(2010, 6, 1)).ticks]
    assert labels == ["2010", "Apr", "Jul", "Oct"]


def test_months_of_which_nothing_was_collected_are_hatched_but_not_the_time_to_come() -> None:
    days = [date(2010, 7, 1), date(2010, 8, 1), date(2011, 8, 1)]
    found = axis(days)
    assert found is not None
    assert len(found.gaps) == 2  # before the first day, and the year of silence
    assert silences(days)[-1] == (date(2010, 8, 1), date(2011, 8, 1))
    assert all(start + width <= found.at(days[-1]) + 0.01 for start, width in found.gaps)


def test_there_is_no_axis_without_a_day() -> None:
    assert axis([]) is None
    assert silences([]) == ()


def test_milestones_stand_in_rows_so_that_labels_do_not_overlap() -> None:
    marks = [
        Mark(day=date(2010, 7, 12), label="White Paper"),
        Mark(day=date(2010, 9, 1), label="Another paper"),
        Mark(day=date(2013, 12, 1), label="At the very end"),
    ]
    found = span(date(2010, 1, 1), date(2013, 12, 31), marks=marks)
    assert [mile.label for mile in found.miles] == [mark.label for mark in marks]
    first, second, last = found.miles
    assert first.lane != second.lane
    assert last.before
    assert found.lanes == 2


def test_a_milestone_without_room_is_left_out() -> None:
    marks = [Mark(day=date(2010, 7, day), label="A label of some length") for day in range(1, 9)]
    found = span(date(2010, 1, 1), date(2013, 12, 31), marks=marks)
    assert len(found.miles) == 3


def test_milestones_of_other_years_are_not_on_the_axis() -> None:
    assert (
        span(date(2010, 1, 1), date(2010, 2, 1), marks=[Mark(date(2012, 1, 1), "Later")]).miles
        == ()
    )
