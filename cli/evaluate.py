"""`digest evaluate`: how accurate the tagger is on labelled articles."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from cli.options import HERE, AsJson, Workspace
from cli.output import progress, remark, say, say_json, say_table
from cli.taggers import settings_of, tagger_of
from commissioning.domain.errors import TaggingError
from commissioning.settings import Settings
from nlp.learning.training import labelled_docs, write
from nlp.measuring import ablation, evaluation
from nlp.measuring.card import as_card
from nlp.measuring.evaluation import Estimate, Evaluation, Group
from nlp.measuring.labels import LABELLED, count_labelled, read_labelled
from nlp.measuring.scoring import LABEL_ACCURACY, Row, score_lines
from nlp.tagger import Tagger

FEWER = LABELLED / "train.jsonl"


class By(StrEnum):
    """What the figures are given by."""

    ERA = "era"
    KIND = "kind"
    QUESTION = "question"
    ALL = "all"


_TABLES = {By.ERA: "eras", By.KIND: "kinds", By.QUESTION: "questions"}


def evaluate(
    references: Annotated[list[Path], typer.Argument(metavar="REFERENCE.jsonl...")],
    by: Annotated[
        By | None, typer.Option("--by", help="Also a table by era, kind, question, or all three.")
    ] = None,
    resamples: Annotated[
        int, typer.Option("--resamples", min=0, max=100_000, help="Drawings for the intervals.")
    ] = evaluation.RESAMPLES,
    card: Annotated[
        Path | None, typer.Option("--card", metavar="FILE", help="Write the model card here.")
    ] = None,
    figures: Annotated[
        Path | None, typer.Option("--figures", metavar="FILE", help="Write the card's figures.")
    ] = None,
    without: Annotated[
        bool, typer.Option("--ablation", help="Also without one part of the tagger at a time.")
    ] = False,
    as_json: AsJson = False,
    workspace: Workspace = HERE,
) -> None:
    """Tag labelled articles and print how well the tags agree with the labels.

    Behind each figure stands its 95% interval, from drawing the articles anew. --json gives the
    figures of the reference sets' scorer, and with --by or --ablation everything that was asked.

    Example: digest evaluate reference.jsonl --by era
    """
    rows, faults = read_labelled(references)
    for fault in faults:
        remark(str(fault))
    if not rows:
        raise TaggingError(", ".join(map(str, references)), "has no labelled article in it")
    settings = settings_of(workspace)
    tagger = tagger_of(settings)
    predicted = _tagged(tagger, rows)
    found = evaluation.evaluate(rows, predicted, certain=tagger.certain, resamples=resamples)
    outcomes = _ablated(settings, rows) if without else ()
    everything = {
        "measured": settings.clock().date().isoformat(),
        "tagger": tagger.version,
        "references": [path.name for path in references],
        "labelled": count_labelled(),
        **evaluation.as_json(found),
        "ablation": [asdict(outcome) for outcome in outcomes],
    }
    if card is not None:
        _write(card, as_card(everything))
    if figures is not None:
        lines = (f" {json.dumps(name)}: {json.dumps(value)}" for name, value in everything.items())
        _write(figures, "{\n" + ",\n".join(lines) + "\n}\n")
    if as_json:
        say_json(_wanted(everything, found, by, without))
    else:
        _print(found, by, outcomes)


def _tagged(tagger: Tagger, rows: Mapping[str, Row]) -> dict[str, Row | None]:
    predicted: dict[str, Row | None] = {}
    with progress("Tagging") as bar:
        for key, row in evaluation.tag_rows(tagger, rows.values()):
            predicted[key] = row
            bar(len(predicted), len(rows))
    return predicted


def _ablated(settings: Settings, rows: Mapping[str, Row]) -> tuple[ablation.Outcome, ...]:
    with _learned_from_fewer(settings) as folder, progress("Leaving out") as bar:
        chosen = ablation.variants(folder)
        return ablation.ablate(rows, partial(tagger_of, settings), chosen, progress=bar)


@contextmanager
def _learned_from_fewer(settings: Settings) -> Iterator[Path | None]:
    """A folder with what phrases say by the articles of one file alone; None where it is not."""
    if not FEWER.exists():
        yield None
        return
    with TemporaryDirectory() as folder:
        rows, _ = read_labelled([FEWER])
        docs = labelled_docs(tagger_of(settings, reader=False), rows.values())
        write(tuple(docs), Path(folder))
        yield Path(folder)


def _wanted(
    everything: Mapping[str, Any], found: Evaluation, by: By | None, without: bool
) -> dict[str, Any]:
    """The scorer's figures alone, or with them what was asked for."""
    names = ["articles", "missing", *found.scores]
    if by is not None or without:
        names += ["whole", "error", "bins", "sure"]
        names += [name for key, name in _TABLES.items() if by in (key, By.ALL)]
        names += ["ablation"] if without else []
    return {name: everything[name] for name in names}


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise TaggingError(str(path), f"cannot be written ({error.strerror})") from error


def _print(found: Evaluation, by: By | None, outcomes: Sequence[ablation.Outcome]) -> None:
    say(f"{found.whole.articles} articles")
    for name, line in zip(found.scores, score_lines(found.scores), strict=True):
        one = found.whole.side if name == LABEL_ACCURACY else found.whole.figures[name].f1
        say(f"{line}  95% {one.low} to {one.high}")
    say(f"{'confidence':32} calibration error {_with_interval(found.error)}")
    sure = found.sure
    if sure.threshold > 1:
        say(f"{'sure':32} no confidence was found from which a stance is sure")
    else:
        say(
            f"{'sure':32} from {sure.threshold}  precision {_with_interval(sure.precision)}"
            f"  coverage {_with_interval(sure.coverage)}  stances {sure.stances}"
        )
    for key, groups in ((By.ERA, found.eras), (By.KIND, found.kinds)):
        if by in (key, By.ALL):
            say("")
            say_table((key.value, *_COLUMNS), map(_line, groups))
    if by in (By.QUESTION, By.ALL):
        say("")
        say_table(("question", *_ON_A_QUESTION), map(_on_a_question, found.questions))
    if outcomes:
        say("")
        say_table(("tagger", *ablation.FIGURES, "side"), map(_without, outcomes))


_COLUMNS = ("articles", "relevance", "bodies", "direct", "reported", "stances", "labelled", "side")
_BY_GROUP = (
    *("relevance", "organisations", "quotations.direct.attributed"),
    *("quotations.indirect.attributed", "stances", "stances.labelled"),
)
_ON_A_QUESTION = ("articles", "stances", "precision", "recall", "F1", "labelled F1", "side")


def _line(group: Group) -> tuple[object, ...]:
    figures = (_with_interval(group.figures[name].f1) for name in _BY_GROUP)
    return (group.name, group.articles, *figures, f"{group.side.value:.2f}")


def _on_a_question(group: Group) -> tuple[object, ...]:
    stances, labelled = group.figures["stances"], group.figures["stances.labelled"]
    return (
        *(group.name, group.articles, stances.gold),
        *(f"{one.value:.2f}" for one in (stances.precision, stances.recall)),
        *(_with_interval(one) for one in (stances.f1, labelled.f1, group.side)),
    )


def _without(outcome: ablation.Outcome) -> tuple[object, ...]:
    changes = (
        f"{outcome.f1[name]:.3f} ({outcome.change[name].value:+.3f})" for name in ablation.FIGURES
    )
    return (outcome.name, *changes, f"{outcome.f1[LABEL_ACCURACY]:.3f}")


def _with_interval(one: Estimate) -> str:
    return f"{one.value:.2f} ({one.low:.2f} to {one.high:.2f})"
