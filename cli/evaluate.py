"""`digest evaluate`: how accurate the tagger is on labelled articles."""

import json
from pathlib import Path
from typing import Annotated

import typer

from cli.options import HERE, AsJson, Workspace
from cli.output import progress, say, say_json
from cli.tag import tagger_of
from commissioning.domain.errors import TaggingError
from nlp.lines import tag_lines
from nlp.scoring import read_rows, score, score_lines


def evaluate(
    reference: Annotated[Path, typer.Argument(metavar="REFERENCE.jsonl")],
    as_json: AsJson = False,
    workspace: Workspace = HERE,
) -> None:
    """Tag the labelled articles of a file and print how well the tags agree with the labels.

    Example: digest evaluate reference.jsonl --json
    """
    try:
        lines = [line for line in reference.read_text("utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise TaggingError(str(reference), f"cannot be read ({error})") from error
    wanted = read_rows(lines, name=str(reference))
    predicted = []
    with progress("Tagging") as bar:
        for done, line in enumerate(tag_lines(tagger_of(workspace), lines), start=1):
            predicted.append(json.loads(line))
            bar(done, len(lines))
    figures = score(wanted, {row["id"]: row for row in predicted})
    if as_json:
        say_json({"articles": len(wanted), "missing": 0, **figures})
        return
    say(f"{len(wanted)} articles")
    for line in score_lines(figures):
        say(line)
