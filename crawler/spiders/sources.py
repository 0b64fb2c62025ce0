"""The one spider: asks each source for what it has, then fetches the pages that are not known."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import scrapy
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from scrapy.http import Response as ScrapyResponse
from scrapy.spidermiddlewares.httperror import HttpError

from commissioning.domain.articles import FeedEntry
from commissioning.domain.coverage import PollOutcome, RejectionReason
from commissioning.domain.errors import NotAFeed
from crawler.archive import Response
from crawler.events import Event, Fetched, Missed, Polled
from crawler.feeds import find_feeds, read_feed, read_sitemap
from crawler.listings import read_listing
from crawler.sources import SourceEntry

MAX_LISTING_PAGES = 200
MAX_SITEMAPS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the spider is to do.

    validators  the ETag and Last-Modified of a feed's last answer, by its address
    known       those of some addresses that need no fetching
    tell        hands an event to the intake; waits while the intake is behind
    """

    sources: tuple[SourceEntry, ...]
    since: date | None
    proxy: str | None
    clock: Callable[[], datetime]
    validators: Callable[[str], tuple[str | None, str | None]]
    known: Callable[[SourceEntry, Iterable[str]], frozenset[str]]
    tell: Callable[[Event], Awaitable[None]]


class SourcesSpider(scrapy.Spider):
    """Routes: feed, else sitemap, else listing, else the feed that the home page names."""

    name = "sources"

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan

    async def start(self) -> AsyncIterator[Request]:
        """One request a source."""
        for source in self.plan.sources:
            if source.feed:
                yield self._feed(source, source.feed)
            elif source.sitemap:
                yield self._request(source, source.sitemap, self.on_sitemap, budget=MAX_SITEMAPS)
            elif source.listing:
                url = source.listing.url
                yield self._request(source, url, self.on_listing, budget=MAX_LISTING_PAGES)
            else:
                yield self._home(source, because=None)

    def _request(
        self, source: SourceEntry, url: str, callback: Callable[..., Any], **kept: Any
    ) -> Request:
        """A request for what lists articles: whatever its status, the callback gets it."""
        meta: dict[str, Any] = {"handle_httpstatus_all": True}
        if self.plan.proxy:
            meta["proxy"] = self.plan.proxy
        return Request(
            url,
            callback=callback,
            errback=self.on_failure,
            cb_kwargs={"source": source, **kept},
            meta=meta,
            dont_filter=True,
            priority=10,
        )

    def _feed(
        self,
        source: SourceEntry,
        url: str,
        *,
        candidates: Sequence[str] = (),
        because: str | None = None,
        searched: bool = False,
    ) -> Request:
        request = self._request(
            source,
            url,
            self.on_feed,
            candidates=tuple(candidates),
            because=because,
            searched=searched,
        )
        etag, last_modified = self.plan.validators(url)
        if etag:
            request.headers["If-None-Match"] = etag
        if last_modified:
            request.headers["If-Modified-Since"] = last_modified
        return request

    def _home(self, source: SourceEntry, *, because: str | None) -> Request:
        return self._request(source, source.home, self.on_home, because=because)

    async def on_home(
        self, response: ScrapyResponse, source: SourceEntry, because: str | None
    ) -> AsyncIterator[Request]:
        """The home page: try the feeds that it names, one after the other."""
        if response.status >= 400:
            reason = because or f"the home page answered {response.status}"
            await self._failed(source, source.home, reason)
            return
        first, *rest = find_feeds(response.body, url=response.url)
        yield self._feed(source, first, candidates=rest, because=because, searched=True)

    async def on_feed(
        self,
        response: ScrapyResponse,
        source: SourceEntry,
        candidates: tuple[str, ...],
        because: str | None,
        searched: bool,
    ) -> AsyncIterator[Request]:
        """A feed: its unknown entries; or, where it is none, look for it elsewhere."""
        url = _asked(response)
        if response.status == 304:
            await self.plan.tell(
                Polled(source=source, address=url, outcome=PollOutcome.NOT_MODIFIED)
            )
            return
        try:
            if response.status >= 400:
                raise NotAFeed(url, f"answered {response.status}")
            entries = read_feed(
                response.body, url=response.url, content_type=_header(response, "Content-Type")
            )
        except NotAFeed as error:
            async for request in self._elsewhere(source, error, candidates, because, searched):
                yield request
            return
        moved = f"{because}; found again at {url}" if because else None
        for request in await self._pages(source, url, entries, response, detail=moved):
            yield request

    async def _elsewhere(
        self,
        source: SourceEntry,
        error: NotAFeed,
        candidates: tuple[str, ...],
        because: str | None,
        searched: bool,
    ) -> AsyncIterator[Request]:
        reason = because or str(error)
        if candidates:
            first, *rest = candidates
            yield self._feed(source, first, candidates=rest, because=reason, searched=True)
        elif searched:
            await self._failed(source, source.feed or source.home, reason)
        else:
            yield self._home(source, because=reason)

    async def on_sitemap(
        self, response: ScrapyResponse, source: SourceEntry, budget: int
    ) -> AsyncIterator[Request]:
        """A sitemap: its unknown pages, and the sitemaps that it names."""
        url = _asked(response)
        try:
            if response.status >= 400:
                raise NotAFeed(url, f"answered {response.status}")
            sitemap = read_sitemap(response.body, url=response.url)
        except NotAFeed as error:
            await self._failed(source, url, str(error))
            return
        for child in sitemap.children[:budget]:
            yield self._request(source, child, self.on_sitemap, budget=0)
        for request in await self._pages(source, url, sitemap.entries, response):
            yield request

    async def on_listing(
        self, response: ScrapyResponse, source: SourceEntry, budget: int
    ) -> AsyncIterator[Request]:
        """A listing: its unknown pages; onward while a page of it had any."""
        url = _asked(response)
        if source.listing is None:
            return
        try:
            if response.status >= 400:
                raise NotAFeed(url, f"answered {response.status}")
            entries, following = read_listing(response.body, source.listing, url=response.url)
        except NotAFeed as error:
            await self._failed(source, url, str(error))
            return
        requests = await self._pages(source, url, entries, response)
        for request in requests:
            yield request
        if following and requests and budget > 1:
            yield self._request(source, following, self.on_listing, budget=budget - 1)

    async def _pages(
        self,
        source: SourceEntry,
        url: str,
        entries: Sequence[FeedEntry],
        response: ScrapyResponse,
        *,
        detail: str | None = None,
    ) -> tuple[Request, ...]:
        """Tell of the poll, and give a request for each entry that is not known."""
        recent = [entry for entry in entries if self._recent(entry)]
        known = self.plan.known(source, (entry.url for entry in recent))
        wanted = tuple(entry for entry in recent if entry.url not in known)
        await self.plan.tell(
            Polled(
                source=source,
                address=url,
                outcome=PollOutcome.ANSWERED,
                detail=detail,
                entries=len(entries),
                response=self._received(response),
                wanted=wanted,
                known=len(recent) - len(wanted),
            )
        )
        return tuple(self._page(source, entry, url) for entry in wanted)

    def _recent(self, entry: FeedEntry) -> bool:
        since = self.plan.since
        return since is None or entry.published is None or entry.published.day >= since

    def _page(self, source: SourceEntry, entry: FeedEntry, feed: str) -> Request:
        return Request(
            entry.url,
            callback=self.on_page,
            errback=self.on_missed,
            cb_kwargs={"source": source, "entry": entry, "feed": feed},
            meta={"proxy": self.plan.proxy} if self.plan.proxy else {},
            dont_filter=True,
        )

    async def on_page(
        self, response: ScrapyResponse, source: SourceEntry, entry: FeedEntry, feed: str
    ) -> None:
        """A page of an article."""
        received = self._received(response)
        await self.plan.tell(Fetched(source=source, entry=entry, feed=feed, response=received))

    async def on_missed(self, failure: Any) -> None:
        """A page that did not come."""
        kept = failure.request.cb_kwargs
        forbidden = failure.check(IgnoreRequest) and not failure.check(HttpError)
        await self.plan.tell(
            Missed(
                source=kept["source"],
                entry=kept["entry"],
                feed=kept["feed"],
                reason=RejectionReason.FORBIDDEN if forbidden else RejectionReason.UNREACHABLE,
                detail=_reason(failure),
            )
        )

    async def on_failure(self, failure: Any) -> AsyncIterator[Request]:
        """A feed, sitemap, listing or home page that did not come."""
        request: Request = failure.request
        kept = dict(request.cb_kwargs)
        source: SourceEntry = kept["source"]
        reason = _reason(failure)
        if "candidates" in kept:
            error = NotAFeed(request.url, reason)
            async for following in self._elsewhere(
                source, error, kept["candidates"], kept["because"], kept["searched"]
            ):
                yield following
            return
        await self._failed(source, request.url, kept.get("because") or reason)

    async def _failed(self, source: SourceEntry, url: str, reason: str) -> None:
        await self.plan.tell(
            Polled(source=source, address=url, outcome=PollOutcome.FAILED, detail=reason)
        )

    def _received(self, response: ScrapyResponse) -> Response:
        return Response(
            url=response.url,
            status=response.status,
            headers=tuple(_headers(response)),
            body=response.body,
            captured=self.plan.clock().astimezone(UTC),
        )


def _asked(response: ScrapyResponse) -> str:
    """The URL that was asked for, which a redirect may have changed."""
    return response.request.url if response.request else response.url


def _headers(response: ScrapyResponse) -> Iterator[tuple[str, str]]:
    for key, values in response.headers.items():
        for value in values:
            yield key.decode("latin-1"), value.decode("latin-1")


def _header(response: ScrapyResponse, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def _reason(failure: Any) -> str:
    """What went wrong, in one line without Scrapy's own words."""
    error = failure.value
    if failure.check(HttpError):
        return f"answered {error.response.status}"
    if failure.check(IgnoreRequest):
        return "robots.txt forbids it"
    text = " ".join(str(error).split())[:200]
    if "Timeout" in type(error).__name__ or "took longer" in text:
        return "timed out"
    return text or type(error).__name__
