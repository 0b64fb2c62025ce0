"""What is said without quotation marks: interviews, panels, diaries."""

from commissioning.domain.tags import HolderKind
from nlp.tagger import Tagger
from tests.nlp.positions.held import holders, words


def test_what_is_asked_belongs_to_nobody_and_what_is_answered_to_whom_was_asked(
    tagger: Tagger,
) -> None:
    text = (
        "Dr Orla Penhaligon runs a consortium in Truro. We asked her how it goes.\n"
        "Is it too small?\n"
        "I think so. The PCT had five times the staff.\n"
        "Would you merge?\n"
        "Tomorrow. I would sign in the car park.\n"
        "And the council?\n"
        "My door is open."
    )
    [asked] = [voice for voice in holders(tagger, text) if voice.kind is HolderKind.PERSON]
    assert words(asked, text, "direct") == [
        "I think so.",
        "The PCT had five times the staff.",
        "Tomorrow.",
        "I would sign in the car park.",
        "My door is open.",
    ]


def test_answers_behind_a_letter_are_whose_the_text_is_about(tagger: Tagger) -> None:
    text = (
        "Mr Peter Gannaway leads two groups.\n"
        "Q: Why not make them one?\n"
        "A: Ask the chairs. I'd sign.\n"
        "It would save a floor.\n"
        "Q: And the cost?\n"
        "A: Less than the sandwiches."
    )
    found = {voice.holder: voice for voice in holders(tagger, text)}
    assert words(found["Mr Peter Gannaway"], text, "direct") == [
        "Ask the chairs.",
        "I'd sign.",
        "It would save a floor.",
        "Less than the sandwiches.",
    ]


def test_a_panel_s_words_are_each_one_s_whose_name_stands_before_them(tagger: Tagger) -> None:
    text = (
        "Dr Orla Penhaligon is a GP. Ms Jodie Trask runs a charity.\n"
        "PRESENTER: Is it fair?\n"
        "PENHALIGON: It is not.\n"
        "TRASK: It has never been fairer."
    )
    found = {voice.holder: voice for voice in holders(tagger, text)}
    assert words(found["Dr Orla Penhaligon"], text, "direct") == ["It is not."]
    assert words(found["Ms Jodie Trask"], text, "direct") == ["It has never been fairer."]


def test_a_diary_is_whose_it_is_said_to_be(tagger: Tagger) -> None:
    text = (
        "Dr Orla Penhaligon keeps a diary for us.\n"
        "Monday. Surgery all day. I saw forty.\n"
        "Tuesday. The board, and my first vote.\n"
        "Friday. I slept."
    )
    found = {voice.holder: voice for voice in holders(tagger, text)}
    assert "The board, and my first vote." in words(found["Dr Orla Penhaligon"], text, "direct")


def test_questions_in_a_report_are_no_interview(tagger: Tagger) -> None:
    text = (
        "Dr Orla Penhaligon chairs the board.\n"
        "What will it do?\n"
        "It will meet in May.\n"
        "Who pays?\n"
        "The county does.\n"
        "When?\n"
        "In April.\n"
        "Note: none was taken."
    )
    found = {voice.holder: voice for voice in holders(tagger, text)}
    assert words(found["Dr Orla Penhaligon"], text, "direct") == []
