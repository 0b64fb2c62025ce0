"""Runs Scrapy beside the caller: the reactor in a thread of its own, made once and kept.

A reactor cannot be started twice, and a command or a test may collect more than once.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.utils.reactor import install_reactor

from commissioning.settings import CollectSettings
from crawler.spiders.guard import ALLOWED, GuardedResolver, allowed_hosts

STOPPING = 2.0
REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"


def scrapy_settings(collect: CollectSettings) -> dict[str, Any]:
    """Scrapy's settings: polite, named, bounded and quiet."""
    return {
        "USER_AGENT": user_agent(collect),
        "ROBOTSTXT_OBEY": True,
        "CONCURRENT_REQUESTS": 0,
        ALLOWED: sorted(allowed_hosts(collect.allow, collect.proxy)),
        "DOWNLOADER_MIDDLEWARES": {
            "crawler.spiders.middlewares.addresses.AddressesMiddleware": 50,
            "crawler.spiders.middlewares.robots.RobotsMiddleware": 100,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "crawler.spiders.middlewares.waiting.WaitingMiddleware": 560,
        },
        "EXTENSIONS": {
            "crawler.spiders.throttle.PoliteThrottle": 0,
            "scrapy.extensions.throttle.AutoThrottle": None,
        },
        "RETRY_HTTP_CODES": [500, 502, 504, 522, 524, 408],
        "HTTPERROR_ALLOW_ALL": True,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": collect.delay,
        "DOWNLOAD_DELAY_JITTER": 0,
        "AUTOTHROTTLE_ENABLED": collect.delay > 0,
        "AUTOTHROTTLE_START_DELAY": collect.delay,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
        "DOWNLOAD_TIMEOUT": collect.timeout,
        "DOWNLOAD_MAXSIZE": collect.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        # nobody reads them: coverage is counted by the intake
        "DOWNLOADER_STATS": False,
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "RETRY_TIMES": 1,
        "REDIRECT_MAX_TIMES": 10,
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_ENABLED": False,
        "TWISTED_REACTOR": REACTOR,
    }


def user_agent(collect: CollectSettings) -> str:
    """'CommissioningDigest/0.1.0 (+you@example.org)'."""
    name = f"CommissioningDigest/{version('commissioning-digest')}"
    contact = "".join(letter for letter in collect.contact if letter.isprintable())
    return f"{name} (+{contact})" if contact else name


@contextmanager
def crawling(
    spider: type[scrapy.Spider], settings: dict[str, Any], *arguments: Any, done: Callable[[], None]
) -> Iterator[Callable[[], None]]:
    """Crawl in the background; `done` is called at the end, in whatever way it comes.

    Gives a function to wait with, which raises what the crawl raised. Leaving the block early
    (Ctrl-C, an error) stops the crawl, and does not wait for a server that hangs.
    """
    loop = _loop()
    runner = AsyncCrawlerRunner(settings)
    logging.getLogger("scrapy").setLevel(logging.CRITICAL)

    async def crawl() -> None:
        from twisted.internet import reactor

        # Scrapy installs a resolver only where it runs the reactor itself.
        GuardedResolver(reactor, frozenset(settings[ALLOWED])).install_on_reactor()
        try:
            await runner.crawl(spider, *arguments)
        finally:
            done()

    future = asyncio.run_coroutine_threadsafe(crawl(), loop)
    try:
        yield future.result
    finally:
        if not future.done():
            stopping = asyncio.run_coroutine_threadsafe(runner.stop(), loop)
            with suppress(TimeoutError):
                stopping.result(timeout=STOPPING)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The event loop of the reactor, running in its thread."""
    started = threading.Event()
    found: list[asyncio.AbstractEventLoop] = []

    def run() -> None:
        found.append(asyncio.new_event_loop())
        asyncio.set_event_loop(found[0])
        install_reactor(REACTOR)
        from twisted.internet import reactor

        reactor.callWhenRunning(started.set)
        reactor.run(installSignalHandlers=False)  # type: ignore[call-arg, misc]

    threading.Thread(target=run, name="reactor", daemon=True).start()
    started.wait()
    return found[0]
