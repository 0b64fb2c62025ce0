"""Readers' comments from feeds: of WordPress by RSS or its REST API, of Blogger by Atom."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

from commissioning.domain.articles import Comment
from commissioning.domain.dates import Dated
from crawler.dates import read_date
from crawler.indexes.feeds import fragment, parse_items, plain
from crawler.indexes.wordpress import read_rest, rendered, rest_date

MAX_COMMENTS = 5_000
MAX_TEXT = 100_000
MAX_AUTHOR = 200

_BLOCKS = ("p", "div", "li", "blockquote", "br", "ul", "ol", "pre", "h1", "h2", "h3", "h4")
_HIDDEN = ("script", "style", "template", "iframe", "form")
_ANSWER = re.compile(
    r"^\s*(?:<p>)?\s*In reply to <a\b[^>]*#comment-(\d{1,12})\"[^>]*>.{0,300}?</a>\.?\s*", re.DOTALL
)
_BY = re.compile(r"^(?:By: |Comment on .* by )", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A comment with its own identifier and that of the comment which it answers."""

    name: str | None
    answers: str | None
    comment: Comment


def read_comments(body: bytes, *, url: str, content_type: str | None) -> tuple[Comment, ...]:
    """The comments that a feed of comments holds, oldest first, as plain paragraphs.

    Raises NotAFeed for what is none.
    """
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"[", b"{")):
        said = map(_from_rest, read_rest(body, url=url))
    else:
        items = parse_items(body, url=url, content_type=content_type)
        said = map(_from_item, items)
    return _threaded(_oldest_first([one for one in said if one is not None][:MAX_COMMENTS]))


def _from_rest(item: Mapping[str, Any]) -> _Said | None:
    """A comment of WordPress's REST API; not a site that linked to the post."""
    text = _paragraphs(rendered(item.get("content")))
    if not text or item.get("type") not in (None, "", "comment"):
        return None
    parent = item.get("parent")
    return _Said(
        name=str(item.get("id")),
        answers=str(parent) if parent else None,
        comment=Comment(
            text=text,
            author=_name(item.get("author_name")),
            published=rest_date(item.get("date_gmt")),
        ),
    )


def _from_item(item: Mapping[str, Any]) -> _Said | None:
    """An item of a feed of comments."""
    contents = item.get("content") or ()
    written = str(contents[0].get("value") or "") if contents else str(item.get("summary") or "")
    answer = _ANSWER.match(written[:2_000])
    text = _paragraphs(written[answer.end() :] if answer else written)
    if not text:
        return None
    return _Said(
        name=_last_number(item.get("id")) or _last_number(item.get("link")),
        answers=answer[1] if answer else _answered(item),
        comment=Comment(text=text, author=_author(item), published=_date(item)),
    )


def _author(item: Mapping[str, Any]) -> str | None:
    return _name(item.get("author")) or _name(_BY.sub("", str(item.get("title") or "")))


def _name(written: object) -> str | None:
    return (plain(written) or "")[:MAX_AUTHOR] or None


def _date(item: Mapping[str, Any]) -> Dated | None:
    written = item.get("published") or dict.get(item, "updated")  # type: ignore[call-overload]
    return read_date(written, found_in="feed") if isinstance(written, str) else None


def _answered(item: Mapping[str, Any]) -> str | None:
    """The comment that an item answers: a link to it by Blogger, or by RFC 4685."""
    for link in item.get("links", ()):
        if link.get("rel") == "related":
            return _last_number(link.get("href"))
    reply = item.get("thr_in-reply-to")
    return _last_number(reply.get("ref")) if isinstance(reply, dict) else None


def _last_number(name: object) -> str | None:
    """What tells a comment from others in its identifier or address: the number at its end."""
    hit = re.search(r"(\d+)/?$", name) if isinstance(name, str) else None
    return hit[1] if hit else name if isinstance(name, str) and name else None


def _paragraphs(written: str | None) -> str:
    """HTML as plain text with an empty line between its blocks."""
    if not written or not written.strip():
        return ""
    tree = fragment(written[:MAX_TEXT])
    if tree is None:
        return ""
    for hidden in list(tree.iterdescendants(*_HIDDEN)):
        hidden.drop_tree()
    for below in tree.iterdescendants(*_BLOCKS):
        below.tail = "\n\n" + (below.tail or "")
        below.text = "\n\n" + (below.text or "")
    parts = re.split(r"\n\s*\n", tree.text_content())
    return "\n\n".join(filter(None, (" ".join(part.split()) for part in parts)))


def _oldest_first(said: Sequence[_Said]) -> list[_Said]:
    """By their dates; without a date on each, in the order of the feed, or that turned round."""
    dated = [(one.comment.published.moment, one) for one in said if one.comment.published]
    newest_first = len(dated) > 1 and dated[0][0] > dated[-1][0]
    turned = -1 if newest_first else 1
    if len(dated) < len(said):
        return list(said[::turned])
    return [one for _, one in sorted(dated[::turned], key=itemgetter(0))]


def _threaded(said: Iterable[_Said]) -> tuple[Comment, ...]:
    """The comments with the positions of those that they answer; each but once."""
    places: dict[str, int] = {}
    unique: list[_Said] = []
    for one in said:
        if one.name is None or one.name not in places:
            if one.name is not None:
                places[one.name] = len(unique)
            unique.append(one)
    return tuple(
        replace(one.comment, reply_to=places[one.answers])
        if one.answers in places and one.answers != one.name
        else one.comment
        for one in unique
    )
