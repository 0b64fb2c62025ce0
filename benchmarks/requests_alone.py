"""Requests sent by Scrapy as it comes, one a host: what polling costs before anything is read."""

from collections.abc import AsyncIterator, Sequence

import scrapy
from scrapy.http import Request, Response

from commissioning.settings import CollectSettings
from crawler.spiders.engine import crawling, scrapy_settings


class _Spider(scrapy.Spider):
    name = "alone"

    def __init__(self, urls: Sequence[str], proxy: str | None, answers: list[int]) -> None:
        super().__init__()
        self._urls = urls
        self._meta = {"proxy": proxy} if proxy else {}
        self._answers = answers

    async def start(self) -> AsyncIterator[Request]:
        for url in self._urls:
            headers = {"If-None-Match": '"1"'}
            yield Request(url, headers=headers, meta=dict(self._meta), dont_filter=True)

    def parse(self, response: Response) -> None:
        self._answers.append(response.status)


def send(urls: Sequence[str], collect: CollectSettings) -> int:
    """Ask for each address with a validator; how many were answered."""
    settings = scrapy_settings(collect) | {
        "ROBOTSTXT_OBEY": False,
        "DOWNLOADER_MIDDLEWARES": {},
        "EXTENSIONS": {},
        "AUTOTHROTTLE_ENABLED": False,
    }
    answers: list[int] = []
    with crawling(_Spider, settings, urls, collect.proxy, answers, done=lambda: None) as wait:
        wait()
    return len(answers)
