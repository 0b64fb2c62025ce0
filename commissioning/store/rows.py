"""The tables, as typed SQLAlchemy classes; each column says what it holds.

Sources are polled in runs; articles belong to a source; a tagging is what one version of the
tagger read out of one text (an article's or a comment's), and owns mentions, quotations and
stances, whose offsets count code points of that very text. What counts is always in the tables of
the tags: a tag that a correction overrules is moved out of them, and kept with what overruled it.
"""

from datetime import UTC, date, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    and_,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from commissioning.domain.corrections import Value

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


# SQLite's INTEGER has 64 bits, and widening a column there would make its table anew.
LARGE = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC; SQLite keeps no zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse a naive datetime; turn any other into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Row(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime, str: Text}  # noqa: RUF012 - SQLAlchemy's own form


class SourceRow(Row):
    """An outlet that articles come from."""

    __tablename__ = "sources"

    id: Mapped[int] = mapped_column(primary_key=True, doc="identifier")
    slug: Mapped[str] = mapped_column(String(100), unique=True, doc="stable identifier")
    name: Mapped[str] = mapped_column(doc="as people write it")
    home: Mapped[str | None] = mapped_column(doc="home page")
    kind: Mapped[str] = mapped_column(String(20), doc="a SourceKind")
    sample: Mapped[bool] = mapped_column(default=False, doc="invented, for demonstration")


class RunRow(Row):
    """One run of a command that collects or imports."""

    __tablename__ = "runs"

    id: Mapped[int] = mapped_column(primary_key=True, doc="identifier")
    command: Mapped[str] = mapped_column(String(20), doc="'collect' or 'import'")
    started_at: Mapped[datetime] = mapped_column(doc="UTC")
    finished_at: Mapped[datetime | None] = mapped_column(doc="UTC; empty where it was cut short")


class PollRow(Row):
    """One look at a source's feed, sitemap or listing: the ground of every coverage figure."""

    __tablename__ = "polls"
    __table_args__ = (Index(None, "source_id", "day", "outcome"),)

    id: Mapped[int] = mapped_column(primary_key=True, doc="identifier")
    run_id: Mapped[int] = mapped_column(
        ForeignKey("runs.id", ondelete="CASCADE"), doc="the run that asked"
    )
    source_id: Mapped[int] = mapped_column(
        ForeignKey("sources.id", ondelete="CASCADE"), doc="the outlet that was asked"
    )
    url: Mapped[str] = mapped_column(doc="what was asked for")
    polled_at: Mapped[datetime] = mapped_column(doc="UTC")
    day: Mapped[date] = mapped_column(doc="of polled_at, in UTC: coverage counts days")
    outcome: Mapped[str] = mapped_column(String(20), doc="a PollOutcome")
    status: Mapped[int | None] = mapped_column(doc="HTTP; empty where nothing answered")
    detail: Mapped[str | None] = mapped_column(doc="what went wrong, in one line")
    entries: Mapped[int] = mapped_column(default=0, doc="items that it named")
    fresh: Mapped[int] = mapped_column(default=0, doc="of these, not known before")


class PollPlanRow(Row):
    """When a source is to be asked again, and where; what came of asking decides it."""

    __tablename__ = "poll_plans"

    source_id: Mapped[int] = mapped_column(
        ForeignKey("sources.id", ondelete="CASCADE"),
        primary_key=True,
        doc="the outlet that is asked",
    )
    next_at: Mapped[datetime | None] = mapped_column(doc="UTC; not before; empty: at once")
    failures: Mapped[int] = mapped_column(default=0, doc="in a row")
    stopped_at: Mapped[datetime | None] = mapped_column(doc="UTC; since when it is gone for good")
    moved_to: Mapped[str | None] = mapped_column(doc="where a redirect or the home page leads")
    moved_since: Mapped[datetime | None] = mapped_column(doc="UTC; since when it has led there")
    fresh_at: Mapped[datetime | None] = mapped_column(doc="UTC; when it last had something new")
    history_at: Mapped[datetime | None] = mapped_column(
        doc="UTC; when its past was read to the end"
    )


class RobotsRow(Row):
    """A site's robots.txt, kept for a day so that it is not asked for at every poll."""

    __tablename__ = "robots"

    origin: Mapped[str] = mapped_column(primary_key=True, doc="scheme, host and port")
    body: Mapped[bytes] = mapped_column(doc="empty where the site has none")
    fetched_at: Mapped[datetime] = mapped_column(doc="UTC")


class FeedStateRow(Row):
    """What a feed's server last told of its version, to be sent back when it is asked again."""

    __tablename__ = "feed_states"

    url: Mapped[str] = mapped_column(primary_key=True, doc="of the feed")
    source_id: Mapped[int] = mapped_column(
        ForeignKey("sources.id", ondelete="CASCADE"), doc="the outlet whose feed it is"
    )
    etag: Mapped[str | None] = mapped_column(doc="as the server sent it")
    last_modified: Mapped[str | None] = mapped_column(doc="as the server sent it")
    polled_at: Mapped[datetime] = mapped_column(doc="UTC")


class RejectionRow(Row):
    """Something that was looked at and not taken, and why. One row a source, URL and reason."""

    __tablename__ = "rejections"
    __table_args__ = (UniqueConstraint("source_id", "url", "reason"),)

    id: Mapped[int] = mapped_column(primary_key=True, doc="identifier")
    source_id: Mapped[int] = mapped_column(
        ForeignKey("sources.id", ondelete="CASCADE"), doc="the outlet that it came from"
    )
    url: Mapped[str] = mapped_column(doc="address or file name")
    reason: Mapped[str] = mapped_column(String(30), doc="a RejectionReason")
    detail: Mapped[str | None] = mapped_column(doc="in one line")
    first_at: Mapped[datetime] = mapped_column(doc="UTC")
    last_at: Mapped[datetime] = mapped_column(doc="UTC")


class ArticleRow(Row):
    """One published item; its identity is its canonical URL."""

    __tablename__ = "articles"
    __table_args__ = (
        Index(None, "published_at", "id"),
        Index(None, "source_id", "published_at", "published_precision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, doc="identifier")
    url: Mapped[str] = mapped_column(unique=True, doc="canonical URL")
    source_id: Mapped[int] = mapped_column(
        ForeignKey("sources.id", ondelete="CASCADE"), doc="the outlet that published it"
    )
    headline: Mapped[str] = mapped_column(doc="plain text without the outlet's name")
    byline: Mapped[str | None] = mapped_column(doc="the people who wrote it, as the page has it")
    published_at: Mapped[datetime | None] = mapped_column(doc="UTC; start of the unit")
    published_precision: Mapped[str | None] = mapped_column(String(10), doc="a Precision")
    published_from: Mapped[str | None] = mapped_column(String(20), doc="where it was found")
    updated_at: Mapped[datetime | None] = mapped_column(doc="UTC, as the page says")
    updated_precision: Mapped[str | None] = mapped_column(String(10), doc="a Precision")
    updated_from: Mapped[str | None] = mapped_column(String(20), doc="where it was found")
    captured_at: Mapped[datetime | None] = mapped_column(doc="UTC; when the bytes were fetched")
    captured_precision: Mapped[str | None] = mapped_column(String(10), doc="a Precision")
    captured_from: Mapped[str | None] = mapped_column(String(20), doc="where it was found")
    kind: Mapped[str | None] = mapped_column(String(20), doc="an ArticleKind")
    section: Mapped[str | None] = mapped_column(doc="the part of the outlet, as the page has it")
    paywalled: Mapped[bool] = mapped_column(default=False, doc="only the beginning is shown")
    excerpt: Mapped[str | None] = mapped_column(doc="the outlet's own summary")
    language: Mapped[str | None] = mapped_column(String(10), doc="BCP 47")
    text: Mapped[str] = mapped_column(doc="plain text; never published")
    text_sha256: Mapped[str] = mapped_column(String(64), doc="of the text in UTF-8")
    archive_file: Mapped[str | None] = mapped_column(doc="WARC file inside the archive")
    archive_offset: Mapped[int | None] = mapped_column(LARGE, doc="of the record, in bytes")
    extractor: Mapped[str] = mapped_column(String(40), doc="name and version")
    first_seen_at: Mapped[datetime] = mapped_column(doc="UTC")

    source: Mapped[SourceRow] = relationship()
    comments: Mapped[list["CommentRow"]] = relationship(
        order_by="CommentRow.position", cascade="all, delete-orphan", passive_deletes=True
    )


class AddressRow(Row):
    """A URL under which an article was met: what a feed links to is often not the canonical one."""

    __tablename__ = "addresses"
    __table_args__ = (Index(None, "article_id"),)

    url: Mapped[str] = mapped_column(primary_key=True, doc="as it was met")
    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), doc="the article that it leads to"
    )


class GuidRow(Row):
    """A feed's own identifier of an article: it outlives a changed address or headline."""

    __tablename__ = "guids"
    __table_args__ = (Index(None, "article_id"),)

    source_id: Mapped[int] = mapped_column(
        ForeignKey("sources.id", ondelete="CASCADE"),
        primary_key=True,
        doc="the outlet whose feed it is",
    )
    guid: Mapped[str] = mapped_column(primary_key=True, doc="as the feed has it")
    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), doc="the article that it means"
    )


class VersionRow(Row):
    """How an article stood before it was edited, or before the extractor read it anew."""

    __tablename__ = "article_versions"
    __table_args__ = (UniqueConstraint("article_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, doc="identifier")
    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), doc="the article that stood so"
    )
    number: Mapped[int] = mapped_column(doc="from 1, oldest first")
    headline: Mapped[str] = mapped_column(doc="as it was then")
    byline: Mapped[str | None] = mapped_column(doc="as it was then")
    text: Mapped[str] = mapped_column(doc="as it was then; never published")
    text_sha256: Mapped[str] = mapped_column(String(64), doc="of the text in UTF-8")
    captured_at: Mapped[datetime | None] = mapped_column(doc="UTC; when the bytes were fetched")
    archive_file: Mapped[str | None] = mapped_column(doc="WARC file inside the archive")
    archive_offset: Mapped[int | None] = mapped_column(LARGE, doc="of the record, in bytes")
    extractor: Mapped[str] = mapped_column(String(40), doc="name and version")
    replaced_at: Mapped[datetime] = mapped_column(doc="UTC")
    cause: Mapped[str] = mapped_column(String(20), doc="a ChangeCause")


class SketchRow(Row):
    """One band of an article's MinHash: articles that share one may have text in common."""

    __tablename__ = "sketches"
    __table_args__ = (Index(None, "band", "bucket"),)

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"),
        primary_key=True,
        doc="the article whose text it is of",
    )
    band: Mapped[int] = mapped_column(primary_key=True, doc="from 0, in the order of the MinHash")
    bucket: Mapped[int] = mapped_column(LARGE, doc="hash of the band's values")


class CopyRow(Row):
    """An article whose text stands in an earlier one: wire copy, a release printed, a reprint."""

    __tablename__ = "copies"
    __table_args__ = (Index(None, "original_id"),)

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, doc="the copy"
    )
    original_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), doc="the earliest of those that share it"
    )
    share: Mapped[float] = mapped_column(doc="0 to 1, of the copy's words that the original has")


class ImportedFileRow(Row):
    """How far a file was imported, so that a run that was cut short goes on where it was."""

    __tablename__ = "imported_files"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True, doc="SHA-256 of a part")
    name: Mapped[str] = mapped_column(doc="as the user gave it, for messages")
    position: Mapped[int] = mapped_column(LARGE, doc="in bytes: all before it is dealt with")
    finished: Mapped[bool] = mapped_column(default=False, doc="imported to its end")


class CommentRow(Row):
    """A reader's words below an article. The name, a private person's, is never stored."""

    __tablename__ = "comments"
    __table_args__ = (UniqueConstraint("article_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True, doc="identifier")
    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), doc="the article below which it stands"
    )
    position: Mapped[int] = mapped_column(doc="from 0, in the order of the page")
    author: Mapped[str | None] = mapped_column(doc="a pseudonym, the same for the same name")
    published_at: Mapped[datetime | None] = mapped_column(doc="UTC")
    published_precision: Mapped[str | None] = mapped_column(String(10), doc="a Precision")
    published_from: Mapped[str | None] = mapped_column(String(20), doc="where it was found")
    text: Mapped[str] = mapped_column(doc="plain text; never published")
    text_sha256: Mapped[str] = mapped_column(String(64), doc="of the text in UTF-8")
    reply_to: Mapped[int | None] = mapped_column(doc="position of the comment answered")


class TaggingRow(Row):
    """What one version of the tagger read out of one text: an article's, or a comment's."""

    __tablename__ = "taggings"
    __table_args__ = (
        Index(None, "article_id", "current"),
        Index("ix_taggings_current_relevance", "current", "relevance"),
        Index(
            None,
            "comment_id",
            sqlite_where=text("comment_id IS NOT NULL"),
            postgresql_where=text("comment_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, doc="identifier")
    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"),
        doc="the article whose text was tagged, or below which the comment stands",
    )
    comment_id: Mapped[int | None] = mapped_column(
        ForeignKey("comments.id", ondelete="CASCADE"), doc="empty for the article's own text"
    )
    tagger: Mapped[str] = mapped_column(String(200), doc="name and version")
    text_sha256: Mapped[str] = mapped_column(String(64), doc="of the text that was tagged")
    tagged_at: Mapped[datetime] = mapped_column(doc="UTC")
    relevance: Mapped[float] = mapped_column(doc="0 to 1")
    current: Mapped[bool] = mapped_column(default=True, doc="the newest, of today's text")

    mentions: Mapped[list["MentionRow"]] = relationship(
        order_by="MentionRow.id", cascade="all, delete-orphan", passive_deletes=True
    )
    quotations: Mapped[list["QuotationRow"]] = relationship(
        order_by="QuotationRow.id", cascade="all, delete-orphan", passive_deletes=True
    )
    stances: Mapped[list["StanceRow"]] = relationship(
        order_by="StanceRow.id", cascade="all, delete-orphan", passive_deletes=True
    )


# The tagging that counts of an article's own text, not of a comment; and what joins it to one.
OWN_TAGGING = and_(TaggingRow.current, TaggingRow.comment_id.is_(None))
TO_OWN_TAGGING = and_(TaggingRow.article_id == ArticleRow.id, OWN_TAGGING)


class MentionRow(Row):
    """A span that names a body."""

    __tablename__ = "mentions"
    __table_args__ = (Index(None, "organisation", "tagging_id"), Index(None, "tagging_id"))

    id: Mapped[int] = mapped_column(primary_key=True, doc="identifier")
    tagging_id: Mapped[int] = mapped_column(
        ForeignKey("taggings.id", ondelete="CASCADE"), doc="the tagging that it belongs to"
    )
    start_char: Mapped[int] = mapped_column(doc="code points")
    end_char: Mapped[int] = mapped_column(doc="code points, exclusive")
    organisation: Mapped[str | None] = mapped_column(String(200), doc="slug of the register")
    name: Mapped[str] = mapped_column(doc="the register's, else the surface")
    method: Mapped[str] = mapped_column(String(60), doc="the rule that found it")
    correction_id: Mapped[int | None] = mapped_column(
        ForeignKey("corrections.id"), doc="the correction that put it here"
    )


class QuotationRow(Row):
    """Words attributed to a speaker."""

    __tablename__ = "quotations"
    __table_args__ = (Index(None, "organisation", "tagging_id"), Index(None, "tagging_id"))

    id: Mapped[int] = mapped_column(primary_key=True, doc="identifier")
    tagging_id: Mapped[int] = mapped_column(
        ForeignKey("taggings.id", ondelete="CASCADE"), doc="the tagging that it belongs to"
    )
    start_char: Mapped[int] = mapped_column(doc="code points")
    end_char: Mapped[int] = mapped_column(doc="code points, exclusive")
    kind: Mapped[str] = mapped_column(String(10), doc="a QuotationKind")
    speaker: Mapped[str | None] = mapped_column(doc="the fullest name that the text gives")
    organisation: Mapped[str | None] = mapped_column(String(200), doc="whom the speaker speaks for")
    office: Mapped[str | None] = mapped_column(doc="as the text or the register gives it")
    cue_start: Mapped[int | None] = mapped_column(doc="of the reporting words")
    cue_end: Mapped[int | None] = mapped_column(doc="exclusive")
    method: Mapped[str] = mapped_column(String(60), doc="the rule that found it")
    correction_id: Mapped[int | None] = mapped_column(
        ForeignKey("corrections.id"), doc="the correction that put it here"
    )


class StanceRow(Row):
    """The side that a holder takes on a policy question, with the words that show it."""

    __tablename__ = "stances"
    __table_args__ = (
        Index(None, "organisation", "question"),
        Index(None, "question", "position"),
        Index(None, "tagging_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, doc="identifier")
    tagging_id: Mapped[int] = mapped_column(
        ForeignKey("taggings.id", ondelete="CASCADE"), doc="the tagging that it belongs to"
    )
    holder: Mapped[str] = mapped_column(doc="as the text names it; a commenter's pseudonym")
    holder_kind: Mapped[str] = mapped_column(String(20), doc="a HolderKind")
    organisation: Mapped[str | None] = mapped_column(String(200), doc="is, or speaks for")
    question: Mapped[str] = mapped_column(String(40), doc="slug of the policy question")
    position: Mapped[str] = mapped_column(String(10), doc="a Position")
    confidence: Mapped[float] = mapped_column(doc="0 to 1")
    start_char: Mapped[int] = mapped_column(doc="of the evidence, code points")
    end_char: Mapped[int] = mapped_column(doc="exclusive")
    method: Mapped[str] = mapped_column(String(60), doc="the rule or model that found it")
    correction_id: Mapped[int | None] = mapped_column(
        ForeignKey("corrections.id"), doc="the correction that put it here"
    )


class CorrectionRow(Row):
    """What an editor put right. It is never changed: undoing it leaves its row."""

    __tablename__ = "corrections"
    __table_args__ = (Index(None, "article_id", "subject"), Index(None, "subject"))

    id: Mapped[int] = mapped_column(primary_key=True, doc="identifier")
    made_at: Mapped[datetime] = mapped_column(doc="UTC")
    made_by: Mapped[str] = mapped_column(doc="as they name themselves")
    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), doc="the article that is corrected"
    )
    comment_id: Mapped[int | None] = mapped_column(
        ForeignKey("comments.id", ondelete="SET NULL"), doc="whose text is corrected"
    )
    comment: Mapped[int | None] = mapped_column(
        doc="position of the comment as it was; empty for the article itself"
    )
    subject: Mapped[str] = mapped_column(String(20), doc="a Subject")
    before: Mapped[dict[str, Value] | None] = mapped_column(
        JSON(none_as_null=True), doc="values by name; empty where something was added"
    )
    after: Mapped[dict[str, Value] | None] = mapped_column(
        JSON(none_as_null=True), doc="values by name; empty where something was taken away"
    )
    reason: Mapped[str | None] = mapped_column(
        doc="in the editor's words; empty where none was given"
    )
    undone_at: Mapped[datetime | None] = mapped_column(doc="UTC; empty while it stands")
    adrift: Mapped[bool] = mapped_column(default=False, doc="its words left the text")


class OverruledRow(Row):
    """What the machine read and a correction overrules, kept to be put back."""

    __tablename__ = "overruled"
    __table_args__ = (Index(None, "article_id", "subject"), Index(None, "tagging_id"))

    id: Mapped[int] = mapped_column(primary_key=True, doc="identifier")
    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), doc="the article that is corrected"
    )
    tagging_id: Mapped[int | None] = mapped_column(
        ForeignKey("taggings.id", ondelete="CASCADE"), doc="empty for what is no tag"
    )
    subject: Mapped[str] = mapped_column(String(20), doc="a Subject")
    correction_id: Mapped[int] = mapped_column(
        ForeignKey("corrections.id", ondelete="CASCADE"), doc="what overrules it"
    )
    held: Mapped[dict[str, Value]] = mapped_column(JSON(), doc="columns of its row, by name")


class StoryRow(Row):
    """Articles about one event. One that is left without articles is no story any more."""

    __tablename__ = "stories"
    __table_args__ = (Index(None, "goes_on_from_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, doc="identifier")
    slug: Mapped[str] = mapped_column(String(80), unique=True, doc="made once, never changed")
    goes_on_from_id: Mapped[int | None] = mapped_column(
        ForeignKey("stories.id", ondelete="SET NULL"), doc="an earlier story that it follows from"
    )


class StoryArticleRow(Row):
    """That an article belongs to a story."""

    __tablename__ = "story_articles"
    __table_args__ = (Index(None, "story_id"),)

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, doc="the article"
    )
    story_id: Mapped[int] = mapped_column(
        ForeignKey("stories.id", ondelete="CASCADE"), doc="the story that it belongs to"
    )
    text_sha256: Mapped[str] = mapped_column(String(64), doc="of the text by which it was placed")


class StoryAliasRow(Row):
    """The slug of a story that turned out to be another's: old addresses lead on."""

    __tablename__ = "story_aliases"
    __table_args__ = (Index(None, "story_id"),)

    slug: Mapped[str] = mapped_column(String(80), primary_key=True, doc="of the former story")
    story_id: Mapped[int] = mapped_column(
        ForeignKey("stories.id", ondelete="CASCADE"), doc="the story that it is part of now"
    )
