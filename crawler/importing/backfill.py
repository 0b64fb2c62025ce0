"""A WARC file into pages to be read: those with signs of the field, with what feeds say of them."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

from commissioning.domain.addresses import url_key
from commissioning.domain.articles import ArchiveRef, FeedEntry
from commissioning.domain.errors import ArchiveError, NotAFeed, NotAnArticle
from crawler.archive.archive import read_response
from crawler.archive.warc import Record, Response, read_records
from crawler.dates import captured
from crawler.importing.intake import Mark, Origin, Read
from crawler.importing.outlets import Outlets
from crawler.importing.signs import (
    MAX_BYTES,
    Content,
    content_of,
    has_signs,
    has_size_of_page,
    may_matter,
)
from crawler.importing.wayback import original
from crawler.indexes.feeds import read_feed
from crawler.pages.pool import Job
from crawler.urls import canonical_url

REMEMBERED = 50_000
MAX_FEED = 2_000_000
MARK_EVERY = 500

_COMMENTS = (b"<title>Comments o", b"<title>Comments f")

Value = TypeVar("Value")


class _Memory(OrderedDict[str, Value], Generic[Value]):
    """The last 50,000 things that were put in."""

    def put(self, key: str, value: Value) -> None:
        self[key] = value
        self.move_to_end(key)
        if len(self) > REMEMBERED:
            self.popitem(last=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfill:
    """What reading a WARC file needs to know, and what it counts.

    outlets     whose page is whose
    folder      the workspace's own archive
    archived    where in it the page at a URL lies, for records that only refer to an earlier one
    everything  also pages without signs of the field
    """

    outlets: Outlets
    folder: Path
    archived: Callable[[str], ArchiveRef | None]
    everything: bool
    counts: "Counts" = field(default_factory=lambda: Counts())


@dataclass(slots=True, kw_only=True)
class Counts:
    """Pages that were left out.

    off_topic   without signs of the field, or of no size for an article
    repeated    records that say 'as before' of a page that was dealt with before
    unresolved  records that say so of one that is not to be found
    """

    off_topic: int = 0
    repeated: int = 0
    unresolved: int = 0


class WarcFile:
    """One WARC file on its way in; `name` as the user gave it, `fingerprint` its identity."""

    def __init__(self, path: Path, *, fingerprint: str, backfill: Backfill) -> None:
        self._path = path
        self._fingerprint = fingerprint
        self._backfill = backfill
        self._entries: _Memory[FeedEntry] = _Memory()
        self._taken: _Memory[int] = _Memory()
        self._originals: _Memory[Record] = _Memory()
        self._dropped: _Memory[None] = _Memory()

    def things(self, start: int) -> Iterator[Job | Read | Mark]:
        """What the file holds from `start` on, with marks of how far it was read.

        A file that is damaged gives what comes before the damage, then an ArchiveError.
        """
        position, passed = start, 0
        try:
            with self._path.open("rb") as file:
                for record in self._records(file, start):
                    position = record.start
                    passed += 1
                    for thing in self._of(record):
                        yield self._mark(position)
                        yield thing
                    if passed % MARK_EVERY == 0:
                        yield self._mark(position)
            yield self._mark(self._path.stat().st_size, finished=True)
        except ArchiveError as error:
            yield self._mark(position)
            yield Read(outcome=error, origin=Origin(name=str(self._path)))

    def _records(self, file: BinaryIO, start: int) -> Iterator[Record]:
        return read_records(
            file, name=str(self._path), start=start, max_bytes=MAX_BYTES + 1, wants=may_matter
        )

    def _mark(self, position: int, *, finished: bool = False) -> Mark:
        return Mark(
            fingerprint=self._fingerprint,
            name=str(self._path),
            position=position,
            finished=finished,
        )

    def _of(self, record: Record) -> Iterator[Job | Read]:
        if record.response is None:
            return
        if record.kind == "revisit":
            yield from self._revisit(record, record.response)
            return
        response = original(record.response)
        match content_of(response):
            case Content.FEED:
                yield from self._learn(response)
            case Content.PAGE:
                yield from self._page(record, response)

    def _page(self, record: Record, response: Response) -> Iterator[Job | Read]:
        if not self._backfill.everything and not (
            has_size_of_page(response.body) and has_signs(response.body)
        ):
            self._backfill.counts.off_topic += 1
            if record.digest:
                self._dropped.put(record.digest, None)
            return
        url = canonical_url(response.url)
        if url is None:
            error = NotAnArticle(response.url[:200], "no address of a page")
            yield Read(outcome=error, origin=Origin(name=self._name(response.url)))
            return
        if record.digest:
            self._originals.put(record.digest, replace(record, response=None))
        key = url_key(url)
        entry = self._entries.get(key)
        if entry is None and record.is_place:
            self._taken.put(key, record.start)
        yield self._job(url, response, record.response or response, entry)

    def _job(self, url: str, response: Response, raw: Response, entry: FeedEntry | None) -> Job:
        source = self._backfill.outlets.slug(url)
        moment = captured(response.captured)
        return Job(
            body=response.body,
            url=url,
            source=source,
            captured=moment,
            content_type=response.header("Content-Type"),
            entry=entry,
            selectors=self._backfill.outlets.selectors(
                source, entry or FeedEntry(url=url), moment.day
            ),
            token=Origin(
                name=self._name(url),
                kept=raw,
                met_at=(response.url, *([entry.url] if entry else [])),
                guid=entry.guid if entry else None,
                is_late=True,
            ),
        )

    def _name(self, url: str) -> str:
        return f"{self._path}: {url[:200]}"

    def _learn(self, response: Response) -> Iterator[Job]:
        """Keep what a feed says for pages that come; those that came before are read again."""
        body = response.body
        if len(body) > MAX_FEED or any(title in body[:2_000] for title in _COMMENTS):
            return
        try:
            entries = read_feed(
                body, url=response.url, content_type=response.header("Content-Type")
            )
        except NotAFeed:
            return
        for entry in entries:
            key = url_key(entry.url)
            self._entries.put(key, entry)
            start = self._taken.pop(key, None)
            if start is not None and (entry.published or entry.byline):
                yield from self._again(start, entry=entry)

    def _again(
        self, start: int, *, entry: FeedEntry | None = None, url: str | None = None
    ) -> Iterator[Job]:
        """The page that lies at `start`, with what a feed says of it or under another address."""
        with self._path.open("rb") as file:
            record = next(self._records(file, start), None)
        if record is None or record.response is None:
            return
        response = original(record.response)
        found = url or canonical_url(response.url)
        if found is not None:
            yield self._job(found, response, record.response, entry)

    def _revisit(self, record: Record, response: Response) -> Iterator[Job]:
        """A record that says 'the same as before'."""
        counts, digest = self._backfill.counts, record.digest or ""
        if digest in self._dropped:
            counts.off_topic += 1
            return
        url = canonical_url(original(response).url)
        first = canonical_url(record.refers_to) if record.refers_to else url
        if url is None or first is None:
            counts.unresolved += 1
        elif earlier := self._originals.get(digest):
            yield from self._repeat(url, earlier)
        elif (place := self._backfill.archived(first)) is None:
            counts.unresolved += 1
        elif url_key(first) == url_key(url):
            counts.repeated += 1
        else:
            yield from self._copy(url, response, place)

    def _copy(self, url: str, response: Response, place: ArchiveRef) -> Iterator[Job]:
        """A page whose bytes only the workspace's own archive has."""
        try:
            kept = read_response(self._backfill.folder, place)
        except ArchiveError:
            self._backfill.counts.unresolved += 1
            return
        raw = replace(kept, url=response.url, captured=response.captured)
        yield self._job(url, original(raw), raw, self._entries.get(url_key(url)))

    def _repeat(self, url: str, earlier: Record) -> Iterator[Job]:
        pages = list(self._again(earlier.start, url=url)) if earlier.is_place else []
        if pages and url_key(pages[0].token.met_at[0]) != url_key(url):
            yield from pages
        else:
            self._backfill.counts.repeated += 1
