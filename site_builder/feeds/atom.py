"""A feed as Atom (RFC 4287)."""

from collections.abc import Sequence
from datetime import UTC, datetime

from feedgenerator import Atom1Feed

from site_builder.feeds.posts import Post

_NEVER = datetime(1991, 4, 1, tzinfo=UTC)


class _Feed(Atom1Feed):  # type: ignore[misc]
    """Dated by its entries alone: one without any has a day that does not change."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=_NEVER)


def atom(
    posts: Sequence[Post], *, title: str, about: str, url: str, page: str, author: str
) -> bytes:
    """The feed at `url` that follows `page`, both whole addresses."""
    feed = _Feed(
        title=title,
        link=page,
        description=about,
        language="en-GB",
        author_name=author,
        feed_url=url,
        feed_guid=url,
    )
    for post in posts:
        feed.add_item(
            title=post.title,
            link=post.url,
            description=post.text or None,
            content=post.html,
            author_name=post.author,
            unique_id=post.id,
            pubdate=post.published,
            updateddate=post.published,
            categories=post.tags,
        )
    written: str = feed.writeString("utf-8")
    return written.encode("utf-8") + b"\n"
