"""All feeds of the site: of everything, of weeks, of changes, of each question, body and source."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from commissioning.domain.ledger import Item
from site_builder import urls
from site_builder.feeds.posts import Post, Posts
from site_builder.issues import Issues
from site_builder.keys import key_of
from site_builder.ledger import Change
from site_builder.pages.edition import issue_key
from site_builder.reading import Archive, Week
from site_builder.writable import writable

MOST = 20  # entries of the feed of one subject
MOST_OF_ALL = 30
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A feed that can be made.

    path   of the Atom feed; the JSON Feed stands beside it
    page   path of the page that it follows
    about  one sentence: what it gives
    key    changes with what its entries show
    posts  makes its entries
    """

    path: str
    page: str
    title: str
    about: str
    key: str
    posts: Callable[[Posts], tuple[Post, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Feeds of one kind, under a heading."""

    name: str
    feeds: tuple[Followed, ...]


def followed(archive: Archive) -> tuple[Group, ...]:
    """The feeds in groups, each where its page is."""
    everything = (_all(archive), _weeks(archive), _changes(archive), *_editions(archive))
    return (
        Group(name="Everything", feeds=everything),
        Group(name="Questions", feeds=tuple(_questions(archive))),
        Group(name="Bodies", feeds=tuple(_bodies(archive))),
        Group(name="Sources", feeds=tuple(_sources(archive))),
    )


def finished(archive: Archive) -> tuple[Week, ...]:
    """The weeks that are over: something is known of a day after them."""
    known = max(archive.sources.activity, default=archive.today)
    end = archive.as_of + _DAY if archive.as_of else known
    return tuple(week for week in archive.weeks if week.sunday < end)


def _all(archive: Archive) -> Followed:
    return _articles(
        archive,
        archive.items,
        path=urls.FEED,
        page=urls.HOME,
        title="All articles",
        about="Each article about commissioning, with who stands where in it and their words.",
        most=MOST_OF_ALL,
    )


def _weeks(archive: Archive) -> Followed:
    weeks = finished(archive)[-MOST_OF_ALL:]
    return Followed(
        path=urls.feed(urls.WEEKS),
        page=urls.WEEKS,
        title="Weeks",
        about="One entry a week, once it is over: what was told and who changed sides.",
        key=key_of([_week_key(archive, week) for week in weeks]),
        posts=lambda posts: posts.weeks(weeks),
    )


def _week_key(archive: Archive, week: Week) -> tuple[object, ...]:
    changes = (c for item in week.items for c in archive.ledger.changes_in.get(item.id, ()))
    return (
        week.monday,
        [archive.item_key(item) for item in week.items],
        [_change_key(archive, change) for change in changes],
    )


def _changes(archive: Archive) -> Followed:
    changes = archive.ledger.changes[-MOST_OF_ALL:]
    return Followed(
        path=urls.feed(urls.CHANGES),
        page=urls.CHANGES,
        title="Changes of position",
        about="Each time that a body or a person changes sides, with the words before and after.",
        key=key_of([_change_key(archive, change) for change in changes]),
        posts=lambda posts: posts.changes(changes),
    )


def _editions(archive: Archive) -> Iterator[Followed]:
    """Of the newsletter, where there is one."""
    if archive.editions:
        issues = Issues(archive)
        held = archive.editions[-MOST_OF_ALL:]
        yield Followed(
            path=urls.feed(urls.EDITIONS),
            page=urls.EDITIONS,
            title="Issues",
            about="Each issue of the newsletter, as it was published; corrections stand in it.",
            key=key_of([issue_key(issues, edition) for edition in held]),
            posts=lambda posts: posts.editions(issues, held),
        )


def _change_key(archive: Archive, change: Change) -> tuple[int, str, int, str]:
    before, after = change.before, change.after
    return before.id, archive.item_key(before.item), after.id, archive.item_key(after.item)


def _questions(archive: Archive) -> Iterator[Followed]:
    for slug, question in archive.register.questions.items():
        entries = archive.ledger.by_question.get(slug, ())
        yield _articles(
            archive,
            dict.fromkeys(entry.item for entry in entries),
            path=urls.feed(urls.question(slug)),
            page=urls.question(slug),
            title=question.label,
            about=f"Articles in which somebody takes a side: {question.question}",
        )


def _bodies(archive: Archive) -> Iterator[Followed]:
    names = archive.full_names
    for slug in sorted(archive.named, key=lambda slug: (names[slug].casefold(), slug)):
        yield _articles(
            archive,
            archive.named[slug],
            path=urls.feed(urls.body(slug)),
            page=urls.body(slug),
            title=names[slug],
            about=f"Articles that name {archive.bodies[slug].name} or quote somebody for it.",
        )


def _sources(archive: Archive) -> Iterator[Followed]:
    for slug, source in archive.sources.by_slug.items():
        yield _articles(
            archive,
            archive.by_source.get(slug, ()),
            path=urls.feed(urls.source(slug)),
            page=urls.source(slug),
            title=writable(source.name),
            about=f"What {writable(source.name)} publishes about commissioning.",
        )


def _articles(
    archive: Archive,
    items: Iterable[Item],
    *,
    path: str,
    page: str,
    title: str,
    about: str,
    most: int = MOST,
) -> Followed:
    newest = [item for item in items if item.day is not None][-most:]
    return Followed(
        path=path,
        page=page,
        title=title,
        about=about,
        key=key_of([archive.item_key(item) for item in newest]),
        posts=lambda posts: posts.articles(newest),
    )
