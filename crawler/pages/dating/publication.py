"""When an article was published and changed: which of all that is told of it counts."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lxml import html

from commissioning.domain.articles import FeedEntry
from commissioning.domain.dates import Dated, Precision
from crawler.dates import WRITTEN, not_after, read_date, writes_month_first
from crawler.pages.blocks import Page
from crawler.pages.dating.attributes import told_by_attributes
from crawler.pages.dating.elsewhere import (
    told_by_data,
    told_by_feed,
    told_by_scripts,
    told_by_selectors,
    told_by_url,
)
from crawler.pages.dating.shown import told_by_lines
from crawler.pages.dating.told import (
    EXACT,
    LAST,
    MAX_LINE,
    Place,
    Told,
    block_of,
    day_of,
    is_marked,
    nearness,
)
from crawler.pages.metadata import Metadata

Element = html.HtmlElement

MAX_CHANGE = timedelta(days=4 * 366)

_TIME_ALONE = re.compile(
    r"(?:^|\bat\s+|@\s*|,\s*)(?P<time>(?:[01]?\d|2[0-3])[:.][0-5]\d(?:[:.][0-5]\d)?\s?(?:[ap]\.?m\.?)?)(?:\s|$|[|,·])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """When the article was published and when it was changed, as far as the page tells."""

    published: Dated | None
    updated: Dated | None


def find_publication(
    page: Page,
    metadata: Metadata,
    place: Place,
    *,
    url: str,
    entry: FeedEntry | None,
    captured: datetime,
    comments: frozenset[int],
    month_first: bool,
    chosen: Sequence[Element] = (),
    opening: Dated | None = None,
) -> Dates:
    """The two dates; what lies behind the capture is none.

    Where sources disagree, the surest one counts, unless two others agree on another day.
    """
    shown = [
        *told_by_lines(page, place, comments, month_first),
        *told_by_attributes(page, place, comments, month_first),
    ]
    told = [
        *told_by_selectors(chosen, month_first),
        *([Told(dated=opening, rank=16)] if opening else []),
        *told_by_data(metadata, month_first, frozenset(day_of(each.dated) for each in shown)),
        *shown,
        *told_by_feed(entry),
        *told_by_url(url),
    ]
    if not any(each.rank < LAST and not each.updated for each in told):
        told += told_by_scripts(page.tree, month_first)
    told = [each for each in told if not_after(each.dated, captured) is not None]
    published = sorted((each for each in told if not each.updated), key=lambda each: each.rank)
    updated = sorted((each for each in told if each.updated), key=lambda each: each.rank)
    best = _agreed(published, updated) or next((t.dated for t in updated if t.doubtful), None)
    if best is not None:
        best = _refined(best, published, page, place)
    again = {day_of(each.dated) for each in published}
    return Dates(published=best, updated=_changed(updated, best, again))


def orders_of(page: Page) -> dict[int, bool]:
    """The blocks whose dates in figures tell their order: whether the month comes first."""
    texts = ((number, page.blocks[number].text) for number in page.numbered)
    told = ((number, writes_month_first(text)) for number, text in texts if len(text) <= MAX_LINE)
    return {number: order for number, order in told if order is not None}


def writes_month_before_day(
    orders: Mapping[int, bool], metadata: Metadata, comments: frozenset[int] = frozenset()
) -> bool:
    """Whether the page writes 7/14/2010: its own dates decide, then its language; British else."""
    for readers in (False, True):
        votes = Counter(order for n, order in orders.items() if (n in comments) is readers)
        if votes:
            return votes[True] > votes[False]
    return (metadata.language or "").startswith("en-us")


def _agreed(published: Sequence[Told], updated: Sequence[Told]) -> Dated | None:
    """The surest date, unless it looks like a mistake and others agree on another day."""
    if not published:
        return None
    best = published[0].dated
    days = [d.dated for d in published if d.dated.precision in (*EXACT, Precision.DAY)]
    if not days or best.precision not in (*EXACT, Precision.DAY):
        return days[0] if days else best
    rivals = Counter(
        day for day, _ in {(day_of(d), d.found_in) for d in days} if day != day_of(best)
    )
    own = {d.found_in for d in days if day_of(d) == day_of(best)}
    changes = {day_of(each.dated) for each in updated}
    ranked = list(dict.fromkeys(day_of(found) for found in days if day_of(found) in rivals))
    for day, support in sorted(((d, rivals[d]) for d in ranked), key=lambda pair: -pair[1]):
        doubtful = day_of(best) in changes or _is_default(best) or _is_a_year_off(day_of(best), day)
        earlier = day < day_of(best)
        if support > len(own) or (
            support == len(own) == 1 and doubtful and (earlier or _is_default(best))
        ):
            return next(d for d in days if day_of(d) == day)
    return best


def _is_default(found: Dated) -> bool:
    return (found.moment.month, found.moment.day) == (1, 1)


def _is_a_year_off(one: date, other: date) -> bool:
    return (one.month, one.day) == (other.month, other.day) and one.year != other.year


def _refined(best: Dated, told: Sequence[Told], page: Page, place: Place) -> Dated:
    """The date with the time that another source gives for the same day."""
    if best.precision in EXACT:
        return best
    for each in told:
        exact = each.dated.precision in EXACT
        if exact and best.precision is Precision.DAY and day_of(each.dated) == best.day:
            return each.dated
    if best.precision is Precision.DAY and (clock := _clock(page, place)):
        timed = f"{best.day.isoformat()} {clock}"
        if found := read_date(timed, found_in=best.found_in):
            return found
    return best


def _is_of_a_move(changed: Dated, published: Dated) -> bool:
    """Whether a page was changed so late that it was its site that changed."""
    return changed.found_in != "feed" and changed.moment - published.moment > MAX_CHANGE


def _clock(page: Page, place: Place) -> str | None:
    """A time alone beside 'Posted by', as Blogger shows it where the day stands above.

    WordPress had it for years in the title of the link that shows the day.
    """
    for element in page.tree.iter("a", "span", "abbr"):
        told = (element.get("title") or "").strip()
        if 4 <= len(told) <= 11 and _TIME_ALONE.fullmatch(told):
            near = nearness(place, block_of(page, element) or 0)
            if near is not None:
                return told
    last = min(place.ends + 5, len(page.blocks))
    head = place.headline if place.headline is not None else place.begins
    for number in (*range(place.ends, last), *range(head, place.begins)):
        block = page.blocks[number]
        if len(block.text) > 160 or WRITTEN.search(block.text):
            continue
        named = re.search(r"(?i)\b(?:posted|by)\b", block.text) or is_marked(block.element)
        hit = _TIME_ALONE.search(" ".join(block.text.split()))
        if named and hit:
            return hit["time"]
    return None


def _changed(updated: Sequence[Told], published: Dated | None, again: set[date]) -> Dated | None:
    """The latest sure date of a change; none that lies before the publication."""
    for each in updated:
        found = each.dated
        if published is not None and abs(found.moment - published.moment) < timedelta(minutes=1):
            continue
        same = published is not None and day_of(found) == day_of(published)
        if same and found.precision is Precision.DAY:
            continue
        if published and day_of(found) not in again and _is_of_a_move(found, published):
            continue
        if published is None or day_of(found) >= day_of(published):
            exact = [
                e.dated
                for e in updated
                if e.dated.precision in EXACT and day_of(e.dated) == day_of(found)
            ]
            return exact[0] if exact and found.precision is Precision.DAY else found
    return None
