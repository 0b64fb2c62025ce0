"""Whether links are alive: few, one at a time of a host, and no more than once a day.

How an address is asked is handed in; see `fetching` for the web.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from commissioning.domain.addresses import is_front_page, url_key
from commissioning.domain.errors import FetchError
from site_builder.outside import outside

MOST_LINKS = 150
PATIENCE = 60.0
PAUSE = 1.0
KEPT = timedelta(days=1)
_HOSTS = 8
_REDIRECTS = 5
_GONE = frozenset((404, 410))
_SHUT = frozenset((401, 402, 403, 405, 406, 429, 451, 999))
_MOVED = frozenset((301, 302, 303, 307, 308))


@dataclass(frozen=True, slots=True)
class Reply:
    """What an address answered: its status, and where it leads on to, or None."""

    status: int
    location: str | None = None


class Fetch(Protocol):
    """A way to ask an address."""

    def __call__(self, method: str, url: str, /) -> Reply:
        """Ask by 'HEAD' or 'GET'; FetchError where nothing answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkState:
    """What became of a link.

    status   of the last answer; None where nothing answered, or nothing was asked
    problem  why nothing answered, or what is odd; '' where nothing is
    skipped  it was not asked: too many links, or no time left
    at       UTC
    """

    url: str
    status: int | None
    problem: str = ""
    is_skipped: bool = False
    at: datetime

    @property
    def is_fine(self) -> bool:
        """Whether it leads to a page."""
        return self.status is not None and self.status < 400 and not self.problem

    @property
    def is_dead(self) -> bool:
        """Whether its server says that there is no such page."""
        return self.status in _GONE

    @property
    def told(self) -> str:
        """What became of it, in words that go on from its address."""
        if self.problem:
            return self.problem
        if self.status in _SHUT:
            return f"answers {self.status}: it may not let programs in"
        return f"answers {self.status}"


class Memory(Protocol):
    """Keeps what was learned; see `memory`."""

    def get(self, url: str) -> LinkState | None:
        """What is known of an address."""

    def put(self, states: Iterable[LinkState]) -> None:
        """Keep what was learned."""


def ask_links(
    urls: Iterable[str],
    fetch: Fetch,
    memory: Memory,
    *,
    now: Callable[[], datetime],
    most: int = MOST_LINKS,
    patience: float = PATIENCE,
    pause: float = PAUSE,
) -> dict[str, LinkState]:
    """The state of every address, asked where it is not known of the last day.

    most      addresses that are asked, at most
    patience  seconds for all together; what is not asked by then says so
    pause     seconds between two questions to one host
    """
    wanted = list(dict.fromkeys(urls))
    begun = now()
    states = {
        url: known
        for url in wanted
        if (known := memory.get(url)) and begun - known.at < KEPT and known.at <= begun
    }
    open_ = [url for url in wanted if url not in states]
    asked = _Round(fetch, now=now, patience=patience, pause=pause).ask(open_[:most])
    memory.put(asked)
    states |= {state.url: state for state in asked}
    for url in open_:
        states.setdefault(url, LinkState(url=url, status=None, is_skipped=True, at=begun))
    return states


def ask(url: str, fetch: Fetch, at: datetime) -> LinkState:
    """Ask one address: by HEAD, and by GET where a server may not know that."""
    try:
        status, last = _followed("HEAD", url, fetch)
        if status >= 400:
            status, last = _followed("GET", url, fetch)
    except FetchError as error:
        return LinkState(url=url, status=None, problem=error.message, at=at)
    problem = ""
    if url_key(last) != url_key(url) and is_front_page(last) and not is_front_page(url):
        problem = "leads to a front page now"
    return LinkState(url=url, status=status, problem=problem, at=at)


def _followed(method: str, url: str, fetch: Fetch) -> tuple[int, str]:
    """The last status and address; FetchError where it leads nowhere or in circles."""
    for _ in range(_REDIRECTS + 1):
        reply = fetch(method, url)
        if reply.status not in _MOVED or not reply.location:
            return reply.status, url
        onward = outside(urljoin(url, reply.location))
        if onward is None:
            raise FetchError(url, "leads to no address of the web")
        url = onward
    raise FetchError(url, "leads on and on")


class _Round:
    """One time of asking; hosts side by side, the addresses of one after another."""

    def __init__(
        self, fetch: Fetch, *, now: Callable[[], datetime], patience: float, pause: float
    ) -> None:
        self._fetch = fetch
        self._now = now
        self._end = time.monotonic() + patience
        self._pause = pause
        self._over = threading.Event()

    def ask(self, urls: Sequence[str]) -> list[LinkState]:
        """What was learned until the time was up."""
        hosts: defaultdict[str, list[str]] = defaultdict(list)
        for url in urls:
            hosts[(urlsplit(url).hostname or "").lower()].append(url)
        found: list[LinkState] = []
        with ThreadPoolExecutor(max_workers=_HOSTS) as pool:
            for states in pool.map(self._host, hosts.values()):
                found += states
        return found

    def _host(self, urls: Sequence[str]) -> list[LinkState]:
        found: list[LinkState] = []
        for url in urls:
            if found and self._over.wait(min(self._pause, max(0, self._left()))):
                break
            if self._left() <= 0:
                break
            found.append(ask(url, self._fetch, self._now()))
        return found

    def _left(self) -> float:
        return self._end - time.monotonic()
