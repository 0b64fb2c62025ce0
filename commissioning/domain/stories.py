"""Stories: articles about one event, and the permalink that a story keeps for ever."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from commissioning.domain.dates import PartialDate, Precision

MAX_SLUG = 80
DIGITS = 6
_MAX_WORDS = 48
_WORD = re.compile(r"[a-z0-9]+")
_APOSTROPHE = re.compile(r"['’‘ʼ`´]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Articles about one event.

    slug          its permalink's last part, made once; see `slug_of`
    article_ids   one at least, by time and URL
    goes_on_from  slug of an earlier story that it follows from; None where none was found
    """

    slug: str
    article_ids: tuple[int, ...]
    goes_on_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An article as evidence of the event that it tells of.

    source    slug of the outlet
    copy_of   id of the article that it is a copy of, the first of several; None for an original
    mentions  bodies of the register that the text names: slug, start and end in code points
    """

    id: int
    url: str
    source: str
    headline: str
    text: str
    published: datetime
    precision: Precision = Precision.DAY
    copy_of: int | None = None
    mentions: tuple[tuple[str, int, int], ...] = ()


def slug_of(when: PartialDate, headline: str, url: str, *, digits: int = DIGITS) -> str:
    """A story's permalink from its first article: '2010-07-12-gps-to-hold-the-purse-3fa9c1'.

    ASCII, 80 characters at most: the day or what is known of it, first words of the headline,
    beginning of the URL's SHA-256.
    """
    plain = unicodedata.normalize("NFKD", headline[: 4 * MAX_SLUG]).lower()
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    words = _WORD.findall(_APOSTROPHE.sub("", kept))
    return "-".join([str(when), *_fitting(words), _mark(url)[:digits]])


def made_from(urls: Iterable[str]) -> Callable[[str], bool]:
    """Tells of a slug whether it was made from an article at one of the URLs."""
    marks: defaultdict[str, list[str]] = defaultdict(list)
    for mark in map(_mark, urls):
        marks[mark[:DIGITS]].append(mark)

    def is_made(slug: str) -> bool:
        end = slug.rpartition("-")[2]
        return any(mark.startswith(end) for mark in marks.get(end[:DIGITS], ()))

    return is_made


def _mark(url: str) -> str:
    return sha256(url.encode("utf-8", "surrogatepass")).hexdigest()


def _fitting(words: list[str]) -> list[str]:
    """The first words that fit; the beginning of a single one that is too long."""
    found: list[str] = []
    left = _MAX_WORDS
    for word in words:
        if len(word) + 1 > left:
            break
        found.append(word)
        left -= len(word) + 1
    return found or [word[: _MAX_WORDS - 1] for word in words[:1]]
