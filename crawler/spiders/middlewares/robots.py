"""robots.txt: kept for a day, its crawl-delay obeyed, an error of the server taken for a no.

RFC 9309: 2.3.1.3 (no file: all is allowed), 2.3.1.4 (server error: nothing is), 2.4 (caching),
2.5 (the first 500 KiB count).
"""

import asyncio
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser, RobotParser

from crawler.spiders.middlewares.plans import plan_of
from crawler.spiders.middlewares.waiting import ToldToWait
from crawler.spiders.throttle import set_crawl_delay

MAX_BYTES = 500 * 1024
PRIORITY = 1000


class RobotsMiddleware(RobotsTxtMiddleware):
    """Asks a site for its robots.txt once a day; the spider's plan keeps it in between."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._rules: dict[str, asyncio.Task[RobotParser]] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """What the site of the request allows; IgnoreRequest where that cannot be told."""
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.create_task(self._read(origin, request))
        parser = await asyncio.shield(self._rules[origin])
        if delay := parser.rp.crawl_delay(self._default_useragent):  # type: ignore[attr-defined]
            set_crawl_delay(self.crawler, request, float(delay))
        return parser

    async def _read(self, origin: str, request: Request) -> RobotParser:
        plan = plan_of(self.crawler)
        body = plan.robots(origin)
        if body is None:
            body = await self._fetch(origin, request)
            plan.keep_robots(origin, body)
        return ProtegoRobotParser.from_crawler(self.crawler, body)

    async def _fetch(self, origin: str, request: Request) -> bytes:
        asked = Request(
            f"{origin}/robots.txt",
            priority=PRIORITY,
            meta={
                "dont_obey_robotstxt": True,
                **({"proxy": request.meta["proxy"]} if "proxy" in request.meta else {}),
            },
            callback=NO_CALLBACK,
        )
        try:
            response = await self.crawler.engine.download_async(asked)
        except ToldToWait:
            raise
        except Exception as error:
            raise IgnoreRequest(f"robots.txt cannot be read ({error})") from error
        if response.status >= 500 or response.status == 429:
            raise IgnoreRequest(f"robots.txt cannot be read (answered {response.status})")
        return response.body[:MAX_BYTES] if response.status < 300 else b""
