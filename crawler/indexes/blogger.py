"""Blogger: its whole history by the pages of its feed, and the feeds of its posts' comments."""

import re
from dataclasses import replace
from urllib.parse import urlencode, urlsplit

from commissioning.domain.articles import FeedEntry
from crawler.indexes.feeds import Feed, parse_feed

PER_PAGE = 150
COMMENTS = 500

_FEED = re.compile(r"/feeds/posts/(?:default|summary)/?$")
_COMMENTS = re.compile(r"/feeds/\d+/comments/default/?$")


def posts_address(home: str, start: int = 1) -> str:
    """A page of the feed, also of a blog whose feed is redirected to another service."""
    asked = {"max-results": PER_PAGE, "start-index": start, "redirect": "false"}
    parts = urlsplit(_FEED.sub("/", home.split("?")[0]))
    path = f"{parts.path.rstrip('/')}/feeds/posts/default"
    return f"{parts.scheme}://{parts.netloc}{path}?{urlencode(asked)}"


def read_blogger(body: bytes, *, url: str, content_type: str | None) -> Feed:
    """A page of the posts, and the address of older ones."""
    feed = parse_feed(body, url=url, content_type=content_type)
    return replace(
        feed, entries=tuple(map(_with_comments, feed.entries)), onward=_onward(feed, url)
    )


def _onward(feed: Feed, url: str) -> tuple[str, ...]:
    """By counting; the link to the next page leads to another host."""
    if feed.total is None or feed.start is None or not _FEED.search(urlsplit(url).path):
        return feed.onward if feed.entries else ()
    following = feed.start + len(feed.entries)
    return (posts_address(url, following),) if feed.entries and following <= feed.total else ()


def _with_comments(entry: FeedEntry) -> FeedEntry:
    """The entry with the address of all its comments, not the first 25."""
    parts = urlsplit(entry.comments_url or "")
    if not _COMMENTS.search(parts.path):
        return entry
    asked = parts._replace(query=urlencode({"max-results": COMMENTS, "redirect": "false"}))
    return replace(entry, comments_url=asked.geturl())
