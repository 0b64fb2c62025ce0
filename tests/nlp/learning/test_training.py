"""Learning from small labelled articles: what is left in a folder, and whether it got better."""

from dataclasses import replace
from pathlib import Path

import pytest
import spacy

from commissioning.domain.errors import TaggingError
from commissioning.domain.tags import Quotation, QuotationKind, Span
from commissioning.register import Register
from nlp.attributes import Section, SectionKind
from nlp.components.stances import NONE_IS_SURE, models_of, shipped
from nlp.learning.training import Labelled, fit, learn_stances, least_certain, write
from nlp.learning.trials import candidates, try_questions, try_relevance, try_stances
from nlp.lines import as_text
from nlp.models.weights import (
    RELEVANCE,
    STANCES,
    learned_from,
    load_weights,
    save_weights,
    version_of,
)
from nlp.tagger import Tagger
from tests.nlp.labelled import article

BLANK = spacy.blank("en")


def labelled(count: int) -> tuple[Labelled, ...]:
    """Articles as the tagger leaves them, put together by hand; one in three is off the topic."""
    return tuple(_labelled(number) for number in range(count))


def _labelled(number: int) -> Labelled:
    row = article(number, on_topic=number % 3 != 0)
    doc = BLANK(row["text"])
    doc._.source = as_text(row)
    doc._.sections = (Section(span=Span(0, len(row["text"])), kind=SectionKind.BODY),)
    [quoted] = row["quotations"]
    start = row["text"].index(quoted["text"])
    doc._.quotations = (
        Quotation(
            span=Span(start, start + len(quoted["text"])),
            kind=QuotationKind.DIRECT,
            speaker=quoted["speaker"],
            method="test",
        ),
    )
    return Labelled(doc=doc, on_topic=row["on_topic"], stances=tuple(row["stances"]))


ARTICLES = labelled(30)
# Weights that never see a stance, and take every text for one of the field.
BLIND = replace(shipped("stances"), threshold=1.1)
EVERYTHING = {"bias": 9.0}


def test_what_was_learned_lies_in_the_folder_with_what_it_was_learned_from(tmp_path: Path) -> None:
    write(ARTICLES, tmp_path)
    assert models_of(STANCES, tmp_path) == learn_stances(ARTICLES)
    assert learned_from(STANCES, tmp_path) == {one.key for one in ARTICLES}
    assert not list(tmp_path.glob("*.new"))


def test_what_a_folder_lacks_is_the_product_s(tmp_path: Path) -> None:
    assert load_weights(RELEVANCE, tmp_path) == load_weights(RELEVANCE)
    assert version_of(tmp_path) == version_of()
    save_weights(RELEVANCE, EVERYTHING, ["a"], tmp_path)
    assert load_weights(RELEVANCE, tmp_path) == EVERYTHING
    assert learned_from(RELEVANCE, tmp_path) == {"a"}
    assert learned_from(STANCES, tmp_path) == learned_from(STANCES) != set()
    assert version_of(tmp_path) != version_of()


def test_weights_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "stances.json").write_text("no", "utf-8")
    with pytest.raises(TaggingError, match=r"stances\.json: holds no weights"):
        load_weights(STANCES, tmp_path)


def test_sure_is_from_where_on_four_of_five_were_right() -> None:
    right = [(0.9, True)] * 12 + [(0.8, False)] * 3 + [(0.7, False)] * 3
    assert least_certain(right) == 0.8
    assert least_certain([(0.9, True), (0.9, False)] * 10) == NONE_IS_SURE
    assert least_certain([(0.9, True)] * 9) == NONE_IS_SURE  # too few to tell
    assert least_certain([]) == NONE_IS_SURE


def test_new_weights_are_measured_on_articles_that_they_have_not_seen() -> None:
    trial = try_stances(ARTICLES, BLIND, frozenset())
    assert trial.before == 0.0
    assert trial.after > 0.8
    assert trial.is_better
    assert trial.change.value == pytest.approx(trial.after)
    assert (trial.articles, trial.known) == (30, 0)
    assert try_relevance(ARTICLES, EVERYTHING, frozenset()).is_better


def test_weights_that_are_as_good_as_today_s_are_no_better() -> None:
    trial = try_stances(ARTICLES, learn_stances(ARTICLES), frozenset())
    assert not trial.is_better


def test_today_s_weights_are_measured_on_what_is_new_to_them_where_there_is_enough() -> None:
    few = frozenset(article.key for article in ARTICLES[:8])
    many = frozenset(article.key for article in ARTICLES[:20])
    trials = [try_relevance(ARTICLES, EVERYTHING, known) for known in (few, many)]
    assert [(trial.articles, trial.known) for trial in trials] == [(22, 0), (30, 20)]


def test_a_question_is_measured_by_weights_that_never_met_it() -> None:
    with pytest.raises(TaggingError, match="too few"):
        tuple(try_questions(ARTICLES))  # there is no other question to learn from


def test_what_can_be_learned_has_its_name(tmp_path: Path) -> None:
    assert [one.name for one in candidates(ARTICLES, tmp_path)] == [STANCES, RELEVANCE]


def test_from_one_kind_of_article_nothing_can_be_learned() -> None:
    with pytest.raises(TaggingError, match="too few, or too much alike"):
        fit([{"a": 1.0}], ["yes"], shrink=1.0)


def test_a_tagger_uses_the_weights_of_a_folder(tmp_path: Path, register: Register) -> None:
    save_weights(RELEVANCE, EVERYTHING, [], tmp_path)
    tagger = Tagger(register, reader=False, weights=tmp_path)
    assert tagger.tag(as_text(article(1, on_topic=False))).relevance > 0.99
    assert tagger.version.endswith(f"+weights-{version_of(tmp_path)}")
