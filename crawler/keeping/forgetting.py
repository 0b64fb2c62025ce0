"""An article forgotten: listed as taken down, out of the database and out of the archive."""

import html
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from commissioning.domain.articles import ArchiveRef
from commissioning.settings import Settings
from commissioning.store import forgetting
from commissioning.store.database import Database, erase
from commissioning.store.forgetting import Trace
from commissioning.store.renaming import rename
from commissioning.takedown import Takedowns, add_takedowns, load_takedowns
from crawler.archive.warc import Record
from crawler.keeping.withdrawal import Withdrawn, withdraw
from crawler.urls import canonical_url

_LINK = re.compile(rb"""https?://[^\s"'<>\]\\]+|(?<=href=["'])[^"']+""", re.IGNORECASE)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was taken out: the articles as they were, and what became of the archive."""

    traces: tuple[Trace, ...]
    archive: Withdrawn


def traces(database: Database, urls: Iterable[str]) -> tuple[Trace, ...]:
    """What there is of the articles at the URLs, each once; nothing of what is not stored."""
    with database.session() as session:
        found = (forgetting.trace(session, url) for url in urls)
        return tuple({one.id: one for one in found if one}.values())


def forget(
    settings: Settings,
    database: Database,
    urls: Sequence[str],
    *,
    progress: Progress | None = None,
) -> Forgotten:
    """Take the articles at the URLs out for good.

    In this order, so that one that was cut short can be done again: the takedown list, the
    database, slugs of stories that were made from the articles, the archive (every record of a
    listed address, and feeds that name one), what the database had deleted. An address that is not
    stored is listed all the same.
    """
    found = traces(database, urls)
    listed = [canonical_url(url) or url for url in urls]
    listed += [address for one in found for address in one.addresses]
    add_takedowns(settings.takedowns, listed)
    places: set[ArchiveRef] = set()
    for one in found:
        with database.session() as session:
            places |= forgetting.places_of(session, one.id)
            forgetting.remove(session, one, at=settings.clock())
    with database.session() as session:
        rename(session, listed)
        polled = forgetting.polled(session)
    takedowns = load_takedowns(settings.takedowns)
    archive = withdraw(
        settings.archive,
        database,
        places=places,
        drops=lambda record: takedowns.names(record.url),
        drops_unless_used=lambda record: record.url in polled and links_to(record, takedowns),
        wants=lambda response: response.url in polled,
        progress=progress,
    )
    erase(database.engine)
    return Forgotten(traces=found, archive=archive)


def links_to(record: Record, takedowns: Takedowns) -> bool:
    """Whether a feed, site map or listing names what was taken down."""
    if record.response is None:
        return False
    body = record.response.body.replace(b"\\/", b"/")
    told = (one.encode("utf-8", "replace") for one in takedowns.keys if ":" in one)
    if any(one in body for one in told):
        return True
    found = {html.unescape(hit.decode("utf-8", "replace")) for hit in _LINK.findall(body)}
    return takedowns.names(*(_joined(record.url, link) for link in found))


def _joined(base: str, link: str) -> str | None:
    try:
        return urljoin(base, link)
    except ValueError:
        return None
