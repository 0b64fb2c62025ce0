"""What queries read, brought up to date with what was stored: called before every commit.

Triggers note what changed, whoever changed it. Texts are indexed anew, and the findings of an
article are made anew as a whole.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    bindparam,
    case,
    delete,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.orm import Session

from commissioning.domain.findings import A_READER, TagKind
from commissioning.domain.names import name_key
from commissioning.domain.tags import HolderKind
from commissioning.store.finding_rows import FindingRow, FindingsDueRow, WordsDueRow
from commissioning.store.pouring import pour
from commissioning.store.pseudonyms import is_pseudonym
from commissioning.store.rows import (
    ArticleRow,
    CommentRow,
    QuotationRow,
    StanceRow,
    TaggingRow,
)
from commissioning.store.words import Indexed, WordIndex, word_index

BATCH = 500

_WORDS_DUE = select(WordsDueRow.document, WordsDueRow.headline, WordsDueRow.text).limit(BATCH)
_FINDINGS_DUE = select(FindingsDueRow.article_id).limit(BATCH)
_IDS: Any = bindparam("ids", expanding=True)
_ANY_FINDING = select(FindingRow.id).where(FindingRow.article_id.in_(_IDS)).limit(1)
_ARTICLES: Select[*tuple[Any, ...]] = select(
    ArticleRow.id, ArticleRow.headline, ArticleRow.text
).where(ArticleRow.id.in_(_IDS))
_COMMENTS: Select[*tuple[Any, ...]] = select(CommentRow.id, literal(""), CommentRow.text).where(
    CommentRow.id.in_(_IDS)
)
_COLUMNS = (
    *("id", "tag", "document", "article_id", "comment", "tagging_id", "source_id", "kind"),
    *("published_at", "published_precision", "organisation", "method", "start_char", "end_char"),
    *("holder_kind", "question", "position", "confidence", "quotation", "evidence"),
    *("who", "who_key"),
)
_EVIDENCE = _COLUMNS.index("evidence")


def index_due(session: Session) -> None:
    """Make all that is due; without anything due two small looks."""
    session.flush()
    while index_some(session):
        continue


def index_some(session: Session) -> bool:
    """Make some of what is due; whether there was any."""
    connection = session.connection()
    index = word_index(connection.dialect)
    return _some_words(connection, index) or _some_findings(connection, index)


def _some_words(connection: Connection, index: WordIndex) -> bool:
    """Index some of the texts that are due; whether there were any."""
    due = connection.execute(_WORDS_DUE).all()
    if not due:
        return False
    numbers = [row[0] for row in due]
    held = [(at, headline or "", words) for at, headline, words in due if words is not None]
    if held:
        index.remove_texts(connection, held)
    articles = [number // 2 for number in numbers if number % 2 == 0]
    comments = [number // 2 for number in numbers if number % 2]
    texts = [
        *_texts(connection, _ARTICLES, articles, odd=0),
        *_texts(connection, _COMMENTS, comments, odd=1),
    ]
    if texts:
        index.add_texts(connection, texts)
    done = delete(WordsDueRow).where(WordsDueRow.document.in_(numbers))
    connection.execute(done)
    return True


def _texts(
    connection: Connection, query: Select[*tuple[Any, ...]], ids: Sequence[int], *, odd: int
) -> Iterator[Indexed]:
    if ids:
        for id_, headline, words in connection.execute(query, {"ids": ids}):
            yield 2 * id_ + odd, headline, words


def _some_findings(connection: Connection, index: WordIndex) -> bool:
    """Make the findings of some articles anew; whether there were any."""
    ids = connection.scalars(_FINDINGS_DUE).all()
    if not ids:
        return False
    if connection.execute(_ANY_FINDING, {"ids": ids}).first():
        # Not where there are none: it makes SQLite write down the words that it has gathered.
        connection.execute(delete(FindingRow).where(FindingRow.article_id.in_(ids)))
    rows = [
        *(_named(row, is_pseudonym) for row in connection.execute(_QUOTATIONS, {"ids": ids})),
        *(_named(row, A_READER.__eq__) for row in connection.execute(_STANCES, {"ids": ids})),
    ]
    if rows:
        pour(connection, FindingRow, _COLUMNS, rows)
        index.add_findings(connection, [(row[0], row[_EVIDENCE]) for row in rows])
    connection.execute(delete(FindingsDueRow).where(FindingsDueRow.article_id.in_(ids)))
    return True


def _tags(tag: type[StanceRow] | type[QuotationRow], kind: TagKind, *columns: Any) -> Select[Any]:
    """The tags of the current taggings of some articles, as `_COLUMNS` but for the last."""
    whole = func.coalesce(CommentRow.text, ArticleRow.text)
    return (
        select(
            2 * tag.id + int(kind is TagKind.QUOTATION),
            literal(kind.value),
            case((CommentRow.id.is_(None), 2 * ArticleRow.id), else_=2 * CommentRow.id + 1),
            ArticleRow.id,
            CommentRow.position,
            TaggingRow.id,
            ArticleRow.source_id,
            ArticleRow.kind,
            ArticleRow.published_at,
            ArticleRow.published_precision,
            tag.organisation,
            tag.method,
            tag.start_char,
            tag.end_char,
            *columns[:-1],
            func.substr(whole, tag.start_char + 1, tag.end_char - tag.start_char),
            columns[-1],
        )
        .join(TaggingRow, tag.tagging_id == TaggingRow.id)
        .join(ArticleRow, TaggingRow.article_id == ArticleRow.id)
        .outerjoin(CommentRow, TaggingRow.comment_id == CommentRow.id)
        .where(TaggingRow.article_id.in_(_IDS), TaggingRow.current)
    )


_STANCES = _tags(
    StanceRow,
    TagKind.STANCE,
    StanceRow.holder_kind,
    StanceRow.question,
    StanceRow.position,
    StanceRow.confidence,
    null(),
    case(
        (
            or_(StanceRow.holder_kind == HolderKind.COMMENTER.value, CommentRow.id.is_not(None)),
            A_READER,
        ),
        else_=StanceRow.holder,
    ),
)
_QUOTATIONS = _tags(
    QuotationRow,
    TagKind.QUOTATION,
    null(),
    null(),
    null(),
    null(),
    QuotationRow.kind,
    QuotationRow.speaker,
)


def _named(row: Row[Any], is_reader: Callable[[str], bool]) -> tuple[Any, ...]:
    """The row with what its name is found by; readers are not found by name."""
    who = row[-1]
    if who is None:
        return (*row, None)
    if is_reader(who):
        return (*row[:-1], A_READER, None)
    return (*row, name_key(who))
