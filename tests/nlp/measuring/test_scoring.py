"""The figures are those of the scorer that the reference sets come with."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import command_line
from nlp.measuring import evaluation
from nlp.measuring.scoring import Row, figures, same_holder, score, tally, total
from nlp.tagger import Tagger
from site_builder.accuracy import FIGURES, measured

app = command_line()
GOLD = {
    "id": "1",
    "text": "The BMA said that it was wrong. Dr Ann Sample said that it was right.",
    "on_topic": True,
    "organisations": [{"surface": "BMA", "slug": "bma"}, {"surface": "X", "slug": "NIL"}],
    "quotations": [
        {"text": "it was wrong", "kind": "indirect", "speaker": "BMA", "organisation": "bma"},
        {
            "text": "it was right",
            "kind": "indirect",
            "speaker": "Dr Ann Sample",
            "organisation": None,
        },
    ],
    "stances": [
        {"holder": "BMA", "organisation": "bma", "question": "pace", "stance": "oppose"},
        {"holder": "Dr Ann Sample", "organisation": None, "question": "pace", "stance": "support"},
    ],
}


def perfect() -> dict:  # type: ignore[type-arg]
    mentions = [{"organisation": "bma"}]
    return {**GOLD, "relevance": 0.9, "mentions": mentions}


def test_what_agrees_in_everything_scores_one() -> None:
    found = score({"1": GOLD}, {"1": perfect()})
    assert {values["f1"] for name, values in found.items() if "f1" in values} == {1.0} | {
        found["quotations.direct"]["f1"]
    }
    assert found["stances.label_accuracy"]["value"] == 1.0


def test_a_missing_row_counts_as_an_empty_one() -> None:
    found = score({"1": GOLD}, {})
    assert found["organisations"] == {
        "precision": 0.0,
        "recall": 0.0,
        "f1": 0.0,
        "gold": 1,
        "predicted": 0,
    }


def test_a_surname_or_a_body_makes_one_holder() -> None:
    assert same_holder(("Dr Ann Sample", None), ("Mrs Sample", None))
    assert same_holder(("A", "bma"), ("B", "bma"))
    assert not same_holder(("Ann Sample", None), ("Ann Example", None))
    assert not same_holder((None, None), (None, None))


def test_the_figures_of_all_are_made_of_the_counts_of_each() -> None:
    other = {**GOLD, "id": "2", "on_topic": False}
    apart = [tally(GOLD, perfect()), tally(other, {})]
    assert figures(total(apart)) == score({"1": GOLD, "2": other}, {"1": perfect()})


def test_evaluate_prints_the_figures_of_the_reference_scorer(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = shared / "gold" / "dev.jsonl"
    predicted = tmp_path / "predicted.jsonl"
    tag_rows = evaluation.tag_rows

    def written(tagger: Tagger, rows: Iterable[Row]) -> Iterator[tuple[str, Row | None]]:
        with predicted.open("w", encoding="utf-8") as file:
            for key, row in tag_rows(tagger, rows):
                file.write(json.dumps(row) + "\n")
                yield key, row

    monkeypatch.setattr(evaluation, "tag_rows", written)
    ours = json.loads(CliRunner().invoke(app, ["evaluate", str(reference), "--json"]).stdout)
    scorer = [sys.executable, str(shared / "gold" / "score.py"), str(reference), str(predicted)]
    theirs = json.loads(
        subprocess.run(  # noqa: S603
            [*scorer, "--json"], capture_output=True, text=True, check=True, timeout=60
        ).stdout
    )
    assert ours == theirs
    _as_published(ours)


def _as_published(figures: dict) -> None:  # type: ignore[type-arg]
    """The site's figures, and the model card's with them, are what was measured.

    The reader's numbers are rounded to eight bits, and processors round a little differently.
    """
    published = measured()
    assert published["articles"] == figures["articles"]
    for _, name in FIGURES:
        for part in ("precision", "recall", "f1"):
            assert published[name][part] == pytest.approx(figures[name][part], abs=0.01), name
    side = "stances.label_accuracy"
    assert published[side]["value"] == pytest.approx(figures[side]["value"], abs=0.01)
