"""`digest corrections`: what editors put right."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from cli.options import HERE, AsJson, Workspace, open_workspace
from cli.output import remark, say, say_json, say_table, written
from commissioning.domain.corrections import Correction, Values
from commissioning.domain.errors import CorrectionError, StoreError
from commissioning.store.articles import find_article
from commissioning.store.corrections import corrections, count_adrift, undo
from commissioning.store.labels import labels
from commissioning.store.rows import ArticleRow

app = typer.Typer(help="What editors put right: listed, undone, written out as labelled articles.")


@app.callback()
def _corrections() -> None:
    """What editors put right: listed, undone, written out as labelled articles."""


@app.command("list")
def list_(
    article: Annotated[
        str | None, typer.Option("--article", metavar="URL", help="Only those of this article.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also those that were undone.")] = False,
    as_json: AsJson = False,
    workspace: Workspace = HERE,
) -> None:
    """Print the corrections, the oldest first.

    One is adrift where the article was changed since and its words are not there any more.

    Example: digest corrections list --all
    """
    _, database = open_workspace(workspace)
    with database.session() as session:
        number = None if article is None else _article(session, article)
        found = corrections(session, article_id=number, undone=None if everything else False)
        rows = [_row(session, one) for one in found]
        adrift = count_adrift(session)
    if as_json:
        say_json(rows)
        return
    columns = ("id", "at", "by", "subject", "before", "after", "reason", "state", "article")
    say_table(columns, ([_cell(row[name]) for name in columns] for row in rows))
    remark(f"{len(rows)} corrections; {adrift} of those that stand are adrift")


@app.command("undo")
def undo_(
    number: Annotated[int, typer.Argument(metavar="ID", help="The correction's number.")],
    workspace: Workspace = HERE,
) -> None:
    """Let the machine's word count again.

    Example: digest corrections undo 12
    """
    settings, database = open_workspace(workspace)
    with database.session() as session:
        done = undo(session, number, at=settings.clock())
    say(f"Undid correction {done.id}, of a {done.subject.value}; 'digest build' shows it.")


@app.command("export")
def export(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="Where they go; - is stdout.")],
    workspace: Workspace = HERE,
) -> None:
    """Write the corrected articles as labelled ones, a JSON object a line, with their texts.

    They are for `digest evaluate` and `digest train` on this machine: the texts are others'.

    Example: digest corrections export corrected.jsonl
    """
    _, database = open_workspace(workspace)
    count = 0
    with database.snapshot() as session, written(target, StoreError) as out:
        for row in labels(session):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    remark(f"{count} articles")


def _article(session: Session, url: str) -> int:
    found = find_article(session, url)
    if found is None:
        raise CorrectionError(url, "no stored article has this address")
    return found


def _row(session: Session, one: Correction) -> dict[str, Any]:
    state = "adrift" if one.adrift else "stands"
    return {
        "id": one.id,
        "at": one.at.isoformat(),
        "by": one.by,
        "article": session.get_one(ArticleRow, one.article_id).url,
        "comment": one.comment,
        "subject": one.subject.value,
        "before": one.before,
        "after": one.after,
        "reason": one.reason,
        "state": f"undone {one.undone_at.isoformat()}" if one.undone_at else state,
    }


def _cell(value: Values | str | int | None) -> object:
    """A cell of the table; of values, those that tell most."""
    if not isinstance(value, dict):
        return value
    left_out = {"start", "end", "holder_kind", "method", "confidence", "share", "url"}
    told = (one for name, one in value.items() if name not in left_out and one is not None)
    return "; ".join(str(one) for one in told)
