"""Entries of feeds: an article, a week that is over, a change of position, each under its own id.

An id hangs on an article's address, a week or a change, never on the store or the tagger: what
was read once does not come back when the site is built again, tags change or a story grows.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from commissioning.domain.editions import Edition
from commissioning.domain.ledger import Item
from commissioning.domain.quoting import EXCERPT
from site_builder import urls, words
from site_builder.issues import Issues
from site_builder.ledger import Change, Entry, Holder
from site_builder.outside import outside
from site_builder.pages.edition import corrections, edition_parts
from site_builder.pages.parts import card, cards, change_mark, moves
from site_builder.prose import plainly
from site_builder.reading import Archive, Week
from site_builder.writable import writable

_LINES = 8
_HEADLINES = 12
_POSITIONS = 12
_KEPT = 6_000  # posts of articles that several feeds show

Rendering = Callable[..., str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """An entry of a feed.

    id         permanent
    url        of the page here, whole; `outside` is that of the article at its publisher
    published  as exactly as it is known; building again changes nothing
    author     the outlet, or the site
    html       what it says; `text` the same in a sentence
    """

    id: str
    url: str
    outside: str | None
    title: str
    published: datetime
    author: str
    html: str
    text: str
    tags: tuple[str, ...] = ()


class Posts:
    """Makes posts for a site at `url` called `name`; `render` fills a template of the feeds."""

    def __init__(self, archive: Archive, *, url: str, name: str, render: Rendering) -> None:
        self._archive = archive
        self._url = url
        self._name = name
        self._render = render
        self._articles: dict[int, Post] = {}

    def articles(self, items: Iterable[Item]) -> tuple[Post, ...]:
        """Articles with who stands where, newest first, then by id; undated ones are left out."""
        wanted = [item for item in items if item.day is not None]
        missing = [item for item in wanted if item.id not in self._articles]
        self._archive.details.heads(missing)
        self._archive.details.evidence(entry for item in missing for entry in self._shown(item))
        for item in missing:
            self._articles[item.id] = self._article(item)
        found = _ordered(self._articles[item.id] for item in wanted)
        for oldest in tuple(self._articles)[: max(0, len(self._articles) - _KEPT)]:
            del self._articles[oldest]
        return found

    def weeks(self, weeks: Iterable[Week]) -> tuple[Post, ...]:
        """The digest of each week."""
        return _ordered(self._week(week) for week in weeks)

    def changes(self, changes: Iterable[Change]) -> tuple[Post, ...]:
        """Changes of position with both pieces of evidence."""
        return _ordered(self._change(change) for change in changes)

    def editions(self, issues: Issues, editions: Iterable[Edition]) -> tuple[Post, ...]:
        """The issues of the newsletter."""
        return _ordered(self._edition(issues, edition) for edition in editions)

    def _edition(self, issues: Issues, edition: Edition) -> Post:
        page = urls.edition(edition.slug)
        said = plainly(edition.introduction)
        html = self._html(
            "feed-edition.html",
            introduction=writable(edition.introduction),
            corrections=corrections(edition),
            parts=edition_parts(issues, edition),
            page=page,
        )
        return Post(
            id=self._url + page,
            url=self._url + page,
            outside=None,
            title=writable(f"Issue {edition.number}: {edition.title}"),
            published=edition.published_at or datetime.combine(edition.day, time.min, UTC),
            author=self._name,
            html=html,
            text=writable(words.clip(said or edition.title, EXCERPT)),
        )

    def _article(self, item: Item) -> Post:
        archive = self._archive
        head = archive.details.heads((item,))[item.id]
        entries = archive.ledger.by_item.get(item.id, ())
        page = urls.article(item.url)
        html = self._html(
            "feed-article.html",
            card=card(archive, head),
            lines=archive.lines(self._shown(item)),
            more=sum(entry.is_sure for entry in entries) - len(self._shown(item)),
            unsure=sum(not entry.is_sure for entry in entries),
            link=outside(item.url),
            page=page,
        )
        return Post(
            id=self._url + page,
            url=self._url + page,
            outside=outside(item.url),
            title=writable(head.headline),
            published=head.published.moment if head.published else _midnight(item),
            author=writable(head.source_name),
            html=html,
            text=writable(head.excerpt or ""),
            tags=tuple(archive.register.questions[slug].label for slug in _questions(entries)),
        )

    def _shown(self, item: Item) -> Sequence[Entry]:
        """The positions that count, as many as an entry holds."""
        entries = self._archive.ledger.by_item.get(item.id, ())
        return [entry for entry in entries if entry.is_sure][:_LINES]

    def _week(self, week: Week) -> Post:
        archive = self._archive
        page = urls.week(week.monday)
        entries = tuple(archive.ledger.entries_in(week.items))
        changed = [c for item in week.items for c in archive.ledger.changes_in.get(item.id, ())]
        told = _told_once(archive, week)
        counts = (
            words.count(len(week.items), "article"),
            words.count(sum(entry.is_sure for entry in entries), "position"),
            words.count(len(changed), "change of side", "changes of side"),
        )
        html = self._html(
            "feed-week.html",
            counts=counts,
            cards=cards(archive, told[:_HEADLINES]),
            more=max(0, len(told) - _HEADLINES),
            lines=archive.lines(_surest(entries)),
            moves=moves(archive, changed),
            page=page,
        )
        ended = datetime.combine(week.sunday + timedelta(days=1), time.min, UTC)
        return Post(
            id=self._url + page,
            url=self._url + page,
            outside=None,
            title=words.week_name(week.monday),
            published=ended,
            author=self._name,
            html=html,
            text=f"{counts[0]}, {counts[1]}, {counts[2]}.",
        )

    def _change(self, change: Change) -> Post:
        (move,) = moves(self._archive, (change,))
        after = change.after
        text = f"{move.holder} {move.was}, {move.now}, {move.question}"
        html = self._html("feed-change.html", move=move)
        return Post(
            id=f"{self._url}{urls.CHANGES}#{change_mark(change)}",
            url=self._url + move.after.evidence,
            outside=outside(after.item.url),
            title=writable(text),
            published=self._published(after.item),
            author=self._name,
            html=html,
            text=writable(f"{text}: {move.after.words}"),
            tags=(move.after.label,),
        )

    def _published(self, item: Item) -> datetime:
        published = self._archive.details.heads((item,))[item.id].published
        return published.moment if published else _midnight(item)

    def _html(self, template: str, **shown: object) -> str:
        return writable(self._render(template, url=self._url, **shown))


def _surest(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The surest positions of a week, each holder's once on a question."""
    each: dict[tuple[Holder, str], Entry] = {}
    for entry in sorted(entries, key=lambda entry: -entry.confidence):
        if entry.is_sure:
            each.setdefault((entry.holder, entry.question), entry)
    return tuple(each.values())[:_POSITIONS]


def _questions(entries: Iterable[Entry]) -> Iterable[str]:
    return dict.fromkeys(entry.question for entry in entries if entry.is_sure)


def _told_once(archive: Archive, week: Week) -> tuple[Item, ...]:
    """The week's articles, one a story: what most tell first, and where most sides were taken."""
    stories: dict[object, list[Item]] = {}
    for item in week.items:
        story = archive.story_of.get(item.id)
        stories.setdefault(story.slug if story else item.id, []).append(item)

    def weight(items: Sequence[Item]) -> tuple[int, int, str]:
        sure = sum(entry.is_sure for entry in archive.ledger.entries_in(items))
        return -len(items), -sure, items[0].url

    return tuple(items[0] for items in sorted(stories.values(), key=weight))


def _ordered(posts: Iterable[Post]) -> tuple[Post, ...]:
    by_id = sorted(posts, key=lambda post: post.id)
    return tuple(sorted(by_id, key=lambda post: post.published, reverse=True))


def _midnight(item: Item) -> datetime:
    return datetime.combine(item.day or datetime(1991, 4, 1, tzinfo=UTC), time.min, UTC)
