"""A handful of addresses fetched at once, as politely as a collection, with nothing stored."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date

import scrapy
from scrapy.http import Request

from commissioning.domain.articles import FeedEntry
from commissioning.domain.polling import PollPlan
from commissioning.settings import Settings
from crawler.archive.warc import Response
from crawler.sources import SourceEntry
from crawler.spiders.engine import crawling, scrapy_settings
from crawler.spiders.events import Event
from crawler.spiders.plan import Plan, Wanted
from crawler.spiders.web import Unanswered, Web

Fetched = Response | Unanswered


class _FetchSpider(scrapy.Spider):
    name = "fetch"

    def __init__(self, plan: Plan, urls: Sequence[str], found: dict[str, Fetched]) -> None:
        super().__init__()
        self.plan = plan
        self._urls = urls
        self._found = found

    async def start(self) -> AsyncIterator[Request]:
        web = Web(self.crawler, self.plan)
        for url in self._urls:
            try:
                self._found[url] = web.received(await web.get(url))
            except Unanswered as error:
                self._found[url] = error
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request


def fetch(settings: Settings, urls: Sequence[str]) -> Mapping[str, Fetched]:
    """What the addresses answer, one after the other, or why one does not."""
    found: dict[str, Fetched] = {}
    robots: dict[str, bytes] = {}

    async def tell(_event: Event) -> None:
        return

    def wanted(_source: SourceEntry, entries: Sequence[FeedEntry]) -> Wanted:
        return Wanted(entries=(), known=len(entries))

    plan = Plan(
        sources=(),
        since=date.max,
        proxy=settings.collect.proxy,
        clock=settings.clock,
        state=lambda _source: PollPlan(),
        validators=lambda _url: (None, None),
        wanted=wanted,
        robots=robots.get,
        keep_robots=robots.__setitem__,
        tell=tell,
    )
    end = _FetchSpider, scrapy_settings(settings.collect), plan, urls, found
    with crawling(*end, done=lambda: None) as wait:
        wait()
    return found
