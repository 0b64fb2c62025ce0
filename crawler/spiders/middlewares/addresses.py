"""Refuses what is no address of the web, and numbers that are not public, before they are asked.

The guard at the connection would refuse these numbers too; here the reason can be said.
"""

from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from commissioning.domain.networks import is_public
from crawler.spiders.guard import ALLOWED

_PRIVATE = "lies on this machine or a private network; [collect] allow can name the host"


class AddressesMiddleware:
    """Lets http and https through, and no private number that the workspace does not allow."""

    def __init__(self, allowed: frozenset[str]) -> None:
        self._allowed = allowed

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy for each crawl."""
        return cls(frozenset(crawler.settings.getlist(ALLOWED)))

    def process_request(self, request: Request) -> None:
        """Raise IgnoreRequest for an address that is not asked; redirects come by here, too."""
        parts = urlsplit(request.url)
        host = (parts.hostname or "").lower()
        if parts.scheme not in ("http", "https") or not host:
            raise IgnoreRequest("only http and https are fetched")
        if host in self._allowed:
            return
        numeric = host.replace(".", "").isdigit() or ":" in host or host.startswith("0x")
        if host == "localhost" or host.endswith(".localhost") or (numeric and not is_public(host)):
            raise IgnoreRequest(_PRIVATE)
