import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.speech.marks import quoted


def spans(text: str) -> list[str]:
    return [found.span.of(text) for found in quoted(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("“Slow down,” she said. “Please.”", ["Slow down,", "Please."]),
        ('"Slow down," she said.', ["Slow down,"]),
        (
            "'Slow down,' she said. 'It's the patients' money.'",
            ["Slow down,", "It's the patients' money."],
        ),
        ("It was ‘a warning shot’, he said.", ["a warning shot"]),
        ("“He told me ‘no’ twice,” she said.", ["He told me ‘no’ twice,"]),
        ("The patients' forum and the '90s had no quotation.", []),
        ("GPs' budgets are the doctors' own.", []),
        ("He is 6' 2\" tall", []),
    ],
)
def test_words_between_marks_are_told_from_apostrophes(text: str, wanted: list[str]) -> None:
    assert spans(text) == wanted


def test_a_quotation_over_paragraphs_gives_a_stretch_for_each() -> None:
    text = "She said: “One thing is clear.\n\n“Another is not.”"
    found = quoted(text)
    assert spans(text) == ["One thing is clear.", "Another is not."]
    assert [one.open for one in found] == [True, False]


def test_a_mark_left_open_ends_where_a_later_line_ends_it() -> None:
    text = 'He says:\n\n"They failed once.\n\nThey will fail again. That is all."\n\nI agree.'
    assert spans(text) == ["They failed once.", "They will fail again. That is all."]


@given(st.text(alphabet="ab “”‘’'\"\n.,é🙂", max_size=200))
def test_any_text_gives_stretches_that_lie_in_it_in_order(text: str) -> None:
    found = quoted(text)
    for one in found:
        assert one.span.of(text).strip() == one.span.of(text)
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(found))
