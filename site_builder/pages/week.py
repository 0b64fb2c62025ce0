"""A week: its stories, who took which side, who moved, what readers say, what was read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from site_builder import urls, words
from site_builder.issues import newest_issue
from site_builder.keys import key_of
from site_builder.lines import Line
from site_builder.pages.cards import Group, StoryCard, by_question, group, leading, story_cards
from site_builder.pages.notes import (
    Absences,
    Looked,
    Note,
    Readers,
    Voice,
    absences,
    ahead,
    happened,
    looked,
    readers,
    voices,
)
from site_builder.pages.page import Page, Plan
from site_builder.pages.parts import Move, moves
from site_builder.pages.weeks import Gap, gaps
from site_builder.reading import Archive, Week
from site_builder.silence import main_questions
from site_builder.telling import Telling, Told

_LEADING, _OF_EACH, _OTHERS, _FURTHER, _OPINIONS = 6, 4, 9, 120, 24
_MOVES, _ROWS = 6, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """The week before or after: where it is, what it is called, and what lies between."""

    path: str
    name: str
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, kw_only=True)
class WeekPage(Page):
    """The digest of a week; the newest one is also the home page.

    intro     the week in sentences: (words, the section that they lead to)
    lead      the weightiest story; `first`: (source, day) of its first article in the week
    others    the next ones, with words; `further`: the rest of the news by headline alone;
              `opinions`: columns, letters and blogs; `unlisted` are in none of these
    groups    sure positions of the week by question, but for `lead_lines`, which stand above them;
              `unsure`: how many do not count
    spans     the months and the year of the week: (name, path)
    issue     the newest edition: (number, title, path); only on the home page
    """

    template: ClassVar[str] = "week.html"
    name: str
    is_home: bool
    intro: tuple[tuple[str, str | None], ...]
    articles: int
    positions: int
    lead: StoryCard
    first: tuple[str, str] | None
    lead_lines: tuple[Line, ...]
    others: tuple[StoryCard, ...]
    further: tuple[StoryCard, ...]
    opinions: tuple[StoryCard, ...]
    unlisted: int
    moves: tuple[Move, ...]
    more_moves: int
    groups: tuple[Group, ...]
    unsure: int
    ahead: tuple[Note, ...]
    happened: tuple[Note, ...]
    absences: Absences | None
    voices: tuple[Voice, ...]
    more_voices: int
    readers: tuple[Readers, ...]
    looked: Looked
    before: Leaf | None
    after: Leaf | None
    spans: tuple[tuple[str, str], ...]
    issue: tuple[int, str, str] | None

    def data(self) -> Mapping[str, object]:
        """The week in figures, its stories and its positions."""
        listed = (self.lead, *self.others, *self.further, *self.opinions)
        return {
            "week": self.name,
            "articles": self.articles,
            "positions_taken": self.positions,
            "stories": [card.data for card in listed],
            "positions": [
                *(line.data for line in self.lead_lines if line.sure),
                *(line.data for group in self.groups for line in group.lines),
            ],
            "changes": [{"before": m.before.data, "after": m.after.data} for m in self.moves],
            "milestones": [note.data for note in self.happened],
            "ahead": [note.data for note in self.ahead],
            "absences": self.absences.data if self.absences else None,
            "readers": [row.data for row in self.readers],
            "coverage": self.looked.data,
        }

    def linked_data(self) -> Mapping[str, object]:
        """A list of the stories of the week."""
        return {
            "@type": "ItemList",
            "name": self.name,
            "numberOfItems": len(self.others) + 1,
            "itemListElement": [
                {"@type": "ListItem", "position": at, "name": card.headline}
                for at, card in enumerate((self.lead, *self.others), start=1)
            ],
        }


@dataclass(frozen=True, kw_only=True)
class EmptyPage(Page):
    """The home page before there is a week; `undated` articles belong to none.

    vague  whether a month or a year of some is known
    """

    template: ClassVar[str] = "empty.html"
    undated: int
    vague: bool

    def data(self) -> Mapping[str, object]:
        """That there is nothing."""
        return {"articles": [], "undated": self.undated}


def week_plans(telling: Telling) -> Iterable[Plan]:
    """A page for every week, and the home page."""
    weeks = telling.archive.weeks
    for at, week in enumerate(weeks):
        paths = [urls.week(week.monday)] + ([urls.HOME] if at == len(weeks) - 1 else [])
        key = _key(telling, at)
        for path in paths:
            shown = key_of(key, newest_issue(telling.archive)) if path == urls.HOME else key
            yield Plan(path=path, key=shown, make=partial(_week, telling, at, path=path))
    if not weeks:
        undated = len(telling.archive.items)
        vague = any(item.earliest for item in telling.archive.items)
        make = partial(_empty, undated, vague)
        yield Plan(path=urls.HOME, key=key_of(undated, vague), make=make)


def _key(telling: Telling, at: int) -> str:
    archive, week = telling.archive, telling.archive.weeks[at]
    return key_of(
        telling.key(week.items),
        telling.silence_key(week.items, (week.monday, week.sunday)),
        telling.coverage_key(week.monday, week.sunday),
        _leaf(archive, at, -1),
        _leaf(archive, at, 1),
    )


def _week(telling: Telling, at: int, *, path: str) -> WeekPage:
    archive, week = telling.archive, telling.archive.weeks[at]
    is_home, name = path == urls.HOME, words.week_name(week.monday)
    archive.details.read_ahead(week.items, archive.ledger)
    entries = tuple(archive.ledger.entries_in(week.items))
    sure = [entry for entry in entries if entry.is_sure]
    held, told = by_question(sure), telling.told(week.items)
    news = [story for story in told if not story.is_opinion] or list(told)
    opinions = [story for story in told if story not in news]
    shown = story_cards(telling, news[: 1 + _OTHERS + _FURTHER], since=week.monday)
    changes = telling.changes(week.items)
    new, more_new = voices(telling, week.items) if at else ((), 0)
    span = week.monday, week.sunday
    silent, seen = absences(telling, week.items, span), looked(archive, *span)
    day = week.sunday if archive.as_of is None else min(week.sunday, archive.as_of)
    lead = _leading(archive, news[0])
    above = [line.entry for line in lead]
    groups = [
        group(archive, slug, held[slug], most=_ROWS, above=above)
        for slug in archive.register.questions
        if slug in held
    ]
    return WeekPage(
        path=path,
        title="This week" if is_home else name,
        description=f"Who said what about who commissions care in the NHS. {name}.",
        section=urls.HOME if is_home else urls.WEEKS,
        feed=urls.feed(urls.WEEKS),
        period=name if is_home else "",
        name=name,
        is_home=is_home,
        intro=tuple(_intro(week, len(told), len(sure), len(changes), silent, seen)),
        articles=len(week.items),
        positions=len(sure),
        lead=shown[0],
        first=_first(archive, news[0]),
        lead_lines=lead,
        others=shown[1 : 1 + _OTHERS],
        further=shown[1 + _OTHERS :],
        opinions=story_cards(telling, opinions[:_OPINIONS], since=week.monday),
        unlisted=len(told) - len(shown) - len(opinions[:_OPINIONS]),
        moves=moves(archive, changes[:_MOVES]),
        more_moves=max(0, len(changes) - _MOVES),
        groups=tuple(found for found in groups if found.lines),
        unsure=len(entries) - len(sure),
        ahead=ahead(archive.register, day),
        happened=happened(archive, week.monday, week.sunday),
        absences=silent,
        voices=new,
        more_voices=more_new,
        readers=readers(archive, week.items),
        looked=seen,
        before=_leaf(archive, at, -1),
        after=_leaf(archive, at, 1),
        spans=tuple(_spans(week)),
        issue=newest_issue(archive) if is_home else None,
    )


def _intro(
    week: Week, stories: int, positions: int, changes: int, silent: Absences | None, seen: Looked
) -> Iterator[tuple[str, str | None]]:
    """The week in sentences; each number leads to what it counts."""
    yield f"{words.spelt(stories)}\u00a0{'story' if stories == 1 else 'stories'}", "#stories"
    yield f" from {words.count(len(week.items), 'article')}. ", None
    yield f"{words.spelt(positions)}\u00a0{'position' if positions == 1 else 'positions'}", "#taken"
    yield " taken", None
    if changes:
        yield ", ", None
        noun = "a change of side" if changes == 1 else "changes of side"
        yield f"{words.spelt(changes).lower()} of them {noun}", "#changed"
    yield ". ", None
    if silent and silent.silent:
        many = len(silent.silent)
        yield f"{words.spelt(many)}\u00a0{'body' if many == 1 else 'bodies'}", "#silent"
        yield f" that usually {'speaks' if many == 1 else 'speak'} said nothing. ", None
    if seen.collected_late:
        yield "The sources were asked only afterwards", "#coverage"
        yield ".", None
    else:
        yield f"{seen.answered}\u00a0of\u00a0{words.count(seen.sources, 'source')}", "#coverage"
        yield " answered.", None


def _first(archive: Archive, told: Told) -> tuple[str, str] | None:
    """Where a story of several articles was first told in the week."""
    if len(told.items) == 1:
        return None
    head = archive.details.heads(told.items[:1])[told.items[0].id]
    return head.source_name, words.dated(head.published)


def _leading(archive: Archive, lead: Told) -> tuple[Line, ...]:
    """The lead's positions: on its main questions first, each side heard, no words twice."""
    held = by_question(archive.ledger.entries_in(lead.items))
    first = main_questions(archive.ledger.entries_in(lead.items))
    found = [e for slug in first for e in leading(held.pop(slug), _OF_EACH)]
    found += leading((e for entries in held.values() for e in entries), _LEADING)
    said: dict[tuple[str, str], Line] = {}
    for line in archive.lines(found[: 2 * _LEADING]):
        said.setdefault((line.holder, line.words), line)
    return tuple(said.values())[:_LEADING]


def _leaf(archive: Archive, at: int, step: int) -> Leaf | None:
    if not 0 <= at + step < len(archive.weeks):
        return None
    monday = archive.weeks[at + step].monday
    return Leaf(
        path=urls.week(monday),
        name=words.week_name(monday),
        gaps=gaps(archive, min(at, at + step)),
    )


def _spans(week: Week) -> Iterator[tuple[str, str]]:
    """The months and years in which the week has articles."""
    days = [item.day for item in week.items if item.day is not None]
    for first in dict.fromkeys(day.replace(day=1) for day in days):
        yield words.full_month(first), urls.month(first)
    for year in dict.fromkeys(day.year for day in days):
        yield str(year), urls.year(year)


def _empty(undated: int, vague: bool) -> EmptyPage:
    return EmptyPage(
        path=urls.HOME,
        title="Nothing yet",
        description="Nothing has been collected and tagged yet.",
        section=urls.HOME,
        undated=undated,
        vague=vague,
    )
