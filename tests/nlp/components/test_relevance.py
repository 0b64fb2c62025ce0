"""What speaks for an article's being of the field, and what does not."""

from datetime import date

import pytest

from commissioning.domain.tags import Text
from nlp.components.relevance import WORD, features
from nlp.positions.questions import Features
from nlp.tagger import Tagger


def read(tagger: Tagger, text: str, title: str | None = None) -> Features:
    [doc] = tagger.docs([Text(id="a", text=text, title=title, day=date(2015, 5, 1))])
    return features(doc)


def test_what_else_is_commissioned_is_not_of_the_field(tagger: Tagger) -> None:
    for text in ("The trust commissioned a report.", "The police commissioner resigned."):
        found = read(tagger, text)
        assert not found["whole-any"]
        assert found["whole-elsewhere"]
    assert read(tagger, "GPs commissioned care for the town.")["whole-any"]


def test_a_commissioner_that_is_only_named_is_told_from_talk_of_commissioners(
    tagger: Tagger,
) -> None:
    named = read(tagger, "Ring the surgery first, NHS Wakefield Clinical Commissioning Group said.")
    assert named["commissioners"]
    assert not named["whole-any"]
    spoken_of = read(tagger, "Clinical commissioning groups may merge.")
    assert spoken_of["collectives"]
    assert spoken_of["whole-any"]


def test_names_are_no_words_of_the_vocabulary(tagger: Tagger) -> None:
    found = read(tagger, "In May 2015 Pulse asked Ann Sample of Leeds about budgets.")
    words = {name.removeprefix(WORD) for name in found if name.startswith(WORD)}
    assert {"ask", "budget"} <= words
    assert not words & {"pulse", "ann", "sample", "leeds", "may", "2015"}


def test_a_text_twice_over_is_as_relevant(tagger: Tagger) -> None:
    text = "The surgeries will hold the budget for hospital care from April. " * 8
    once, twice = read(tagger, text), read(tagger, text + "\n" + text)
    for name, value in once.items():
        assert twice[name] == pytest.approx(value, abs=0.05), name


@pytest.mark.parametrize(
    "text",
    [
        "The ambulance trust missed its target, NHS Wakefield Clinical Commissioning Group said.",
        "Nurses walked out over pay on Tuesday. The strike closed two wards and a clinic.",
        "The Electoral Commission has cleared the ballot for the hospital's board of governors.",
    ],
)
def test_other_news_is_off_the_topic_whoever_is_named(tagger: Tagger, text: str) -> None:
    assert tagger.tag(Text(id="a", text=text)).relevance < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Family doctors, says the government, should decide what care to buy for the county.",
        "The boards that plan and buy care will merge and half of their managers will go.",
    ],
)
def test_who_decides_and_who_holds_the_money_is_on_the_topic(tagger: Tagger, text: str) -> None:
    assert tagger.tag(Text(id="a", text=text)).relevance >= 0.5
