"""The sample outlets grown to any number of outlets, days and articles; the same numbers, the same.

Each article says what happened that day in an invented town, lets an invented person speak, and
goes on with paragraphs of the sample outlets. Up to three outlets report one event. One
article of ten is edited after two days, where its outlet's feed says so.
"""

import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from itertools import chain

from examples.outlets import Outlet, SampleArticle, SampleComment, load_outlets
from examples.pages import Page, article_page, index_pages

OUTLETS = 20
FIRST = date(2010, 7, 12)
LISTED = 40
_TOGETHER = 3
EDITED, EDITED_AFTER = 10, 2
_TELL_OF_EDITS = ("weekly", "blogger")
_STYLES = {
    "trade": ("trade", 'feed = "{home}feed.xml"'),
    "weekly": ("think-tank", 'feed = "{home}atom.xml"'),
    "wordpress": ("blog", ""),
    "blogger": ("blog", 'feed = "{home}feeds/posts/default"'),
    "gazette": ("local", 'sitemap = "{home}sitemap-news.xml"'),
    "council": (
        "official",
        '\n[source.listing]\nurl = "{home}news"\nitem = "ul.news-list h3 a"\nnext = "a.next"',
    ),
}
_ONE = "Alder Bram Cold Dun Ever Fen Gold Hob Iver Kil Lamb Mar Nether Oak Pen Quen Rush".split()
_TWO = "barrow bury combe den field ford ham leigh mere ness shaw stead thorpe ton wick".split()
_GIVEN = "Ada Bram Cora Dov Edda Finn Greta Hal Ines Jory Kit Lark Mina Ned Orla Pax".split()
_FAMILY = "Alderson Birchall Cedarley Dogwode Elmore Firth Gorsey Hazelden Ivywode".split()
_THINGS = "beds clinics wards visits referrals scans nurses appointments letters budgets".split()
_DOINGS = "counted closed moved opened lost shared bought held back handed over put off".split()
_VOICES = (
    '"GPs should hold the budget, because they see the patient," said Dr {who} of {town}.',
    '"GP commissioning is a mistake, and we oppose it," said Dr {who}, a GP in {town}.',
    '"Abolishing primary care trusts is a mistake," said {who}, chief executive of NHS {town}.',
    'Dr {who}, who chairs the {town} consortium, said: "The timetable is far too fast."',
    '"Private companies should have no part in commissioning," said Dr {who}, a GP in {town}.',
    "Dr {who}, who leads the {town} consortium, said that she supported the reforms as a whole.",
    '"The bill should be withdrawn," said Dr {who}, a GP in {town}.',
)


@dataclass(frozen=True, slots=True)
class _Event:
    """What happened: where, with how many of what, and the words for it."""

    town: str
    lead: str
    title: str


@dataclass(frozen=True)
class Newsroom:
    """Outlets that publish so many articles in so many days, evenly."""

    days: int
    articles: int
    outlets: int = OUTLETS

    def sources(self) -> str:
        """The text of their `sources.toml`."""
        return "\n".join(self._source(at) for at in range(self.outlets))

    def host(self, at: int) -> str:
        """The host of an outlet."""
        return f"outlet-{at}.example"

    def numbers(self, at: int) -> list[int]:
        """The articles of an outlet, by time."""
        return self._numbers[at]

    def page(self, host: str, path: str, today: int) -> Page | None:
        """What stands at an address on a day, counted from 0; None for nothing."""
        at = self._hosts.get(host)
        if at is None:
            return None
        if path.startswith("/a/"):
            return self._article_page(at, path, today)
        return self._index(at, today).get(path)

    def _article_page(self, at: int, path: str, today: int) -> Page | None:
        number = int(path[3:]) if path[3:].isdecimal() else self.articles
        if number >= self.articles or self._outlet_of(number) != at or self._day(number) > today:
            return None
        return article_page(self._outlet(at, []), self._article(number, today))

    def _index(self, at: int, today: int) -> dict[str, Page]:
        known = self._indexes.get(at)
        if known is None or known[0] != today:
            numbers = self.numbers(at)
            end = bisect_right(numbers, today, key=self._day)
            listed = numbers[max(0, end - LISTED) : end]
            outlet = self._outlet(at, [self._article(number, today) for number in listed])
            known = self._indexes[at] = (today, index_pages(outlet) if outlet.articles else {})
        return known[1]

    @cached_property
    def _indexes(self) -> dict[int, tuple[int, dict[str, Page]]]:
        return {}

    @cached_property
    def _hosts(self) -> dict[str, int]:
        return {self.host(at): at for at in range(self.outlets)}

    @cached_property
    def _numbers(self) -> tuple[list[int], ...]:
        found: tuple[list[int], ...] = tuple([] for _ in range(self.outlets))
        for number in range(self.articles):
            found[self._outlet_of(number)].append(number)
        return found

    def _outlet_of(self, number: int) -> int:
        event, place = divmod(number, _TOGETHER)
        return (event * 7 + event // self.outlets + place * 5) % self.outlets

    def _is_edited(self, number: int) -> bool:
        return number % EDITED == 0 and self._style(self._outlet_of(number)) in _TELL_OF_EDITS

    def _day(self, number: int) -> int:
        return number * self.days // self.articles

    def _outlet(self, at: int, articles: Sequence[SampleArticle]) -> Outlet:
        return Outlet(
            slug=f"outlet-{at}",
            name=f"The Outlet {at}",
            host=self.host(at),
            style=self._style(at),
            articles=tuple(articles),
        )

    def _style(self, at: int) -> str:
        return tuple(_STYLES)[at % len(_STYLES)]

    def _source(self, at: int) -> str:
        outlet = self._outlet(at, [])
        kind, rest = _STYLES[outlet.style]
        return (
            f'[[source]]\nslug = "{outlet.slug}"\nname = "{outlet.name}"\nhome = "{outlet.home}"\n'
            f'kind = "{kind}"\nsample = true\n{rest.format(home=outlet.home)}\n'
        )

    def _article(self, number: int, today: int) -> SampleArticle:
        chance = random.Random(f"article {number}")
        event = _event(number // _TOGETHER)
        who = f"{chance.choice(_GIVEN)} {chance.choice(_FAMILY)}"
        voice = chance.choice(_VOICES).format(who=who, town=event.town)
        more = chance.sample(_paragraphs(), 2)
        parts = [f"{chance.choice(_OPENINGS)} {event.lead}", voice, *more]
        morning = datetime.combine(FIRST + timedelta(days=self._day(number)), datetime.min.time())
        published = morning.replace(tzinfo=UTC) + timedelta(minutes=chance.randrange(360, 1_000))
        edited = self._is_edited(number) and today >= self._day(number) + EDITED_AFTER
        if edited:
            parts.insert(2, f"An earlier version of this report gave {event.town} other numbers.")
        host = self.host(self._outlet_of(number))
        return SampleArticle(
            url=f"http://{host}/a/{number}",
            path=f"/a/{number}",
            title=f"{event.title}{chance.choice(_ENDINGS)}",
            markdown="\n\n".join(parts),
            text="\n".join(parts),
            summary=event.lead,
            author=f"{chance.choice(_GIVEN)} {chance.choice(_FAMILY)}",
            kind="news",
            published=published,
            comments=tuple(_comments(chance, number, published)),
            updated=published + timedelta(days=EDITED_AFTER) if edited else None,
        )


_OPENINGS = ("Yesterday", "This week", "On the evidence of its own papers,", "After a long meeting")
_ENDINGS = ("", ", board is told", " after a vote", ", says report", " again")


@cache
def _event(number: int) -> _Event:
    chance = random.Random(f"event {number}")
    town = f"{chance.choice(_ONE)}{chance.choice(_TWO)}"
    thing, other = chance.sample(_THINGS, 2)
    many, money = chance.randrange(12, 990), chance.randrange(2, 90)
    doing = chance.choice(_DOINGS[:6])
    lead = (
        f"the board of NHS {town} heard that {many} {thing} had been {doing} at a cost of"
        f" £{money}.{chance.randrange(10)} million, and that the {other} of {town} would follow"
        f" in week {chance.randrange(2, 51)}."
    )
    return _Event(town, lead, f"{many} {thing} {doing} in {town}")


@cache
def _paragraphs() -> tuple[str, ...]:
    """Paragraphs of the sample outlets, of their years around the events."""
    articles = chain.from_iterable(outlet.articles for outlet in load_outlets())
    early = [article for article in articles if article.published.year <= FIRST.year + 2]
    found = chain.from_iterable(article.markdown.split("\n\n") for article in early)
    return tuple(sorted({part for part in found if part[0].isalpha() and len(part) > 80}))


def _comments(chance: random.Random, number: int, since: datetime) -> Iterator[SampleComment]:
    for at in range(chance.choice((0, 0, 0, 0, 1, 2))):
        yield SampleComment(
            author=f"Reader {number} {'ab'[at]}",
            text=f"In week {number} I asked the board about it. {chance.choice(_paragraphs())}",
            published=since + timedelta(hours=at + 1),
            reply_to=None,
        )
