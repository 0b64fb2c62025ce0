"""The dates that a source's selectors, data, feed, URL and scripts tell of an article."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from lxml import html

from commissioning.domain.articles import FeedEntry
from commissioning.domain.dates import Dated, Precision
from crawler.dates import WRITTEN, read_date
from crawler.pages.dating.told import LAST, MAX_LINE, Told, day_of
from crawler.pages.metadata import Metadata

Element = html.HtmlElement

MAX_SCRIPT = 200_000
# what a script tells an advertiser or a counter of the page, among much else
_OF_SCRIPT = re.compile(
    r"""["']?\b(?:(?:first_?|original_?|article_?|page_?)?publi(?:sh(?:ed)?|cation)[_-]?(?:date|time|at|on)?
      |date[_-]?published|pub[_-]?date|post[_-]?date|article[_-]?date)["']?
    \s*[:=]\s*["']([^"'<>]{8,40})["']""",
    re.IGNORECASE | re.VERBOSE,
)
# a day of any sort, often that of the section or of a template
_VAGUE = ("date", "dc.date.created", "dcterms.created", "created", "dc:date")
_IN_FIGURES = re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d{2,4}\b.{0,12}")
_URL_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2]|[1-9](?=[/_-])|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"[a-z]{0,6}[/_-]?(0[1-9]|[12]\d|3[01]|[1-9])(?!\d)",
    re.IGNORECASE,
)
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])(?:/|$)")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def told_by_selectors(chosen: Sequence[Element], month_first: bool) -> Iterator[Told]:
    """The dates of the elements that a source's selector found: the surest."""
    for element in chosen:
        texts = [element.get(name) for name in ("datetime", "content", "title")]
        for text in (*texts, element.text_content()):
            if text and (hit := _first(text, "page", month_first)):
                yield Told(dated=hit, rank=0)
                break


def told_by_data(metadata: Metadata, month_first: bool, shown: frozenset[date]) -> Iterator[Told]:
    """The dates of the page's data; of 10/02/2008 the reading that the page shows as well."""
    for rank, (text, found_in) in enumerate(metadata.published):
        found = _first(text, found_in, month_first)
        if found and day_of(found) not in shown and _IN_FIGURES.fullmatch(text.strip()):
            other = _first(text, found_in, not month_first)
            found = other if other and day_of(other) in shown else found
        if found:
            vague = found_in == "meta" and text in {metadata.meta.get(name) for name in _VAGUE}
            yield Told(
                dated=found,
                rank=(45 if vague else 10 if found_in == "jsonld" else 12) + min(rank, 2),
            )
    for rank, (text, found_in) in enumerate(metadata.updated):
        if found := _first(text, found_in, month_first):
            yield Told(dated=found, rank=10 + rank, updated=True)


def _first(text: str, found_in: str, month_first: bool) -> Dated | None:
    if found := read_date(text, found_in=found_in, month_first=month_first):
        return found
    hit = WRITTEN.search(" ".join(text[:MAX_LINE].split()))
    return read_date(hit[0], found_in=found_in, month_first=month_first) if hit else None


def told_by_feed(entry: FeedEntry | None) -> Iterator[Told]:
    """The dates that the feed gave before the page was fetched."""
    if entry and entry.published:
        yield Told(dated=entry.published, rank=25)
    if entry and entry.updated:
        yield Told(dated=entry.updated, rank=30, updated=True)


def told_by_url(url: str) -> Iterator[Told]:
    """The day or the month in the path of the address."""
    path = url.split("#", 1)[0].partition("://")[2].partition("/")[2]
    if hit := _URL_DAY.search(path):
        month = hit[2].lower()
        number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month)
        try:
            moment = datetime(int(hit[1]), number, int(hit[3]), tzinfo=UTC)
        except ValueError:
            return
        yield Told(dated=Dated(moment=moment, precision=Precision.DAY, found_in="url"), rank=40)
    elif hit := _URL_MONTH.search(f"/{path}"):
        moment = datetime(int(hit[1]), int(hit[2]), 1, tzinfo=UTC)
        yield Told(dated=Dated(moment=moment, precision=Precision.MONTH, found_in="url"), rank=90)


def told_by_scripts(tree: Element, month_first: bool) -> Iterator[Told]:
    """Dates that a script calls the publication's; scripts of data are read elsewhere."""
    for script in tree.iter("script"):
        text = script.text or ""
        if "ld+json" in (script.get("type") or "") or len(text) > MAX_SCRIPT:
            continue
        if "date" not in (small := text.casefold()) and "publi" not in small:
            continue
        for hit in _OF_SCRIPT.finditer(text):
            if found := read_date(hit[1], found_in="script", month_first=month_first):
                yield Told(dated=found, rank=LAST)
                return
