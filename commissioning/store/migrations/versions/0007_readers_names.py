"""Readers' names become pseudonyms: in comments, in the tags of comments, and in corrections."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from commissioning.domain.findings import A_READER
from commissioning.store.pseudonyms import Pseudonyms

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MANY = 1_000
COMMENTER = "commenter"

comments = sa.table(
    "comments", sa.column("id"), sa.column("article_id"), sa.column("author", sa.Text())
)
taggings = sa.table("taggings", sa.column("id"), sa.column("article_id"), sa.column("comment_id"))
quotations = sa.table(
    "quotations", sa.column("id"), sa.column("tagging_id"), sa.column("speaker", sa.Text())
)
stances = sa.table(
    "stances",
    sa.column("id"),
    sa.column("tagging_id"),
    sa.column("holder", sa.Text()),
    sa.column("holder_kind", sa.String()),
)
HELD = sa.JSON(none_as_null=True)
overruled = sa.table(
    "overruled",
    sa.column("id"),
    sa.column("article_id"),
    sa.column("tagging_id"),
    sa.column("held", HELD),
)
corrections = sa.table(
    "corrections",
    sa.column("id"),
    sa.column("article_id"),
    sa.column("comment"),
    sa.column("before", HELD),
    sa.column("after", HELD),
)


def upgrade() -> None:
    """Hide them; the comments last, for by their authors the others are found."""
    pseudonyms: Pseudonyms = context.config.attributes["pseudonyms"]
    _hide(pseudonyms, quotations, quotations.c.speaker, _speakers())
    _hide(pseudonyms, stances, stances.c.holder, _holders())
    _hide_in_notes(pseudonyms, overruled, ("held",), of_comment=_is_of_comment(overruled))
    of_comment = corrections.c.comment.is_not(None)
    _hide_in_notes(pseudonyms, corrections, ("before", "after"), of_comment=of_comment)
    authors = sa.select(comments.c.id, comments.c.author).where(comments.c.author.is_not(None))
    _hide(pseudonyms, comments, comments.c.author, authors)


def _speakers() -> sa.Select[Any]:
    """Those in comments who write below the same article."""
    return (
        sa.select(quotations.c.id, quotations.c.speaker)
        .join(taggings, quotations.c.tagging_id == taggings.c.id)
        .where(taggings.c.comment_id.is_not(None), _writes(taggings, quotations.c.speaker))
    )


def _holders() -> sa.Select[Any]:
    return (
        sa.select(stances.c.id, stances.c.holder)
        .join(taggings, stances.c.tagging_id == taggings.c.id)
        .where(
            (stances.c.holder_kind == COMMENTER)
            | (taggings.c.comment_id.is_not(None) & _writes(taggings, stances.c.holder)),
            stances.c.holder != A_READER,
        )
    )


def _writes(table: sa.TableClause, name: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Whether a reader of that name writes below the article."""
    same = (comments.c.article_id == table.c.article_id, comments.c.author == name)
    return sa.exists().where(*same)


def _is_of_comment(table: sa.TableClause) -> sa.ColumnElement[bool]:
    of_comment = (taggings.c.id == table.c.tagging_id, taggings.c.comment_id.is_not(None))
    return sa.exists().where(*of_comment)


def _hide(
    pseudonyms: Pseudonyms,
    table: sa.TableClause,
    column: sa.ColumnElement[str],
    named: sa.Select[Any],
) -> None:
    """Put pseudonyms into a column of the rows that `named` gives by id and name."""
    connection, after = op.get_bind(), 0
    change = (
        sa.update(table)
        .where(table.c.id == sa.bindparam("number"))
        .values({column: sa.bindparam("pseudonym")})
    )
    while True:
        query = named.where(table.c.id > after).order_by(table.c.id).limit(MANY)
        rows = connection.execute(query).all()
        if not rows:
            return
        new = [{"number": number, "pseudonym": pseudonyms.of(name)} for number, name in rows]
        connection.execute(change, new)
        after = rows[-1][0]


def _hide_in_notes(
    pseudonyms: Pseudonyms,
    table: sa.TableClause,
    columns: tuple[str, ...],
    *,
    of_comment: sa.ColumnElement[bool],
) -> None:
    """Hide readers in values by name: whoever writes below the same article, and each commenter."""
    connection = op.get_bind()
    found = [table.c[name] for name in columns]
    rows = connection.execute(sa.select(table.c.id, table.c.article_id, of_comment, *found)).all()
    for number, article, is_of_comment, *values in rows:
        names = _authors(article) if is_of_comment else frozenset[str]()
        new = [_hidden(pseudonyms, held, names) for held in values]
        if new != values:
            change = dict(zip(columns, new, strict=True))
            connection.execute(sa.update(table).where(table.c.id == number).values(change))


def _authors(article: int) -> frozenset[str]:
    query = sa.select(comments.c.author).where(comments.c.article_id == article)
    return frozenset(op.get_bind().scalars(query))


def _hidden(
    pseudonyms: Pseudonyms, held: Mapping[str, Any] | None, names: frozenset[str]
) -> Mapping[str, Any] | None:
    if held is None:
        return None
    is_reader = held.get("holder_kind") == COMMENTER
    return {
        name: pseudonyms.of(value)
        if (name == "holder" and is_reader and value and value != A_READER)
        or (name in ("holder", "speaker") and value in names)
        else value
        for name, value in held.items()
    }
