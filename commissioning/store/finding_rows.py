"""The tables that queries read: the tags that count, each in one flat row, and what is due there.

They are made from the other tables and never written by hand. The words that are looked for stand
beside them, in `text_words` and `finding_words`: see `commissioning/store/words.py`.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from commissioning.store.rows import LARGE, Row

DERIVED = "derived"  # marks a table that is made of the others


class FindingRow(Row):
    """A stance or a quotation of today's tagging, with what it is asked for by and its words."""

    __tablename__ = "findings"
    __table_args__ = (
        Index(None, "published_at", "article_id"),
        Index(None, "source_id", "published_at"),
        Index(None, "who_key", "published_at"),
        Index(None, "organisation", "published_at"),
        Index(None, "organisation", "question", "published_at"),
        Index(
            "ix_findings_sides",  # with all that is counted of a question
            "question",
            "published_at",
            "position",
            "confidence",
            "comment",
            "organisation",
            "source_id",
            "holder_kind",
            "published_precision",
            sqlite_where=text("question IS NOT NULL"),
            postgresql_where=text("question IS NOT NULL"),
        ),
        Index(None, "question", "position", "published_at"),
        Index(None, "question", "position", "confidence"),
        Index(None, "confidence"),
        Index(None, "article_id"),
        Index(None, "document", "organisation", "published_at"),
        {"info": {DERIVED: True}},
    )

    id: Mapped[int] = mapped_column(
        LARGE,
        primary_key=True,
        autoincrement=False,
        doc="twice the stance's, or twice the quotation's and one",
    )
    tag: Mapped[str] = mapped_column(String(10), doc="a TagKind")
    document: Mapped[int] = mapped_column(
        LARGE, doc="its text in text_words: twice the article's id, or twice the comment's and one"
    )
    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), doc="the article that it stands in"
    )
    comment: Mapped[int | None] = mapped_column(
        doc="position of the comment that it stands in; empty for the article's own text"
    )
    tagging_id: Mapped[int] = mapped_column(doc="what it was read in")
    source_id: Mapped[int] = mapped_column(doc="the article's source")
    kind: Mapped[str | None] = mapped_column(String(20), doc="of the article, an ArticleKind")
    published_at: Mapped[datetime | None] = mapped_column(doc="UTC, the article's")
    published_precision: Mapped[str | None] = mapped_column(String(10), doc="a Precision")
    who: Mapped[str | None] = mapped_column(doc="holder or speaker; 'a reader' for a commenter")
    who_key: Mapped[str | None] = mapped_column(doc="the name folded, to be found by")
    holder_kind: Mapped[str | None] = mapped_column(String(20), doc="a HolderKind, of a stance")
    organisation: Mapped[str | None] = mapped_column(String(200), doc="slug; is or speaks for")
    question: Mapped[str | None] = mapped_column(String(40), doc="slug, of a stance")
    position: Mapped[str | None] = mapped_column(String(10), doc="a Position, of a stance")
    confidence: Mapped[float | None] = mapped_column(doc="0 to 1, of a stance")
    quotation: Mapped[str | None] = mapped_column(String(10), doc="a QuotationKind, of a quotation")
    method: Mapped[str] = mapped_column(String(60), doc="the rule or model that found it")
    start_char: Mapped[int] = mapped_column(doc="of the words, code points")
    end_char: Mapped[int] = mapped_column(doc="exclusive")
    evidence: Mapped[str] = mapped_column(doc="the words")


class FindingsDueRow(Row):
    """An article whose findings are to be made anew."""

    __tablename__ = "findings_due"
    __table_args__ = ({"info": {DERIVED: True}},)

    article_id: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, doc="the article"
    )


class WordsDueRow(Row):
    """A text whose words are to be indexed anew, and what the index still holds of it."""

    __tablename__ = "words_due"
    __table_args__ = ({"info": {DERIVED: True}},)

    document: Mapped[int] = mapped_column(
        LARGE, primary_key=True, autoincrement=False, doc="its number"
    )
    headline: Mapped[str | None] = mapped_column(doc="as indexed; SQLite needs it to take it out")
    text: Mapped[str | None] = mapped_column(doc="as indexed; empty where nothing is")
