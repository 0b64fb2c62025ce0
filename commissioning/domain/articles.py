"""What is collected: sources, what their feeds say, articles and the comments below them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from commissioning.domain.dates import Dated


class SourceKind(StrEnum):
    """What sort of outlet a source is."""

    TRADE = "trade"
    NATIONAL = "national"
    LOCAL = "local"
    THINK_TANK = "think-tank"
    UNION = "union"
    OFFICIAL = "official"
    CAMPAIGN = "campaign"
    BLOG = "blog"
    FILE = "file"


class ArticleKind(StrEnum):
    """What sort of text an article is, as in the labelling guidelines, letters apart.

    A press release is an announcement.
    """

    NEWS = "news"
    ANALYSIS = "analysis"
    OPINION = "opinion"
    LETTER = "letter"
    BLOG = "blog"
    ANNOUNCEMENT = "announcement"
    OTHER = "other"


class ChangeCause(StrEnum):
    """Why an article stands otherwise than before: its page was edited, or is read otherwise."""

    EDITED = "edited"
    EXTRACTED = "extracted"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveRef:
    """Where the raw bytes lie: a WARC file's name inside the archive and the record's offset."""

    file: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """What a feed or sitemap said of an item, before its page was fetched.

    url        absolute, as given
    title      plain text, entities resolved
    published  when it was published, as the feed has it
    updated    when it was last changed, as the feed has it
    byline     the author's name as the feed has it
    guid       the feed's own identifier, where it tells items apart within the feed
    comments_url  the feed of the item's comments
    comments   how many there are, as the feed has it
    """

    url: str
    title: str | None = None
    published: Dated | None = None
    updated: Dated | None = None
    byline: str | None = None
    guid: str | None = None
    comments_url: str | None = None
    comments: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A reader's words below an article.

    text       plain text, paragraphs apart by an empty line, never empty
    author     the name that the page shows: a private person's, never published
    published  when, as the page gives it
    reply_to   position in the article's comments (from 0) of the one answered
    """

    text: str
    author: str | None = None
    published: Dated | None = None
    reply_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One published item as its author wrote it, without what the page puts around it.

    url        canonical: absolute, fragment and tracking parameters gone; the identity
    source     slug of the source that it came from
    headline   plain text without the outlet's name
    text       plain text, paragraphs apart by an empty line, never empty
    byline     the people who wrote it, as the page names them; None for 'Admin'
    published  when it was published
    updated    when the page says that it was changed
    captured   when these bytes were fetched (or captured, for an archived page)
    kind       where the page or source tells; else the tagger decides
    section    the part of the outlet that it stands in, as the page has it
    paywalled  whether the page shows readers only the beginning
    excerpt    the outlet's own summary or standfirst
    comments   in the order of the page
    archive    where the raw bytes lie
    extractor  name and version of what made this from the bytes, 'pages/1'
    """

    url: str
    source: str
    headline: str
    text: str
    byline: str | None = None
    published: Dated | None = None
    updated: Dated | None = None
    captured: Dated | None = None
    kind: ArticleKind | None = None
    section: str | None = None
    paywalled: bool = False
    excerpt: str | None = None
    language: str | None = None
    comments: tuple[Comment, ...] = ()
    archive: ArchiveRef | None = None
    extractor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """How an article once stood, where that differs from how it stands now.

    number     from 1, in the order in which the versions came to be kept
    headline, byline, text  as in the article
    captured   when its bytes were fetched
    archive    where they lie
    extractor  name and version of what made it from the bytes
    replaced   when it was found to be no longer, or not yet, how the article stands
    cause      of the change after it
    """

    number: int
    headline: str
    byline: str | None
    text: str
    captured: datetime | None
    archive: ArchiveRef | None
    extractor: str
    replaced: datetime
    cause: ChangeCause
