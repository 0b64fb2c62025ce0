"""What was read out of the texts, by today's tagging: mentions, quotations, stances.

`TAGS` are the tables; `IN_CONTEXT` are the same with what an annotation needs beside them.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Select, case, func, or_
from sqlalchemy.orm import InstrumentedAttribute

from commissioning.domain.findings import A_READER
from commissioning.domain.quoting import EVIDENCE, QUOTATION, Allowance, beginning
from commissioning.domain.tags import HolderKind, Position, QuotationKind
from commissioning.research.exporting.columns import Column, Link, Type, stored
from commissioning.research.exporting.tables import (
    Cells,
    Content,
    Expression,
    Field,
    Table,
    same,
    table,
)
from commissioning.store.pseudonyms import PREFIX
from commissioning.store.rows import (
    ArticleRow,
    CommentRow,
    MentionRow,
    QuotationRow,
    StanceRow,
    TaggingRow,
)

Tag = type[MentionRow] | type[QuotationRow] | type[StanceRow]
_SURFACE = 12  # words of a mention
_AROUND = 60  # letters on each side
_IN_ARTICLE = CommentRow.id.is_(None)
# So written that no index serves it: nearly all are current, and they are wanted in their order.
_IS_CURRENT = case((TaggingRow.current, 1), else_=0) == 1
_LINKS = (
    Link(column="article", table="articles", to="id"),
    Link(column="correction", table="corrections", to="id"),
)


def _place(tag: Tag, words: str) -> tuple[Field, ...]:
    return (
        same(tag.id, description="its number in this export", counted=False),
        (
            stored(
                TaggingRow.article_id,
                name="article",
                description="the article whose text it is in, or below which the comment stands",
                counted=False,
            ),
            TaggingRow.article_id,
        ),
        (
            stored(
                CommentRow.position,
                name="comment",
                description="position of the comment whose text it is in; empty: the article's",
                required=False,
            ),
            CommentRow.position,
        ),
        same(tag.start_char, description="where it begins in the text, in code points"),
        same(tag.end_char, description="where it ends there, exclusive"),
        (
            Column(
                name="words",
                type=Type.STRING,
                description=(
                    f"{words}; all of them, and those of comments, only in an export with full"
                    " texts"
                ),
                counted=False,
            ),
            func.substr(
                func.coalesce(CommentRow.text, ArticleRow.text),
                tag.start_char + 1,
                tag.end_char - tag.start_char,
            ),
        ),
    )


def _origin(tag: Tag) -> tuple[Field, ...]:
    return (
        same(tag.method),
        (
            stored(
                tag.correction_id,
                name="correction",
                description="the correction that put it here; empty: the tagger",
                counted=False,
            ),
            tag.correction_id,
        ),
        same(TaggingRow.tagger),
    )


def _of(tag: Tag) -> Callable[[Select[Any]], Select[Any]]:
    """Today's tags, those of one text together."""

    def source(query: Select[Any]) -> Select[Any]:
        return (
            query.select_from(tag)
            .join(TaggingRow, tag.tagging_id == TaggingRow.id)
            .join(ArticleRow, TaggingRow.article_id == ArticleRow.id)
            .outerjoin(CommentRow, TaggingRow.comment_id == CommentRow.id)
            .where(_IS_CURRENT)
            .order_by(TaggingRow.id, tag.id)
        )

    return source


def _without_comments(cells: Cells) -> Sequence[str | None]:
    """The words that a batch may give out of articles; None for those of comments."""
    pairs = zip(cells["words"], cells["comment"], strict=True)
    return [words if comment is None else None for words, comment in pairs]


def _cut(limit: int) -> Callable[[Content], Callable[[Cells], Cells]]:
    """Of each tag at most so many words, none of a comment, unless texts are given out whole."""

    def finish(content: Content) -> Callable[[Cells], Cells]:
        def cut(cells: Cells) -> Cells:
            if content.with_text:
                return cells
            told = _without_comments(cells)
            return cells | {"words": [one and beginning(one, limit) for one in told]}

        return cut

    return finish


def _quoted(content: Content) -> Callable[[Cells], Cells]:
    """The same of quotations, which are also to be a small part of their article."""
    at, allowance = None, Allowance(0)

    def admitted(article: int, letters: int, words: str | None) -> str | None:
        nonlocal at, allowance
        if article != at:
            at, allowance = article, Allowance(letters)
        return beginning(words, QUOTATION) if words and allowance.admits(words) else None

    def cut(cells: Cells) -> Cells:
        if content.with_text:
            return cells
        told = _without_comments(cells)
        rows = zip(cells["article"], cells["letters"], told, strict=True)
        return cells | {"words": [admitted(*row) for row in rows]}

    return cut


def _hidden(attribute: InstrumentedAttribute[Any], shown: Expression, description: str) -> Field:
    return stored(attribute, description=description, required=False), shown


_MENTIONS = (
    *_place(MentionRow, f"as the text has it, at most {_SURFACE} words"),
    same(MentionRow.organisation),
    _hidden(
        MentionRow.name,
        case((or_(_IN_ARTICLE, MentionRow.organisation.is_not(None)), MentionRow.name)),
        "the register's name, else as the text has it; empty where only a comment has it",
    ),
    *_origin(MentionRow),
)

_QUOTATIONS = (
    *_place(
        QuotationRow,
        f"the words said, at most the first {QUOTATION}, and none where those of its article"
        " would be more than a small part of it",
    ),
    same(QuotationRow.kind, values=QuotationKind),
    _hidden(
        QuotationRow.speaker,
        case(
            (func.substr(QuotationRow.speaker, 1, len(PREFIX)) == PREFIX, A_READER),
            (_IN_ARTICLE, QuotationRow.speaker),
        ),
        f"the fullest name that the text gives; '{A_READER}' for a reader who comments, and"
        " empty for whom else a comment names",
    ),
    same(QuotationRow.organisation),
    _hidden(
        QuotationRow.office,
        case((_IN_ARTICLE, QuotationRow.office)),
        "as the text or the register gives it; empty in comments",
    ),
    same(QuotationRow.cue_start, description="where the reporting words begin"),
    same(QuotationRow.cue_end, description="where the reporting words end, exclusive"),
    *_origin(QuotationRow),
)

_STANCES = (
    *_place(StanceRow, f"the evidence, at most its first {EVIDENCE} words"),
    (
        stored(
            StanceRow.holder,
            description=f"as the text names it; '{A_READER}' for who wrote a comment",
        ),
        case(
            (
                or_(
                    StanceRow.holder_kind == HolderKind.COMMENTER.value,
                    CommentRow.id.is_not(None),
                ),
                A_READER,
            ),
            else_=StanceRow.holder,
        ),
    ),
    same(StanceRow.holder_kind, values=HolderKind),
    same(StanceRow.organisation, description="slug of the body that it is, or speaks for"),
    same(StanceRow.question),
    same(StanceRow.position, values=Position),
    same(
        StanceRow.confidence,
        description="0 to 1: how sure the tagger is of holder, question and side together",
    ),
    *_origin(StanceRow),
)


def _tables(beside: Callable[[Tag], Sequence[Field]]) -> Iterator[Table]:
    def made(
        name: str,
        description: str,
        tag: Tag,
        fields: Sequence[Field],
        finish: Callable[[Content], Callable[[Cells], Cells]],
    ) -> Table:
        return table(
            name,
            description,
            subject=ArticleRow.url,
            fields=(*fields, *beside(tag)),
            source=_of(tag),
            key=("id",),
            links=_LINKS,
            hidden=(("letters", func.length(ArticleRow.text)),) if tag is QuotationRow else (),
            finish=finish,
        )

    yield made("mentions", "Where a text names a body.", MentionRow, _MENTIONS, _cut(_SURFACE))
    yield made("quotations", "Words attributed to a speaker.", QuotationRow, _QUOTATIONS, _quoted)
    yield made(
        "stances",
        "The side that a holder takes on a policy question, with the words that show it.",
        StanceRow,
        _STANCES,
        _cut(EVIDENCE),
    )


def _context(tag: Tag) -> Sequence[Field]:
    """The text around a tag, its hash, when it was tagged, and when the page was fetched."""
    text = func.coalesce(CommentRow.text, ArticleRow.text)
    before = case(
        (tag.start_char > _AROUND, func.substr(text, tag.start_char - _AROUND + 1, _AROUND)),
        else_=func.substr(text, 1, tag.start_char),
    )
    return (
        (Column(name="before", type=Type.STRING, description="what stands before"), before),
        (
            Column(name="behind", type=Type.STRING, description="what stands behind"),
            func.substr(text, tag.end_char + 1, _AROUND),
        ),
        same(TaggingRow.text_sha256),
        same(TaggingRow.tagged_at),
        same(ArticleRow.captured_at),
    )


TAGS: tuple[Table, ...] = tuple(_tables(lambda _: ()))
IN_CONTEXT: tuple[Table, ...] = tuple(_tables(_context))
