from datetime import date

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from commissioning.domain.tags import (
    HolderKind,
    Position,
    Quotation,
    QuotationKind,
    Span,
    Stance,
    Text,
    TextRole,
)
from commissioning.register import load_register
from nlp.attributes import Section, SectionKind, Speaker
from nlp.components.stances import shipped, stances_of

BLANK = spacy.blank("en")
SPEAKER = "Dr Ann Sample"
HEADLINES = {
    "gp-budgets": "Family doctors asked to hold the budget",
    "pct-abolition": "Primary care trusts face abolition",
    "reform-bill": "Peers debate the health bill",
    "pace": "The timetable for change",
    "private-sector": "Private firms and the health service",
    "reorganisation-cost": "What the reorganisation will cost",
    "gp-conflict": "Conflicts of interest in commissioning",
    "gp-capability": "Do GPs have the skills and the time?",
    "patient-involvement": "A voice for patients and the public",
    "local-government": "Councils and the health service",
    "specialist-involvement": "Hospital doctors and nurses in commissioning",
    "central-control": "How much power for the commissioning board?",
    "consortium-size": "Should the groups merge?",
    "practice-contracts": "Who should hold GP practices' contracts?",
    "integrated-systems": "Integrated care systems take over",
    "nhs-england-abolition": "NHS England to be abolished",
}
DAYS = {"integrated-systems": date(2021, 6, 1), "nhs-england-abolition": date(2025, 6, 1)}
USUAL = date(2011, 3, 1)

PLAIN = [
    (
        "gp-budgets",
        "support",
        "Doctors are closest to their patients, so GPs should hold the budget.",
    ),
    (
        "gp-budgets",
        "oppose",
        "The commissioning budget is a poisoned chalice and GPs do not want it.",
    ),
    ("pct-abolition", "support", "PCTs had their chance and will not be missed: abolish them."),
    (
        "pct-abolition",
        "oppose",
        "Abolition of the primary care trusts is a mistake and expertise will be lost.",
    ),
    (
        "reform-bill",
        "support",
        "We support the bill and the government should press on with the reforms.",
    ),
    (
        "reform-bill",
        "oppose",
        "We reject the bill. It should be withdrawn, for nobody voted for it.",
    ),
    ("pace", "support", "The sooner the better: let us get on with it as quickly as possible."),
    ("pace", "oppose", "The timetable is too fast. Slow down and run pilots first."),
    (
        "private-sector",
        "support",
        "Competition will raise standards; private firms bring fresh ideas, let them in.",
    ),
    (
        "private-sector",
        "oppose",
        "This is privatisation by the back door, and shareholders will profit from it.",
    ),
    (
        "reorganisation-cost",
        "support",
        "The savings on management costs will be repaid into the front line.",
    ),
    (
        "reorganisation-cost",
        "oppose",
        "The reorganisation will cost billions and the money will be wasted.",
    ),
    (
        "gp-conflict",
        "support",
        "We declare it and we publish every bid; the rules on conflicts of interest are robust.",
    ),
    (
        "gp-conflict",
        "oppose",
        "GPs must not award contracts to themselves: conflicts of interest are not under control.",
    ),
    (
        "gp-capability",
        "support",
        "GPs are more than capable of this and have the skills and appetite.",
    ),
    ("gp-capability", "oppose", "GPs have no training and no time; most are not managers."),
    (
        "patient-involvement",
        "support",
        "Patients must be heard and the public should have a stronger voice.",
    ),
    (
        "patient-involvement",
        "oppose",
        "Lay members are amateurs. We do not want another talking shop for the public.",
    ),
    (
        "local-government",
        "support",
        "Elected councillors should have real power; councils need a stronger role.",
    ),
    (
        "specialist-involvement",
        "support",
        "Hospital doctors and nurses must have a seat on every board.",
    ),
    (
        "central-control",
        "support",
        "Somebody has to step in; the commissioning board needs to hold groups to account.",
    ),
    (
        "central-control",
        "oppose",
        "The commissioning board is a control freak that interferes and stifles local freedom.",
    ),
    (
        "consortium-size",
        "support",
        "Our groups are too small to survive. We should merge and gain clout.",
    ),
    (
        "consortium-size",
        "oppose",
        "A merger would be remote; small is beautiful because we know each other.",
    ),
    (
        "practice-contracts",
        "support",
        "Give us the contracts: co-commissioning makes sense and will improve practices.",
    ),
    (
        "practice-contracts",
        "oppose",
        "CCGs holding GP contracts would police their colleagues, pit against each other.",
    ),
    (
        "integrated-systems",
        "support",
        "Integrated care systems end silos and bring joined up care; it is the right direction.",
    ),
    (
        "integrated-systems",
        "oppose",
        "Integrated care systems are a smokescreen for cuts, dominated by acute hospitals.",
    ),
    (
        "nhs-england-abolition",
        "support",
        "Abolishing NHS England is the right decision and will end duplication.",
    ),
    (
        "nhs-england-abolition",
        "oppose",
        "Scrapping NHS England is a reckless distraction that brings chaos and uncertainty.",
    ),
]
TURNED = [
    ("gp-budgets", "oppose", "GPs should not hold the budget."),
    ("pace", "oppose", "We do not support the timetable. It is not sensible."),
    ("reform-bill", "mixed", "The proposals contain both opportunities and threats."),
    (
        "reform-bill",
        "mixed",
        "We support the principle of the bill but only if its clauses are amended.",
    ),
    (
        "pct-abolition",
        "oppose",
        "Abolition of the trusts is no improvement and nobody will benefit.",
    ),
    (
        "reorganisation-cost",
        "oppose",
        "The reorganisation will cost far more than it ever saves.",
    ),
]
KNOWN_LIMITS = [
    (
        "gp-budgets",
        "oppose",
        "Marvellous: GPs hold the budget and I am to be an accountant. What joy.",
    ),
    (
        "private-sector",
        "oppose",
        "Naturally a private firm in Delaware will love our village as its own.",
    ),
]


def article(said: str, headline: str, day: date | None) -> Doc:
    text = f'"{said}" said {SPEAKER}, who works in an invented town.'
    doc = BLANK(text)
    doc._.source = Text(id="sample", text=text, title=headline, day=day)
    doc._.sections = (Section(span=Span(0, len(text)), kind=SectionKind.BODY),)
    doc._.people = (Speaker(name=SPEAKER, organisation=None, office=None, mentions=()),)
    doc._.quotations = (
        Quotation(
            span=Span(1, 1 + len(said)), kind=QuotationKind.DIRECT, speaker=SPEAKER, method="test"
        ),
    )
    return doc


def read(question: str, said: str) -> dict[str, Stance]:
    doc = article(said, HEADLINES[question], DAYS.get(question, USUAL))
    return {stance.question: stance for stance in stances_of(doc, shipped("stances"))}


@pytest.mark.parametrize(("question", "side", "said"), PLAIN)
def test_a_plain_statement_shows_its_question_and_its_side(
    question: str, side: str, said: str
) -> None:
    stance = read(question, said)[question]
    assert (stance.holder, stance.holder_kind) == (SPEAKER, HolderKind.PERSON)
    assert stance.position == side
    assert 0 < stance.confidence <= 1


@pytest.mark.parametrize(("question", "side", "said"), TURNED)
def test_negation_condition_and_contrast_turn_a_side(question: str, side: str, said: str) -> None:
    assert read(question, said)[question].position == side


@pytest.mark.xfail(reason="irony is read as it is written", strict=False)
@pytest.mark.parametrize(("question", "side", "said"), KNOWN_LIMITS)
def test_irony_counts_as_what_it_means(question: str, side: str, said: str) -> None:
    assert read(question, said)[question].position == side


def test_every_question_of_the_register_is_tried() -> None:
    assert {question for question, _, _ in PLAIN} == set(load_register().questions)


def test_the_evidence_is_the_sentence_that_shows_it() -> None:
    said = "I have been here for years. Slow down: the timetable is too fast. That is all."
    doc = article(said, HEADLINES["pace"], USUAL)
    [stance] = [s for s in stances_of(doc, shipped("stances")) if s.question == "pace"]
    assert stance.evidence.of(doc.text) == "Slow down: the timetable is too fast."


def test_a_question_is_not_found_outside_its_time() -> None:
    said = "Abolishing NHS England is the right decision and will end duplication."
    doc = article(said, HEADLINES["nhs-england-abolition"], USUAL)
    assert "nhs-england-abolition" not in {s.question for s in stances_of(doc, shipped("stances"))}


def test_words_without_a_speaker_and_a_reporter_s_own_show_nothing() -> None:
    text = "The timetable is too fast, it was said. The bill went to the Lords on Monday."
    doc = BLANK(text)
    doc._.source = Text(id="sample", text=text, title="The timetable", day=USUAL)
    doc._.sections = (Section(span=Span(0, len(text)), kind=SectionKind.BODY),)
    doc._.quotations = (
        Quotation(span=Span(0, 25), kind=QuotationKind.INDIRECT, speaker=None, method="test"),
    )
    assert stances_of(doc, shipped("stances")) == ()


def test_a_reader_s_comment_is_its_writer_s() -> None:
    text = "The timetable is too fast. Slow down, please, and run pilots."
    doc = BLANK(text)
    doc._.source = Text(
        id="sample", text=text, title="The timetable", day=USUAL, role=TextRole.COMMENT
    )
    [stance] = [s for s in stances_of(doc, shipped("stances")) if s.question == "pace"]
    assert (stance.holder, stance.holder_kind) == ("a reader", HolderKind.COMMENTER)
    assert stance.position is Position.OPPOSE


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=60), st.sampled_from([None, USUAL]))
def test_any_text_gives_stances_whose_evidence_lies_in_it(
    said: str, headline: str, day: date | None
) -> None:
    doc = article(said or " ", headline, day)
    found = stances_of(doc, shipped("stances"))
    for stance in found:
        assert 0 <= stance.evidence.start < stance.evidence.end <= len(doc.text)
        assert stance.evidence.of(doc.text).strip()
        assert 0 <= stance.confidence <= 1
    assert len({(s.holder, s.question) for s in found}) == len(found)
