"""Sentences that go on about a holder, or with what one tells."""

from nlp.tagger import Tagger
from tests.nlp.positions.held import holders, words


def test_sentences_go_on_about_whom_their_pronoun_means(tagger: Tagger) -> None:
    text = (
        "Dr Orla Penhaligon chairs a practice in Truro. She would like fewer and bigger groups."
        " Mr Peter Gannaway runs the trust. He would not.\n"
        "Her own patients are divided.\n"
        "The budget falls in April."
    )
    found = {voice.holder: voice for voice in holders(tagger, text)}
    assert words(found["Dr Orla Penhaligon"], text, "following") == [
        "She would like fewer and bigger groups.",
        "Her own patients are divided.",
    ]
    assert words(found["Mr Peter Gannaway"], text, "following") == ["He would not."]


def test_a_sentence_that_names_nobody_goes_on_about_the_last_within_its_paragraph(
    tagger: Tagger,
) -> None:
    text = (
        "The BMA has changed its mind. Nothing would be saved.\n"
        "Snow fell on the hills all the week."
    )
    found = {voice.holder: voice for voice in holders(tagger, text)}
    assert words(found["BMA"], text, "following") == ["Nothing would be saved."]


def test_what_somebody_told_goes_on_whatever_its_sentences_are_about(tagger: Tagger) -> None:
    text = (
        "Dr Orla Penhaligon said that she had voted no. GPs had been handed the blame for a"
        " deficit. The BMA did not care.\n"
        "The BMA will meet in May."
    )
    found = {voice.holder: voice for voice in holders(tagger, text)}
    assert words(found["Dr Orla Penhaligon"], text, "onward") == [
        "GPs had been handed the blame for a deficit.",
        "The BMA did not care.",
    ]


def test_a_sentence_around_a_few_quoted_words_is_its_speaker_s_too(tagger: Tagger) -> None:
    text = (
        "Dr Orla Penhaligon spoke up for the principle. Unless councillors are put on the boards,"
        " however, she will be “unable to follow it”, she said. “I voted no,” she said."
    )
    found = {voice.holder: voice for voice in holders(tagger, text)}
    told = words(found["Dr Orla Penhaligon"], text, "onward")
    assert [sentence[:7] for sentence in told] == ["Unless "]


def test_a_body_s_own_officer_is_whom_the_next_sentence_means(tagger: Tagger) -> None:
    text = (
        "The primary care trust's chief executive, Mr Mark Dunster, faces closure. He was sorry."
        " Nothing would be saved."
    )
    found = {voice.holder: voice for voice in holders(tagger, text)}
    assert words(found["Mr Mark Dunster"], text, "following") == [
        "He was sorry.",
        "Nothing would be saved.",
    ]


def test_his_partner_is_not_he(tagger: Tagger) -> None:
    text = (
        "Dr Malcolm Strood runs the fund. His partner Dr Lilian Amery wants it closed. Nothing"
        " would be lost."
    )
    found = {voice.holder: voice for voice in holders(tagger, text)}
    assert words(found["Dr Lilian Amery"], text, "following") == ["Nothing would be lost."]
    assert words(found["Dr Malcolm Strood"], text, "following") == []


def test_what_is_written_in_the_first_person_goes_on_about_nobody_else(tagger: Tagger) -> None:
    text = "The BMA has changed its mind. Nothing would be saved. I never thought so myself."
    found = {voice.holder: voice for voice in holders(tagger, text)}
    assert words(found["BMA"], text, "following") == ["Nothing would be saved."]


def test_whom_a_sentence_names_as_its_object_tells_nothing(tagger: Tagger) -> None:
    text = "The BMA has written to Dr Orla Penhaligon. Competition would wreck the service."
    found = {voice.holder: voice for voice in holders(tagger, text)}
    assert words(found["Dr Orla Penhaligon"], text, "onward") == []


def test_what_somebody_told_ends_somewhere_and_is_not_the_writer_s(tagger: Tagger) -> None:
    others = " ".join(f"The BMA said nothing on day {day}." for day in range(10))
    text = f"Dr Orla Penhaligon spoke. I think the BMA is wrong. {others}"
    found = {voice.holder: voice for voice in holders(tagger, text)}
    told = words(found["Dr Orla Penhaligon"], text, "onward")
    assert 0 < len(told) < 8
    assert all(sentence.startswith("The BMA") for sentence in told)


def test_what_a_list_says_goes_on_with_the_sentence_that_opens_it(tagger: Tagger) -> None:
    text = (
        "The BMA asks for three things:\n"
        "a longer day;\n"
        "(b) fewer forms; and\n"
        "Snow fell on the hills all the week."
    )
    found = {voice.holder: voice for voice in holders(tagger, text)}
    assert words(found["BMA"], text, "following") == ["a longer day;", "(b) fewer forms; and"]


def test_they_are_those_whom_the_sentence_before_described(tagger: Tagger) -> None:
    text = (
        "Dr Orla Penhaligon has come round. Her members may be of another opinion. They turned"
        " down a joint committee in July."
    )
    found = {voice.holder: voice for voice in holders(tagger, text)}
    [last] = words(found["Her members"], text, "following")
    assert last == "They turned down a joint committee in July."
