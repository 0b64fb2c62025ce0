"""How fast one host is asked: AutoThrottle, and never faster than its robots.txt asks for."""

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response

LONGEST_CRAWL_DELAY = 60.0
_DELAYS = "_digest_crawl_delays"


def set_crawl_delay(crawler: Crawler, request: Request, seconds: float) -> None:
    """Wait at least so long between two requests to the host of `request`; a minute at most."""
    downloader = crawler.engine.downloader
    key, slot = downloader._get_slot(request)
    delay = min(seconds, LONGEST_CRAWL_DELAY)
    delays = crawler.__dict__.setdefault(_DELAYS, {})
    delays[key] = delay
    slot.delay = max(slot.delay, delay)


class PoliteThrottle(AutoThrottle):
    """AutoThrottle that does not go below a host's crawl-delay."""

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        key, slot = self._get_slot(request, spider)
        if slot is not None:
            floor = self.crawler.__dict__.get(_DELAYS, {}).get(key, 0.0)
            slot.delay = max(slot.delay, floor)
