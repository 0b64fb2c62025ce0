"""What the tagger reads out of small texts of our own: bodies in time, speakers, quotations."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commissioning.domain.errors import TaggingError
from commissioning.domain.tags import HolderKind, QuotationKind, Tagging, Text, TextRole
from commissioning.register import Register
from nlp.tagger import LONGEST, Tagger

THEN = date(2010, 9, 1)


def tag(tagger: Tagger, text: str, day: date | None = THEN, **more: str) -> Tagging:
    return tagger.tag(Text(id="sample", text=text, day=day, **more))  # type: ignore[arg-type]


def bodies(tagger: Tagger, text: str, day: date | None = THEN) -> dict[str, str | None]:
    return {m.span.of(text): m.organisation for m in tag(tagger, text, day).mentions}


def said(
    tagger: Tagger, text: str, day: date | None = THEN
) -> list[tuple[str, str | None, str | None]]:
    return [(q.span.of(text), q.speaker, q.organisation) for q in tag(tagger, text, day).quotations]


def test_a_name_is_another_body_at_another_time(tagger: Tagger) -> None:
    text = "The NHS Alliance welcomed the plan."
    assert bodies(tagger, text, date(2010, 9, 1)) == {"NHS Alliance": "nhs-alliance"}
    assert bodies(tagger, text, date(2026, 5, 12)) == {"NHS Alliance": "nhs-alliance-2026"}


def test_the_department_follows_its_name_through_time(tagger: Tagger) -> None:
    text = "The Department said that it would answer in the spring."
    assert set(bodies(tagger, text, date(2010, 9, 1)).values()) == {"department-of-health"}
    assert set(bodies(tagger, text, date(2024, 9, 1)).values()) == {"dhsc"}


def test_the_longest_name_wins_and_typography_does_not_matter(tagger: Tagger) -> None:
    found = bodies(tagger, "Staff of the Royal College of Nursing and the King’s Fund met.")
    assert found["Royal College of Nursing"] == "rcn"
    assert found["King’s Fund"] == "kings-fund"


def test_an_acronym_that_the_text_defines_is_its_body(tagger: Tagger) -> None:
    text = "The Western Sample Providers Forum (WSPF) met. The WSPF will meet again."
    found = tag(tagger, text).mentions
    shorts = [m for m in found if m.span.of(text) == "WSPF"]
    assert len(shorts) == 2
    assert {m.organisation for m in shorts} == {None}


def test_words_of_every_day_are_no_bodies(tagger: Tagger) -> None:
    found = bodies(
        tagger, "Doctors mind the circle of reform. They monitor the pulse in hospitals."
    )
    assert not set(found.values()) & {"mind", "circle", "monitor", "pulse", "reform-think-tank"}


def test_a_local_body_that_the_register_lacks_is_named_without_a_slug(tagger: Tagger) -> None:
    found = bodies(tagger, "A spokesman for Sampleshire LMC said that it had met.")
    assert found["Sampleshire LMC"] is None


@pytest.mark.parametrize(
    "text",
    [
        "“We are ready,” said Ann Sample, chair of the NHS Alliance.",
        "Ann Sample, who chairs the NHS Alliance, said: “We are ready.”",
        "NHS Alliance chair Ann Sample said: “We are ready.”",
        "The chair of the NHS Alliance, Ann Sample, told them: “We are ready.”",
        "Ann Sample of the NHS Alliance was firm. “We are ready,” she said.",
    ],
)
def test_a_speaker_speaks_for_the_body_that_the_text_gives_them(tagger: Tagger, text: str) -> None:
    [(words, speaker, organisation)] = [
        row for row in said(tagger, text) if "We are ready" in row[0]
    ]
    assert words.rstrip(".,") == "We are ready"
    assert (speaker, organisation) == ("Ann Sample", "nhs-alliance")


def test_a_former_office_is_no_present_one(tagger: Tagger) -> None:
    text = "“We were ready,” said Ann Sample, former chair of the NHS Alliance."
    [(_, speaker, organisation)] = said(tagger, text)
    assert (speaker, organisation) == ("Ann Sample", None)


def test_a_spokeswoman_speaks_for_her_body(tagger: Tagger) -> None:
    text = "A BMA spokeswoman said that the timetable was too fast."
    [(words, speaker, organisation)] = said(tagger, text)
    assert (words, speaker, organisation) == ("the timetable was too fast", "BMA", "bma")


def test_reported_speech_is_the_reported_clause_alone(tagger: Tagger) -> None:
    text = "UNISON said that the bill was wrong and that it would cost jobs."
    found = tag(tagger, text).quotations
    assert {q.kind for q in found} == {QuotationKind.INDIRECT}
    assert [q.span.of(text) for q in found] == ["the bill was wrong", "it would cost jobs"]
    assert all(q.cue and q.cue.of(text) == "said" for q in found)


def test_words_go_on_over_paragraphs_in_one_mouth(tagger: Tagger) -> None:
    text = "Dr Ann Sample said: “One thing is clear.\n\n“Another thing is not clear at all.”"
    assert [speaker for _, speaker, _ in said(tagger, text)] == ["Dr Ann Sample"] * 2


def test_scare_quotes_and_titles_are_no_quotations(tagger: Tagger) -> None:
    text = "The so-called ‘efficiency’ plan is set out in “Liberating The Sample Service”."
    assert said(tagger, text) == []


def test_pronouns_and_surnames_mean_whom_the_text_named(tagger: Tagger) -> None:
    text = (
        "Dr Ann Sample chairs the group. Mr Bob Example is its clerk. “It works,” said Dr Sample."
        " She said that nobody would lose by it."
    )
    assert {speaker for _, speaker, _ in said(tagger, text)} == {"Dr Ann Sample"}


def test_a_stance_has_its_holder_question_side_and_words(tagger: Tagger) -> None:
    text = (
        "“GPs should hold the commissioning budget and we support it,” said Dr Ann Sample, chair"
        " of the NHS Alliance."
    )
    found = tag(tagger, text, title="GPs to hold the budget").stances
    stance = max(found, key=lambda s: s.confidence)
    assert (stance.holder, stance.organisation) == ("Dr Ann Sample", "nhs-alliance")
    assert (stance.question, stance.position) == ("gp-budgets", "support")
    assert "hold the commissioning budget" in stance.evidence.of(text)


def test_a_comment_is_tagged_as_its_reader_s(tagger: Tagger) -> None:
    text = Text(
        id="c",
        text="GPs should not hold the commissioning budget. They have no training.",
        title="GPs to hold the budget",
        day=THEN,
        role=TextRole.COMMENT,
    )
    found = tagger.tag(text)
    assert {stance.holder_kind for stance in found.stances} == {HolderKind.COMMENTER}


def test_an_article_of_the_field_is_told_from_other_news(tagger: Tagger) -> None:
    field = "GP consortia will take over commissioning from primary care trusts in April."
    other = "The hospital car park will cost two pounds an hour, and the canteen has a new oven."
    assert tag(tagger, field).relevance >= 0.5
    assert tag(tagger, other).relevance < 0.5


def test_the_tags_carry_the_versions_that_made_them(tagger: Tagger, register: Register) -> None:
    assert register.version[:12] in tag(tagger, "Words.").tagger
    assert "en_core_web_sm" in tagger.version
    assert "+weights-" in tagger.version


def test_an_empty_text_has_no_tags(tagger: Tagger) -> None:
    found = tag(tagger, "")
    assert (found.mentions, found.quotations, found.stances, found.relevance) == ((), (), (), 0.0)


def test_one_text_that_is_too_long_does_not_stop_the_rest(tagger: Tagger) -> None:
    texts = [Text(id=str(n), text="a " * (LONGEST if n == 1 else 5)) for n in range(3)]
    found = list(tagger.tag_all(texts))
    assert [isinstance(one, TaggingError) for one in found] == [False, True, False]


def test_a_model_that_is_not_installed_is_named(register: Register) -> None:
    with pytest.raises(TaggingError, match=r"no_such_model.*install"):
        Tagger(register, model="no_such_model")


@pytest.mark.parametrize(
    "text",
    [
        "“BMA said that it was so,” said Dr Ann Sample of the NHS Alliance. " * 300,
        "the board of the PCT " * 1_000,
        "\"'“.," * 4_000,
        "a" * 50_000,
        "\n" * 50_000,
        "By Ann Sample\n" * 1_000,
        "GPs' budgets and patients' 'x \"" * 600,
        "(" * 20_000,
    ],
    ids=["quotes", "one line", "marks", "one word", "lines", "bylines", "apostrophes", "brackets"],
)
def test_a_hostile_text_is_read_to_its_end(tagger: Tagger, text: str) -> None:
    found = tag(tagger, text)
    assert all(mention.span.end <= len(text) for mention in found.mentions)


WORDS = st.sampled_from(
    [
        "“",
        "”",
        "'",
        '"',
        "said",
        "that",
        "BMA",
        "Dr",
        "Ann",
        "Sample",
        ",",
        ".",
        "\n",
        "\r\n",
        "🙂",
        "é",
        "e\u0301",
        "(",
        ")",
        "the",
        "PCT",
        "GPs",
        "should",
        "hold",
        "budget",
        "2 comments",
        ":",
        "•",
        " ",
    ]
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(WORDS, max_size=60).map(" ".join), st.sampled_from([None, THEN]))
def test_every_offset_lies_in_the_text_whatever_the_text(
    tagger: Tagger, text: str, day: date | None
) -> None:
    found = tag(tagger, text, day)
    spans = [m.span for m in found.mentions] + [q.span for q in found.quotations]
    spans += [s.evidence for s in found.stances]
    spans += [q.cue for q in found.quotations if q.cue]
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        assert span.of(text).strip()
    assert 0 <= found.relevance <= 1
