"""What outlets sent is cut where it is longer than anything of its kind."""

import pytest

from site_builder.bounded import HEADLINE, short
from site_builder.words import clip
from site_builder.writable import writable


def test_what_is_of_a_usual_length_stays_as_it_is() -> None:
    assert short("GPs to hold the purse", HEADLINE) == "GPs to hold the purse"
    assert short("x" * HEADLINE, HEADLINE) == "x" * HEADLINE


@pytest.mark.parametrize("text", ["word " * 10_000, "x" * 5_000, "y " + "x" * 5_000])
def test_what_is_longer_is_cut_at_a_word_where_there_is_one(text: str) -> None:
    cut = short(text, 40)
    assert len(cut) <= 40
    assert cut.endswith("\u00a0…")
    assert text.startswith(cut.removesuffix("\u00a0…"))
    assert not cut.startswith("word") or cut.endswith("word\u00a0…")


def test_a_word_without_an_end_is_clipped_too() -> None:
    assert len(clip("x" * 5_000, 10)) < 200
    assert clip("one two three", 2) == "one two\u00a0…"
    assert clip(" one\n two ", 2) == "one two"


def test_marks_that_turn_the_line_and_that_cannot_be_written_go() -> None:
    assert writable("a\u202eb\u2067c\x00d\x1be\x85f\ufffeg\ud800h\U0001ffffi") == "abcdefghi"
    assert (
        writable("é \u00a0“…” \u200d\u200f עברית 😀\n\t") == "é \u00a0“…” \u200d\u200f עברית 😀\n\t"
    )
