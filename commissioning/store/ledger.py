"""What pages show of articles: their heads, their tags with the words, the words of a stance."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from sys import intern
from typing import Any

from sqlalchemy import BindParameter, ScalarSelect, bindparam, func, select
from sqlalchemy.orm import Session

from commissioning.domain.dates import Dated, Precision
from commissioning.domain.findings import A_READER
from commissioning.domain.ledger import Head, Named, Record, Said, Statement
from commissioning.domain.quoting import FEW, run_up
from commissioning.domain.tags import RELEVANT, HolderKind, QuotationKind, Span
from commissioning.store.pseudonyms import is_pseudonym
from commissioning.store.rows import (
    OWN_TAGGING,
    ArticleRow,
    CommentRow,
    MentionRow,
    QuotationRow,
    SourceRow,
    StanceRow,
    TaggingRow,
)
from commissioning.store.values import HOLDER_KINDS, POSITIONS

_LEAD = 900
# To look a word up is faster than to call its enum.
_QUOTES = {kind.value: kind for kind in QuotationKind}
_HEAD = (
    ArticleRow.id,
    ArticleRow.url,
    ArticleRow.headline,
    ArticleRow.byline,
    SourceRow.slug,
    SourceRow.name,
    ArticleRow.published_at,
    ArticleRow.published_precision,
    ArticleRow.published_from,
    ArticleRow.kind,
    ArticleRow.excerpt,
)
_STANCE = (
    StanceRow.id,
    StanceRow.tagging_id,
    StanceRow.holder,
    StanceRow.holder_kind,
    StanceRow.organisation,
    StanceRow.question,
    StanceRow.position,
    StanceRow.confidence,
    StanceRow.start_char,
    StanceRow.end_char,
    StanceRow.method,
)


def _office() -> ScalarSelect[str | None]:
    """The office of a stance's holder in its article: the first that a quotation gives."""
    return (
        select(QuotationRow.office)
        .where(
            QuotationRow.tagging_id == StanceRow.tagging_id,
            QuotationRow.speaker == StanceRow.holder,
            QuotationRow.office.is_not(None),
        )
        .order_by(QuotationRow.start_char, QuotationRow.id)
        .limit(1)
        .scalar_subquery()
    )


_IDS: BindParameter[int] = bindparam("ids", expanding=True)
# Made once: to make a statement anew takes longer than to run it.
_HEADS = (
    select(*_HEAD, func.substr(ArticleRow.text, 1, _LEAD), func.length(ArticleRow.text))
    .join(SourceRow, ArticleRow.source_id == SourceRow.id)
    .where(ArticleRow.id.in_(_IDS))
)
_EVIDENCE = (
    select(
        *_STANCE,
        func.substr(
            ArticleRow.text, StanceRow.start_char + 1, StanceRow.end_char - StanceRow.start_char
        ),
        _office(),
    )
    .join(TaggingRow, StanceRow.tagging_id == TaggingRow.id)
    .join(ArticleRow, TaggingRow.article_id == ArticleRow.id)
    .where(StanceRow.id.in_(_IDS))
)
_RECORDS = (
    select(
        *_HEAD,
        ArticleRow.text,
        TaggingRow.id,
        ArticleRow.updated_at,
        ArticleRow.updated_precision,
        ArticleRow.updated_from,
        ArticleRow.captured_at,
        ArticleRow.captured_precision,
        ArticleRow.captured_from,
        ArticleRow.paywalled,
        TaggingRow.relevance,
        TaggingRow.tagger,
        ArticleRow.extractor,
    )
    .join(SourceRow, ArticleRow.source_id == SourceRow.id)
    .join(TaggingRow, TaggingRow.article_id == ArticleRow.id)
    .where(
        ArticleRow.id.in_(_IDS),
        OWN_TAGGING,
        TaggingRow.relevance >= RELEVANT,
    )
)


_STANCES = (
    select(*_STANCE)
    .where(StanceRow.tagging_id.in_(_IDS))
    .order_by(StanceRow.tagging_id, StanceRow.start_char, StanceRow.id)
)
_QUOTATION = (
    QuotationRow.kind,
    QuotationRow.speaker,
    QuotationRow.organisation,
    QuotationRow.office,
    QuotationRow.start_char,
    QuotationRow.end_char,
    QuotationRow.method,
)
_QUOTATIONS = (
    select(QuotationRow.tagging_id, *_QUOTATION)
    .where(QuotationRow.tagging_id.in_(_IDS))
    .order_by(QuotationRow.tagging_id, QuotationRow.start_char, QuotationRow.id)
)
_MENTIONS = (
    select(
        MentionRow.tagging_id,
        MentionRow.organisation,
        MentionRow.start_char,
        MentionRow.end_char,
        MentionRow.method,
    )
    .where(MentionRow.tagging_id.in_(_IDS), MentionRow.organisation.is_not(None))
    .order_by(MentionRow.tagging_id, MentionRow.start_char, MentionRow.id)
)
_SAID = (
    select(
        ArticleRow.id,
        *_QUOTATION,
        func.substr(
            ArticleRow.text,
            QuotationRow.start_char + 1,
            QuotationRow.end_char - QuotationRow.start_char,
        ),
    )
    .join(TaggingRow, QuotationRow.tagging_id == TaggingRow.id)
    .join(ArticleRow, TaggingRow.article_id == ArticleRow.id)
    .where(ArticleRow.id.in_(_IDS), OWN_TAGGING)
    .order_by(ArticleRow.id, QuotationRow.start_char, QuotationRow.id)
)
_OF_READERS = (
    select(
        *_STANCE,
        func.substr(
            CommentRow.text, StanceRow.start_char + 1, StanceRow.end_char - StanceRow.start_char
        ),
        CommentRow.article_id,
        CommentRow.position,
    )
    .join(TaggingRow, StanceRow.tagging_id == TaggingRow.id)
    .join(CommentRow, TaggingRow.comment_id == CommentRow.id)
    .where(TaggingRow.current, CommentRow.article_id.in_(_IDS))
    .order_by(CommentRow.article_id, CommentRow.position, StanceRow.start_char, StanceRow.id)
)


def _padded(ids: Sequence[int]) -> Sequence[int]:
    """As many as a power of two: SQLite keeps what it made of a statement, if the text is known."""
    if not ids:
        return ids
    wanted = 1 << (len(ids) - 1).bit_length()
    return [*ids, *([ids[0]] * (wanted - len(ids)))]


def heads(session: Session, ids: Sequence[int]) -> dict[int, Head]:
    """What lists show of the articles with these ids."""
    return {
        row[0]: _head(row, row[11], row[12])
        for row in session.execute(_HEADS, {"ids": _padded(ids)})
    }


def evidence(session: Session, ids: Sequence[int]) -> dict[int, Statement]:
    """The stances with these ids, all in articles' texts, with the words that show them."""
    rows = session.execute(_EVIDENCE, {"ids": _padded(ids)})
    return {row[0]: _statement(row, row[11], None, row[12]) for row in rows}


def records(session: Session, ids: Sequence[int]) -> dict[int, Record]:
    """The articles of the field with these ids, with their current tags."""
    rows = session.execute(_RECORDS, {"ids": _padded(ids)}).all()
    tags = _Tags(session, [row[12] for row in rows])
    readers = _readers(session, [row[0] for row in rows])
    return {row[0]: _record(row, tags, readers.get(row[0], ())) for row in rows}


def said(
    session: Session, ids: Sequence[int], *, body: str | None = None
) -> dict[int, tuple[Said, ...]]:
    """The quotations in the articles with these ids, in the order of the text.

    With `body`, only of those who speak for the body with that slug.
    """
    # The body is looked for here: SQLite would begin with all that was ever said for it.
    found = session.execute(_SAID, {"ids": _padded(ids)})
    rows = _by((row for row in found if body in (None, row[3])), at=0)
    return {id_: tuple(_said(row[1:8], row[8]) for row in held) for id_, held in rows.items()}


class _Tags:
    """The tags of several taggings, by tagging."""

    def __init__(self, session: Session, ids: Sequence[int]) -> None:
        self.stances = _by(session.execute(_STANCES, {"ids": _padded(ids)}), at=1)
        self.quotations = _by(session.execute(_QUOTATIONS, {"ids": _padded(ids)}), at=0)
        self.mentions = _by(session.execute(_MENTIONS, {"ids": _padded(ids)}), at=0)


def _by(rows: Iterable[Sequence[Any]], *, at: int) -> Mapping[int, list[Sequence[Any]]]:
    found: dict[int, list[Sequence[Any]]] = defaultdict(list)
    for row in rows:
        found[row[at]].append(row)
    return found


def _record(row: Sequence[Any], tags: _Tags, readers: tuple[Statement, ...]) -> Record:
    text, tagging = row[11], row[12]
    said = tags.quotations.get(tagging, ())
    offices = {one[2]: one[4] for one in reversed(said) if one[4]}
    return Record(
        head=_head(row, text[:_LEAD], len(text)),
        updated=_dated(row[13], row[14], row[15]),
        captured=_dated(row[16], row[17], row[18]),
        paywalled=row[19],
        relevance=row[20],
        tagger=row[21],
        extractor=row[22],
        statements=tuple(
            _statement(
                one,
                text[one[8] : one[9]],
                None,
                offices.get(one[2]),
                before=_before(text, one[8], one[9]),
            )
            for one in tags.stances.get(tagging, ())
        ),
        comment_statements=readers,
        quotations=tuple(_said(one[1:], text[one[5] : one[6]]) for one in said),
        named=_named(text, tags.mentions.get(tagging, ())),
    )


def _readers(session: Session, ids: Sequence[int]) -> dict[int, tuple[Statement, ...]]:
    """The sides taken in the comments of the articles."""
    found: dict[int, list[Statement]] = defaultdict(list)
    for row in session.execute(_OF_READERS, {"ids": _padded(ids)}):
        found[row[12]].append(_statement(row, row[11], row[13], None))
    return {item: tuple(held) for item, held in found.items()}


def _head(row: Sequence[Any], lead: str, letters: int) -> Head:
    return Head(
        id=row[0],
        url=row[1],
        headline=row[2],
        byline=row[3],
        source=row[4],
        source_name=row[5],
        published=_dated(row[6], row[7], row[8]),
        kind=row[9],
        excerpt=row[10],
        lead=lead,
        letters=letters,
    )


def _dated(moment: datetime | None, precision: str | None, found_in: str | None) -> Dated | None:
    if moment is None or precision is None or found_in is None:
        return None
    return Dated(moment=moment, precision=Precision(precision), found_in=found_in)


def _statement(
    row: Sequence[Any],
    words: str,
    comment: int | None,
    office: str | None,
    before: str = "",
) -> Statement:
    kind = HOLDER_KINDS[row[3]]
    is_reader = kind is HolderKind.COMMENTER or comment is not None
    return Statement(
        id=row[0],
        holder=A_READER if is_reader else row[2],
        holder_kind=HolderKind.COMMENTER if is_reader else kind,
        organisation=None if is_reader or row[4] is None else intern(row[4]),
        office=None if is_reader else office,
        question=intern(row[5]),
        position=POSITIONS[row[6]],
        confidence=row[7],
        words=words,
        span=Span(row[8], row[9]),
        comment=comment,
        method=intern(row[10]),
        before=before,
    )


def _before(text: str, start: int, end: int) -> str:
    return run_up(text, start) if len(text[start:end].split()) < FEW else ""


def _said(row: Sequence[Any], words: str) -> Said:
    """(kind, speaker, organisation, office, start, end, method) with the words."""
    return Said(
        kind=_QUOTES[row[0]],
        speaker=A_READER if row[1] and is_pseudonym(row[1]) else row[1],
        organisation=row[2],
        office=row[3],
        words=words,
        span=Span(row[4], row[5]),
        method=row[6],
    )


def _named(text: str, rows: Iterable[Sequence[Any]]) -> tuple[Named, ...]:
    surfaces: dict[str, dict[str, None]] = defaultdict(dict)
    methods: dict[str, dict[str, None]] = defaultdict(dict)
    for _, slug, start, end, method in rows:
        surfaces[slug][" ".join(text[start:end].split())] = None
        methods[slug][method] = None
    return tuple(
        Named(organisation=slug, surfaces=tuple(found), methods=tuple(methods[slug]))
        for slug, found in surfaces.items()
    )
