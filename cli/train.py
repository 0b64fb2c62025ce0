"""`digest train`: the weights behind stances and relevance, learned from labelled articles."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.options import HERE, AsJson, Workspace
from cli.output import progress, remark, say, say_json, say_table
from cli.taggers import settings_of, tagger_of
from commissioning.domain.errors import TaggingError
from nlp.components.stances import shipped_reader
from nlp.learning.training import Labelled, labelled_docs, save
from nlp.learning.trials import Trial, Unheard, candidates, try_questions
from nlp.measuring.labels import read_labelled
from nlp.measuring.scoring import Row
from nlp.models.weights import has_weights
from nlp.tagger import Tagger

LEFT, WRITTEN = "left as they are", "written"


class HoldOut(StrEnum):
    """What can be held out beside whole articles."""

    QUESTIONS = "questions"


def train(
    references: Annotated[list[Path], typer.Argument(metavar="LABELLED.jsonl...")],
    reader: Annotated[
        bool,
        typer.Option("--reader", help="Weigh what the reader says, on articles that it never saw."),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="DIR", help="Where they go, if not to the workspace."),
    ] = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Replace weights though the new ones are no better.")
    ] = False,
    hold_out: Annotated[
        HoldOut | None,
        typer.Option("--hold-out", help="Also measure questions that were never met in learning."),
    ] = None,
    as_json: AsJson = False,
    workspace: Workspace = HERE,
) -> None:
    """Learn from labelled articles; what is in use is replaced only by what is better.

    Whole articles are held out in turn, and today's weights and the new ones measured on them. New
    weights go to the workspace's folder 'weights', which 'digest tag' uses from then on.

    Example: digest train labelled.jsonl corrected.jsonl --reader
    """
    rows, faults = read_labelled(references)
    for fault in faults:
        remark(str(fault))
    if not rows:
        raise TaggingError(", ".join(map(str, references)), "has no labelled article in it")
    settings = settings_of(workspace)
    folder = output or settings.weights
    read = shipped_reader()
    if reader and read is None:
        raise TaggingError("--reader", "needs the extra 'reader', which is not installed")
    if not reader and read is not None and settings.tag.reader and output is None:
        remark("the reader is in use here: what it says is weighed anew with --reader alone")
    labelled = _labelled(tagger_of(settings, reader=False), rows)
    chosen = candidates(labelled, folder, read if reader else None)
    trials: dict[str, tuple[Trial, str]] = {}
    for candidate in chosen:
        trial = candidate.compare()
        replaces = output is None or has_weights(candidate.name, folder)
        wanted = trial.is_better or anyway or not replaces
        trials[candidate.name] = trial, WRITTEN if wanted else LEFT
        if wanted:
            save(candidate.name, candidate.learn(), labelled, folder)
    unheard = tuple(try_questions(labelled, read if reader else None)) if hold_out else ()
    if as_json:
        say_json(_as_json(trials, unheard))
    else:
        _print(trials, unheard)
    if all(done == LEFT for _, done in trials.values()):
        message = "nothing got better, so nothing was replaced; --anyway replaces it all the same"
        raise TaggingError(str(folder), message)


def _labelled(tagger: Tagger, rows: Mapping[str, Row]) -> tuple[Labelled, ...]:
    found = []
    with progress("Tagging") as bar:
        for article in labelled_docs(tagger, rows.values()):
            found.append(article)
            bar(len(found), len(rows))
    return tuple(found)


def _as_json(trials: Mapping[str, tuple[Trial, str]], unheard: Sequence[Unheard]) -> dict[str, Any]:
    return {
        "weights": {
            name: {**asdict(trial), "written": done == WRITTEN}
            for name, (trial, done) in trials.items()
        },
        "questions": [asdict(question) for question in unheard],
    }


def _print(trials: Mapping[str, tuple[Trial, str]], unheard: Sequence[Unheard]) -> None:
    say_table(
        ("weights", "F1 today", "F1 new", "change", "articles", "known to today's", "new weights"),
        (
            (
                name,
                f"{trial.before:.3f}",
                f"{trial.after:.3f}",
                f"{trial.change.value:+.3f} ({trial.change.low:+.3f} to {trial.change.high:+.3f})",
                trial.articles,
                trial.known,
                done,
            )
            for name, (trial, done) in trials.items()
        ),
    )
    if unheard:
        say("")
        say_table(
            ("question, never met in learning", "stances", "F1", "labelled F1"),
            (
                (one.question, one.stances, f"{one.f1:.2f}", f"{one.labelled_f1:.2f}")
                for one in unheard
            ),
        )
