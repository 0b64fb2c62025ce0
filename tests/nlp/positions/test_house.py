"""What is said in the name of the body whose paper it is."""

from nlp.tagger import Tagger
from tests.nlp.positions.held import holders, words


def test_a_body_says_we_in_its_own_paper(tagger: Tagger) -> None:
    text = (
        "The Royal College of Nursing has answered the report.\n"
        "We asked for a nurse on every board. That was in May.\n"
        "The Forum met in May."
    )
    found = {voice.holder: voice for voice in holders(tagger, text)}
    assert words(found["Royal College of Nursing"], text, "house") == [
        "We asked for a nurse on every board.",
    ]
    letter = text + " I cannot wait."
    mine = {voice.holder: voice for voice in holders(tagger, letter)}
    assert words(mine["Royal College of Nursing"], letter, "house") == []


def test_what_a_panel_resolved_is_its_own(tagger: Tagger) -> None:
    text = (
        "The Panel met on 4 May.\n"
        "Councillor Stott said that GPs would be wiser.\n"
        "RESOLVED that:\n"
        "(a) the changes be put off; and\n"
        "(b) the paper be noted.\n"
        "The meeting ended at noon."
    )
    found = {voice.holder: voice for voice in holders(tagger, text)}
    assert words(found["The Panel"], text, "house") == [
        "RESOLVED that:",
        "(a) the changes be put off; and",
        "(b) the paper be noted.",
    ]


def test_what_was_agreed_in_the_news_is_not_said_by_the_first_body(tagger: Tagger) -> None:
    text = "The PCT met on 4 May. The row went on until it was resolved. GPs were there."
    found = [words(voice, text, "house") for voice in holders(tagger, text)]
    assert not any(found)


def test_what_another_does_in_a_body_s_paper_is_not_its_own(tagger: Tagger) -> None:
    text = (
        "The Royal College of Nursing has answered the report.\n"
        "We asked for a nurse on every board. The BMA opposed this."
    )
    found = {voice.holder: voice for voice in holders(tagger, text)}
    assert words(found["Royal College of Nursing"], text, "house") == [
        "We asked for a nurse on every board."
    ]


def test_one_of_many_commissioners_may_be_whose_paper_it_is(tagger: Tagger) -> None:
    text = "Thank you for what you told your new clinical commissioning group.\nWe shall do it."
    found = {voice.organisation: voice for voice in holders(tagger, text)}
    assert words(found["clinical-commissioning-groups"], text, "house") == ["We shall do it."]
