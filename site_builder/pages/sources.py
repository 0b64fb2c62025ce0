"""What was looked at: every source with its coverage, and what was left out and why."""

from dataclasses import dataclass
from typing import ClassVar

from site_builder import urls
from site_builder.pages.page import Page, SourceRow, source_row
from site_builder.reading import Archive

_REASONS = {
    "unreachable": "could not be reached",
    "not-an-article": "no article on the page",
    "forbidden": "robots.txt asks not to read it",
    "off-topic": "not about commissioning",
}


@dataclass(frozen=True, kw_only=True)
class SourcesPage(Page):
    """The sources; `reasons` are (why something was left out, how many)."""

    template: ClassVar[str] = "sources.html"
    rows: tuple[SourceRow, ...]
    polled: int
    answered: int
    articles: int
    on_topic: int
    reasons: tuple[tuple[str, int], ...]


def sources_page(archive: Archive) -> SourcesPage:
    """The page."""
    reasons = [(_REASONS.get(reason, reason), many) for reason, many in archive.rejected.items()]
    if archive.left_out:
        reasons.append((_REASONS["off-topic"], archive.left_out))
    return SourcesPage(
        path=urls.SOURCES,
        title="Sources and coverage",
        description="What the digest is made from, and what was not read.",
        section=urls.SOURCES,
        rows=tuple(source_row(source) for source in archive.coverage),
        polled=sum(source.polled > 0 for source in archive.coverage),
        answered=sum(source.answered > 0 for source in archive.coverage),
        articles=sum(source.articles for source in archive.coverage),
        on_topic=sum(source.on_topic for source in archive.coverage),
        reasons=tuple(reasons),
    )
