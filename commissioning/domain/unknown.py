"""Bodies that articles name and the register lacks."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """One mention of such a body.

    surface  as the text has it
    method   the rule that found it
    url      of the article
    source   slug of the article's source; `outlet` is its name
    day      on which the article was published, in UTC; None where that is unknown
    before   the words that stand before it, and `after` those behind it
    """

    surface: str
    method: str
    url: str
    source: str
    outlet: str
    day: date | None
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A body that the register could take in.

    slug      a free one
    name      the form that most articles have
    type      the register's word for what it seems to be; 'other' where its name does not tell
    variants  its other forms, the most frequent first
    articles  how many name it; `sources` are their sources' slugs, the most frequent first
    first     the first and `last` the last day of these articles; None where no day is known
    example   one mention of it, in the last article
    """

    slug: str
    name: str
    type: str
    variants: tuple[str, ...]
    articles: int
    sources: tuple[str, ...]
    first: date | None
    last: date | None
    example: Unknown
