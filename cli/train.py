"""`digest train`: the weights behind stances and relevance, learned from labelled articles."""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import HERE, Workspace
from cli.output import say
from cli.tag import tagger_of
from commissioning.domain.errors import TaggingError
from nlp.lines import parse
from nlp.scoring import read_rows
from nlp.training import Labelled, as_labelled, write


def train(
    reference: Annotated[Path, typer.Argument(metavar="LABELLED.jsonl")],
    output: Annotated[Path, typer.Option("--output", metavar="DIR", help="Where they go.")],
    workspace: Workspace = HERE,
) -> None:
    """Learn from labelled articles, and write the weights; those in nlp/data were made so.

    Each is learned from twice: with the quotations that people found, and with the tagger's.

    Example: digest train labelled.jsonl --output weights
    """
    try:
        lines = [line for line in reference.read_text("utf-8").splitlines() if line.strip()]
        rows = read_rows(lines, name=str(reference))
        output.mkdir(parents=True, exist_ok=True)
    except (OSError, UnicodeDecodeError) as error:
        raise TaggingError(str(reference), f"cannot be used ({error})") from error
    tagger = tagger_of(workspace)
    labelled = []
    for correct in (True, False):
        docs = tagger.docs(parse(line) for line in lines)
        for doc, row in zip(docs, rows.values(), strict=True):
            found = as_labelled(doc, row.get("quotations", ())) if correct else doc
            topic, stances = bool(row.get("on_topic")), tuple(row.get("stances", ()))
            labelled.append(Labelled(doc=found, on_topic=topic, stances=stances))
    write(labelled, output)
    say(f"Learned from {len(rows)} articles; the weights are in {output}.")
