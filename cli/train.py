"""`digest train`: the weights behind stances and relevance, learned from labelled articles."""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import HERE, Workspace
from cli.output import progress, say
from cli.tag import model_of
from commissioning.domain.errors import TaggingError
from commissioning.register import load_register
from nlp.components.stances import shipped_reader
from nlp.lines import parse
from nlp.scoring import Row, read_rows
from nlp.tagger import Tagger
from nlp.training import Labelled, write, write_read


def train(
    references: Annotated[list[Path], typer.Argument(metavar="LABELLED.jsonl...")],
    output: Annotated[Path, typer.Option("--output", metavar="DIR", help="Where they go.")],
    reader: Annotated[
        bool,
        typer.Option("--reader", help="Weigh what the reader says, on articles that it never saw."),
    ] = False,
    workspace: Workspace = HERE,
) -> None:
    """Learn from labelled articles, and write the weights; those in nlp/data were made so.

    Example: digest train labelled.jsonl corrected.jsonl --output weights
    """
    rows, lines = _read(references)
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TaggingError(str(output), f"cannot be written ({error})") from error
    tagger = Tagger(load_register(), model=model_of(workspace), reader=False)
    found = _labelled(tagger, rows, lines)
    if not reader:
        write(found, output)
    elif (read := shipped_reader()) is None:
        raise TaggingError("--reader", "needs the extra 'reader', which is not installed")
    else:
        write_read(found, read, output)
    say(f"Learned from {len(rows)} articles; the weights are in {output}.")


def _read(references: list[Path]) -> tuple[list[Row], list[str]]:
    rows: list[Row] = []
    lines: list[str] = []
    for path in references:
        try:
            told = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
        except (OSError, UnicodeDecodeError) as error:
            raise TaggingError(str(path), f"cannot be read ({error})") from error
        rows += read_rows(told, name=str(path)).values()
        lines += told
    return rows, lines


def _labelled(tagger: Tagger, rows: list[Row], lines: list[str]) -> list[Labelled]:
    labelled = []
    with progress("Tagging") as bar:
        docs = tagger.docs(parse(line) for line in lines)
        for doc, row in zip(docs, rows, strict=True):
            topic, stances = bool(row.get("on_topic")), tuple(row.get("stances", ()))
            labelled.append(Labelled(doc=doc, on_topic=topic, stances=stances))
            bar(len(labelled), len(rows))
    return labelled
