"""What is right, what is to be looked at, what is wrong with a workspace. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from cli.logbook import STOPPED
from cli.past import TURNED_AWAY, PastCommand
from cli.standing import Standing
from desk.condition import Condition, Grade
from desk.wording import count, moment, took

SILENT = timedelta(days=3)  # a source that is down for less is the web's daily weather
BEHIND = timedelta(days=1)
CUT_SHORT = timedelta(days=1)
FEW_BYTES, NO_BYTES = 2_000_000_000, 500_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line: what was looked at, and how it is."""

    grade: Grade
    what: str
    how: str


def findings(found: Standing, *, patience: timedelta) -> tuple[Finding, ...]:
    """All of them in a fixed order; a collection that is older than `patience` is wrong."""
    return (
        _command(found),
        _collection(found, patience),
        *_sources(found),
        _tags(found),
        _stories(found),
        _takedowns(found),
        _site(found),
        *_disk(found),
    )


def is_wrong(all_of_them: tuple[Finding, ...]) -> bool:
    """Whether somebody has to do something."""
    return any(one.grade is Grade.STOPS for one in all_of_them)


def _command(found: Standing) -> Finding:
    what = "last command"
    if not found.keepers:
        return Finding(grade=Grade.LOOK, what=what, how="none that the log knows of")
    order = list(Grade)
    graded = [(_ending(one, found), one) for one in found.keepers]
    grade, last = min(graded, key=lambda one: order.index(one[0]))
    how = f"{last.command}, {moment(last.began)}, {took(last.began, last.last)}: {last.ending}"
    return Finding(grade=grade, what=what, how=how)


def _ending(one: PastCommand, found: Standing) -> Grade:
    if one.failed is not None:
        return Grade.LOOK if one.failed in (STOPPED, TURNED_AWAY) else Grade.STOPS
    was_cut_short = one.stages and found.looked - one.last > CUT_SHORT
    return Grade.STOPS if was_cut_short else Grade.RIGHT


def _collection(found: Standing, patience: timedelta) -> Finding:
    what, last = "collection", found.collected
    if last is None or last.finished is None:
        if found.articles and not _was_begun(found):
            return Finding(grade=Grade.LOOK, what=what, how="none yet; what is here was imported")
        return Finding(grade=Grade.STOPS, what=what, how="none came to its end yet")
    failed = f"; no answer from {', '.join(last.failed)}" if last.failed else ""
    polled, fresh = count(last.polled, "look"), count(last.fresh, "new entry", "new entries")
    return Finding(
        grade=Grade.STOPS if found.at - last.finished > patience else Grade.RIGHT,
        what=what,
        how=f"{moment(last.finished)}: {polled} at sources, {fresh}{failed}",
    )


def _was_begun(found: Standing) -> bool:
    return any(one.command in ("collect", "run") for one in (*found.commands, *found.keepers))


def _sources(found: Standing) -> Iterator[Finding]:
    graded = [(_grade(one, found), one) for one in found.sources]
    right = sum(grade is Grade.RIGHT for grade, _ in graded)
    how = f"{right} of {count(len(graded), 'source')} as they should be"
    yield Finding(grade=Grade.RIGHT, what="sources", how=how)
    for grade, one in graded:
        if grade is not Grade.RIGHT:
            how = f"{one.word}: {one.known}"
            yield Finding(grade=grade, what=one.coverage.slug, how=how)


def _grade(one: Condition, found: Standing) -> Grade:
    """As on the desk; but one that was down for a short time needs nobody yet."""
    answered = one.poll.answered if one.poll else None
    if one.word == "Down" and answered is not None and found.at - answered < SILENT:
        return Grade.LOOK
    return one.grade


def _tags(found: Standing) -> Finding:
    texts = found.articles + found.comments
    how = f"{count(found.untagged, 'text')} of {texts:,} wait to be tagged"
    grade = Grade.LOOK if found.untagged else Grade.RIGHT
    return Finding(grade=grade, what="tags", how=how)


def _stories(found: Standing) -> Finding:
    how = f"{count(found.unplaced, 'article')} of {found.articles:,} wait to be grouped"
    grade = Grade.LOOK if found.unplaced else Grade.RIGHT
    return Finding(grade=grade, what="stories", how=how)


def _takedowns(found: Standing) -> Finding:
    how = f"{count(found.takedowns, 'address', 'addresses')} that are never taken again"
    return Finding(grade=Grade.RIGHT, what="takedowns", how=how)


def _site(found: Standing) -> Finding:
    what, site = "site", found.site
    if site is None:
        return Finding(grade=Grade.LOOK, what=what, how="was not built here yet")
    if not site.behind:
        how = f"shows what the database has; made {moment(site.built)}"
        return Finding(grade=Grade.RIGHT, what=what, how=how)
    grade = Grade.STOPS if site.age > BEHIND else Grade.LOOK
    how = f"is not what a build would make of the database now; made {moment(site.built)}"
    return Finding(grade=grade, what=what, how=how)


def _disk(found: Standing) -> Iterator[Finding]:
    disk = found.disk
    low = Grade.STOPS if disk.free < NO_BYTES else Grade.LOOK
    grade = low if disk.free < FEW_BYTES else Grade.RIGHT
    yield Finding(grade=grade, what="disk", how=f"{size(disk.free)} of {size(disk.total)} are free")
    parts = (
        f"database {size(disk.database)}, archive {size(disk.archive)},"
        f" site {size(disk.site)}, logs {size(disk.logs)}"
    )
    yield Finding(grade=Grade.RIGHT, what="sizes", how=parts)


def size(count_of_bytes: int) -> str:
    """'1.2 GB'."""
    if count_of_bytes < 1_000:
        return f"{count_of_bytes} bytes"
    number, unit = count_of_bytes / 1_000, "kB"
    for larger in ("MB", "GB"):
        if number < 1_000:
            break
        number, unit = number / 1_000, larger
    return f"{number:,.1f} {unit}"
