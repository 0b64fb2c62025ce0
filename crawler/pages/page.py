"""A page's bytes into an Article: what its marks, its shape and its own data say together."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import chain, islice

from lxml import html

from commissioning.domain.articles import ArchiveRef, Article, FeedEntry
from commissioning.domain.dates import Dated
from commissioning.domain.errors import NotAnArticle, Refused
from crawler.charsets import unescaped
from crawler.dates import find_date, read_date, without_dates, writes_month_first
from crawler.pages.blocks import Page, read_blocks
from crawler.pages.body.body import Body, find_body, written_in
from crawler.pages.bylines import (
    biographed,
    carded,
    handles,
    is_name,
    is_office,
    linked_authors,
    marked_bylines,
    people_of,
    signed_letters,
    written_bylines,
)
from crawler.pages.comments.linked import linked_comments
from crawler.pages.comments.thread import Thread, find_comments
from crawler.pages.dating.publication import find_publication, orders_of, writes_month_before_day
from crawler.pages.dating.told import Place
from crawler.pages.headlines import Headline, find_headline, homes, key_of, names_in, outlets_in
from crawler.pages.kinds import find_crumbs, find_kind, find_section
from crawler.pages.languages import guess_language
from crawler.pages.metadata import Metadata, body_of, clean, read_metadata
from crawler.pages.paywalls import is_paywalled, wall_in
from crawler.pages.refusals import refusal_in
from crawler.pages.tree import read_tree
from crawler.selectors import Selectors, selected
from crawler.urls import page_url

Element = html.HtmlElement

EXTRACTOR = "pages/2"
MIN_LETTERS = 80
MIN_SHOWN = 250
MAX_BLOCKS_NEAR = 12
MAX_EDGE = 400

_DATE_LINE = re.compile(
    r"(?:first published|published|posted|prepared|date|last updated|updated"
    r"|(?:letter|e-?mail) received|by [^\d]{3,60})?"
    r"\s*(?:on|:|,|at)?\s*(?P<rest>.{6,50})",
    re.IGNORECASE,
)

# of the page itself, as it is printed
_ADDRESS = re.compile(r"(?:(?:url|source|from)\s*:\s*)?(?:https?://|www\.)\S+", re.IGNORECASE)
# what is left of 'on Jun 2nd, 2008 in Practice life | 2 Comments'
_FILED = re.compile(
    r"(?:posted|filed|published)?\s*on\s+(?:in|under)\s.{2,40}?(?:[\s|,·-]+\d+\scomments?)?",
    re.IGNORECASE,
)
_WHO_IS = re.compile(
    r",?\s+(?:is|was|chairs|leads|works|writes|edits|runs|teaches)\s+(?:an?|the|our|as|at|for|on|in"
    r"|[\w-]+\s+(?:of|at|for))\b"
)
_FIGURES = re.compile(r"(?<!\d)\d{1,2}/\d{1,2}/(?:\d\d){1,2}(?!\d)")
_DAY_LINE = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)(?:\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]{2,8}"
    r"|[A-Z][a-z]{2,8}\s+\d{1,2})(?:st|nd|rd|th)?\.?",
    re.IGNORECASE,
)


def read_page(
    body: bytes,
    *,
    url: str,
    source: str,
    captured: Dated,
    content_type: str | None = None,
    entry: FeedEntry | None = None,
    archive: ArchiveRef | None = None,
    selectors: Selectors | None = None,
) -> Article:
    """The article on a page of HTML.

    `url` is where it was fetched, `entry` what the feed said of it, `selectors` what its source
    says of its layout: what they name and find is believed. Raises NotAnArticle for what is no
    HTML, too large, or has no text to speak of; ValueError for what is no selector.
    """
    tree = read_tree(body, url=url, content_type=content_type)
    identity = page_url(tree, url)
    metadata = read_metadata(tree)
    chosen = selectors or Selectors()
    page = read_blocks(tree, without=frozenset(selected(tree, chosen.remove)))
    items = selected(tree, chosen.comments)
    orders = orders_of(page)
    month_first = writes_month_before_day(orders, metadata)
    thread = find_comments(page, month_first=month_first, chosen=items)
    written = _body(page, thread, selected(tree, chosen.text), url)
    if not chosen.text and thread.comments:
        written = written.before(min(thread.blocks))
    if thread.opening:
        written = written.beginning(thread.opening.text)
    headline = _headline(page, metadata, thread, written, entry, selected(tree, chosen.headline))
    written = written.below(headline.block)
    if (wall := wall_in(written.lines)) is not None:
        written = written.above(wall)
    place = Place(headline=headline.block, begins=written.first, ends=written.end)
    near = _near(page, place)
    byline = _byline(
        page, metadata, place, thread, entry, selected(tree, chosen.byline), headline.text
    )
    text = _text(written, headline.text, byline)
    if len(text) < MIN_SHOWN and (told := body_of(metadata)) and len(told) > 2 * len(text):
        text = told
    letters = islice(filter(str.isalpha, text[: 20 * MIN_LETTERS]), MIN_LETTERS)
    if sum(1 for _ in letters) < MIN_LETTERS:
        raise NotAnArticle(url, "no text of an article on this page")
    if refusal := refusal_in(metadata.title, headline.text, text):
        raise Refused(url, f"a notice instead of an article ({refusal})")
    dates = find_publication(
        page,
        metadata,
        place,
        url=identity,
        entry=entry,
        captured=captured.moment,
        comments=thread.blocks,
        month_first=writes_month_before_day(orders, metadata, thread.blocks),
        chosen=selected(tree, chosen.published),
        opening=thread.opening.published if thread.opening else None,
    )
    if dates.published and _is_ambiguous(page, thread):
        other = find_comments(page, month_first=not month_first, chosen=items)
        thread = min((thread, other), key=lambda one: _distance(one, dates.published))
    crumbs = find_crumbs(page, place)
    section = find_section(metadata, crumbs)
    return Article(
        url=identity,
        source=source,
        headline=headline.text or text.split("\n", 1)[0][:200],
        text=text,
        byline=byline,
        published=dates.published,
        updated=dates.updated,
        captured=captured,
        kind=find_kind(
            page,
            metadata,
            place,
            url=identity,
            section=section,
            crumbs=crumbs,
            headline=headline.text,
        ),
        section=section,
        paywalled=is_paywalled(
            page,
            metadata.linked,
            metadata.meta,
            near=near,
            length=len(text),
            comments=thread.blocks,
        ),
        excerpt=metadata.excerpt,
        language=metadata.language or guess_language(text),
        comments=thread.comments or linked_comments(metadata.linked),
        archive=archive,
        extractor=EXTRACTOR,
    )


def _is_ambiguous(page: Page, thread: Thread) -> bool:
    """Whether comments have dates that may be read either way, and none that tells how."""
    texts = [page.blocks[number].text for number in sorted(thread.blocks)]
    dated = [text for text in texts if len(text) < MIN_SHOWN and _FIGURES.search(text)]
    return bool(dated) and all(writes_month_first(text) is None for text in dated)


def _distance(thread: Thread, published: Dated | None) -> timedelta:
    """How far from its article the comments are dated; what precedes it is as good as years off."""
    if published is None:
        return timedelta()
    total = timedelta()
    for comment in thread.comments:
        if comment.published is not None:
            after = comment.published.moment - published.moment
            total += after if after > timedelta(days=-1) else timedelta(days=4_000)
    return total


def _body(page: Page, thread: Thread, chosen: Sequence[Element], url: str) -> Body:
    held = [element for element in chosen if element in page.spans]
    if held:
        return written_in(page, held, thread.blocks)
    return find_body(page, thread.blocks, url)


def _headline(
    page: Page,
    metadata: Metadata,
    thread: Thread,
    written: Body,
    entry: FeedEntry | None,
    chosen: Sequence[Element],
) -> Headline:
    for element in chosen:
        if name := clean(page.text_of(element)):
            first, end = page.spans.get(element, (0, 0))
            return Headline(text=name, block=first if end > first else None)
    fed = clean(entry.title) if entry else None
    found = find_headline(page, metadata, fed=fed, begins=written.prose, comments=thread.blocks)
    return found or Headline(text="", block=None)


def _near(page: Page, place: Place) -> range:
    head = place.headline if place.headline is not None else place.begins
    return range(min(head, place.begins), min(len(page.blocks), place.ends + MAX_BLOCKS_NEAR))


def _byline(
    page: Page,
    metadata: Metadata,
    place: Place,
    thread: Thread,
    entry: FeedEntry | None,
    chosen: Sequence[Element],
    shown: str,
) -> str | None:
    head = place.headline if place.headline is not None else max(0, place.begins - 6)
    last = min(len(page.blocks), place.ends + 8)
    first = max(0, min(head, place.begins) - 4)
    above = [n for n in range(first, min(place.begins + 2, last)) if n not in thread.blocks]
    below = [n for n in range(max(place.begins, place.ends - 1), last) if n not in thread.blocks]
    headed = [n for n in above if n != place.headline or "\n" in page.blocks[n].text]
    # the first that is a name counts: the rest is not read
    candidates = chain(
        (page.text_of(element) for element in chosen),
        metadata.people[:1],
        marked_bylines(page, above),
        linked_authors(page.tree),
        written_bylines(page, headed, above=True),
        signed_letters(page, range(max(place.begins, place.ends - MAX_BLOCKS_NEAR), place.ends)),
        _titled(page, headed, metadata, shown),
        marked_bylines(page, below),
        metadata.people[1:],
        written_bylines(page, below, above=False),
        carded(page, place.ends, min([place.ends + 60, *thread.blocks])),
        biographed(page, max(place.begins + 1, place.ends - 1), min([last, *thread.blocks])),
        [entry.byline] if entry and entry.byline else (),
    )
    if thread.opening and not metadata.people:
        return thread.opening.author
    bodies = metadata.organisations | outlets_in(metadata.title, shown) | homes(page, head)
    names = (people_of(unescaped(candidate), bodies) for candidate in candidates)
    name = next(filter(None, names), None)
    if name is None:
        return next(handles(page, [*above, *below]), None)
    if name not in metadata.people[:1]:
        return name
    # the data may name the first of several that the page names
    several = (people_of(unescaped(line), bodies) for line in marked_bylines(page, above))
    return next((all_ for all_ in several if all_ and all_.startswith(f"{name}, ")), name)


def _titled(page: Page, within: Sequence[int], metadata: Metadata, shown: str) -> Iterator[str]:
    """Names that the page's title has and a line above the text repeats."""
    lines = {line.strip() for number in within for line in page.blocks[number].text.split("\n")}
    yield from (name for name in names_in(metadata.title, shown) if name in lines and is_name(name))


def _text(body: Body, headline: str, byline: str | None) -> str:
    """The text without the lines above it that only repeat headline, byline or date."""
    paragraphs = [unescaped(paragraph) for paragraph in body.paragraphs]
    first, last = 0, len(paragraphs) - 1
    while first < min(last, MAX_EDGE) and (
        _repeats(paragraphs[first], headline, byline) or (first and is_office(paragraphs[first]))
    ):
        first += 1
    lowest = max(first, last - MAX_EDGE)
    while last > lowest and (
        _is_date_line(paragraphs[last])
        or _is_of_author(paragraphs[last], byline)
        or _ADDRESS.fullmatch(paragraphs[last])
    ):
        last -= 1
    return "\n\n".join(paragraphs[first : last + 1])


def _is_of_author(line: str, byline: str | None) -> bool:
    """Whether it says who the author is, and no more: 'Jo Field chairs the committee'."""
    if byline is None or not line.startswith(byline) or len(line) > MIN_SHOWN:
        return False
    return _WHO_IS.match(line, len(byline)) is not None


def _repeats(line: str, headline: str, byline: str | None) -> bool:
    if len(line) > 250:
        return False
    if key_of(line) == key_of(headline) or _is_date_line(line):
        return True
    names = (byline or "").split()
    if not names or len(line) >= len(byline or "") + 60:
        return False
    return names[0].casefold() in line.casefold() and people_of(line) == byline


def _is_date_line(line: str) -> bool:
    if len(line) > 90:
        return False
    if find_date(line, found_in="text") is None:
        return bool(_DAY_LINE.fullmatch(line.strip()))
    rest = without_dates(line).strip(" |,·-–")
    if len(rest) < 3 or _FILED.fullmatch(rest):
        return True
    hit = _DATE_LINE.fullmatch(line.strip())
    return hit is not None and read_date(hit["rest"].strip(), found_in="text") is not None
