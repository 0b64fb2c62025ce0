"""Editions: a dated choice of stories with an editor's words. What makes and changes them is apart.

An edition is a draft until it is published; then it is frozen, and what was wrong in it is put
right by an amendment, which is shown as such. Readers know an edition as an issue with a number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from commissioning.domain.dates import Dated
from commissioning.domain.tags import HolderKind, Position


class Decision(StrEnum):
    """What an editor makes of a story."""

    KEEP = "keep"
    DROP = "drop"
    LATER = "later"


class EditionStatus(StrEnum):
    """Whether an edition can still be changed."""

    DRAFT = "draft"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """What was decided of a story.

    id     in the store; None before it is there
    story  slug of the story; for an article that stands in no story, its canonical URL
    at     UTC
    by     who decided, as they name themselves
    """

    id: int | None = None
    story: str
    decision: Decision
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSource:
    """An article of an item: its outlet as people write it, canonical URL, and when it came out.

    url  'urn:' for a file that names no address: nothing can link to it
    """

    name: str
    url: str
    published: Dated | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStance:
    """A side that is shown below an item, with the words that show it.

    holder        the body or person as the digest calls them
    holder_kind   never a commenter: readers are not named
    organisation  slug of the body that the holder is or speaks for
    speaker       who said it for the body; None where the holder is the speaker
    office        of the speaker, as the article or the register gives it
    question      slug of the policy question; `label` is what stands after 'supports' or 'opposes'
    words         the evidence, without quotation marks around it
    method        how it was found; 'editor' where an editor set it right
    article       canonical URL of the article with the words; `source` its outlet's name
    """

    holder: str
    holder_kind: HolderKind
    organisation: str | None
    speaker: str | None
    office: str | None
    question: str
    label: str
    position: Position
    confidence: float
    words: str
    method: str
    article: str
    source: str
    published: Dated | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A place in an edition: a story, an article, or the editor's own.

    key       names it within its edition: it stays when the item moves or its words change
    story     slug of the story; None for an article alone and for an item of the editor's own
    article   canonical URL of the article whose headline it goes by; None where there is none
    headline  as the editor has it
    url       where the headline leads outside the site; None where nothing can be linked to
    sources   the articles, the one of the headline first; () for an item of the editor's own
    stances   those that are shown; filled when the edition is published, and for a preview
    line      the editor's words in Markdown; None where there are none yet
    note      for the editors alone, never published; None in what was published
    """

    key: str
    story: str | None = None
    article: str | None = None
    headline: str
    url: str | None = None
    sources: tuple[ItemSource, ...] = ()
    stances: tuple[ItemStance, ...] = ()
    line: str | None = None
    note: str | None = None

    @property
    def has_story_page(self) -> bool:
        """Whether the site has a page of its story; one that a single article tells has none."""
        return self.story is not None and len(self.sources) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of an edition under a name. One without items is left out when it is published."""

    name: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A source that gave no answer when asked; `why` in one line, None where that is not known."""

    source: str
    why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Names of bodies that usually speak on a question and took no side on it; its label."""

    bodies: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """What an edition could not see in the days that it is about, both inclusive.

    asked    how many sources were asked; `answered`: how many of them gave an answer
    missing  those that gave none
    quiet    who was expected to speak on what the edition tells; () where silence cannot be told
    """

    first: date
    last: date
    asked: int
    answered: int
    missing: tuple[Missing, ...] = ()
    quiet: tuple[Quiet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """A correction after publication: what was wrong and what is right, in Markdown; `at` UTC."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A choice of stories.

    id            in the store; None before it is there
    number        from 1, each used once
    day           the date that it bears
    title         one line; '' in a draft that has none yet
    introduction  Markdown; '' where there is none
    unseen        filled when the edition is published, and for a preview
    version       goes up with every save; a save names the one that it began from
    saved_at      UTC; None before it is in the store
    published_at  UTC; None for a draft
    amendments    oldest first
    """

    id: int | None = None
    number: int
    day: date
    title: str = ""
    introduction: str = ""
    sections: tuple[Section, ...] = ()
    unseen: Unseen | None = None
    status: EditionStatus = EditionStatus.DRAFT
    version: int = 0
    saved_at: datetime | None = None
    published_at: datetime | None = None
    amendments: tuple[Amendment, ...] = ()

    @property
    def slug(self) -> str:
        """The last part of its address on the site, which hangs on the number alone: '42'."""
        return str(self.number)

    @property
    def is_published(self) -> bool:
        """Whether it is frozen."""
        return self.status is EditionStatus.PUBLISHED

    @property
    def items(self) -> tuple[Item, ...]:
        """All items, in order."""
        return tuple(item for section in self.sections for item in section.items)

    def numbered(self) -> Iterator[tuple[Section, tuple[tuple[int, Item], ...]]]:
        """The sections, their items numbered from 1 through the whole edition."""
        at = 1
        for section in self.sections:
            yield section, tuple(enumerate(section.items, start=at))
            at += len(section.items)

    def item(self, key: str) -> Item | None:
        """The item with this key."""
        return next((item for item in self.items if item.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionTemplate:
    """Names of sections with which an edition begins."""

    name: str
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionVersion:
    """How a draft stood: `edition` as it was saved at `saved_at` under `edition.version`.

    is_aside  it was not saved over another's newer state, but put aside so that nothing is lost
    """

    id: int
    edition: Edition
    saved_at: datetime
    is_aside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """That an edition has a story or an article: 'already in issue 41, item 3'.

    item          number of the item, from 1 through the edition
    published_at  UTC; None for a draft
    """

    number: int
    day: date
    title: str
    status: EditionStatus
    item: int
    story: str | None
    article: str | None
    published_at: datetime | None = None

    @property
    def known(self) -> date:
        """The last day of which it can know: an issue may bear a date that is yet to come."""
        return min(self.day, self.published_at.date()) if self.published_at else self.day


DATES_AHEAD = "Dates ahead"
USUAL = EditionTemplate(
    name="The usual sections",
    sections=("The week’s story", "Who stands where", "Around the country", DATES_AHEAD),
)
