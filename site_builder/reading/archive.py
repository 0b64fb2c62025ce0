"""What every page must know of the articles, slim; details and sources are asked for beside it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, partial
from itertools import groupby
from typing import TypeVar

from sqlalchemy.orm import Session

from commissioning.domain.editions import Edition, EditionStatus
from commissioning.domain.facts import AliasKind, Organisation
from commissioning.domain.ledger import Copy, Head, Item, Remark, Stand, Statement
from commissioning.domain.tags import HolderKind
from commissioning.register import Register
from commissioning.store import digest, stories
from commissioning.store import editions as stored_editions
from site_builder import bounded, kinds, urls, words
from site_builder.charts import Axis, axis
from site_builder.kept import Kept
from site_builder.keys import key_of
from site_builder.ledger import Entry, Holder, Ledger
from site_builder.lines import Line, in_the_past, line
from site_builder.people import People
from site_builder.reading.details import Details
from site_builder.reading.sources import Sources

_WEEK = timedelta(days=6)
_LINES = 24_000  # kept of each tense
_APART = (HolderKind.COMMENTER, HolderKind.GROUP)
_NO_DAY = date(1991, 4, 1)

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """An ISO week with its articles by time."""

    monday: date
    items: tuple[Item, ...]

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + _WEEK


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Articles about one event by time; `goes_on_from` is the slug of an earlier story."""

    slug: str
    items: tuple[Item, ...]
    goes_on_from: str | None


class Archive:
    """All that the site shows, as of a day. One snapshot of the store: open it, build, close it.

    today  the day for which the site is true: `as_of`, else the last of the newest week; where no
           article has a day, the last that the newest date can mean. No clock is asked.
    """

    def __init__(
        self,
        session: Session,
        load_register: Callable[[], Register],
        *,
        as_of: date | None = None,
    ) -> None:
        self._session = session
        self._load_register = load_register
        self.as_of = as_of
        self.items: tuple[Item, ...] = tuple(digest.items(session, until=as_of))
        self.by_id: Mapping[int, Item] = {item.id: item for item in self.items}
        self._item_keys: dict[int, str] = {}
        self._lines: Kept[int, Line] = Kept(_LINES)
        self._past_lines: Kept[int, Line] = Kept(_LINES)
        self.sources = Sources(session, as_of)
        self.details = Details(session, self.items)

    def reopen(self, session: Session) -> None:
        """Ask another session for what is still to be asked; it must be of the same moment."""
        self._session = self.sources.session = self.details.session = session

    @cached_property
    def register(self) -> Register:
        """The facts; read when first asked for, which a build without news never does."""
        return self._load_register()

    @cached_property
    def people(self) -> People:
        """Who the names in the articles are."""
        return People(self.register, digest.organisations(self._session))

    @cached_property
    def state(self) -> str:
        """Changes whenever anything changes that the site shows; it costs little to ask for."""
        return key_of(
            self.as_of,
            [item.key for item in self.items],
            [
                (s.slug, s.goes_on_from, [item.id for item in s.items])
                for s in self.stories.values()
            ],
            self.copies,
            self.old_stories,
            sorted(self.sources.activity.items()),
            self.sources.left_out,
            self.editions,
        )

    @cached_property
    def today(self) -> date:
        """The day for which the site is true."""
        if self.as_of is not None:
            return self.as_of
        if self.weeks:
            return self.weeks[-1].sunday
        return max((when.latest for item in self.items if (when := item.when)), default=_NO_DAY)

    @cached_property
    def speaking(self) -> Mapping[int, frozenset[str]]:
        """By article: the slugs of the bodies for which somebody is quoted in it."""
        found: dict[int, set[str]] = {}
        for slug, item in digest.speaking_in(self._session):
            found.setdefault(item, set()).add(slug)
        return {item: frozenset(slugs) for item, slugs in found.items()}

    @property
    def bodies(self) -> Mapping[str, Organisation]:
        """The register's bodies by slug."""
        return self.register.organisations

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Short names of the bodies, by slug."""
        return {slug: body.short_name or body.name for slug, body in self.bodies.items()}

    @cached_property
    def full_names(self) -> Mapping[str, str]:
        """Short names of the bodies that articles name, with years where two of them share one."""
        return self._told_apart(self.names)

    @cached_property
    def whole_names(self) -> Mapping[str, str]:
        """Names of the bodies that articles name, with years where two of them share one."""
        return self._told_apart({slug: self.bodies[slug].name for slug in self.named})

    def _told_apart(self, names: Mapping[str, str]) -> Mapping[str, str]:
        shared = Counter(names[slug] for slug in self.named)
        lived = {slug: words.years(self.bodies[slug].years) for slug in self.named}
        return {
            slug: f"{name}, {lived[slug]}" if lived[slug] and shared[name] > 1 else name
            for slug, name in ((slug, names[slug]) for slug in self.named)
        }

    @cached_property
    def ledger(self) -> Ledger:
        """Who held which side when, by time."""
        order = {item.id: at for at, item in enumerate(self.items)}
        held = [
            stand
            for stand in digest.stands(self._session, until=self.as_of)
            if stand.item in order
            and stand.holder_kind not in _APART
            and stand.question in self.register.questions
        ]
        held.sort(key=lambda stand: order[stand.item])
        return Ledger(tuple(self._entry(stand) for stand in held))

    @cached_property
    def remarks(self) -> Mapping[int, tuple[Remark, ...]]:
        """The sides that readers took, by article."""
        found = (remark for remark in digest.remarks(self._session) if remark.item in self.by_id)
        return {item: tuple(held) for item, held in groupby(found, key=lambda one: one.item)}

    @cached_property
    def named(self) -> Mapping[str, tuple[Item, ...]]:
        """By body: the articles that name it, quote somebody for it or show a side of it."""
        found: dict[str, set[int]] = {}
        for slug, item in digest.named_in(self._session):
            if slug in self.names and item in self.by_id:
                found.setdefault(slug, set()).add(item)
        for slug, entries in self.ledger.by_body.items():
            found.setdefault(slug, set()).update(entry.item.id for entry in entries)
        return self._ordered(found)

    @cached_property
    def quoted(self) -> Mapping[Holder, tuple[Item, ...]]:
        """By person: the articles that quote them or show a side of theirs."""
        found: dict[Holder, set[int]] = {}
        for name, item in digest.speakers(self._session):
            person = self.people.named(name)
            if person is not None and item in self.by_id:
                found.setdefault(person, set()).add(item)
        for entries in self.ledger.by_person.values():
            for entry in entries:
                if entry.person is not None:
                    found.setdefault(entry.person, set()).add(entry.item.id)
        return self._ordered(found)

    @cached_property
    def shown_people(self) -> frozenset[Holder]:
        """People who have a page: those of the register, and whoever appears more than once."""
        registered = {person.slug for person in self.register.people}
        return frozenset(
            person
            for person, items in self.quoted.items()
            if len(items) > 1 or person.slug in registered
        )

    @cached_property
    def people_in(self) -> Mapping[int, tuple[str, ...]]:
        """By article: the slugs of the people in it who have a page."""
        return {item: tuple(slug for slug, _ in people) for item, people in self._called_in.items()}

    @cached_property
    def _called_in(self) -> Mapping[int, tuple[tuple[str, str], ...]]:
        """The same, with the names that are shown: another article may bring another form."""
        found: dict[int, list[tuple[str, str]]] = {}
        for person, items in self.quoted.items():
            if person.slug and person in self.shown_people:
                for item in items:
                    found.setdefault(item.id, []).append((person.slug, person.name))
        return {item: tuple(sorted(people)) for item, people in found.items()}

    def item_key(self, item: Item) -> str:
        """Changes when anything changes that a page shows of this article, its story and people."""
        if item.id not in self._item_keys:
            story = self.story_of.get(item.id)
            told = story.slug if story and len(story.items) > 1 else None
            shown = (self._called_in.get(item.id), told, item.id in self.copies)
            self._item_keys[item.id] = key_of(item.key, *shown)
        return self._item_keys[item.id]

    def url(self, holder: Holder | None) -> str | None:
        """The page of whoever holds a stance; None for somebody who has none."""
        if holder is None or (holder.is_person and holder not in self.shown_people):
            return None
        return urls.holder(holder)

    @cached_property
    def copies(self) -> Mapping[int, Copy]:
        """The copies, by their article."""
        return {
            copy.item: copy
            for copy in digest.copies(self._session)
            if copy.item in self.by_id and copy.original in self.by_id
        }

    @cached_property
    def copied(self) -> Mapping[int, tuple[Copy, ...]]:
        """The copies, by their original."""
        found: dict[int, list[Copy]] = {}
        for copy in self.copies.values():
            found.setdefault(copy.original, []).append(copy)
        return {original: tuple(held) for original, held in found.items()}

    @cached_property
    def stories(self) -> Mapping[str, Story]:
        """The stories by slug; one of a single article is among them."""
        found = {}
        for story in stories.stories(self._session):
            items = tuple(self.by_id[id_] for id_ in story.article_ids if id_ in self.by_id)
            if items:
                found[story.slug] = Story(
                    slug=story.slug, items=items, goes_on_from=story.goes_on_from
                )
        return found

    @cached_property
    def story_of(self) -> Mapping[int, Story]:
        """The story of each article that has one."""
        return {item.id: story for story in self.stories.values() for item in story.items}

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """The published editions by number; those that bear a day after `as_of` are left out."""
        found = stored_editions.editions(self._session, status=EditionStatus.PUBLISHED)
        return tuple(one for one in found if self.as_of is None or one.day <= self.as_of)

    @cached_property
    def old_stories(self) -> Mapping[str, str]:
        """Slugs that stories once had, each with today's."""
        return stories.aliases(self._session)

    @cached_property
    def weeks(self) -> tuple[Week, ...]:
        """The weeks that have articles, oldest first; those without a day are in none."""
        dated = [(item.day, item) for item in self.items if item.day is not None]
        grouped = groupby(dated, key=lambda pair: pair[0] - timedelta(days=pair[0].weekday()))
        return tuple(
            Week(monday=monday, items=tuple(item for _, item in held)) for monday, held in grouped
        )

    @cached_property
    def axis(self) -> Axis | None:
        """The line of time on which all that is dated can be drawn; None where nothing is."""
        return axis(item.earliest for item in self.items if item.earliest)

    @cached_property
    def surfaces(self) -> Mapping[str, tuple[str, ...]]:
        """How bodies are rightly written beside their names, by slug."""
        found: dict[str, list[str]] = {}
        for alias in self.register.aliases:
            is_name = alias.surface == self.bodies[alias.organisation].name
            if not is_name and alias.kind is not AliasKind.MISSPELLING:
                found.setdefault(alias.organisation, []).append(alias.surface)
        return {slug: tuple(held) for slug, held in found.items()}

    @cached_property
    def called(self) -> Mapping[str, tuple[str, ...]]:
        """What bodies are called, rightly or wrongly, by slug; names of many are left out."""
        found: dict[str, list[str]] = {}
        for alias in self.register.aliases:
            if not alias.ambiguous:
                found.setdefault(alias.organisation, []).append(alias.surface)
        return {
            slug: tuple(dict.fromkeys((body.name, body.short_name, *found.get(slug, ()))))
            for slug, body in self.bodies.items()
        }

    @cached_property
    def taggers(self) -> tuple[str, ...]:
        """The versions of the tagger that read the articles."""
        return digest.taggers(self._session)

    @cached_property
    def by_source(self) -> Mapping[str, tuple[Item, ...]]:
        """The articles by the slug of their source."""
        found: dict[str, list[Item]] = {}
        for item in self.items:
            found.setdefault(item.source, []).append(item)
        return {slug: tuple(held) for slug, held in found.items()}

    def lines(self, entries: Iterable[Entry], *, past: bool = False) -> tuple[Line, ...]:
        """The stance lines of entries, in their order; in the past tense, or not."""
        wanted = tuple(entries)
        by_id = {entry.id: entry for entry in wanted}
        found = self._lines.of(by_id, partial(self._find_lines, by_id))
        if past:
            found = self._past_lines.of(
                by_id, lambda ids: {id_: in_the_past(found[id_]) for id_ in ids}
            )
        return tuple(found[entry.id] for entry in wanted)

    def line(self, entry: Entry, shown: Statement, head: Head) -> Line:
        """The stance line of an entry, of its words and its article."""
        return line(
            entry,
            shown,
            head,
            question=self.register.questions[entry.question],
            holder_url=self.url(entry.holder),
            person_url=self.url(entry.person),
        )

    def _find_lines(self, entries: Mapping[int, Entry], missing: Sequence[int]) -> dict[int, Line]:
        wanted = [entries[id_] for id_ in missing]
        shown = self.details.evidence(wanted)
        heads = self.details.heads(entry.item for entry in wanted)
        return {
            entry.id: self.line(entry, shown[entry.id], heads[entry.item.id]) for entry in wanted
        }

    def _ordered(self, found: Mapping[Value, set[int]]) -> Mapping[Value, tuple[Item, ...]]:
        return {
            one: tuple(self.items[at] for at in sorted(self.details.order[id_] for id_ in ids))
            for one, ids in found.items()
        }

    def _entry(self, stand: Stand) -> Entry:
        person = None
        if stand.holder_kind is not HolderKind.ORGANISATION:
            person = self.people.named(stand.holder)
        slug = stand.organisation
        if slug is not None and slug in self.names:
            holder = self._body(slug)
        else:
            name = bounded.short(stand.holder, bounded.NAME)
            holder = person or Holder(name=name, slug=None, is_person=True)
        return Entry(
            id=stand.id,
            item=self.by_id[stand.item],
            holder=holder,
            person=person,
            kind=stand.holder_kind,
            question=stand.question,
            position=stand.position,
            confidence=stand.confidence,
            is_copy=stand.item in self.copies,
        )

    def _body(self, slug: str) -> Holder:
        if slug not in self._body_holders:
            many = kinds.are_many(self.bodies[slug])
            self._body_holders[slug] = Holder(name=self.names[slug], slug=slug, many=many)
        return self._body_holders[slug]

    @cached_property
    def _body_holders(self) -> dict[str, Holder]:
        return {}
