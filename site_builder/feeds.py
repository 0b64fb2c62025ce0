"""The Atom feed: the newest articles with who said what, under permalinks that do not change."""

from datetime import UTC, datetime

from feedgenerator import Atom1Feed

from site_builder import urls
from site_builder.pages.page import excerpt, tallies
from site_builder.reading import Archive
from site_builder.rendering import Site

ENTRIES = 50


def atom(archive: Archive, site: Site) -> str:
    """The feed as XML. Its dates are the articles' own: building again changes nothing."""
    feed = Atom1Feed(
        title=site.name,
        link=site.url,
        description="Who says what about who commissions care in the NHS.",
        feed_url=site.url + urls.FEED,
        feed_guid=site.url,
        language="en-GB",
    )
    dated = [record for record in archive.records if record.published is not None]
    for record in reversed(dated[-ENTRIES:]):
        if record.published is None:
            continue
        link = site.url + urls.article(record.url)
        entries = [entry for entry in archive.ledger.entries if entry.record is record]
        sides = "; ".join(f"{tally.label}: {tally.names}" for tally in tallies(entries))
        feed.add_item(
            title=_clean(record.headline),
            link=link,
            description=_clean(f"{excerpt(record)} {sides}".strip()),
            unique_id=link,
            author_name=_clean(record.source_name),
            pubdate=record.published.moment,
            updateddate=record.published.moment,
        )
    if not dated:
        feed.feed["updated"] = datetime(1991, 4, 1, tzinfo=UTC)
    written: str = feed.writeString("utf-8")
    return written


def _clean(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(char for char in text if char >= " " or char in "\t\n")
