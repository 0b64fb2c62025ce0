"""What stands in the margin: what is ahead, who is silent, who is new, what readers say."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from commissioning.domain.dates import PartialDate
from commissioning.domain.facts import Milestone
from commissioning.domain.ledger import SURE, Item
from commissioning.domain.tags import Position
from commissioning.register import Register
from site_builder import urls, words
from site_builder.ledger import Holder
from site_builder.pages.counts import Counts
from site_builder.pages.parts import REASONS, SourceRow, source_row
from site_builder.reading import Archive
from site_builder.silence import AFTER, Expected, Silence
from site_builder.telling import Span, Telling

_AHEAD = timedelta(days=90)
_DATES = 7
_VOICES = 8
_READERS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A date with what happens on it; `left` says how far off it is, where it lies ahead."""

    url: str
    name: str
    date: str
    machine: str
    left: str | None = None

    @property
    def data(self) -> Mapping[str, object]:
        """The date for machines."""
        return {"milestone": self.url, "name": self.name, "day": self.machine}


def ahead(register: Register, on: date) -> tuple[Note, ...]:
    """What was known on a day to end or to begin in the three months after it, by date."""
    found: dict[tuple[date, str], Note] = {}
    for milestone in register.deadlines(on, ahead=_AHEAD):
        if milestone.until is not None:
            last = milestone.until.latest
            found[last, milestone.slug] = Note(
                url=milestone_url(milestone),
                name=f"Last day: {milestone.name}",
                date=_short(milestone.until, on.year),
                machine=str(milestone.until),
                left=_left(on, last) if milestone.until.day else None,
            )
    for milestone in register.milestones:
        day = milestone.day
        if day.month and on < day.latest <= on + _AHEAD and milestone.known_from <= on:
            found[day.latest, milestone.slug] = Note(
                url=milestone_url(milestone),
                name=milestone.name,
                date=_short(day, on.year),
                machine=str(day),
                left=_left(on, day.latest) if day.day else None,
            )
    return tuple(note for _, note in sorted(found.items()))[:_DATES]


def _short(when: PartialDate, year: int | None) -> str:
    """The date in short, without its year where that is the page's own."""
    said = words.short_partial(when)
    return said.removesuffix(f"\u00a0{year}") if when.month and when.year == year else said


def _left(on: date, day: date) -> str:
    days = (day - on).days
    if days == 0:
        return "today"
    return "tomorrow" if days == 1 else f"in {days}\u00a0days"


def happened(archive: Archive, first: date, last: date, *, years: bool = False) -> tuple[Note, ...]:
    """The milestones of these days, of which one knew by the day of the site.

    Their dates name no year where all are of one, unless `years` are asked for.
    """
    year = last.year if first.year == last.year and not years else None
    return tuple(
        Note(
            url=milestone_url(milestone),
            name=milestone.name,
            date=_short(milestone.day, year),
            machine=str(milestone.day),
        )
        for milestone in archive.register.milestones_between(first, last)
        if archive.as_of is None or milestone.known_from <= archive.as_of
    )


def milestone_url(milestone: Milestone) -> str:
    """Where it stands on the page of milestones."""
    return f"{urls.MILESTONES}#{milestone.slug}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """A body that was expected to speak, and why: on which question it usually does."""

    name: str
    url: str
    label: str
    question_url: str
    times: int
    kin: str | None

    @property
    def data(self) -> Mapping[str, object]:
        """The body for machines."""
        return {"body": self.url, "question": self.question_url, "articles_before": self.times}


@dataclass(frozen=True, slots=True, kw_only=True)
class Absences:
    """Who was silent, who was quoted without a side, whose own outlet was not collected.

    known    False where nothing was asked, so that silence cannot be told
    unheard  then: those of whom nothing is in what was found afterwards
    """

    known: bool
    unheard: tuple[Absent, ...]
    silent: tuple[Absent, ...]
    quoted: tuple[Absent, ...]
    missing: tuple[Absent, ...]

    @property
    def data(self) -> Mapping[str, object]:
        """The absences for machines."""
        return {
            "known": self.known,
            "not_heard": [one.data for one in self.unheard],
            "silent": [one.data for one in self.silent],
            "quoted_without_a_side": [one.data for one in self.quoted],
            "not_collected": [one.data for one in self.missing],
        }


def absences(telling: Telling, items: Sequence[Item], span: Span | None = None) -> Absences | None:
    """Who did not speak in these articles, to be shown; None where nobody was expected."""
    found: Silence | None = telling.silence(items, span)
    if found is None:
        return None
    return Absences(
        known=found.known,
        unheard=_absent(telling.archive, found.unheard),
        silent=_absent(telling.archive, found.silent),
        quoted=_absent(telling.archive, found.quoted),
        missing=_absent(telling.archive, found.missing),
    )


def _absent(archive: Archive, held: Iterable[Expected]) -> tuple[Absent, ...]:
    return tuple(
        Absent(
            name=one.body.name,
            url=urls.body(one.body.slug or ""),
            label=words.within(archive.register.questions[one.question].label),
            question_url=urls.question(one.question),
            times=one.times,
            kin=archive.names[one.kin] if one.kin else None,
        )
        for one in held
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A body or a person whose first position that counts is of these days."""

    name: str
    url: str | None
    is_person: bool
    label: str
    article: str


def voices(telling: Telling, items: Iterable[Item]) -> tuple[tuple[Voice, ...], int]:
    """The new voices, bodies first, and how many more there are."""
    found: dict[Holder, Voice] = {}
    for item in items:
        for holder, entry in telling.firsts.get(item.id, ()):
            found[holder] = Voice(
                name=holder.name,
                url=telling.archive.url(holder),
                is_person=holder.is_person,
                label=words.within(telling.archive.register.questions[entry.question].label),
                article=urls.article(item.url),
            )
    ranked = sorted(found.values(), key=lambda voice: voice.is_person)
    return tuple(ranked[:_VOICES]), max(0, len(ranked) - _VOICES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers(Counts):
    """How readers' comments stand on a question: counts, never names."""

    @property
    def sides(self) -> str:
        """The counts in words: '3 for, 1 against'."""
        counts = ((self.support, "for"), (self.mixed, "divided"), (self.oppose, "against"))
        return ", ".join(f"{many}\u00a0{side}" for many, side in counts if many)


def readers(archive: Archive, items: Iterable[Item]) -> tuple[Readers, ...]:
    """How the readers of these articles stand: the questions on which most took sides."""
    counts: dict[str, Counter[Position]] = {}
    for item in items:
        for remark in archive.remarks.get(item.id, ()):
            if remark.confidence >= SURE:
                counts.setdefault(remark.question, Counter())[remark.position] += 1
    most = sorted(counts, key=lambda slug: -counts[slug].total())[:_READERS]
    return tuple(
        Readers(
            label=question.label,
            url=urls.question(slug),
            support=counts[slug][Position.SUPPORT],
            mixed=counts[slug][Position.MIXED],
            oppose=counts[slug][Position.OPPOSE],
        )
        for slug, question in archive.register.questions.items()
        if slug in most
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was looked at in a span of days, and what was left out and why.

    sources   how many there are; polled, answered and read (with articles on the topic) of them
    failing   those that were asked and gave no answer on some day
    rows      those with articles, most on the topic first; `others`: how many more there are
    taken     articles that were collected; on_topic of them
    reasons   (why, how many) of what was looked at and not taken
    later     (day, how long after) of the first time that any was asked, in words, where none was
              in these days but one was in the week after; feeds still tell of them then
    """

    sources: int
    polled: int
    answered: int
    read: int
    failing: tuple[SourceRow, ...]
    rows: tuple[SourceRow, ...]
    others: int
    taken: int
    on_topic: int
    reasons: tuple[tuple[str, int], ...]
    later: tuple[str, str] | None

    @property
    def collected_late(self) -> bool:
        """Whether nothing was asked in these days: what there is was found afterwards."""
        return self.polled == 0

    @property
    def left_out(self) -> int:
        """How much was looked at and is not shown."""
        return sum(many for _, many in self.reasons)

    @property
    def data(self) -> Mapping[str, object]:
        """The coverage for machines."""
        return {
            "sources": self.sources,
            "asked": self.polled,
            "answered": self.answered,
            "with_articles_on_topic": self.read,
            "articles_collected": self.taken,
            "articles_on_topic": self.on_topic,
            "left_out": dict(self.reasons),
            "by_source": [row.data for row in (*self.failing, *self.rows)],
        }


_FAILING, _ROWS = 12, 24


def looked(archive: Archive, first: date, last: date) -> Looked:
    """The coverage of a span of days, ends inclusive."""
    last = last if archive.as_of is None else min(last, archive.as_of)
    held = archive.sources.coverage(since=first, until=last)
    taken = sum(source.articles for source in held)
    on_topic = sum(source.on_topic for source in held)
    left_out = {"off-topic": taken - on_topic} | archive.sources.rejected(first, last)
    failing = [source for source in held if source.polled > source.answered]
    giving = [source for source in held if source.articles and source not in failing]
    giving.sort(key=lambda source: (-source.on_topic, -source.articles, source.slug))
    return Looked(
        sources=len(held),
        polled=sum(source.polled > 0 for source in held),
        answered=sum(source.answered > 0 for source in held),
        read=sum(source.on_topic > 0 for source in held),
        failing=tuple(source_row(source) for source in failing[:_FAILING]),
        rows=tuple(source_row(source) for source in giving[:_ROWS]),
        others=len(held) - len(failing[:_FAILING]) - len(giving[:_ROWS]),
        taken=taken,
        on_topic=on_topic,
        reasons=tuple((REASONS.get(why, why), many) for why, many in left_out.items() if many),
        later=None if any(source.polled for source in held) else _later(archive, last),
    )


def _later(archive: Archive, last: date) -> tuple[str, str] | None:
    found = archive.sources.first_asked(last + timedelta(days=1), last + AFTER)
    if found is None:
        return None
    days = (found - last).days
    return words.day(found), "the day" if days == 1 else f"{words.spelt(days).lower()} days"
