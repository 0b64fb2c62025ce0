from collections.abc import Sequence
from datetime import date

from commissioning.domain.tags import HolderKind, Text
from nlp.learning.training import meant
from nlp.positions.holders import voices
from nlp.positions.voices import Voice
from nlp.tagger import Tagger

DAY = date(2011, 3, 1)


def holders(tagger: Tagger, text: str) -> Sequence[Voice]:
    [doc] = tagger.docs((Text(id="sample", text=text, day=DAY),))
    return voices(doc)


def test_who_speaks_acts_or_is_named_may_hold_a_stance_and_each_once(tagger: Tagger) -> None:
    found = holders(
        tagger,
        "The BMA has voted against the bill. Dr Orla Penhaligon, who chairs a practice in Truro,"
        " has signed up. “We are ready,” Dr Penhaligon said.",
    )
    ways = {voice.holder: {piece.method for piece in voice.pieces} for voice in found}
    assert ways["BMA"] == {"subject"}
    assert {"named", "direct"} <= ways["Dr Orla Penhaligon"]
    assert len({(voice.holder, voice.kind) for voice in found}) == len(found)


def test_a_body_within_another_s_words_holds_nothing_there(tagger: Tagger) -> None:
    found = holders(tagger, "“The BMA is wrong and the RCN is right,” said Ann Sample of Unison.")
    assert "RCN" not in {voice.holder for voice in found}


def test_who_writes_in_the_first_person_is_an_author_and_who_reports_may_be_none(
    tagger: Tagger,
) -> None:
    opinion = holders(tagger, "I am tired of it. My patients are, too, and I shall say so.")
    news = holders(tagger, "The board met on Monday. It heard a report on the budget.")
    [author] = [voice for voice in opinion if voice.kind is HolderKind.AUTHOR]
    assert {piece.method for piece in author.pieces} == {"author"}
    reporters = [voice for voice in news if voice.kind is HolderKind.AUTHOR]
    assert {piece.method for voice in reporters for piece in voice.pieces} <= {"reporter"}


def test_a_label_is_that_of_the_holder_it_names_not_of_all_who_speak_for_the_body() -> None:
    def voice(holder: str, kind: HolderKind) -> Voice:
        return Voice(holder=holder, kind=kind, organisation="bma")

    body = voice("BMA", HolderKind.ORGANISATION)
    chair = voice("Dr Ann Sample", HolderKind.PERSON)
    other = voice("Dr Bo Example", HolderKind.PERSON)
    among = [body, chair, other]

    def row(holder: str, kind: str) -> dict[str, str | None]:
        return {"holder": holder, "holder_kind": kind, "organisation": "bma"}

    assert meant(row("Dr Ann Sample", "person"), among) == [chair]
    assert meant(row("the BMA", "organisation"), among) == [body]
    assert meant(row("the association", "organisation"), among) == [body]
    assert (
        meant({"holder": "Unison", "holder_kind": "organisation", "organisation": None}, among)
        == []
    )


def words(voice: Voice, text: str, method: str) -> list[str]:
    return [piece.span.of(text) for piece in voice.pieces if piece.method == method]


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
    assert words(found["Dr Lilian Amery"], text, "onward") == ["Nothing would be lost."]
    assert words(found["Dr Malcolm Strood"], text, "following") == []


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


def test_what_is_written_in_the_first_person_goes_on_about_nobody_else(tagger: Tagger) -> None:
    text = "The BMA has changed its mind. Nothing would be saved. I never thought so myself."
    found = {voice.holder: voice for voice in holders(tagger, text)}
    assert words(found["BMA"], text, "following") == ["Nothing would be saved."]


def test_people_without_a_name_may_hold_a_stance(tagger: Tagger) -> None:
    found = holders(tagger, "Surgeons voted against the bill. The health secretary backs it.")
    kinds = {voice.holder: voice.kind for voice in found}
    assert kinds["Surgeons"] is HolderKind.GROUP
    assert kinds["The health secretary"] is HolderKind.PERSON


def test_an_author_is_named_at_the_end_or_alone_in_the_first_line(tagger: Tagger) -> None:
    opinion = "I am tired of it. My patients are, too, and I shall say so."
    for text in (
        f"{opinion}\n\nDr Ann Sample practises in Leeds",
        f"{opinion}\n\nDr Ann Sample",
        f"Dr Ann Sample\n\n{opinion}",
    ):
        authors = [v for v in holders(tagger, text) if {p.method for p in v.pieces} >= {"author"}]
        assert [voice.holder for voice in authors] == ["Dr Ann Sample"], text
    [nobody] = [v for v in holders(tagger, opinion) if v.kind is HolderKind.AUTHOR]
    assert nobody.holder == "author"
