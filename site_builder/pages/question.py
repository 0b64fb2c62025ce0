"""A policy question: who stands where, how that shifted, who moved, and the words that show it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from commissioning.domain.dates import PartialDate
from commissioning.domain.facts import PolicyQuestion
from commissioning.domain.ledger import SURE
from commissioning.domain.tags import Position
from site_builder import urls, words
from site_builder.charts import Axis, Strip
from site_builder.keys import key_of
from site_builder.ledger import Entry
from site_builder.lines import Line
from site_builder.pages.balance import axis_of, own_milestones, shifts_on, strips
from site_builder.pages.heard import Chapter, chapters, heard_plans, links, newest_first, told
from site_builder.pages.page import Page, Plan
from site_builder.pages.parts import Move, moves
from site_builder.pages.question_bodies import question_bodies
from site_builder.pages.sides import SIDES, Apart, BodyRow, Column, apart, columns, rows
from site_builder.reading import Archive
from site_builder.searching.facets import Facets
from site_builder.shifts import Chart, Shift, chart
from site_builder.survey import Survey

NEWEST = 40
_PEOPLE = 12
_STRIPS = 25
_TABLE = 40
_MOVES = 6
_MILES = 6
_LATELY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A milestone beside the question; `machine` is its date for machines."""

    slug: str
    name: str
    when: str
    machine: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An article or its story, as the newest that bears on the question."""

    headline: str
    url: str
    source: str
    date: str


@dataclass(frozen=True, kw_only=True)
class QuestionPage(Page):
    """A question's page.

    as_of     the day for which it is true: the newest, or that on which the question was settled
    columns   the bodies by side, where they stand now; stale: heard on long ago, or no longer there
    unsure    bodies of which nothing sure is known
    chart     how the balance shifted along `axis`; shifts: the same in numbers, with the coverage
    strips    the bodies heard most, `whole` where unsure words are drawn, too
    bodies    as a table; `more_bodies` how many are not in it
    lines     the newest words of bodies, people: of people who speak for none; both are in chapters
    readers   (support, divided, oppose) of readers' comments
    coverage  in a sentence
    """

    template: ClassVar[str] = "question.html"
    label: str
    question: str
    proposition: str
    asked: str
    as_of: str
    settled: bool
    columns: tuple[Column, ...]
    stale: Apart
    unsure: Apart
    axis: Axis | None
    chart: Chart | None
    shifts: tuple[Shift, ...]
    strips: tuple[Strip, ...]
    whole: bool
    bodies: tuple[BodyRow, ...]
    more_bodies: int
    all_bodies: str
    moves: tuple[Move, ...]
    moved: int
    lines: tuple[Line, ...]
    people: tuple[Line, ...]
    more_people: int
    chapters: tuple[tuple[str, str, int | None], ...]
    readers: tuple[int, int, int]
    events: tuple[Event, ...]
    lately: tuple[Told, ...]
    positions: int
    unsure_positions: int
    coverage: str

    @property
    def gaps(self) -> bool:
        """Whether the strips have a hatched stretch that can be seen."""
        return self.axis is not None and any(width >= 1 for _, width in self.axis.gaps)

    def data(self) -> Mapping[str, object]:
        """Who stands where, how that shifted, and the newest positions."""
        return {
            "question": self.question,
            "proposition": self.proposition,
            "as_of": self.as_of,
            "settled": self.settled,
            "sides": {
                words.side(side): {
                    "bodies": column.count,
                    "newest": [one.data for one in column.standing],
                }
                for side, column in zip(SIDES, self.columns, strict=True)
            },
            "last_heard_on": [one.data for row in self.stale.rows for one in row],
            "periods": [_period(shift) for shift in self.shifts],
            "moves": [{"before": m.before.data, "after": m.after.data} for m in self.moves],
            "positions": [line.data for line in (*self.lines, *self.people)],
            "years": [path for _, path, _ in self.chapters],
            "readers": dict(zip(("support", "divided", "oppose"), self.readers, strict=True)),
        }

    def linked_data(self) -> Mapping[str, object]:
        """The question as schema.org knows one."""
        return {"@type": "Question", "name": self.question, "text": self.proposition}


def _period(shift: Shift) -> Mapping[str, object]:
    support, divided, oppose = shift.counts
    return {
        "until": shift.period.end.isoformat(),
        "support": support,
        "divided": divided,
        "oppose": oppose,
        "articles": shift.articles,
        "sources": shift.sources,
    }


def question_plans(survey: Survey) -> Iterable[Plan]:
    """A page for every policy question, of all bodies on it, and of each of its years."""
    archive = survey.archive
    for slug, question in archive.register.questions.items():
        entries = archive.ledger.by_question.get(slug, ())
        pages = chapters(question, entries)
        key = question_key(survey, question)
        yield Plan(
            path=urls.question(slug), key=key, make=partial(_question, survey, question, pages)
        )
        if survey.courses(slug):
            yield Plan(
                path=urls.question_bodies(slug),
                key=key,
                make=partial(question_bodies, survey, question),
            )
        yield from heard_plans(archive, question, pages)


def question_key(survey: Survey, question: PolicyQuestion) -> str:
    """Changes when anything does that the question's page shows."""
    if question.slug not in survey.keys:
        survey.keys[question.slug] = _key(survey, question)
    return survey.keys[question.slug]


def _key(survey: Survey, question: PolicyQuestion) -> str:
    archive = survey.archive
    held = archive.ledger.by_question.get(question.slug, ())
    return key_of(
        survey.day(question),
        survey.day(question) < archive.today,
        [(entry.id, archive.item_key(entry.item)) for entry in held],
        [archive.url(entry.person) for entry in held if entry.person],
        _readers(archive, question.slug),
        shifts_on(survey, question),
        _events(archive, question.slug),
        survey.gaps,
        len(archive.items),
    )


def _question(survey: Survey, question: PolicyQuestion, pages: Sequence[Chapter]) -> QuestionPage:
    archive, slug = survey.archive, question.slug
    entries = archive.ledger.by_question.get(slug, ())
    day = survey.day(question)
    courses = tuple(survey.courses(slug).values())
    current = [course for course in courses if course.is_current(day)]
    stale = [course for course in courses if course.is_sure and not course.is_current(day)]
    ranked = sorted(courses, key=lambda c: (-c.counted, c.body.name.casefold()))
    shifted = shifts_on(survey, question)
    axis = axis_of(survey, question, shifted)
    drawn, whole = strips(archive, axis, ranked[:_STRIPS], on=day) if axis else ((), True)
    changes = survey.changes(question)
    newest_moves = tuple(reversed(changes))[:_MOVES]
    newest = newest_first(e for e in entries if not e.is_copy)
    spoken = [entry for entry in newest if not entry.holder.is_person]
    people = [entry for entry in newest if entry.holder.is_person]
    positions = sum(entry.is_sure for entry in entries)
    return QuestionPage(
        path=urls.question(slug),
        title=question.label,
        description=f"{question.question} Who says what, with the words that show it.",
        section=urls.QUESTIONS,
        feed=urls.feed(urls.question(slug)),
        facets=Facets(kind="Question", questions=(question.label,)),
        label=question.label,
        question=question.question,
        proposition=question.proposition,
        asked=words.years(question.years),
        as_of=words.day(day),
        settled=day < archive.today,
        columns=columns(archive, current),
        stale=apart(archive, stale, "Last heard on longer ago"),
        unsure=apart(archive, [c for c in courses if not c.is_sure], "Unsure, not counted"),
        axis=axis,
        chart=chart(axis, shifted) if axis else None,
        shifts=shifted,
        strips=drawn,
        whole=whole,
        bodies=rows(archive, ranked[:_TABLE], on=day),
        more_bodies=max(0, len(ranked) - _TABLE),
        all_bodies=urls.question_bodies(slug),
        moves=moves(archive, newest_moves, told(archive, [c.after for c in newest_moves], day)),
        moved=len(changes),
        lines=told(archive, spoken[:NEWEST], day),
        people=told(archive, people[:_PEOPLE], day),
        more_people=max(0, len(people) - _PEOPLE),
        chapters=links(pages),
        readers=_readers(archive, slug),
        events=_events(archive, slug),
        lately=tuple(_lately(archive, newest)),
        positions=positions,
        unsure_positions=len(entries) - positions,
        coverage=_coverage(survey, entries),
    )


def _events(archive: Archive, slug: str) -> tuple[Event, ...]:
    """The weightiest milestones of the question that were known, by time."""
    known = [m for m in own_milestones(archive, slug) if m.known_from <= archive.today]
    weighty = sorted(known, key=lambda m: (-m.weight, -m.day.earliest.toordinal(), m.slug))
    return tuple(
        Event(
            slug=milestone.slug,
            name=milestone.name,
            when=_when(milestone.day),
            machine=str(milestone.day),
        )
        for milestone in sorted(weighty[:_MILES], key=lambda m: (m.day.earliest, m.slug))
    )


def _when(day: PartialDate) -> str:
    return words.month(day.earliest) if day.month else f"{day.year}"


def _readers(archive: Archive, slug: str) -> tuple[int, int, int]:
    counts = Counter(
        remark.position
        for held in archive.remarks.values()
        for remark in held
        if remark.question == slug and remark.confidence >= SURE
    )
    return counts[Position.SUPPORT], counts[Position.MIXED], counts[Position.OPPOSE]


def _lately(archive: Archive, entries: Iterable[Entry]) -> Iterable[Told]:
    """The newest articles in which somebody takes a side, one for each story."""
    newest: dict[str, Entry] = {}
    for entry in entries:
        story = archive.story_of.get(entry.item.id)
        whole = urls.story(story.slug) if story and len(story.items) > 1 else None
        newest.setdefault(whole or urls.article(entry.item.url), entry)
        if len(newest) == _LATELY:
            break
    heads = archive.details.heads(entry.item for entry in newest.values())
    for url, entry in newest.items():
        head = heads[entry.item.id]
        yield Told(
            headline=head.headline,
            url=url,
            source=head.source_name,
            date=words.dated(head.published),
        )


def _coverage(survey: Survey, entries: Sequence[Entry]) -> str:
    """From how much of what is here the positions come."""
    archive = survey.archive
    if not entries:
        every = words.count(len(archive.items), "article")
        return f"None of the {every} here shows a side on it."
    bearing = words.count(len({entry.item.id for entry in entries}), "article")
    outlets = words.count(len({entry.item.source for entry in entries}), "outlet")
    years = sorted({entry.earliest.year for entry in entries if entry.earliest})
    when = ""
    if years:
        when = f", {years[0]}" if years[0] == years[-1] else f", {years[0]} to {years[-1]}"
    return f"{bearing} of {outlets}{when}, out of {len(archive.items):,} here."
