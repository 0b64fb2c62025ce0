"""The tables of editions, beside those that are collected and tagged.

An edition's content is one document: it is saved and frozen whole.
"""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from commissioning.store.rows import Row


class TriageRow(Row):
    """A decision on a story. The last that was not undone holds; none is ever deleted."""

    __tablename__ = "triage"
    __table_args__ = (Index(None, "story"),)

    id: Mapped[int] = mapped_column(primary_key=True, doc="identifier")
    story: Mapped[str] = mapped_column(doc="slug of a story; URL of an article in none")
    decision: Mapped[str] = mapped_column(String(10), doc="a Decision")
    at: Mapped[datetime] = mapped_column(doc="UTC")
    by: Mapped[str] = mapped_column(String(100), doc="who decided")
    undone_at: Mapped[datetime | None] = mapped_column(doc="UTC; empty where it holds")


class EditionRow(Row):
    """An edition as it was last saved; once it is published, content and title never change."""

    __tablename__ = "editions"

    id: Mapped[int] = mapped_column(primary_key=True, doc="identifier")
    number: Mapped[int] = mapped_column(
        Integer, unique=True, doc="by which readers know it, from 1"
    )
    day: Mapped[date] = mapped_column(Date, doc="that it bears")
    title: Mapped[str] = mapped_column(doc="as its editor wrote it")
    status: Mapped[str] = mapped_column(String(10), doc="an EditionStatus")
    version: Mapped[int] = mapped_column(doc="goes up with every save")
    content: Mapped[str] = mapped_column(doc="JSON: introduction, sections, items")
    saved_at: Mapped[datetime] = mapped_column(doc="UTC")
    published_at: Mapped[datetime | None] = mapped_column(doc="UTC; empty for a draft")


class EditionPlaceRow(Row):
    """That an item of an edition is about a story or an article: what is already in which issue."""

    __tablename__ = "edition_places"
    __table_args__ = (
        Index(None, "edition_id"),
        Index(None, "story"),
        Index(None, "article"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, doc="identifier")
    edition_id: Mapped[int] = mapped_column(
        ForeignKey("editions.id", ondelete="CASCADE"), doc="the edition that has the item"
    )
    item: Mapped[int] = mapped_column(doc="number of the item, from 1 through the edition")
    story: Mapped[str | None] = mapped_column(doc="slug")
    article: Mapped[str | None] = mapped_column(doc="canonical URL")


class EditionVersionRow(Row):
    """How a draft stood before, one a minute at most, and what could not be saved over others."""

    __tablename__ = "edition_versions"
    __table_args__ = (Index(None, "edition_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, doc="identifier")
    edition_id: Mapped[int] = mapped_column(
        ForeignKey("editions.id", ondelete="CASCADE"), doc="the edition that stood so"
    )
    content: Mapped[str] = mapped_column(doc="JSON: the whole edition")
    saved_at: Mapped[datetime] = mapped_column(doc="UTC")
    aside: Mapped[bool] = mapped_column(default=False, doc="put aside in a conflict")


class AmendmentRow(Row):
    """A correction of a published edition."""

    __tablename__ = "edition_amendments"
    __table_args__ = (Index(None, "edition_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, doc="identifier")
    edition_id: Mapped[int] = mapped_column(
        ForeignKey("editions.id", ondelete="CASCADE"), doc="the edition that it corrects"
    )
    at: Mapped[datetime] = mapped_column(doc="UTC")
    text: Mapped[str] = mapped_column(doc="Markdown")


class EditionTemplateRow(Row):
    """Names of sections with which an edition begins."""

    __tablename__ = "edition_templates"

    name: Mapped[str] = mapped_column(String(100), primary_key=True, doc="as its editor calls it")
    sections: Mapped[str] = mapped_column(doc="JSON: a list of names")
