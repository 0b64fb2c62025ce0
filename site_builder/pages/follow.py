"""What can be followed, and how: feeds of everything, the calendar, the pages as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from site_builder import urls
from site_builder.feeds.followed import MOST, MOST_OF_ALL, Group, followed
from site_builder.keys import key_of
from site_builder.pages.page import Page, Plan
from site_builder.reading import Archive


@dataclass(frozen=True, kw_only=True)
class FollowPage(Page):
    """All feeds: the first group is of everything, the others have one feed a page.

    most     entries of a feed; `most_of_all`: of one of everything
    example  path of a page whose data can be shown as an example; None where there is no article
    """

    template: ClassVar[str] = "follow.html"
    everything: Group
    groups: tuple[Group, ...]
    example: str | None
    most: int
    most_of_all: int

    def data(self) -> Mapping[str, object]:
        """All feeds with what they follow."""
        return {
            "feeds": [
                {
                    "title": feed.title,
                    "about": feed.about,
                    "page": feed.page,
                    "atom": feed.path,
                    "json": urls.json_feed(feed.path),
                }
                for group in (self.everything, *self.groups)
                for feed in group.feeds
            ],
            "opml": urls.OPML,
            "calendar": urls.CALENDAR,
        }


def follow_plan(archive: Archive) -> Plan:
    """The page of all feeds."""
    groups = followed(archive)
    listed = [(feed.path, feed.title) for group in groups for feed in group.feeds]
    example = archive.items[-1].url if archive.items else None
    return Plan(
        path=urls.FOLLOW, key=key_of(listed, example), make=partial(_follow, groups, example)
    )


def _follow(groups: tuple[Group, ...], example: str | None) -> FollowPage:
    return FollowPage(
        path=urls.FOLLOW,
        title="Follow",
        description="Feeds of everything, of each question, body and source; a calendar; data.",
        section=urls.FOLLOW,
        feed=urls.FEED,
        everything=groups[0],
        groups=tuple(group for group in groups[1:] if group.feeds),
        example=urls.article(example) if example else None,
        most=MOST,
        most_of_all=MOST_OF_ALL,
    )
