from datetime import UTC, date, datetime

import pytest

from commissioning.domain.dates import Dated, PartialDate, Precision, Years
from site_builder import words


@pytest.mark.parametrize(
    ("precision", "shown", "machine"),
    [
        (Precision.MINUTE, "5 October 2010", "2010-10-05"),
        (Precision.DAY, "5 October 2010", "2010-10-05"),
        (Precision.MONTH, "October 2010", "2010-10"),
        (Precision.YEAR, "2010", "2010"),
    ],
)
def test_a_date_is_shown_no_more_exactly_than_it_is_known(
    precision: Precision, shown: str, machine: str
) -> None:
    found = Dated(
        moment=datetime(2010, 10, 5, 7, 30, tzinfo=UTC), precision=precision, found_in="meta"
    )
    assert words.dated(found).replace("\u00a0", " ") == shown
    assert words.machine(found) == machine
    assert ("07:30" in words.moment(found)) == (precision is Precision.MINUTE)


def test_a_week_says_only_what_differs() -> None:
    assert (
        words.week_name(date(2010, 7, 12)).replace("\u00a0", " ") == "Week 28 · 12 to 18 July 2010"
    )
    assert "28 June to 4 July 2010" in words.week_name(date(2010, 6, 28)).replace("\u00a0", " ")
    assert "27 December 2010 to 2 January 2011" in words.week_name(date(2010, 12, 27)).replace(
        "\u00a0", " "
    )


def test_a_text_is_cut_at_a_word() -> None:
    assert words.clip("one two, three", 2) == "one two\u00a0…"
    assert words.clip(" one\n two ", 2) == "one two"


def test_years_of_a_body_are_said_as_far_as_they_are_known() -> None:
    start, end = PartialDate(year=1998), PartialDate(year=2015, month=12)
    assert words.years(Years(start=start, end=end)) == "1998 to 2015"
    assert words.years(Years(start=end, end=end)) == "2015"
    assert words.years(Years(start=start)) == "since 1998"
    assert words.years(Years(end=end)) == "until 2015"
    assert words.years(Years()) == ""


def test_how_sure_is_said_with_the_figure() -> None:
    assert words.certainty(0.9) == "sure\xa0(0.90)"
    assert "not counted" in words.certainty(0.59)
    assert words.certainty(0.655, "direct+reader") == "not very sure\xa0(0.65)"
    assert words.certainty(1.0, "editor") == "set by an editor"


def test_a_label_within_a_sentence_begins_small_unless_it_is_a_name() -> None:
    labels = ("The pace", "Private firms", "Patients' voice", "GP budgets", "GPs' capability")
    assert [words.within(label) for label in labels] == [
        "the pace",
        "private firms",
        "patients' voice",
        "GP budgets",
        "GPs' capability",
    ]


def test_how_sure_is_said_in_a_word() -> None:
    said = [words.sureness(figure, "") for figure in (0.8, 0.7, 0.6, 0.599)]
    assert said == ["sure", "fairly sure", "not very sure", "unsure"]
    assert words.sureness(1.0, "editor") == "set by an editor"


def test_a_date_of_the_register_is_said_no_more_exactly_than_it_is_known() -> None:
    known = [PartialDate.parse(text) for text in ("2010-10-05", "2010-10", "2010")]
    assert [words.partial(when) for when in known] == [
        "5\u00a0October\u00a02010",
        "October\u00a02010",
        "2010",
    ]
    assert [words.short_partial(when) for when in known] == [
        "5\u00a0Oct\u00a02010",
        "Oct\u00a02010",
        "2010",
    ]


def test_days_name_only_what_differs() -> None:
    last = date(2010, 10, 9)
    assert words.days(last, last) == "9\u00a0October\u00a02010"
    assert words.days(date(2010, 10, 5), last) == "5 to 9\u00a0October\u00a02010"
    assert words.days(date(2010, 9, 30), last) == "30\u00a0September to 9\u00a0October\u00a02010"
    assert words.days(date(2009, 12, 31), last).startswith("31\u00a0December\u00a02009 to ")


def test_marks_within_quoted_words_are_single() -> None:
    assert words.nested('"We oppose it," she said') == "‘We oppose it,’ she said"
    assert words.nested("he called it “vandalism”, twice") == "he called it ‘vandalism’, twice"
    assert words.nested('cut off in "the middle') == "cut off in ‘the middle"
    assert words.nested("nothing to do") == "nothing to do"
