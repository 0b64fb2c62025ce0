"""Intervals, groups and calibration, on rows made by hand."""

from typing import Any

import pytest

from nlp.measuring.evaluation import ERAS, UNDATED, as_json, difference, era, evaluate
from nlp.measuring.scoring import score, tally
from tests.nlp.labelled import article


def tagged(row: dict[str, Any], *, side: str | None = None, confidence: float = 0.9) -> Any:
    stances = [
        {**stance, "stance": side or stance["stance"], "confidence": confidence}
        for stance in row["stances"]
    ]
    return {"id": row["id"], "relevance": 0.9, "stances": stances}


ROWS = {row["id"]: row for row in (article(n) for n in range(12))}
PERFECT = {key: tagged(row) for key, row in ROWS.items()}
HALF = {key: tagged(row, side="support", confidence=0.5) for key, row in ROWS.items()}


def test_the_figures_are_the_scorer_s() -> None:
    told = as_json(evaluate(ROWS, HALF, certain=0.8, resamples=10))
    scores = score(ROWS, HALF)
    assert {name: told[name] for name in scores} == scores
    assert (told["articles"], told["missing"]) == (12, 0)
    for name, figure in told["whole"]["figures"].items():
        for part in ("precision", "recall", "f1"):
            assert figure[part]["value"] == scores[name][part]


def test_an_interval_holds_its_figure_and_is_the_same_each_time() -> None:
    first, again = (evaluate(ROWS, HALF, certain=0.8, resamples=500) for _ in range(2))
    assert first == again
    side = first.whole.side
    assert side.low < side.value == 0.5 < side.high
    assert evaluate(ROWS, PERFECT, certain=0.8).whole.side.low == 1.0


def test_without_drawings_an_interval_is_its_figure() -> None:
    side = evaluate(ROWS, HALF, certain=0.8, resamples=0).whole.side
    assert side.low == side.value == side.high


def test_confidence_is_off_by_its_distance_from_what_is_right() -> None:
    assert evaluate(ROWS, PERFECT, certain=0.8).error.value == pytest.approx(0.1)
    calibrated = evaluate(ROWS, HALF, certain=0.8)
    assert calibrated.error.value == 0.0
    [only] = calibrated.bins
    assert (only.low, only.stances, only.confidence, only.right) == (0.5, 12, 0.5, 0.5)


def test_sure_are_those_from_the_limit_on() -> None:
    predicted = {**HALF, "sample-0": PERFECT["sample-0"], "sample-1": PERFECT["sample-1"]}
    sure = evaluate(ROWS, predicted, certain=0.9).sure
    assert (sure.stances, sure.precision.value) == (2, 1.0)
    assert sure.coverage.value == pytest.approx(2 / 12, abs=1e-4)
    assert evaluate(ROWS, predicted, certain=1.01).sure.stances == 0


def test_articles_are_grouped_by_their_time_and_kind_and_stances_by_question() -> None:
    found = evaluate(ROWS, PERFECT, certain=0.8)
    assert [(group.name, group.articles) for group in found.eras] == [
        ("PCTs, 2000 to 2009", 4),
        ("reform, 2010 to 2013", 8),
    ]
    assert [group.name for group in found.kinds] == ["news"]
    [question] = found.questions
    assert (question.name, question.articles) == ("gp-budgets", 12)
    assert question.figures["stances.labelled"].gold == 12


@pytest.mark.parametrize(
    ("day", "at"), [("1999-12-31", 0), ("2000-01-01", 1), ("2013-12-31", 2), ("2026-11-01", 4)]
)
def test_each_day_has_its_era(day: str, at: int) -> None:
    assert era(article(1, published=day)) == ERAS[at][0]
    assert era(article(1, published=None)) == UNDATED


def test_what_could_not_be_tagged_counts_as_missing() -> None:
    assert evaluate(ROWS, {**PERFECT, "sample-3": None}, certain=0.8).missing == 1


def test_a_difference_is_that_of_the_same_drawings() -> None:
    before = [tally(row, HALF[key]) for key, row in ROWS.items()]
    after = [tally(row, PERFECT[key]) for key, row in ROWS.items()]
    change = difference(before, after, "stances.labelled")
    assert change.low < change.value == 0.5 < change.high
    assert difference(after, after, "stances.labelled").high == 0.0
