"""A feed as JSON Feed (version 1.1)."""

import json
from collections.abc import Sequence

from site_builder.feeds.posts import Post

_VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(
    posts: Sequence[Post], *, title: str, about: str, url: str, page: str, author: str
) -> bytes:
    """The feed at `url` that follows `page`, both whole addresses."""
    told = {
        "version": _VERSION,
        "title": title,
        "home_page_url": page,
        "feed_url": url,
        "description": about,
        "language": "en-GB",
        "authors": [{"name": author}],
        "items": [_item(post) for post in posts],
    }
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace") + b"\n"


def _item(post: Post) -> dict[str, object]:
    told: dict[str, object] = {
        "id": post.id,
        "url": post.url,
        "title": post.title,
        "content_html": post.html,
        "date_published": post.published.isoformat(),
        "authors": [{"name": post.author}],
    }
    if post.outside:
        told["external_url"] = post.outside
    if post.text:
        told["summary"] = post.text
    if post.tags:
        told["tags"] = post.tags
    return told
