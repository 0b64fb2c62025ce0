"""Who says what, in invented sentences of invented people; each shows one construction."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissioning.domain.tags import Quotation, Text
from nlp.tagger import Tagger

Row = tuple[str, str, str | None]


def rows(tagger: Tagger, text: str) -> list[Row]:
    """The quotations as kind, words and speaker."""
    return [(q.kind.value, q.span.of(text), q.speaker) for q in found(tagger, text)]


def found(tagger: Tagger, text: str) -> tuple[Quotation, ...]:
    return tagger.tag(Text(id="a", text=text)).quotations


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("Ann Sample said: “We are not ready.”", "We are not ready.", "Ann Sample"),
        ("‘We are not ready,’ says Ann Sample.", "We are not ready,", "Ann Sample"),
        ("“We are not ready,” according to Dr Ann Sample.", "We are not ready,", "Dr Ann Sample"),
        (
            "According to Dr Ann Sample, it is “a dog’s breakfast”.",
            "a dog’s breakfast",
            "Dr Ann Sample",
        ),
        ("“Half,” was the verdict of Dr Ann Sample.", "Half,", "Dr Ann Sample"),
        (
            "GPs are, in Dr Ann Sample’s words, “running on empty”.",
            "running on empty",
            "Dr Ann Sample",
        ),
        (
            "The plan was described by Dr Ann Sample as “a gift to lawyers”.",
            "a gift to lawyers",
            "Dr Ann Sample",
        ),
        (
            "“It is over,” joked an analyst at a City bank, who had rung twice.",
            "It is over,",
            "an analyst at a City bank",
        ),
        ("Ann Sample of Unison: “They are at it again.”", "They are at it again.", "Ann Sample"),
        ("“Half the land,” mourned Dr Ann Sample.", "Half the land,", "Dr Ann Sample"),
        ("“Vindicated!” wrote one, a retired surgeon.", "Vindicated!", "one, a retired surgeon"),
        (
            "“We had four of them,” says Ottoline from a surgery in Market Stow.",
            "We had four of them,",
            "Ottoline",
        ),
        (
            "Dr Ann Sample left. “They can have my card,” said the Market Stow GP.",
            "They can have my card,",
            "Dr Ann Sample",
        ),
        (
            "It is dead, according to Ann Sample, an economist who advised Labour. “I am for it.”",
            "I am for it.",
            "Ann Sample",
        ),
        (
            "Dr Ann Sample said that she was glad. It was hard, “but not on any of us”.",
            "but not on any of us",
            "Dr Ann Sample",
        ),
        (
            "I asked my own GP if she was up for it. “I am retiring,” she said.",
            "I am retiring,",
            "my own GP",
        ),
        (
            "Dr Ann Sample is glad. Her own wish was to hand it over: “They know us.”",
            "They know us.",
            "Dr Ann Sample",
        ),
        (
            "“We cannot go on like this.” – Practice manager, Kent",
            "We cannot go on like this.",
            "Practice manager, Kent",
        ),
        (
            "Its organiser, Imogen Tull, insisted that they wanted help, “and soon, not in March”.",
            "and soon, not in March",
            "Imogen Tull",
        ),
        (
            "The beds were “for the other sort of patient”, Mrs Ann Sample told the board.",
            "for the other sort of patient",
            "Mrs Ann Sample",
        ),
        (
            "“It's dead,” Sen. Tom Reed, R-Ohio, said Tuesday.",
            "It's dead,",
            "Sen. Tom Reed",
        ),
        (
            "“If we had known,” Rep. Ann Sample (D-Calif.) said, “we would have left.”",
            "If we had known,",
            "Rep. Ann Sample",
        ),
        (
            "“We're done,” her husband, Tom Reed, chimed in.",
            "We're done,",
            "Tom Reed",
        ),
        (
            "“It's still an apple,” reasoned director Dr Ann Sample.",
            "It's still an apple,",
            "Dr Ann Sample",
        ),
        (
            "Dr Ann Sample, a GP in Northwick Green, said: “Saturday is popular.”",
            "Saturday is popular.",
            "Dr Ann Sample",
        ),
        (
            "Ann Sample replied that Reed had promised a third, and that the rest “was lost”.",
            "was lost",
            "Ann Sample",
        ),
        (
            "“A mess without end,” Ann Sample calls it, “and a dear one.”",
            "A mess without end,",
            "Ann Sample",
        ),
        ("ANN, baker: “They have the one oven.”", "They have the one oven.", "ANN"),
        (
            "“It did nothing for me.” Salaried GP, Yarm",
            "It did nothing for me.",
            "Salaried GP, Yarm",
        ),
        (
            "“It is over,” said a man carrying a lamp.",
            "It is over,",
            "a man carrying a lamp",
        ),
        ("A PCT spokesman said beds were “truly full”.", "truly full", "A PCT spokesman"),
        (
            (
                "Dr Ann Sample hopes it will be signed. Her own practice expects to lose by "
                "it. “Someone must come in.”"
            ),
            "Someone must come in.",
            "Dr Ann Sample",
        ),
        (
            (
                "Dr Ann Sample told the board that money would be saved. The question was the "
                "price of the exits: “You get it back if somebody lends it.”"
            ),
            "You get it back if somebody lends it.",
            "Dr Ann Sample",
        ),
        (
            (
                "Cllr Ann Sample backed the aim and deplored the manners. Villages had been "
                "“invited to the feast as the cooks”."
            ),
            "invited to the feast as the cooks",
            "Cllr Ann Sample",
        ),
        (
            (
                "Mrs Ann Sample says that nobody likes it. The clerk wanted to shut an A&E. "
                "“Which of the two is worse?”"
            ),
            "Which of the two is worse?",
            "Mrs Ann Sample",
        ),
        (
            (
                "“I was asked for a tick,” Ann Sample told the paper. “There was no box for "
                "Heaven Help Us.”"
            ),
            "There was no box for Heaven Help Us.",
            "Ann Sample",
        ),
        (
            (
                "Mrs Ann Sample spoke. She got a cheer, and then an argument from Dr Tom Reed, "
                "of the same group. “We built ours with a nurse at the table.”"
            ),
            "We built ours with a nurse at the table.",
            "Dr Tom Reed",
        ),
        (
            (
                "Mr Tom Reed calls it “a raid”. But Dr Ann Sample, of Market Stow, could see a "
                "use for it so long as it was nurses who did the marking. “Some of us need a "
                "friend.”"
            ),
            "Some of us need a friend.",
            "Dr Ann Sample",
        ),
        (
            "The King's Fund “warmly applauded” the sale of the doors.",
            "warmly applauded",
            "The King's Fund",
        ),
        (
            "The lodge's spokeswoman retorted that Unison was late. “We stay open,” she said.",
            "We stay open,",
            "The lodge's spokeswoman",
        ),
        (
            (
                "One judge, who has been told that her board will be absorbed by its neighbour,"
                " compares the process to musical chairs “in a room with no music”."
            ),
            "in a room with no music",
            "One judge",
        ),
        (
            (
                "The King's Fund is worried. There is “a risk of one more master”, according to its"
                " briefing."
            ),
            "a risk of one more master",
            "The King's Fund",
        ),
        (
            "The Sampleton Hospital Trust met. The Committee concluded that “size is no end”.",
            "size is no end",
            "The Committee",
        ),
    ],
)
def test_quoted_words_have_their_speaker(
    tagger: Tagger, text: str, words: str, speaker: str
) -> None:
    assert ("direct", words, speaker) in rows(tagger, text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Dr Ann Sample said that it was late and that nobody had come.",
            ["it was late", "nobody had come"],
        ),
        ("Dr Ann Sample said it was late and dark.", ["it was late and dark"]),
        (
            "Dr Ann Sample thinks it was late, but doubts that it was dark.",
            ["it was late", "it was dark"],
        ),
        (
            "It was late, Dr Ann Sample said, and the doors were shut.",
            ["It was late", "the doors were shut"],
        ),
        (
            "Most of it, Dr Ann Sample says, is memory.",
            ["Most of it, Dr Ann Sample says, is memory"],
        ),
        ("Dr Ann Sample asked whether the doors were shut.", ["whether the doors were shut"]),
        ("Dr Ann Sample wanted to know who had shut the doors.", ["who had shut the doors"]),
        ("It was claimed by Dr Ann Sample that the doors were shut.", ["the doors were shut"]),
        (
            "The doors had been shut for years, according to Dr Ann Sample.",
            ["The doors had been shut for years"],
        ),
        (
            "Dr Ann Sample took a cooler view: the doors had never been open.",
            ["the doors had never been open"],
        ),
        ("Dr Ann Sample's view is that the doors were shut.", ["the doors were shut"]),
        ("Dr Ann Sample took the view that the doors were shut.", ["the doors were shut"]),
        ("Dr Ann Sample went on to say that the doors were shut.", ["the doors were shut"]),
        ("As Dr Ann Sample has pointed out, the doors were shut.", ["the doors were shut"]),
        ("Dr Ann Sample told the clerk the doors were shut.", ["the doors were shut"]),
        ("Dr Ann Sample claims to have shut the doors.", ["to have shut the doors"]),
        ("Dr Ann Sample does not believe that the doors were shut.", ["the doors were shut"]),
        (
            "Dr Ann Sample said the doors were shut, “and a good thing too”.",
            ["the doors were shut"],
        ),
        (
            "Dr Ann Sample said the doors were shut, adding: “They stay so.”",
            ["the doors were shut"],
        ),
        (
            "Nurses would not, Dr Ann Sample believed, go quietly.",
            ["Nurses would not, Dr Ann Sample believed, go quietly"],
        ),
        (
            "It has been, Dr Ann Sample thinks, a good door held open by nobody.",
            ["It has been, Dr Ann Sample thinks, a good door held open by nobody"],
        ),
        (
            "Dr Ann Sample said doors should be opened in May, a suggestion that he rejected.",
            ["doors should be opened in May"],
        ),
    ],
)
def test_reported_words_are_cut_where_their_clause_is(
    tagger: Tagger, text: str, wanted: list[str]
) -> None:
    indirect = [row for row in rows(tagger, text) if row[0] == "indirect"]
    assert indirect == [("indirect", words, "Dr Ann Sample") for words in wanted]


def test_words_before_an_aside_are_no_part_of_it(tagger: Tagger) -> None:
    text = "It would, the clerk submitted, be easier to open one door."
    assert rows(tagger, text) == [("indirect", text[:-1], "the clerk")]


def test_what_one_is_advised_to_do_is_not_what_is_said(tagger: Tagger) -> None:
    text = (
        "Asked whether she would advise a new consortium to sign, Dr Ann Sample said: “Not today.”"
    )
    assert rows(tagger, text) == [("direct", "Not today.", "Dr Ann Sample")]


@pytest.mark.parametrize(
    "text",
    [
        "Dr Ann Sample did not say that the doors were shut.",
        "Dr Ann Sample wants to say that the doors were shut.",
        "A survey found that the doors were shut.",
        "Dr Ann Sample urged that the doors be shut.",
        "If Dr Ann Sample says that the doors were shut, they were.",
        "It is said that the doors were shut.",
        "The numbers add up, the doors are shut, and we go home.",
    ],
)
def test_what_nobody_says_is_no_quotation(tagger: Tagger, text: str) -> None:
    assert rows(tagger, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Dr Ann Sample’s book “The Long Surgery” came out in May.",
        "The surgery has a ‘patients’ corner’ and a ‘wall of shame’.",
        "Under the headline “Doctors in revolt” the paper printed a list.",
        "The Clerks’ Arms is the bus drivers’ own pub.",
        "The King's Fund wants a “federated” sort of surgery.",
        "The group may “take such steps as it likes” with a surgery.",
        "The word “patient” says little to Dr Ann Sample.",
        "Sir, Your report (“Doctors told to wait their turn”) says nothing of nurses.",
    ],
)
def test_titles_and_scare_quotes_are_no_quotations(tagger: Tagger, text: str) -> None:
    assert rows(tagger, text) == []


def test_marked_words_in_a_reported_question_are_part_of_it(tagger: Tagger) -> None:
    text = "Dr Ann Sample asked why members, “whose doors these are”, were not told."
    assert [row[0] for row in rows(tagger, text)] == ["indirect"]


def test_whoever_has_seen_a_paper_is_not_its_author(tagger: Tagger) -> None:
    text = "A letter seen by Ann Sample says that the doors were shut."
    assert "Ann Sample" not in [row[2] for row in rows(tagger, text)]


def test_a_pronoun_is_the_last_subject_of_its_sex(tagger: Tagger) -> None:
    text = (
        "Mr Tom Reed met Mrs Ann Sample. “We talked,” she said. “About time,” he said.\n\n"
        "A practice manager wept. “I have had enough,” she said."
    )
    assert [row[2] for row in rows(tagger, text)] == [
        "Mrs Ann Sample",
        "Mr Tom Reed",
        "A practice manager",
    ]


def test_whoever_is_in_what_a_pronoun_says_is_not_its_speaker(tagger: Tagger) -> None:
    for text in (
        "Tom Reed said: “We know it.”\n\nA nurse will come on Monday, he said.",
        "Tom Reed said: “We know it.”\n\nA caretaker provider will come on Monday, he said.",
    ):
        assert [row[2] for row in rows(tagger, text)] == ["Tom Reed", "Tom Reed"]


def test_a_title_anywhere_tells_the_sex_of_a_name(tagger: Tagger) -> None:
    text = (
        "Ottoline Sample rang the board. Tom Reed has had letters like Mrs Sample's. “I squint,” he"
        " said."
    )
    assert [row[2] for row in rows(tagger, text)] == ["Tom Reed"]


def test_they_are_the_people_whom_the_text_was_last_about(tagger: Tagger) -> None:
    text = (
        "The chairs of four boards have warned NHS England of chaos.\n\nIn a letter they write: “We"
        " ask you to look at the calendar.”"
    )
    assert rows(tagger, text)[-1][2] == "The chairs of four boards"


def test_whoever_the_first_line_describes_is_named_by_the_second(tagger: Tagger) -> None:
    text = (
        "THE woman in charge of the county has told staff that it was “a crime”.\n\nAnn Sample,"
        " its chair, will go in May."
    )
    assert rows(tagger, text)[0][2] == "Ann Sample"


def test_the_words_after_a_question_are_those_of_whoever_was_asked(tagger: Tagger) -> None:
    text = "Then Ann Sample was asked by a member what she had achieved. “I closed a bad ward.”"
    assert rows(tagger, text)[-1][2] == "Ann Sample"


def test_it_is_the_body_that_the_text_was_last_about(tagger: Tagger) -> None:
    text = "The King's Fund met GPs in March. It said that the talks had gone well."
    [quotation] = found(tagger, text)
    assert quotation.organisation == "kings-fund"


def test_what_a_letter_says_is_its_writers(tagger: Tagger) -> None:
    text = (
        "The King's Fund was busy. A letter from Ann Sample was short. It says: “We had no time.”"
    )
    assert rows(tagger, text) == [("direct", "We had no time.", "Ann Sample")]


def test_a_spokesman_speaks_for_his_body(tagger: Tagger) -> None:
    text = "A spokesman for the King's Fund said that the talks had gone well."
    [quotation] = found(tagger, text)
    assert quotation.organisation == "kings-fund"


def test_the_answers_of_an_interview_are_those_of_whoever_is_introduced(tagger: Tagger) -> None:
    text = (
        "Dr Ann Sample led her group for six years.\n\nWhose idea was it?\n\n“Everybody's.”\n\n"
        "Who ended it?\n\n“The office, by inches.”\n\nWas it worth it?\n\n“The first year.”"
    )
    assert [row[2] for row in rows(tagger, text)] == ["Dr Ann Sample"] * 3


def test_a_first_name_alone_can_be_the_speaker(tagger: Tagger) -> None:
    text = "Mr Tom Reed was out. One of them, Jeanette, showed me a slip. “That is mine,” she said."
    assert [row[2] for row in rows(tagger, text)] == ["Jeanette"]


def test_a_claim_is_its_owners_whatever_becomes_of_it(tagger: Tagger) -> None:
    text = "Dr Ann Sample's claim that the vote was rigged was laughed at."
    assert rows(tagger, text) == [("indirect", "the vote was rigged", "Dr Ann Sample")]


def test_two_speakers_of_one_paragraph_keep_their_words(tagger: Tagger) -> None:
    text = "“I am for it,” said Ann Sample. “All of it.” Her deputy, Tom Reed, was blunt: “No.”"
    assert [row[2] for row in rows(tagger, text)] == ["Ann Sample", "Ann Sample", "Tom Reed"]


def test_a_quotation_over_paragraphs_is_one_row_for_each(tagger: Tagger) -> None:
    text = (
        "Ann Sample said: “One thing is clear to everybody.\n\n“Another thing is not clear at all.”"
    )
    assert [row[2] for row in rows(tagger, text)] == ["Ann Sample", "Ann Sample"]


@pytest.mark.parametrize("ends", ["\n\n", "\r\n\r\n", "\n", "\u2028"])
@pytest.mark.parametrize("noise", ["", "🙂👩‍⚕️ ", "e\u0301te\u0301 ", "\u200b"])
def test_offsets_count_characters_of_any_kind(tagger: Tagger, ends: str, noise: str) -> None:
    text = f"{noise}Talks began.{ends}{noise}“We shall see,” said Ann Sample.{ends}It ended."
    assert ("direct", "We shall see,", "Ann Sample") in rows(tagger, text)


_PIECES = (
    *("“", "”", "‘", "’", '"', "'", " ", ", ", ". ", ": ", "\r\n", "\n\n", "🙂", "e\u0301", "—"),
    *(
        "said ",
        "says ",
        "that ",
        "and that ",
        "it ",
        "she ",
        "Dr Ann Sample ",
        "the union ",
        "asked ",
    ),
    *("whether ", "according to ", "the doors were shut", "a mess", "BMA ", "called it ", "one "),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join))
def test_any_text_gives_quotations_that_lie_in_it_in_order(tagger: Tagger, text: str) -> None:
    quotations = found(tagger, text)
    assert list(quotations) == sorted(quotations, key=lambda q: q.span)
    for quotation in quotations:
        words = quotation.span.of(text)
        assert words.strip() == words
        assert quotation.cue is None or quotation.cue.of(text).strip()


@pytest.mark.parametrize(
    "line", ["The chair, Dr Ann Sample, said that “it” was late, according to her, and ' “ "]
)
def test_ten_thousand_words_in_one_line_take_ten_times_as_long_as_a_thousand(
    tagger: Tagger, line: str
) -> None:
    def seconds(words: int) -> float:
        begin = time.process_time()
        found(tagger, line * (words // len(line.split())))
        return time.process_time() - begin

    assert seconds(10_000) < 20 * seconds(1_000)
