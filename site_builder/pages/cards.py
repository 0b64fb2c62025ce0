"""Stories as lists show them: headline, what it is about, who takes sides, who carries it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from commissioning.domain.ledger import Head
from commissioning.domain.tags import Position
from site_builder import urls, words
from site_builder.ledger import Entry
from site_builder.lines import Line
from site_builder.pages.parts import Tally, tally
from site_builder.reading import Archive
from site_builder.silence import main_questions
from site_builder.telling import Telling, Told, story_url

_EXCERPT = 34
_FEWEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCard:
    """A story in a list.

    url       of the story's page, where several articles tell it; else of the article's
    topic     label and page of the question on which most took sides
    tally     who takes which side on that question
    source    of the article whose headline it is; `more`: how many other sources have it
    articles  how many articles of the span tell it
    began     when it began, where that was before the span
    """

    url: str
    headline: str
    topic: tuple[str, str] | None
    excerpt: str
    tally: tuple[Tally, ...]
    source: str
    more: int
    articles: int
    kind: str | None
    byline: str | None
    date: str
    machine: str | None
    began: str | None

    @property
    def data(self) -> Mapping[str, object]:
        """The story for machines."""
        return {
            "page": self.url,
            "headline": self.headline,
            "published": self.machine,
            "source": self.source,
            "articles": self.articles,
            "sources": self.more + 1,
        }


def story_cards(telling: Telling, stories: Iterable[Told], *, since: date) -> tuple[StoryCard, ...]:
    """Stories as lists of a span that begins with the day `since` show them, in their order."""
    wanted = tuple(stories)
    heads = telling.archive.details.heads(story.head for story in wanted)
    return tuple(_card(telling, story, heads[story.head.id], since) for story in wanted)


def _card(telling: Telling, told: Told, head: Head, since: date) -> StoryCard:
    archive = telling.archive
    entries = tuple(archive.ledger.entries_in(told.items))
    main = main_questions(entries)[:1]
    first = told.story.items[0].when if told.story else None
    return StoryCard(
        url=story_url(told.story) if told.story else urls.article(told.head.url),
        headline=head.headline,
        topic=_topic(archive, main),
        excerpt=words.clip(head.excerpt or "", _EXCERPT),
        tally=tally(e for e in entries if e.question in main),
        source=head.source_name,
        more=len({item.source for item in told.items}) - 1,
        articles=len(told.items),
        kind=head.kind,
        byline=head.byline,
        date=words.dated(head.published),
        machine=words.machine(head.published),
        began=words.partial(first) if first is not None and first.latest < since else None,
    )


def _topic(archive: Archive, main: Sequence[str]) -> tuple[str, str] | None:
    if not main:
        return None
    return archive.register.questions[main[0]].label, urls.question(main[0])


def said_once(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Each holder once a question and side, by its surest words, in the order of first use."""
    best: dict[tuple[str, str, Position], Entry] = {}
    for entry in entries:
        said = _said(entry)
        if said not in best or _worth(entry) > _worth(best[said]):
            best[said] = entry
    return tuple(best.values())


def _said(entry: Entry) -> tuple[str, str, Position]:
    return entry.holder.name.casefold(), entry.question, entry.position


def _worth(entry: Entry) -> tuple[bool, bool, float]:
    return not entry.is_copy, entry.holder.slug is not None, entry.confidence


def leading(entries: Iterable[Entry], most: int) -> tuple[Entry, ...]:
    """At most so many, so that every side is heard: sides by turns, what counts and bodies first.

    What does not count is only there where less than three of what counts are.
    """
    ranked = sorted(said_once(entries), key=_rank)
    sure = [entry for entry in ranked if entry.is_sure]
    sides: dict[Position, list[Entry]] = {}
    for entry in ranked[: max(len(sure), _FEWEST)]:
        sides.setdefault(entry.position, []).append(entry)
    turns = [entry for turn in zip_longest(*sides.values()) for entry in turn if entry is not None]
    return tuple(sorted(turns[:most], key=lambda entry: not entry.is_sure))


def _rank(entry: Entry) -> tuple[bool, bool, float]:
    return not entry.is_sure, entry.holder.is_person, -entry.confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Positions on a question: some with their words, and how many more there are that count."""

    label: str
    url: str
    lines: tuple[Line, ...]
    tally: tuple[Tally, ...]
    more: int

    @property
    def within(self) -> str:
        """The label within a sentence: 'the pace', 'GP budgets'."""
        return words.within(self.label)


def group(
    archive: Archive,
    slug: str,
    entries: Sequence[Entry],
    *,
    most: int,
    above: Iterable[Entry] = (),
) -> Group:
    """The positions on one question; `most` of them with words, but none that stands `above`."""
    question = archive.register.questions[slug]
    before = [entry for entry in above if entry.question == slug]
    said = {_said(entry) for entry in before}
    shown = leading((entry for entry in entries if _said(entry) not in said), most)
    sure = sum(entry.is_sure for entry in entries) - sum(entry.is_sure for entry in before)
    return Group(
        label=question.label,
        url=urls.question(slug),
        lines=archive.lines(shown),
        tally=tally(entries),
        more=sure - sum(entry.is_sure for entry in shown),
    )


def by_question(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """The entries by question, if any of them counts."""
    held: dict[str, list[Entry]] = {}
    for entry in entries:
        held.setdefault(entry.question, []).append(entry)
    return {slug: found for slug, found in held.items() if any(e.is_sure for e in found)}
