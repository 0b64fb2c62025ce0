"""What every reader owes whatever it is given: text that can be kept, dates that count."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from urllib.parse import urlsplit

from commissioning.domain.articles import Article, Comment, FeedEntry

LONGEST_URL = 2_000
LONGEST_LINE = 20_000


class Unsound(Exception):
    """A result that a later stage cannot use; its place in the result, and what is wrong there."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(place, message)


def check(value: object, place: str = "result") -> None:
    """Raise Unsound where a result, however deep, holds what no database or page can hold."""
    match value:
        case str():
            _check_text(value, place)
        case datetime():
            if value.tzinfo is None:
                raise Unsound(place, "a moment without its zone")
        case Mapping():
            for key, inner in value.items():
                check(inner, f"{place}[{key!r:.40}]")
        case tuple() | list():
            for number, inner in enumerate(value):
                check(inner, f"{place}[{number}]")
        case _ if is_dataclass(value) and not isinstance(value, type):
            for field in fields(value):
                check(getattr(value, field.name), f"{place}.{field.name}")
    _check_kind(value, place)


def _check_kind(value: object, place: str) -> None:
    match value:
        case FeedEntry():
            _check_url(value.url, place)
            _check_line(value.title, f"{place}.title")
            _check_line(value.byline, f"{place}.byline")
        case Article():
            if not value.text.strip():
                raise Unsound(place, "an article without text")
            _check_line(value.headline, f"{place}.headline")
            _check_line(value.byline, f"{place}.byline")
            for number, comment in enumerate(value.comments):
                if comment.reply_to is not None and not 0 <= comment.reply_to < len(value.comments):
                    raise Unsound(f"{place}.comments[{number}]", "answers a comment that is not")
        case Comment():
            if not value.text.strip():
                raise Unsound(place, "a comment without text")


def _check_text(text: str, place: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Unsound(place, f"half a surrogate pair ({error.reason})") from error
    if "\0" in text:
        raise Unsound(place, "a NUL, which PostgreSQL does not keep")


def _check_url(url: str, place: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or len(url) > LONGEST_URL:
        raise Unsound(place, f"no address of the web: {url[:80]!r}")


def _check_line(line: str | None, place: str) -> None:
    if line is not None and ("\n" in line or len(line) > LONGEST_LINE):
        raise Unsound(place, "more than a line")
