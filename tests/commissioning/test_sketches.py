import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from commissioning.domain.copies import MAX_WORDS, contained, share_of, shingles, words_of
from commissioning.store.sketches import BANDS, sketch
from tests.commissioning.copied import bases, reset

STORY, OTHER = bases(130)[:2]


def shared(one: str, other: str) -> int:
    return sum(a == b for a, b in zip(sketch(one), sketch(other), strict=True))


def run(code: str, given: str = "") -> str:
    """What a fresh interpreter prints."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, input=given, capture_output=True, text=True, check=True).stdout  # noqa: S603


def test_a_sketch_is_the_same_on_every_machine_and_fits_a_column() -> None:
    code = "import sys; from commissioning.store.sketches import *; print(sketch(sys.stdin.read()))"
    assert run(code, STORY).strip() == str(sketch(STORY))
    assert len(sketch(STORY)) == BANDS
    assert all(-(2**63) <= bucket < 2**63 for bucket in sketch(STORY))


def test_marks_and_spaces_make_no_other_sketch_and_other_words_do() -> None:
    assert shared(STORY, STORY.replace("’", "'").replace(" ", "\n").upper()) == BANDS
    assert shared(STORY, reset(STORY)) > BANDS // 2
    assert shared(STORY, OTHER) == 0


def test_a_short_text_has_no_sketch() -> None:
    assert sketch("word " * 39) == ()
    assert sketch("") == ()
    assert len(sketch("word " * 40)) == BANDS


def test_only_who_compares_texts_waits_for_scipy() -> None:
    code = "import sys, commissioning.store.articles; print('scipy' in sys.modules)"
    assert run(code).strip() == "False"


def test_a_book_is_compared_by_its_beginning() -> None:
    assert len(words_of("a word " * MAX_WORDS)) == MAX_WORDS


def test_shares_are_of_the_one_or_of_the_smaller() -> None:
    whole, half = shingles(STORY), shingles(" ".join(STORY.split()[:70]))
    assert share_of(half, whole) == contained(whole, half) == 1
    assert 0.3 < share_of(whole, half) < 0.6
    assert share_of(frozenset(), whole) == 0


@given(st.text(max_size=400))
def test_any_text_has_a_sketch_or_none(text: str) -> None:
    assert len(sketch(text)) in (0, BANDS)
