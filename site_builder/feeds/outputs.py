"""The feeds, their list, the calendar and the map of the site as files of a build."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial

from commissioning.domain.ledger import Item
from site_builder import urls
from site_builder.calendars import calendar
from site_builder.feeds import sitemap
from site_builder.feeds.atom import atom
from site_builder.feeds.followed import Followed, followed
from site_builder.feeds.jsonfeed import json_feed
from site_builder.feeds.opml import opml
from site_builder.feeds.posts import Post, Posts
from site_builder.keys import key_of
from site_builder.publishing.files import Output
from site_builder.reading import Archive
from site_builder.rendering import Renderer
from site_builder.site import Site


def feed_outputs(
    archive: Archive, site: Site, renderer: Renderer, paths: Sequence[str]
) -> Iterator[Output]:
    """All that is followed; `paths` are those of the site's pages."""
    name = f"{site.name} (sample)" if site.sample else site.name
    posts = Posts(archive, url=site.url, name=name, render=renderer.text)
    groups = followed(archive)
    for group in groups:
        for feed in group.feeds:
            yield from _both(feed, posts, url=site.url, name=name)
    listed = [(feed.path, feed.title, feed.about) for group in groups for feed in group.feeds]
    yield Output(
        path=urls.OPML, key=key_of(listed), make=partial(opml, groups, title=name, url=site.url)
    )
    yield _calendar(archive, site, name)
    yield from _maps(archive, site, paths)


def _both(feed: Followed, posts: Posts, *, url: str, name: str) -> Iterator[Output]:
    made = cache(partial(feed.posts, posts))
    title = name if feed.path == urls.FEED else f"{feed.title} · {name}"
    page = url if feed.page == urls.HOME else url + feed.page

    def written(write: Callable[..., bytes], path: str) -> bytes:
        entries: Sequence[Post] = made()
        return write(entries, title=title, about=feed.about, url=url + path, page=page, author=name)

    for write, path in ((atom, feed.path), (json_feed, urls.json_feed(feed.path))):
        yield Output(path=path, key=feed.key, make=partial(written, write, path))


def _calendar(archive: Archive, site: Site, name: str) -> Output:
    """The milestones that were known on the day of the site."""
    known = [m for m in archive.register.milestones if m.known_from <= archive.today]
    make = partial(calendar, known, site_name=name, site_url=site.url)
    return Output(path=urls.CALENDAR, key=key_of([m.slug for m in known]), make=make)


def _maps(archive: Archive, site: Site, paths: Sequence[str]) -> Iterator[Output]:
    days = _days(archive)
    unlisted = {urls.MISSING, urls.SEARCH}
    pages = [
        ("" if path == urls.HOME else path, days.get(path))
        for path in sorted(paths)
        if path not in unlisted
    ]
    parts = list(sitemap.parts_of(pages))
    for path, entries in parts:
        is_index = path == urls.SITEMAP and len(parts) > 1
        make = partial(sitemap.sitemap, entries, url=site.url, index=is_index)
        yield Output(path=path, key=key_of(entries), make=make)
    yield Output(path=urls.ROBOTS, key="-", make=partial(sitemap.robots, site.url))


def _days(archive: Archive) -> Mapping[str, date]:
    """On what day the newest thing on a page was published."""
    found = {urls.article(item.url): item.day for item in archive.items if item.day}
    for path, items in _dated(archive):
        newest = max((item.day for item in items if item.day), default=None)
        if newest is not None:
            found[path] = newest
    return found


def _dated(archive: Archive) -> Iterator[tuple[str, Iterable[Item]]]:
    for week in archive.weeks:
        yield urls.week(week.monday), week.items
    if archive.weeks:
        yield urls.HOME, archive.weeks[-1].items
    for slug, story in archive.stories.items():
        yield urls.story(slug), story.items
    for slug, items in archive.named.items():
        yield urls.body(slug), items
    for slug, items in archive.by_source.items():
        yield urls.source(slug), items
    for slug, entries in archive.ledger.by_question.items():
        yield urls.question(slug), (entry.item for entry in entries)
    for person in archive.shown_people:
        if (path := archive.url(person)) is not None:
            yield path, archive.quoted[person]
