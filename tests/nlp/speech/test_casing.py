import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.speech.casing import in_usual_letters
from nlp.tagger import Tagger
from tests.nlp.positions.held import holders

ACRONYMS = {"BMA", "NICE"}


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("DOCTORS on the coast met.", "Doctors on the coast met."),
        ("A NURSE who left said so.", "A nurse who left said so."),
        ("TEN surgeries joined.\n\nTHE BMA did not.", "Ten surgeries joined.\n\nThe BMA did not."),
        ("TRENTSIDE'S surgeries joined.", "Trentside's surgeries joined."),
        ("DR ANN SAMPLE is against it.", "Dr Ann Sample is against it."),
        ("NICE advice and QOF points", "NICE advice and QOF points"),
        ("MINUTES OF THE BOARD\n\nThe chair spoke.", "MINUTES OF THE BOARD\n\nThe chair spoke."),
        ("I am against it.", "I am against it."),
        ("We met THE BOARD there.", "We met THE BOARD there."),
    ],
)
def test_a_lead_in_capitals_is_read_in_usual_letters(written: str, usual: str) -> None:
    assert in_usual_letters(written, ACRONYMS) == usual


@given(st.text())
def test_no_character_moves(text: str) -> None:
    usual = in_usual_letters(text, ACRONYMS)
    assert len(usual) == len(text)
    assert usual.lower() == text.lower()


def test_who_is_named_in_capitals_may_hold_a_stance(tagger: Tagger) -> None:
    found = holders(tagger, "COUNCILLORS in Sandwell have asked to be taken out of the plan.")
    assert "councillors in sandwell" in {voice.holder.casefold() for voice in found}
