"""Articles as JSON Lines: one object a line, its words checked one by one."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from commissioning.domain.articles import Article, ArticleKind, Comment
from commissioning.domain.dates import Dated
from commissioning.domain.errors import NotAnArticle
from crawler.charsets import read_json
from crawler.dates import not_after, read_date
from crawler.urls import canonical_url

EXTRACTOR = "records/1"
MAX_LINE = 5_000_000


def read_record(line: bytes, *, name: str, captured: Dated) -> Article:
    """The article of a line; see `article_of`."""
    return article_of(record_of(line, name=name), name=name, captured=captured)


def record_of(line: bytes, *, name: str) -> dict[str, Any]:
    """The object of a line; NotAnArticle where it holds none."""
    if len(line) > MAX_LINE:
        raise NotAnArticle(name, "a line of more than 5 MB")
    try:
        record = read_json(line)
    except (ValueError, RecursionError) as error:
        raise NotAnArticle(name, f"not a line of JSON ({error})") from error
    if not isinstance(record, dict):
        raise NotAnArticle(name, "not a JSON object")
    return record


def article_of(
    record: dict[str, Any], *, name: str, captured: Dated, as_it_is: bool = False
) -> Article:
    """The article of an object; with `as_it_is` its text keeps white space at its ends.

    `url` and `text` must be there; `title`, `published`, `byline`, `source` (a slug), `kind` and
    `comments` (objects with `text`, `author`, `published`, `reply_to`) may be.
    `name` says where the line stands, for messages. Raises NotAnArticle.
    """
    url = canonical_url(_text(record, "url", name) or "")
    text = _text(record, "text", name)
    if url is None or text is None:
        missing = "url" if url is None else "text"
        raise NotAnArticle(name, f"'{missing}' is missing or cannot be used")
    title = _text(record, "title", name) or _text(record, "headline", name)
    return Article(
        url=url,
        source=_text(record, "source", name) or (urlsplit(url).hostname or ""),
        headline=" ".join((title or text.split("\n", 1)[0]).split())[:500],
        text=record["text"] if as_it_is else text,
        byline=_text(record, "byline", name),
        published=_date(record, name, captured.moment),
        captured=captured,
        kind=_kind(record, name),
        comments=tuple(_comments(record.get("comments") or [], name)),
        extractor=EXTRACTOR,
    )


def _text(record: dict[str, Any], key: str, name: str) -> str | None:
    value = record.get(key)
    if value is not None and not isinstance(value, str):
        raise NotAnArticle(name, f"'{key}' is no text")
    return value.strip() or None if value else None


def _date(record: dict[str, Any], name: str, captured: datetime) -> Dated | None:
    written = _text(record, "published", name)
    if written is None:
        return None
    found = read_date(written, found_in="record")
    if found is None:
        raise NotAnArticle(name, f"'published' is {written!r:.60}; write 2010-07-12")
    return not_after(found, captured)


def _kind(record: dict[str, Any], name: str) -> ArticleKind | None:
    written = _text(record, "kind", name)
    try:
        return ArticleKind(written) if written else None
    except ValueError as error:
        raise NotAnArticle(name, f"'kind' is {written!r:.60}") from error


def _comments(records: Any, name: str) -> list[Comment]:
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise NotAnArticle(name, "'comments' are no list of objects")
    found: list[Comment] = []
    for record in records:
        text = _text(record, "text", name)
        if text is None:
            raise NotAnArticle(name, "a comment without text")
        answered = record.get("reply_to")
        found.append(
            Comment(
                text=text,
                author=_text(record, "author", name),
                published=read_date(_text(record, "published", name) or "", found_in="record"),
                reply_to=answered if answered in range(len(found)) else None,
            )
        )
    return found
