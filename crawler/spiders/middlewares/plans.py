"""How a middleware reaches what the spider was given."""

from typing import TYPE_CHECKING, cast

from scrapy.crawler import Crawler

if TYPE_CHECKING:
    from crawler.spiders.plan import Plan


def plan_of(crawler: Crawler) -> "Plan":
    """The plan of the crawl's spider."""
    return cast("Plan", crawler.spider.plan)  # type: ignore[union-attr]
