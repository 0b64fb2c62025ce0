from commissioning.domain.tags import HolderKind
from nlp.learning.training import meant
from nlp.positions.voices import Voice
from nlp.tagger import Tagger
from tests.nlp.positions.held import holders


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


def test_people_without_a_name_may_hold_a_stance(tagger: Tagger) -> None:
    found = holders(tagger, "Surgeons voted against the bill. The health secretary backs it.")
    kinds = {voice.holder: voice.kind for voice in found}
    assert kinds["Surgeons"] is HolderKind.GROUP
    assert kinds["The health secretary"] is HolderKind.PERSON


def test_some_of_many_may_hold_a_stance_and_are_told_with_those_they_are_some_of(
    tagger: Tagger,
) -> None:
    found = holders(
        tagger,
        "Half of the surgeons in Truro voted no. Ninety would not vote. In 2011 they met."
        " Porters at the infirmary were glad in May.",
    )
    kinds = {voice.holder: voice.kind for voice in found}
    for holder in ("Half of the surgeons in Truro", "Ninety", "Porters at the infirmary"):
        assert kinds[holder] is HolderKind.GROUP
    assert "2011" not in kinds


def test_whom_a_noun_beside_a_name_means_is_named_once(tagger: Tagger) -> None:
    found = holders(
        tagger,
        "The trust met. Its director of strategy, Ms Jodie Trask, is glad. The next chair is"
        " Mr Peter Gannaway.",
    )
    people = {voice.holder for voice in found if voice.kind is HolderKind.PERSON}
    assert people == {"Ms Jodie Trask", "Mr Peter Gannaway"}


def test_an_officer_who_has_no_name_is_one_person_and_not_the_body(tagger: Tagger) -> None:
    found = holders(
        tagger,
        "The Commons health committee met on Monday. It has asked for a delay. Its chairman said:"
        " “We are in no hurry.”",
    )
    ways = {(voice.holder, voice.kind): voice for voice in found}
    assert ("Its chairman", HolderKind.PERSON) in ways
    [committee] = [voice for voice in found if voice.holder == "Commons health committee"]
    assert committee.kind is HolderKind.ORGANISATION
    assert "following" in {piece.method for piece in committee.pieces}


def test_a_spokesman_speaks_for_whom_the_sentence_is_about(tagger: Tagger) -> None:
    for text in (
        "The Conservatives would let GPs opt out of Labour's groups, their spokesman has said.",
        "The Conservatives will bring forward the day to help Labour, according to their letter.",
    ):
        found = {voice.holder: voice for voice in holders(tagger, text)}
        spoken = [p.span.of(text) for p in found["The Conservatives"].pieces]
        assert any(words.startswith("The Conservatives w") for words in spoken), text
        assert found["The Conservatives"].organisation == "conservative-party"


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


def test_a_meeting_holds_what_it_voted(tagger: Tagger) -> None:
    found = holders(tagger, "The conference voted by a large majority to oppose abolition.")
    assert "The conference" in {voice.holder for voice in found}


def test_a_body_is_named_to_its_end_and_a_paper_is_none_within_it(tagger: Tagger) -> None:
    found = holders(tagger, "The Doctors' Association for Independent Practice wanted them back.")
    assert "Doctors' Association for Independent Practice" in {voice.holder for voice in found}
    assert "Independent" not in {voice.holder for voice in found}
