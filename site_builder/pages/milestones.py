"""The milestones of the field by year, and what was known to lie ahead."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from commissioning.domain.facts import Milestone, MilestoneKind
from site_builder import urls, words
from site_builder.keys import key_of
from site_builder.pages.notes import Note, ahead
from site_builder.pages.page import Page, Plan
from site_builder.reading import Archive

_BODIES = 6
KINDS = {
    MilestoneKind.PUBLICATION: "publication",
    MilestoneKind.BILL: "law",
    MilestoneKind.CONSULTATION: "consultation",
    MilestoneKind.INQUIRY: "inquiry",
    MilestoneKind.START: "beginning",
    MilestoneKind.END: "end",
    MilestoneKind.VOTE: "vote",
    MilestoneKind.RULING: "ruling",
    MilestoneKind.ANNOUNCEMENT: "announcement",
}
_DOUBTS = {"medium": "The date is likely, not certain.", "low": "The date is not certain."}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A milestone as it is listed; week and month lead to what was said then."""

    slug: str
    name: str
    kind: str
    date: str
    machine: str
    until: str | None
    turn: bool
    future: bool
    questions: tuple[tuple[str, str], ...]
    bodies: tuple[tuple[str, str], ...]
    link: str | None
    note: str | None
    doubt: str | None
    week: tuple[str, str] | None

    @property
    def data(self) -> Mapping[str, object]:
        """The milestone for machines."""
        return {
            "slug": self.slug,
            "name": self.name,
            "kind": self.kind,
            "day": self.machine,
            "official": self.link,
            "questions": [url for _, url in self.questions],
            "bodies": [url for _, url in self.bodies],
        }


@dataclass(frozen=True, kw_only=True)
class MilestonesPage(Page):
    """All milestones, newest year first; `on`: the day for which `ahead` is true."""

    template: ClassVar[str] = "milestones.html"
    on: str
    ahead: tuple[Note, ...]
    years: tuple[tuple[int, str | None, tuple[Event, ...]], ...]

    def data(self) -> Mapping[str, object]:
        """The milestones, newest first."""
        return {"milestones": [event.data for _, _, held in self.years for event in held]}


def milestones_plan(archive: Archive) -> Plan:
    """The page."""
    bodies = {slug for milestone in archive.register.milestones for slug in milestone.bodies}
    named = sorted(slug for slug in bodies if slug in archive.named)
    pages = (sorted(_weeks(archive)), sorted(_years(archive)), named)
    return Plan(
        path=urls.MILESTONES,
        key=key_of(archive.today, pages),
        make=lambda: _page(archive),
    )


def _weeks(archive: Archive) -> frozenset[str]:
    return frozenset(urls.week(week.monday) for week in archive.weeks)


def _years(archive: Archive) -> frozenset[int]:
    return frozenset(item.earliest.year for item in archive.items if item.earliest is not None)


def _page(archive: Archive) -> MilestonesPage:
    weeks, years = _weeks(archive), _years(archive)
    known = [
        milestone
        for milestone in reversed(archive.register.milestones)
        if archive.as_of is None or milestone.known_from <= archive.as_of
    ]
    return MilestonesPage(
        path=urls.MILESTONES,
        title="Milestones",
        description="White Papers, Bills, consultations and their ends, and what comes next.",
        section=urls.MILESTONES,
        on=words.day(archive.today),
        ahead=ahead(archive.register, archive.today),
        years=tuple(
            (
                year,
                urls.year(year) if year in years else None,
                tuple(_event(archive, milestone, weeks) for milestone in held),
            )
            for year, held in groupby(known, key=lambda one: one.day.year)
        ),
    )


def _event(archive: Archive, found: Milestone, weeks: frozenset[str]) -> Event:
    return Event(
        slug=found.slug,
        name=found.name,
        kind=KINDS[found.kind],
        date=words.partial(found.day),
        machine=str(found.day),
        until=words.partial(found.until) if found.until else None,
        turn=found.weight == 3,
        future=found.day.latest > archive.today,
        questions=tuple(_questions(archive, found)),
        bodies=tuple(
            (archive.names[slug], urls.body(slug))
            for slug in found.bodies[:_BODIES]
            if slug in archive.named
        ),
        link=found.url,
        note=found.note,
        doubt=_DOUBTS.get(found.confidence),
        week=_week(found, weeks),
    )


def _questions(archive: Archive, found: Milestone) -> Iterator[tuple[str, str]]:
    for slug in found.questions:
        if slug in archive.register.questions:
            yield archive.register.questions[slug].label, urls.question(slug)


def _week(found: Milestone, weeks: frozenset[str]) -> tuple[str, str] | None:
    """The week in which it happened, where the digest has that week."""
    if not found.day.day:
        return None
    path = urls.week(found.day.earliest)
    return (path, "the week") if path in weeks else None
