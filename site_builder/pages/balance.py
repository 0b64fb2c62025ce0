"""How the balance on a question shifted: by period, on the axis of its years, body by body."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from commissioning.domain.facts import Milestone, PolicyQuestion
from site_builder import milestones, urls, words
from site_builder.charts import Axis, Strip, drawn, span, strip
from site_builder.ledger import Entry
from site_builder.pages.sides import SIDES, evidence_links
from site_builder.reading import Archive
from site_builder.shifts import Shift, balances, periods
from site_builder.survey import Course, Survey

_MARKS, _FEWEST = 500, 8
_LINKED = 240  # marks that are links; more would be half of the page
_MILES = 8


def shifts_on(survey: Survey, question: PolicyQuestion) -> tuple[Shift, ...]:
    """Who stood where, period by period, from the first sure word of a body on."""
    courses = survey.courses(question.slug).values()
    days = [course.held[0].earliest for course in courses if course.held]
    first = min((day for day in days if day is not None), default=None)
    if first is None:
        return ()
    found = periods(first, survey.day(question))
    counts = balances(courses, [period.end for period in found])
    collected = [survey.collected(period.first, period.end) for period in found]
    return tuple(
        Shift(period=period, counts=held, articles=articles, sources=sources)
        for period, held, (articles, sources) in zip(found, counts, collected, strict=True)
    )


def axis_of(survey: Survey, question: PolicyQuestion, shifts: Sequence[Shift]) -> Axis | None:
    """The years of the shifts, with the question's own milestones and what was not collected."""
    if not shifts:
        return None
    first, last = shifts[0].period.first, shifts[-1].period.last
    own = own_milestones(survey.archive, question.slug)
    marks = milestones.marks(own, first, survey.day(question), most=_MILES)
    return span(first, last, gaps=survey.gaps, marks=marks)


def own_milestones(archive: Archive, slug: str) -> tuple[Milestone, ...]:
    """The milestones that belong to a question, by day."""
    return tuple(m for m in archive.register.milestones if slug in m.questions)


def strips(
    archive: Archive, along: Axis, courses: Sequence[Course], *, on: date
) -> tuple[tuple[Strip, ...], bool]:
    """The courses of those heard most as strips, by where they stand; whether all marks are drawn.

    Marks lead to their words where they are few; where they are very many, unsure ones are left
    out, and then those bodies that were heard less.
    """
    lines = [
        (c, [e for e in c.entries if e.earliest and e.earliest >= along.first]) for c in courses
    ]
    whole = _count(along, lines) <= _MARKS
    if not whole:
        lines = [(course, [e for e in line if e.is_sure]) for course, line in lines]
    while len(lines) > _FEWEST and _count(along, lines) > _MARKS:
        lines.pop()
    lines.sort(key=lambda row: _place(row[0], on=on))
    marks = [entry for _, line in lines for entry in drawn(along, line)]
    links = evidence_links(archive, marks) if len(marks) <= _LINKED else {}
    rows = tuple(_strip(along, course, line, on, links) for course, line in lines if line)
    return rows, whole


def _count(along: Axis, lines: Iterable[tuple[Course, Sequence[Entry]]]) -> int:
    return sum(len(drawn(along, line)) for _, line in lines)


def _strip(
    along: Axis, course: Course, line: Sequence[Entry], on: date, links: Mapping[int, str]
) -> Strip:
    body = course.body
    found = strip(along, body.name, urls.body(body.slug or ""), line, on, links=links)
    if links:
        return found
    heard = words.count(len(line), "statement")
    return replace(found, label=f"{heard}; {found.now}, {found.when}")


def _place(course: Course, *, on: date) -> tuple[bool, int, int, str]:
    """Those that stand somewhere now by side, then the others; within, those heard most first."""
    side = SIDES.index(course.last.position)
    return not course.is_current(on), side, -course.counted, course.body.name.casefold()
