"""`digest evaluate` and `digest train` on small labelled files."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.main import command_line
from commissioning.domain.errors import TaggingError
from nlp.measuring.card import as_card
from nlp.measuring.scoring import score
from nlp.models.weights import RELEVANCE, STANCES, load_weights, save_weights
from site_builder.accuracy import FIGURES, measured
from tests.nlp.labelled import article, write_articles

app = command_line()
ROOT = Path(__file__).parents[2]


def digest(*arguments: str, workspace: Path) -> Result:
    """Run a command by phrases alone, which is quick."""
    (workspace / "digest.toml").write_text("[tag]\nreader = false\n", "utf-8")
    return CliRunner().invoke(app, [*arguments, "--workspace", str(workspace)])


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "reference.jsonl", *(article(n) for n in range(6)))


def test_the_scorer_s_figures_come_alone_unless_more_is_asked_for(
    reference: Path, tmp_path: Path
) -> None:
    plain = json.loads(digest("evaluate", str(reference), "--json", workspace=tmp_path).stdout)
    rows = {row["id"]: row for row in map(json.loads, reference.read_text("utf-8").splitlines())}
    assert set(plain) == {"articles", "missing", *score(rows, {})}
    done = digest("evaluate", str(reference), "--json", "--by", "era", workspace=tmp_path)
    more = json.loads(done.stdout)
    assert {name: more[name] for name in plain} == plain
    assert set(more) - set(plain) == {"whole", "error", "bins", "sure", "eras"}


def test_figures_have_their_intervals_and_tables_and_several_files_are_one_set(
    reference: Path, tmp_path: Path
) -> None:
    other = write_articles(tmp_path / "other.jsonl", article(7, kind="blog"))
    done = digest("evaluate", str(reference), str(other), "--by", "all", workspace=tmp_path)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("7 articles\n")
    assert "95%" in done.stdout
    for part in ("calibration error", "PCTs, 2000 to 2009", "blog", "gp-budgets"):
        assert part in done.stdout


def test_a_wrong_line_is_named_and_the_rest_is_measured(tmp_path: Path) -> None:
    path = write_articles(tmp_path / "x.jsonl", article(1), article(2, stances={}))
    done = digest("evaluate", str(path), workspace=tmp_path)
    assert done.exit_code == 0
    assert done.stdout.startswith("1 articles\n")
    assert f"{path}:2: 'stances' is not a list of objects\n" in done.stderr


def test_the_card_is_made_of_the_figures_of_one_run(reference: Path, tmp_path: Path) -> None:
    card, figures = tmp_path / "card.md", tmp_path / "figures.json"
    done = digest(
        *("evaluate", str(reference), "--card", str(card), "--figures", str(figures)),
        workspace=tmp_path,
    )
    assert done.exit_code == 0, done.output
    assert card.read_text("utf-8") == as_card(json.loads(figures.read_text("utf-8")))
    assert str(tmp_path) not in card.read_text("utf-8") + figures.read_text("utf-8")


def test_the_card_of_the_docs_is_what_the_site_s_figures_give() -> None:
    """Nobody edits it: `digest evaluate` writes both (see docs/accuracy.md)."""
    assert (ROOT / "docs" / "accuracy.md").read_text("utf-8") == as_card(measured())
    assert all(0 <= measured()[key]["f1"] <= 1 for _, key in FIGURES)


def train(*arguments: Any, workspace: Path) -> Result:
    return digest("train", *map(str, arguments), workspace=workspace)


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    articles = (article(n, on_topic=n % 3 != 0) for n in range(24))
    return write_articles(tmp_path / "labelled.jsonl", *articles)


def test_better_weights_go_to_the_workspace_and_are_used_there(
    labelled: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "weights"
    blind = {**load_weights(STANCES), "threshold": 1.1}
    save_weights(STANCES, blind, [], folder)
    save_weights(RELEVANCE, {"bias": 9.0}, [], folder)
    done = train(labelled, "--json", workspace=tmp_path)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)["weights"]
    assert {name: one["written"] for name, one in told.items()} == dict.fromkeys(told, True)
    assert told[STANCES]["before"] == 0 < told[STANCES]["after"]
    assert load_weights(STANCES, folder)["threshold"] < 1
    assert load_weights(RELEVANCE, folder) != {"bias": 9.0}


def test_what_is_no_better_is_left_as_it_is_unless_it_is_wanted_anyway(
    labelled: Path, tmp_path: Path
) -> None:
    first = train(labelled, "--anyway", workspace=tmp_path)
    assert first.exit_code == 0, first.output
    stances = tmp_path / "weights" / "stances.json"
    before = stances.read_bytes()
    again = train(labelled, workspace=tmp_path)
    assert isinstance(again.exception, TaggingError)
    assert "nothing got better" in str(again.exception)
    assert "left as they are" in again.stdout
    assert stances.read_bytes() == before
    assert train(labelled, "--anyway", workspace=tmp_path).exit_code == 0


def test_where_nothing_is_replaced_weights_are_written_better_or_not(
    labelled: Path, tmp_path: Path
) -> None:
    output = tmp_path / "new"
    done = train(labelled, "--output", output, workspace=tmp_path)
    assert done.exit_code == 0, done.output
    assert {path.name for path in output.iterdir()} >= {"stances.json", "relevance.json"}
    assert not (tmp_path / "weights").exists()


def test_too_little_to_learn_from_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    path = write_articles(tmp_path / "x.jsonl", article(1, stances=[]))
    done = train(path, workspace=tmp_path)
    assert isinstance(done.exception, TaggingError)
    assert "too few" in str(done.exception)
    assert not (tmp_path / "weights").exists()
