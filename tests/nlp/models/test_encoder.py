import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissioning.domain.tags import Span
from nlp.models.encoder import WIDTH, WINDOW, Encoder, cut
from nlp.positions.reader import FOLDER
from tests.connections import run

TEXT = "Ministers met.\nDr Søren Å. Example told them: “Wait.”\n\nThey did not."


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(FOLDER)


def test_the_pieces_of_a_span_are_those_of_its_words(encoder: Encoder) -> None:
    pieces = cut(encoder.tokenizer, TEXT)
    start = TEXT.index("Dr")
    first, end = pieces.within(Span(start, TEXT.index(" told")))
    assert TEXT[pieces.starts[first] : pieces.ends[end - 1]] == "Dr Søren Å. Example"


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=2_000))
def test_windows_hold_every_piece_once_and_are_bounded(encoder: Encoder, text: str) -> None:
    pieces = cut(encoder.tokenizer, text)
    ends = [0, *(end for _, end in pieces.windows)]
    assert [begin for begin, _ in pieces.windows] == ends[:-1]
    assert ends[-1] == len(pieces.ids)
    assert all(0 < end - begin <= WINDOW for begin, end in pieces.windows)
    assert all(0 <= a <= b <= len(text) for a, b in zip(pieces.starts, pieces.ends, strict=True))


def test_lines_that_fit_are_read_together_and_what_is_not_wanted_is_not_read(
    encoder: Encoder,
) -> None:
    text = "\n".join(f"Line {number} of a long text about nothing." for number in range(60))
    pieces = cut(encoder.tokenizer, text)
    assert 1 < len(pieces.windows) < 10
    vectors = encoder.read(pieces, [pieces.windows[1]])
    begin, end = pieces.windows[1]
    assert vectors.shape == (len(pieces.ids), WIDTH)
    assert np.abs(vectors[begin:end]).sum(axis=1).min() > 0
    assert not vectors[:begin].any()
    assert not vectors[end:].any()


def test_a_window_reads_the_same_alone_and_beside_others(encoder: Encoder) -> None:
    text = f"{TEXT}\n" + "A line of some length follows here, and then another.\n" * 40
    pieces = cut(encoder.tokenizer, text)
    begin, end = pieces.windows[0]
    alone = encoder.read(pieces, [(begin, end)])[begin:end]
    beside = encoder.read(pieces, list(pieces.windows))[begin:end]
    assert len(pieces.windows) > 2
    assert np.array_equal(alone, beside)


def test_the_model_keeps_no_number_of_the_machine_and_tells_nobody(tmp_path: Path) -> None:
    code = "from nlp.models.encoder import Encoder; from nlp.positions.reader import FOLDER as f"
    at_home = ("env", f"HOME={tmp_path}", f"XDG_CACHE_HOME={tmp_path / 'cache'}")
    assert run(*at_home, sys.executable, "-c", f"{code}; Encoder(f)") == 0
    assert list(tmp_path.rglob("*")) == []
