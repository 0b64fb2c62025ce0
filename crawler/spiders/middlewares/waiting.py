"""Does as a server says that wants to be left alone for a while (429, 503, Retry-After).

Scrapy's own retries come at once and do not read the header.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.spiders.middlewares.plans import plan_of
from crawler.spiders.patience import FIRST_WAIT, retry_after

TOO_MANY = 429
STATUSES = (TOO_MANY, 503)
LONGEST_IN_RUN = timedelta(seconds=30)
TRIES = 2
TRIED = "digest_waited"


class ToldToWait(IgnoreRequest):
    """The host asked not to be asked before `until`."""

    def __init__(self, status: int, until: datetime) -> None:
        super().__init__(status, until)
        self.status = status
        self.until = until

    def __str__(self) -> str:
        return f"answered {self.status}: not to be asked before {self.until:%Y-%m-%d %H:%M} UTC"


class WaitingMiddleware:
    """Waits where the wait is short; else asks the host for nothing more in this run."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._waits: dict[str, ToldToWait] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy for each crawl."""
        return cls(plan_of(crawler).clock)

    def process_request(self, request: Request) -> None:
        """Raise ToldToWait for a host that does not want to be asked."""
        told = self._waits.get(_host(request))
        if told and told.until > self._clock():
            raise told

    async def process_response(self, request: Request, response: Response) -> Response | Request:
        """Wait and ask again, or note that the host is not to be asked."""
        if response.status not in STATUSES:
            return response
        now = self._clock()
        header = response.headers.get("Retry-After")
        until = retry_after(header.decode("latin-1") if header else None, now)
        if until is None and response.status == TOO_MANY:
            until = now + FIRST_WAIT
        if until is None:
            return response
        tried = int(request.meta.get(TRIED, 0))
        if until - now <= LONGEST_IN_RUN and tried < TRIES:
            await asyncio.sleep((until - now).total_seconds())
            return request.replace(meta={**request.meta, TRIED: tried + 1}, dont_filter=True)
        self._waits[_host(request)] = told = ToldToWait(response.status, until)
        raise told


def _host(request: Request) -> str:
    return urlsplit(request.url).netloc.lower()
