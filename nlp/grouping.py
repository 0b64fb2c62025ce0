"""Groups the articles in the database into stories; the one file of the stories on the store."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from commissioning.domain.dates import PartialDate
from commissioning.domain.stories import Piece, slug_of
from commissioning.register import Register
from commissioning.store import stories
from commissioning.store.database import Database
from commissioning.store.pieces import Placing, copies_among, nearest, pieces, placed, waiting
from commissioning.store.pinning import place_pinned
from nlp.stories.articles import Read, Reader
from nlp.stories.assembling import Pairs, Weighed
from nlp.stories.pool import WINDOW
from nlp.stories.sequels import earlier_stories

BLOCK = 300
SPAN = timedelta(days=45)
NEAR = timedelta(days=WINDOW)
MOST = 1000
CONTEXT = 150
REVIEW = timedelta(days=45)
_DIGITS = range(6, 21, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupReport:
    """What a run did: how many articles it placed, and in how many stories they are now."""

    articles: int
    stories: int


def group_articles(
    database: Database,
    register: Register,
    *,
    everything: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> GroupReport:
    """Put the articles that wait into stories, old or new, those of some weeks at a time.

    A run cut short goes on where it was. `everything` groups all anew, in one transaction: a story
    keeps its slug where its first article goes. What editors placed stays there. `progress` is
    called with the articles done and in all.
    """
    if not everything:
        with database.session() as session:
            _tidy(session)
            todo = waiting(session)
        report = _group(todo, database.session, {}, Reader(register), progress)
        with database.session() as session:
            place_pinned(session)
        return report
    with database.session() as session:
        stories.release_strays(session)
        dissolved = stories.dissolve(session)
        todo = waiting(session)
        report = _group(todo, lambda: nullcontext(session), dissolved, Reader(register), progress)
        place_pinned(session)
        stories.drop_empty(session)
    return report


def _group(
    todo: Sequence[Placing],
    opened: Callable[[], AbstractContextManager[Session]],
    dissolved: dict[int, int],
    reader: Reader,
    progress: Callable[[int, int], None] | None,
) -> GroupReport:
    """Place the articles, block by block, each in a session of `opened`.

    `dissolved` are stories that were taken apart before, by their first article.
    """
    shelf = _Shelf(reader)
    done = 0
    for block in _blocks(todo):
        with opened() as session:
            _Block(session, block, shelf, dissolved).place()
        done += len(block)
        if progress:
            progress(done, len(todo))
    with opened() as session:
        homes = stories.holding(session, [item.id for item in todo])
    return GroupReport(articles=len(todo), stories=len(homes))


def _tidy(session: Session) -> None:
    """Bring the stories into line with the articles as they are now."""
    stories.release_strays(session)
    for copy in stories.strayed_copies(session):
        if stories.is_alone(session, copy.article, copy.story):
            stories.unite(session, kept=copy.original, gone=copy.story)
        else:
            stories.place(session, copy.original, {copy.article: copy.text})
    stories.drop_empty(session)


def _blocks(todo: Sequence[Placing]) -> Iterator[list[Placing]]:
    """The articles by time, some weeks of them, or some hundred, at once."""
    block: list[Placing] = []
    for item in todo:
        if block and (len(block) == BLOCK or item.published - block[0].published > SPAN):
            yield block
            block = []
        block.append(item)
    if block:
        yield block


class _Shelf:
    """Articles that were read, kept while the next block may need them."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._held: dict[int, Read] = {}

    def take(self, session: Session, ids: Sequence[int]) -> list[Read]:
        """The articles of these ids by time and URL; all others are put away."""
        missing = [number for number in ids if number not in self._held]
        fresh = {piece.id: self._reader.read(piece) for piece in pieces(session, missing)}
        self._held = {number: self._held.get(number) or fresh[number] for number in ids}
        return sorted(self._held.values(), key=lambda read: _order(read.piece))


class _Block:
    """Some articles that wait, with those near them in time."""

    def __init__(
        self,
        session: Session,
        fresh: Sequence[Placing],
        shelf: _Shelf,
        dissolved: dict[int, int],
    ) -> None:
        self._session = session
        begin, end = fresh[0].published, fresh[-1].published
        near = placed(session, _shifted(begin, -NEAR), _shifted(end, NEAR), limit=MOST)
        since = _shifted(begin, -REVIEW)
        recent = [item for item in near if item.published >= since]
        self._loose = {item.id for item in (*recent, *fresh)}
        copies = copies_among(session, self._loose)
        self._members = {item.id: item for item in (*near, *copies, *fresh)}
        self._dissolved = dissolved
        self._firsts = stories.firsts(session, self._stories())
        around = nearest(session, end, limit=CONTEXT)
        wanted = max(0, CONTEXT - len(self._members))
        others = [item.id for item in around if item.id not in self._members][:wanted]
        reads = shelf.take(session, sorted({*self._members, *others}))
        self._weighed = Weighed(Pairs(reads), together=self._together(reads))

    def _together(self, reads: Sequence[Read]) -> list[list[int]]:
        """The stories as they are, by the places of their articles among those read."""
        held: defaultdict[int, list[int]] = defaultdict(list)
        for at, read in enumerate(reads):
            member = self._members.get(read.piece.id)
            if member is not None and member.story is not None:
                held[member.story].append(at)
        return list(held.values())

    def _stories(self) -> set[int]:
        """The stories whose articles may be placed anew."""
        found = {self._members[number].story for number in self._loose}
        return {story for story in found if story is not None}

    def place(self) -> None:
        """Put the fresh ones into stories; unite stories that turn out to be one."""
        found = self._weighed.assemble(self._groups())
        homes = [self._home(group) for group in found]
        for number, before in earlier_stories(self._weighed, found).items():
            if self._article(found[number][0]).id in self._loose:
                stories.go_on(self._session, homes[number], homes[before])

    def _groups(self) -> list[list[int]]:
        """The stories as they are, and each other article that is to be placed."""
        held: defaultdict[tuple[bool, int], list[int]] = defaultdict(list)
        for at, read in enumerate(self._weighed.pairs.reads):
            if member := self._members.get(read.piece.id):
                alone = member.story is None or member.id in self._loose
                held[alone, member.id if alone else member.story or 0].append(at)
        return list(held.values())

    def _home(self, group: Sequence[int]) -> int:
        """The story of a group: the oldest that it has, or a new one."""
        articles = [self._article(at) for at in group]
        before = {
            self._members[piece.id].story for piece in articles if piece.id not in self._loose
        }
        before |= {self._firsts.get(piece.id) for piece in articles}
        before |= {self._dissolved.pop(piece.id, None) for piece in articles}
        held = sorted(story for story in before if story is not None)
        home = held[0] if held else stories.add_story(self._session, self._slug(articles[0]))
        for other in held[1:]:
            stories.unite(self._session, kept=home, gone=other)
        members = [self._members[piece.id] for piece in articles if piece.id in self._loose]
        stories.place(self._session, home, {item.id: item.text for item in members})
        return home

    def _slug(self, piece: Piece) -> str:
        when = PartialDate.of(piece.published.date(), piece.precision)
        slugs = [slug_of(when, piece.headline, piece.url, digits=digits) for digits in _DIGITS]
        if stories.take_back(self._session, slugs[0]):
            return slugs[0]
        return next(slug for slug in slugs if not stories.is_taken(self._session, slug))

    def _article(self, at: int) -> Piece:
        return self._weighed.pairs.reads[at].piece


def _order(piece: Piece) -> tuple[float, str]:
    return piece.published.timestamp(), piece.url


def _shifted(moment: datetime, by: timedelta) -> datetime:
    """The moment some days off, as far as there are dates."""
    try:
        return moment + by
    except OverflowError:
        return moment
