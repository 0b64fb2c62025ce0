"""The one spider: goes through all sources at a time, each host at its own pace."""

import asyncio
from collections.abc import AsyncIterator

import scrapy
from scrapy.http import Request

from commissioning.domain.coverage import PollOutcome
from commissioning.domain.errors import DigestError
from commissioning.logs import logger, place_of
from crawler.sources import SourceEntry
from crawler.spiders.events import Failed, Polled
from crawler.spiders.plan import Plan
from crawler.spiders.walk import Walk
from crawler.spiders.web import Web

TOGETHER = 64
_log = logger(__name__)


class SourcesSpider(scrapy.Spider):
    """Routing only: what a feed or a page says is read by pure functions elsewhere."""

    name = "sources"

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan

    async def start(self) -> AsyncIterator[Request]:
        """Walk through the sources; no request is left to Scrapy's own queue."""
        web, gate = Web(self.crawler, self.plan), asyncio.Semaphore(TOGETHER)

        async def walk(source: SourceEntry) -> None:
            async with gate:
                await self._walk(web, source)

        await asyncio.gather(*(walk(source) for source in self.plan.sources))
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    async def _walk(self, web: Web, source: SourceEntry) -> None:
        try:
            await Walk(self.plan, web, source).run()
        except DigestError as error:
            await self.plan.tell(Failed(error=error))
        except Exception as error:
            _log.exception("a source broke the crawler", source=source.slug)
            reason = f"{type(error).__name__} in {place_of(error)}"
            detail = f"a mistake of the crawler ({reason})"
            failed = PollOutcome.FAILED
            await self.plan.tell(
                Polled(source=source, address=source.home, outcome=failed, detail=detail)
            )
