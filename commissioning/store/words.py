"""The words of texts and findings, in the full-text index of either database.

SQLite has FTS5 tables, PostgreSQL tables with tsvector columns. Both hold words that were folded by
`fold_words`, under the same numbers: `text_words` a text's (`document`), `finding_words` a
finding's. A tsvector holds no positions here, since it keeps too few of them for long texts: what
stands in a row is looked for in the folded words beside it.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Dialect,
    String,
    Text,
    and_,
    bindparam,
    cast,
    column,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Session
from sqlalchemy.types import UserDefinedType

from commissioning.domain.findings import LookIn
from commissioning.domain.folding import fold_words
from commissioning.domain.words import AllOf, AnyOf, Phrase, Without, Words
from commissioning.store.finding_rows import FindingRow
from commissioning.store.rows import ArticleRow

MEMORY = 16_000_000  # bytes of words that SQLite gathers in one transaction before it writes them

# (number, headline, text), not folded; a finding has no headline.
Indexed = tuple[int, str, str]


class WordIndex(Protocol):
    """The full-text index of one kind of database."""

    def add_texts(self, connection: Connection, texts: Sequence[Indexed]) -> None:
        """Index texts whose numbers are not in use."""
        ...

    def remove_texts(self, connection: Connection, texts: Sequence[Indexed]) -> None:
        """Take texts out, which are as they were when they were indexed."""
        ...

    def add_findings(self, connection: Connection, findings: Sequence[tuple[int, str]]) -> None:
        """Index the words of findings; they go with their rows."""
        ...

    def expect_many(self, connection: Connection) -> None:
        """Let many texts be indexed in one transaction, now and from now on."""
        ...

    def prepare(self, session: Session) -> None:
        """Let the database plan by the index until the transaction ends."""
        ...

    def met(self, words: Words, look_in: LookIn) -> ColumnElement[bool]:
        """The condition that a FindingRow's words meet what is asked."""
        ...

    def in_article(self, words: Words) -> ColumnElement[bool]:
        """The condition that an ArticleRow's headline and own text meet what is asked."""
        ...


def word_index(dialect: Dialect) -> WordIndex:
    """The index of this kind of database."""
    return SqliteWords() if dialect.name == "sqlite" else PostgresqlWords()


class SqliteWords:
    """FTS5. That of the texts is contentless: it would hold every text a second time."""

    def add_texts(self, connection: Connection, texts: Sequence[Indexed]) -> None:
        """Index texts whose numbers are not in use."""
        statement = "INSERT INTO text_words (rowid, headline, words) VALUES (?, ?, ?)"
        rows = [(id_, fold_words(headline), fold_words(words)) for id_, headline, words in texts]
        connection.exec_driver_sql(statement, rows)

    def remove_texts(self, connection: Connection, texts: Sequence[Indexed]) -> None:
        """Take texts out, which are as they were when they were indexed."""
        statement = text(
            "INSERT INTO text_words (text_words, rowid, headline, words)"
            " VALUES ('delete', :id, :head, :words)"
        )
        connection.execute(statement, _folded(texts))

    def add_findings(self, connection: Connection, findings: Sequence[tuple[int, str]]) -> None:
        """Index the words of findings; a trigger takes them out with their rows."""
        statement = "INSERT INTO finding_words (rowid, words) VALUES (?, ?)"
        rows = [(id_, fold_words(words)) for id_, words in findings]
        connection.exec_driver_sql(statement, rows)

    def expect_many(self, connection: Connection) -> None:
        """Gather them in memory: what is written once needs no merging."""
        for statement in (
            "INSERT INTO text_words (text_words, rank) VALUES ('hashsize', ?)",
            "INSERT INTO finding_words (finding_words, rank) VALUES ('hashsize', ?)",
        ):
            connection.exec_driver_sql(statement, (MEMORY,))

    def prepare(self, session: Session) -> None:
        """It does."""

    def met(self, words: Words, look_in: LookIn) -> ColumnElement[bool]:
        """The condition that a FindingRow's words meet what is asked."""
        if look_in is LookIn.EVIDENCE:
            return FindingRow.id.in_(_matches("finding_words", "rowid", fts5(words)))
        if look_in is LookIn.HEADLINES:
            in_headline = f"headline : ({fts5(words)})"
            return FindingRow.article_id.in_(_matches("text_words", "rowid / 2", in_headline))
        return FindingRow.document.in_(_matches("text_words", "rowid", fts5(words)))

    def in_article(self, words: Words) -> ColumnElement[bool]:
        """The condition that an ArticleRow's headline and own text meet what is asked."""
        found = _matches("text_words", "rowid / 2", fts5(words)).where(text("rowid % 2 = 0"))
        return ArticleRow.id.in_(found)


def _folded(texts: Sequence[Indexed]) -> list[dict[str, Any]]:
    return [
        {"id": id_, "head": fold_words(headline), "words": fold_words(words)}
        for id_, headline, words in texts
    ]


def _matches(name: str, given: str, asked: str) -> Any:
    found = table(name, column(name))
    match = column(name, String).op("MATCH")(bindparam(None, asked, Text))
    return select(text(given)).select_from(found).where(match)


def fts5(words: Words) -> str:
    """What FTS5 is asked for; folded words have nothing in them that it could take for its own."""
    match words:
        case Phrase(row, prefix):
            return f'"{" ".join(row)}"{" *" if prefix else ""}'
        case AllOf(parts):
            return f"({' AND '.join(map(fts5, parts))})"
        case AnyOf(parts):
            return f"({' OR '.join(map(fts5, parts))})"
        case Without(kept, left_out):
            return f"({fts5(kept)} NOT {fts5(left_out)})"


class _Tsquery(UserDefinedType[str]):
    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """The type's name."""
        return "tsquery"


_TEXTS = table(
    "text_words",
    column("document", BigInteger),
    column("headline", Text),
    column("words", Text),
    column("headline_index", TSVECTOR),
    column("words_index", TSVECTOR),
)
_FINDINGS = table(
    "finding_words",
    column("id", BigInteger),
    column("words", Text),
    column("words_index", TSVECTOR),
)


class PostgresqlWords:
    """Tables with tsvector columns under GIN indexes."""

    def add_texts(self, connection: Connection, texts: Sequence[Indexed]) -> None:
        """Index texts whose numbers are not in use."""
        statement = text(
            "INSERT INTO text_words (document, headline, words, headline_index, words_index)"
            " VALUES (:id, :head, :words, array_to_tsvector(string_to_array(trim(:head), ' ')),"
            " array_to_tsvector(string_to_array(trim(:both), ' ')))"
        )
        rows = _folded(texts)
        for row in rows:
            row["both"] = f"{row['head']} {row['words']}"
            row["head"] = f" {row['head']} "
            row["words"] = f"{row['head']}. {row['words']} "
        connection.execute(statement, rows)

    def remove_texts(self, connection: Connection, texts: Sequence[Indexed]) -> None:
        """Take texts out."""
        statement = text("DELETE FROM text_words WHERE document = :id")
        connection.execute(statement, [{"id": id_} for id_, _, _ in texts])

    def add_findings(self, connection: Connection, findings: Sequence[tuple[int, str]]) -> None:
        """Index the words of findings; they go with their rows."""
        statement = text(
            "INSERT INTO finding_words (id, words, words_index)"
            " VALUES (:id, ' ' || :words || ' ', array_to_tsvector(string_to_array(:words, ' ')))"
        )
        rows = [{"id": id_, "words": fold_words(words)} for id_, words in findings]
        connection.execute(statement, rows)

    def expect_many(self, connection: Connection) -> None:
        """It takes them as they come."""

    def prepare(self, session: Session) -> None:
        """It takes a long text, kept apart from its row, for as near as a short one.

        And where it may not remember each row that the index names, it reads whole pages of them.
        """
        session.execute(text("SET LOCAL enable_seqscan = off"))
        session.execute(text("SET LOCAL work_mem = '64MB'"))
        session.execute(text("SET LOCAL jit = off"))

    def met(self, words: Words, look_in: LookIn) -> ColumnElement[bool]:
        """The condition that a FindingRow's words meet what is asked."""
        if look_in is LookIn.EVIDENCE:
            found = _contains(words, _FINDINGS.c.words_index, _FINDINGS.c.words)
            return exists().where(_FINDINGS.c.id == FindingRow.id, found)
        if look_in is LookIn.HEADLINES:
            found = _contains(words, _TEXTS.c.headline_index, _TEXTS.c.headline)
            return exists().where(_TEXTS.c.document == 2 * FindingRow.article_id, found)
        found = _contains(words, _TEXTS.c.words_index, _TEXTS.c.words)
        return exists().where(_TEXTS.c.document == FindingRow.document, found)

    def in_article(self, words: Words) -> ColumnElement[bool]:
        """The condition that an ArticleRow's headline and own text meet what is asked."""
        found = _contains(words, _TEXTS.c.words_index, _TEXTS.c.words)
        return exists().where(_TEXTS.c.document == 2 * ArticleRow.id, found)


def _contains(
    words: Words, index: ColumnElement[Any], held: ColumnElement[str]
) -> ColumnElement[bool]:
    """All that the index can tell, and what only the words in their order can."""
    told = index.op("@@")(cast(literal(tsquery(words), Text), _Tsquery()))
    return told if _is_told(words) else and_(told, _in_order(words, held))


def tsquery(words: Words) -> str:
    """What must be met at the least: of a phrase its words, of what is left out what is sure."""
    match words:
        case Phrase(row, prefix):
            last = f"'{row[-1]}'{':*' if prefix else ''}"
            return " & ".join([*(f"'{word}'" for word in row[:-1]), last])
        case AllOf(parts):
            return " & ".join(f"({tsquery(part)})" for part in parts)
        case AnyOf(parts):
            return " | ".join(f"({tsquery(part)})" for part in parts)
        case Without(kept, left_out) if _is_told(left_out):
            return f"({tsquery(kept)}) & !({tsquery(left_out)})"
        case Without(kept, _):
            return tsquery(kept)


def _is_told(words: Words) -> bool:
    """Whether an index without positions tells all."""
    match words:
        case Phrase(row, _):
            return len(row) == 1
        case AllOf(parts) | AnyOf(parts):
            return all(map(_is_told, parts))
        case Without(kept, left_out):
            return _is_told(kept) and _is_told(left_out)


def _in_order(words: Words, held: ColumnElement[str]) -> ColumnElement[bool]:
    match words:
        case Phrase(row, prefix):
            return func.strpos(held, f" {' '.join(row)}{'' if prefix else ' '}") > 0
        case AllOf(parts):
            return and_(*(_in_order(part, held) for part in parts))
        case AnyOf(parts):
            return or_(*(_in_order(part, held) for part in parts))
        case Without(kept, left_out):
            return and_(_in_order(kept, held), not_(_in_order(left_out, held)))
