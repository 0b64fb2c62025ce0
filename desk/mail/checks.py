"""What is looked at before an issue is published: findings as data, for the desk and the shell.

Nothing is asked of the web here; what `asking` learned of the links is handed in.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from commissioning.domain.editions import Appearance, Edition, EditionStatus, Item
from desk.mail.asking import LinkState
from desk.mail.issue import Issue
from desk.mail.links import links_in
from desk.mail.mjml import MAX_BYTES
from desk.mail.prose import Picture, pictures_of
from site_builder import words

LONGEST_TITLE = 90
LONGEST_HEADLINE = 140
_NO_APPEARANCES: Mapping[str, Sequence[Appearance]] = MappingProxyType({})


class Level(StrEnum):
    """What a finding asks of the editor: to mend it first, to look, or nothing."""

    STOP = "stop"
    LOOK = "look"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One finding.

    where    'day', 'title', 'introduction', 'section-2' (from 1), 'item-' with an item's key,
             'mail'; None for the whole issue
    message  a sentence without a full stop, in the editor's words
    """

    level: Level
    where: str | None
    message: str


def check_issue(
    edition: Edition,
    issue: Issue,
    *,
    before: Mapping[str, Sequence[Appearance]] = _NO_APPEARANCES,
    asked: Mapping[str, LinkState] | None = None,
) -> tuple[Check, ...]:
    """Every finding on an edition: what stops first, what is right last.

    before  by item key, where other editions have its story or article
    asked   by address, what became of links; None where they are not looked at now
    """
    found = [
        *_opening(edition),
        *_sections(edition),
        *_items(edition, before),
        *_pictures(edition),
        *(() if asked is None else _links(edition, issue.letter.head.url, asked)),
        *_mail(issue),
    ]
    order = list(Level)
    return tuple(sorted(found, key=lambda check: order.index(check.level)))


def stops(checks: Sequence[Check]) -> tuple[Check, ...]:
    """Those for which an issue is not to be published as it is."""
    return tuple(check for check in checks if check.level is Level.STOP)


def _opening(edition: Edition) -> Iterator[Check]:
    if edition.unseen is not None and edition.unseen.last < edition.day:
        yield _look("day", _early(edition.day, edition.unseen.last))
    title = edition.title.strip()
    if not title:
        yield _stop("title", "the issue has no title")
    elif len(title) > LONGEST_TITLE:
        message = f"the title has {len(title)} letters; lists of mail cut it at {LONGEST_TITLE}"
        yield _look("title", message)
    if not edition.introduction.strip():
        yield _look("introduction", "there is no introduction")
    if not edition.items:
        yield _stop(None, "the issue has no items")


def _early(day: date, last: date) -> str:
    return (
        f"the date, {words.day(day)}, is yet to come: the issue tells of the days "
        f"to {words.day(last)}, and no article after them is collected"
    )


def _sections(edition: Edition) -> Iterator[Check]:
    for number, section in enumerate(edition.sections, start=1):
        if not section.items:
            message = f"section ‘{section.name}’ is empty and will be left out"
            yield _look(f"section-{number}", message)


def _items(edition: Edition, before: Mapping[str, Sequence[Appearance]]) -> Iterator[Check]:
    for number, item in enumerate(edition.items, start=1):
        where = _place(item)
        if not (item.line or "").strip():
            yield _stop(where, f"item {number} has no line")
        if not item.headline.strip():
            yield _stop(where, f"item {number} has no headline")
        elif len(item.headline) > LONGEST_HEADLINE:
            yield _look(where, f"the headline of item {number} has {len(item.headline)} letters")
        if earlier := _earlier(edition, before.get(item.key, ())):
            yield _look(where, f"item {number} {earlier}")


def _earlier(edition: Edition, places: Sequence[Appearance]) -> str:
    """'was in issue 41, item 3', or that it stands in another draft."""
    others = [place for place in places if place.number != edition.number]
    was = [place for place in others if place.status is EditionStatus.PUBLISHED]
    if was:
        named = " and ".join(f"issue {place.number}, item {place.item}" for place in was[:2])
        return f"was in {named}"
    return f"stands in the draft of issue {others[0].number} as well" if others else ""


def _pictures(edition: Edition) -> Iterator[Check]:
    texts = [("introduction", "the introduction", edition.introduction)]
    texts += [
        (_place(item), f"item {number}", item.line or "")
        for number, item in enumerate(edition.items, start=1)
    ]
    found: list[Picture] = []
    for where, named, text in texts:
        pictures = pictures_of(text)
        found += pictures
        if any(not picture.text for picture in pictures):
            yield _look(where, f"a picture in {named} has no text for who cannot see it")
    if all(picture.text for picture in found):
        yield _right(None, "no picture without a text")


def _links(edition: Edition, base: str, asked: Mapping[str, LinkState]) -> Iterator[Check]:
    alive = open_ = 0
    for link in links_in(edition, base):
        state = asked.get(link.url)
        if state is None or state.is_skipped:
            open_ += 1
        elif state.is_fine:
            alive += 1
        else:
            kind = "a dead link" if state.is_dead else "a link to look at"
            yield _look(link.where, f"{kind} in {link.named}: {link.url} {state.told}")
    if open_:
        yield _look(None, f"{words.count(open_, 'link')} not asked yet")
    if alive:
        yield _right(None, f"{words.count(alive, 'link')} alive")


def _mail(issue: Issue) -> Iterator[Check]:
    kilobytes = -(-issue.size // 1_000)
    if issue.size > MAX_BYTES:
        message = f"the mail has {kilobytes} kB; clients cut it at {MAX_BYTES // 1_000}"
        yield _look("mail", message)
    else:
        yield _right("mail", f"mail {kilobytes} kB of the {MAX_BYTES // 1_000} where clients cut")


def _place(item: Item) -> str:
    return f"item-{item.key}"


def _stop(where: str | None, message: str) -> Check:
    return Check(level=Level.STOP, where=where, message=message)


def _look(where: str | None, message: str) -> Check:
    return Check(level=Level.LOOK, where=where, message=message)


def _right(where: str | None, message: str) -> Check:
    return Check(level=Level.RIGHT, where=where, message=message)
