"""When an article was published and changed: what its data, its page, its feed and its URL say."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from lxml import etree, html

from commissioning.domain.articles import FeedEntry
from commissioning.domain.dates import Dated, Precision
from crawler.dates import (
    LONDON,
    WRITTEN,
    find_month,
    may_have_date,
    not_after,
    read_date,
    writes_month_first,
)
from crawler.pages.blocks import Block, Page
from crawler.pages.marks import Mark
from crawler.pages.metadata import Metadata
from crawler.pages.roles import Role

Element = html.HtmlElement

MAX_LINE = 250
MAX_MONTH = 40
MAX_SCRIPT = 200_000
LAST = 50
MAX_CHANGE = timedelta(days=4 * 366)
EXACT = (Precision.SECOND, Precision.MINUTE)

_UPDATED = re.compile(
    r"\b(?:updated?|modified|last\s+(?:edited|changed|amended|saved)|amended|corrected|revised"
    r"|diweddarwyd)\b(?:\s+(?:on|at|by\s+.{1,40}))?\W{0,3}(?:\w+\W+)?$",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"\b(?:published|posted|first\s+(?:published|posted)|publication\s+date|created|submitted|date|issued"
    r"|released?|written|filed|added|uploaded|entry|delivered|cyhoeddwyd)\b(?:[^.]{0,60})$",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:printed|accessed|retrieved|today|visited|now|deadline|clos(?:es?|ed|ing)|due|expires?|events?"
    r"|starts?|ends?|until|before|since|from|valid|joined|member since|copyright|prices at"
    r"|meetings?|dinner|seminar|conference|interviews?|recorded|awarded|incorporated|opens?|opened"
    r"|site\s+(?:last\s+)?updated?|received|accepted|report\s+published|last\s+checked|as\s+at"
    r"|review(?:ed)?(?:\s+(?:date|due))?|next|archived|captured|crawled|founded|born)\b"
    r"(?:[^.]|\.\d){0,30}$",
    re.IGNORECASE,
)
# what a reader sent has no other day
_SENT = re.compile(r"(?i)\b(?:letter|e-?mail|contribution)\s+(?:was\s+)?received\W{0,3}(?:on\s)?$")
_EMBARGO = re.compile(
    r"\b(?:embargo(?:ed)?|not for (?:publication|release|broadcast) before)\b",
    re.IGNORECASE,
)
_ISSUE = re.compile(
    r"\b(?:issue|edition|vol(?:ume)?|number|newsletter|bulletin|no)\b\.?\s*(?:no\.?\s*)?\d"
    r"|\b(?:magazine|issue|edition|newsletter|bulletin)\s+(?:for|of)\s",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"\W{0,3}(?:(?:first |date |originally )?(?:published|posted|issued|released|uploaded)"
    r"|date of (?:issue|publication|release)|(?:publication|release|issue) date|date|dated)"
    r"\s*(?:on|at)?\W{0,3}",
    re.IGNORECASE,
)
# what a script tells an advertiser or a counter of the page, among much else
_OF_SCRIPT = re.compile(
    r"""["']?\b(?:(?:first_?|original_?|article_?|page_?)?publi(?:sh(?:ed)?|cation)[_-]?(?:date|time|at|on)?
      |date[_-]?published|pub[_-]?date|post[_-]?date|article[_-]?date)["']?
    \s*[:=]\s*["']([^"'<>]{8,40})["']""",
    re.IGNORECASE | re.VERBOSE,
)
# a day of any sort, often that of the section or of a template
_VAGUE = ("date", "dc.date.created", "dcterms.created", "created", "dc:date")
_COUNTER = re.compile(r"(?i)\b(?:visitors?|hits|visits)\b")
_SITE = re.compile(r"\bsite\b[^.]{0,20}\bupdate", re.IGNORECASE)
_IN_FIGURES = re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d{2,4}\b.{0,12}")
_has_date_class = Mark(
    re.compile(
        r"(?:^|-)(?:dates?|pub-?date|published|posted(?:-on)?|time-?stamp|date-?time|date-?line|datestamp"
        r"|date-header|when|created|submitted|story-?date|post-?meta-?data|pub|issued)(?:$|-)"
    )
)
_has_change_class = Mark(re.compile(r"(?:^|-)(?:modified|updated)$"))
# what the class 'updated' says, which many themes give to a day that never changed
_MARKED_UPDATED = "updated"
_CHANGE = re.compile(r"(?i)\b(?:page|last)\s+(?:last\s+)?(?:updated|modified|reviewed)")
_with_told = etree.XPath("//*/@datetime/.. | //*/@content/.. | //*/@title/..")
_TELLING = frozenset(("time", "abbr", "span", "meta", "div", "p", "a", "li"))
_URL_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2]|[1-9](?=[/_-])|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"[a-z]{0,6}[/_-]?(0[1-9]|[12]\d|3[01]|[1-9])(?!\d)",
    re.IGNORECASE,
)
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])(?:/|$)")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_TIME_ALONE = re.compile(
    r"(?:^|\bat\s+|@\s*|,\s*)(?P<time>(?:[01]?\d|2[0-3])[:.][0-5]\d(?:[:.][0-5]\d)?\s?(?:[ap]\.?m\.?)?)(?:\s|$|[|,·])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where on a page the article stands: blocks of its headline, its text's first and its end."""

    headline: int | None
    begins: int
    ends: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """When the article was published and when it was changed, as far as the page tells."""

    published: Dated | None
    updated: Dated | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A date with how much it is worth: the lower the rank, the surer."""

    dated: Dated
    rank: int
    updated: bool = False
    doubtful: bool = False


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
    shown = list(_of_page(page, place, comments, month_first))
    told = [
        *_selected(chosen, month_first),
        *([_Told(dated=opening, rank=16)] if opening else []),
        *_of_data(metadata, month_first, frozenset(day_of(each.dated) for each in shown)),
        *shown,
        *_of_feed(entry),
        *_of_url(url),
    ]
    if not any(each.rank < LAST and not each.updated for each in told):
        told += _of_scripts(page.tree, month_first)
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


def _selected(chosen: Sequence[Element], month_first: bool) -> Iterator[_Told]:
    for element in chosen:
        texts = [element.get(name) for name in ("datetime", "content", "title")]
        for text in (*texts, element.text_content()):
            if text and (hit := _first(text, "page", month_first)):
                yield _Told(dated=hit, rank=0)
                break


def _of_data(metadata: Metadata, month_first: bool, shown: frozenset[date]) -> Iterator[_Told]:
    """The dates of the page's data; of 10/02/2008 the reading that the page shows as well."""
    for rank, (text, found_in) in enumerate(metadata.published):
        found = _first(text, found_in, month_first)
        if found and day_of(found) not in shown and _IN_FIGURES.fullmatch(text.strip()):
            other = _first(text, found_in, not month_first)
            found = other if other and day_of(other) in shown else found
        if found:
            vague = found_in == "meta" and text in {metadata.meta.get(name) for name in _VAGUE}
            yield _Told(
                dated=found,
                rank=(45 if vague else 10 if found_in == "jsonld" else 12) + min(rank, 2),
            )
    for rank, (text, found_in) in enumerate(metadata.updated):
        if found := _first(text, found_in, month_first):
            yield _Told(dated=found, rank=10 + rank, updated=True)


def _first(text: str, found_in: str, month_first: bool) -> Dated | None:
    if found := read_date(text, found_in=found_in, month_first=month_first):
        return found
    hit = WRITTEN.search(" ".join(text[:MAX_LINE].split()))
    return read_date(hit[0], found_in=found_in, month_first=month_first) if hit else None


def _of_feed(entry: FeedEntry | None) -> Iterator[_Told]:
    if entry and entry.published:
        yield _Told(dated=entry.published, rank=25)
    if entry and entry.updated:
        yield _Told(dated=entry.updated, rank=30, updated=True)


def _of_url(url: str) -> Iterator[_Told]:
    path = url.split("#", 1)[0].partition("://")[2].partition("/")[2]
    if hit := _URL_DAY.search(path):
        month = hit[2].lower()
        number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month)
        try:
            moment = datetime(int(hit[1]), number, int(hit[3]), tzinfo=UTC)
        except ValueError:
            return
        yield _Told(dated=Dated(moment=moment, precision=Precision.DAY, found_in="url"), rank=40)
    elif hit := _URL_MONTH.search(f"/{path}"):
        moment = datetime(int(hit[1]), int(hit[2]), 1, tzinfo=UTC)
        yield _Told(dated=Dated(moment=moment, precision=Precision.MONTH, found_in="url"), rank=90)


def _of_scripts(tree: Element, month_first: bool) -> Iterator[_Told]:
    """Dates that a script calls the publication's; scripts of data are read elsewhere."""
    for script in tree.iter("script"):
        text = script.text or ""
        if "ld+json" in (script.get("type") or "") or len(text) > MAX_SCRIPT:
            continue
        if "date" not in (small := text.casefold()) and "publi" not in small:
            continue
        for hit in _OF_SCRIPT.finditer(text):
            if found := read_date(hit[1], found_in="script", month_first=month_first):
                yield _Told(dated=found, rank=LAST)
                return


def _of_page(
    page: Page, place: Place, comments: frozenset[int], month_first: bool
) -> Iterator[_Told]:
    for number in page.numbered:
        block = page.blocks[number]
        if number in comments:
            continue
        near = _nearness(place, number)
        if page.roles.get(block.element, 0) & Role.CAPTION:
            continue
        if near is None and not _names_a_change(block) and not _LABELLED.match(block.text):
            continue
        yield from _of_block(page, block, near, month_first)
    yield from _of_attributes(page, place, comments, month_first)


def _nearness(place: Place, number: int) -> int | None:
    """How likely a date of this block is the article's: 0 between headline and text, then below."""
    head = place.headline if place.headline is not None else max(0, place.begins - 6)
    if head <= number <= place.begins:
        return 0
    if place.ends <= number < place.ends + 8:
        return 4
    if head - 3 <= number < head:
        return 2
    if place.begins < number < place.begins + 3 or place.ends - 2 <= number < place.ends:
        return 6
    return None


def _names_a_change(block: Block) -> bool:
    return len(block.text) <= MAX_LINE and bool(_CHANGE.search(block.text))


def _of_block(page: Page, block: Block, near: int | None, month_first: bool) -> Iterator[_Told]:
    marked = _is_marked(block.element)
    for line in block.text.split("\n"):
        line = line.strip()
        if len(line) > MAX_LINE + 150 or not may_have_date(line):
            continue
        if _may_be_month(line, near) and not WRITTEN.search(line):
            if found := find_month(line, found_in="page"):
                yield _Told(dated=found, rank=60)
            continue
        for hit in WRITTEN.finditer(line):
            found = read_date(hit[0], found_in="page", month_first=month_first)
            if found and (told := _judged(page, block, line, hit, found, near, marked)):
                yield told


def _may_be_month(line: str, near: int | None) -> bool:
    """Whether a month alone may be the article's: in a short line, or an issue's."""
    if near is None or len(line) > 2 * MAX_MONTH:
        return False
    short = len(line) <= MAX_MONTH or _PUBLISHED.search(line) is not None
    return short and (near == 0 or _ISSUE.search(line) is not None)


def _judged(
    page: Page,
    block: Block,
    line: str,
    hit: re.Match[str],
    found: Dated,
    near: int | None,
    marked: bool,
) -> _Told | None:
    before = line[max(0, hit.start() - 90) : hit.start()] or _label(page, block)
    rest = len(line) - len(hit[0])
    if _UPDATED.search(before) and not _SITE.search(before) and not _counts(line):
        doubtful = before == _MARKED_UPDATED and near is not None
        rank = 20 + (near if near is not None else 9)
        return _Told(dated=found, rank=rank, updated=True, doubtful=doubtful)
    if near in (0, 2) and _EMBARGO.search(before):
        return _Told(dated=found, rank=70)
    if near is None:
        alone = rest < 60 and not _is_aside(page, block) and _LABELLED.fullmatch(before)
        return _Told(dated=found, rank=85) if alone else None
    sent = near == 0 and _SENT.search(before) is not None
    if not sent and (_OTHER.search(before) or _EMBARGO.search(before)):
        return None
    labelled = sent or bool(_PUBLISHED.search(before))
    if near in (2, 4) and not (marked or labelled):
        return _by_its_line(block, line, found, near, rest)
    if not _is_told(page, block, near, labelled, marked, rest):
        return None
    rank = 15 + near * 2 - 2 * labelled - marked + (rest > 60) * 2
    beside = near == 4 and _is_aside(page, block) and not labelled
    return _Told(dated=found, rank=rank + 25 * beside)


def _by_its_line(block: Block, line: str, found: Dated, near: int, rest: int) -> _Told | None:
    """A day that nothing labels: of an issue, or at the end of a trail of links."""
    if rest < 80 and _ISSUE.search(line):
        return _Told(dated=found, rank=62)
    if near == 2 and rest < 5 and _is_last_crumb(block):
        return _Told(dated=found, rank=34)
    return None


def _is_told(page: Page, block: Block, near: int, labelled: bool, marked: bool, rest: int) -> bool:
    """Whether enough around a date says that it is the article's."""
    if near == 6 and not (rest < 25 or (labelled and rest < 60)):
        return False
    if not labelled and not marked and rest > 90:
        return False
    aside = page.roles.get(block.element, Role.NONE) & Role.ASIDE
    return bool(not aside or labelled or not near)


def _counts(line: str) -> bool:
    """Whether it is the line of a counter, which changes with the site and not with the page."""
    return _COUNTER.search(line) is not None


def _is_aside(page: Page, block: Block) -> bool:
    """Whether a block stands in what is marked as beside the article."""
    above = (at for at, _ in zip(block.element.iterancestors(), range(4), strict=False))
    return any(page.roles.get(at, Role.NONE) & Role.ASIDE for at in above)


def _is_last_crumb(block: Block) -> bool:
    """Whether the day ends a trail of links, as it does on sites that file by day."""
    element = block.element
    parent = element.getparent()
    alone = element.tag == "li" and element.getnext() is None and block.linked == 0
    return alone and parent is not None and parent.find("li/a") is not None


def _label(page: Page, block: Block) -> str:
    """What labels a date that begins its block: the words before it, or the element's class."""
    if _has_change_class(block.element):
        beside = _label_beside(page, block)
        return beside if _UPDATED.search(beside) else _MARKED_UPDATED
    return _label_beside(page, block)


def _label_beside(page: Page, block: Block) -> str:
    number = page.spans.get(block.element, (0, 0))[0]
    if not number or not page.blocks[number].text.startswith(block.text[:20]):
        return ""
    before = page.blocks[number - 1]
    tail = before.text[-40:]
    above = list(block.element.iterancestors())[:4]
    if before.element in above and (_UPDATED.search(tail) or _PUBLISHED.search(tail)):
        return tail
    beside = before.element.getparent() in above[:1] or before.element in above[:1]
    return tail if beside and (tail.endswith(":") or before.words <= 3) else ""


def _is_marked(element: Element) -> bool:
    at: Element | None = element
    for _ in range(3):
        if at is None:
            return False
        if at.tag == "time" or _has_date_class(at):
            return True
        at = at.getparent()
    return False


def _of_attributes(
    page: Page, place: Place, comments: frozenset[int], month_first: bool
) -> Iterator[_Told]:
    """Dates in attributes, of what stands near the text or what microdata names."""
    for element in _with_told(page.tree):
        if element.tag not in _TELLING:
            continue
        itemprop = ""
        told = element.get("datetime")
        if told is None and (told := element.get("content")):
            itemprop = f"{element.get('itemprop') or ''} {element.get('property') or ''}".lower()
            told = told if "date" in itemprop else None
        elif told is None and (told := element.get("title")):
            told = told if element.tag == "abbr" or _is_marked(element) else None
        else:
            itemprop = (element.get("itemprop") or "").lower()
        if not told or not any(map(str.isdigit, told)):
            continue
        found = read_date(told, found_in="page", month_first=month_first)
        number = _block_of(page, element)
        if found is None or number in comments:
            continue
        if each := _judged_attribute(page, element, itemprop, found, number, place):
            yield each


def _judged_attribute(
    page: Page, element: Element, itemprop: str, found: Dated, number: int | None, place: Place
) -> _Told | None:
    classes = (element.get("class") or "").lower().split()
    near = _nearness(place, number) if number is not None else None
    if "datemodified" in itemprop or ("updated" in classes and "published" not in classes):
        doubtful = "datemodified" not in itemprop and near is not None
        return _Told(dated=found, rank=14, updated=True, doubtful=doubtful)
    created = "datepublished" in itemprop or "datecreated" in itemprop
    if created or "pubdate" in element.attrib or "published" in classes:
        return _Told(dated=found, rank=13 if near in (0, 2, 4) or number is None else 24)
    if near in (None, 6):
        return None
    before = _before(page, number)
    if _UPDATED.search(before):
        return _Told(dated=found, rank=18, updated=True)
    return None if _OTHER.search(before) and near else _Told(dated=found, rank=14 + (near or 0))


def _before(page: Page, number: int | None) -> str:
    """What stands on the line before a block and at its own beginning."""
    if number is None:
        return ""
    own = page.blocks[number].text
    hit = WRITTEN.search(own)
    head = own[: hit.start()] if hit else own[:60]
    before = page.blocks[number - 1].text[-40:] if number and not head.strip() else ""
    return f"{before} {head}".strip()[-90:]


def _block_of(page: Page, element: Element) -> int | None:
    """The first block in or around an element; None where the element shows nothing."""
    if element.tag == "meta":
        return None
    at: Element | None = element
    while at is not None:
        if at in page.spans:
            first, end = page.spans[at]
            return _within(page, at, element, first, end)
        at = at.getparent()
    return None


def _within(page: Page, holder: Element, element: Element, first: int, end: int) -> int | None:
    if end - first <= 1 or holder is element:
        return first if end > first else None
    text = " ".join(element.text_content().split())
    for number in range(first, min(end, first + 400)):
        if text and text in " ".join(page.blocks[number].text.split()):
            return number
    return first


def day_of(found: Dated) -> date:
    """The day in London on which it falls."""
    return found.moment.astimezone(LONDON).date() if found.precision in EXACT else found.day


def _agreed(published: Sequence[_Told], updated: Sequence[_Told]) -> Dated | None:
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


def _refined(best: Dated, told: Sequence[_Told], page: Page, place: Place) -> Dated:
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
            near = _nearness(place, _block_of(page, element) or 0)
            if near is not None:
                return told
    last = min(place.ends + 5, len(page.blocks))
    head = place.headline if place.headline is not None else place.begins
    for number in (*range(place.ends, last), *range(head, place.begins)):
        block = page.blocks[number]
        if len(block.text) > 160 or WRITTEN.search(block.text):
            continue
        named = re.search(r"(?i)\b(?:posted|by)\b", block.text) or _is_marked(block.element)
        hit = _TIME_ALONE.search(" ".join(block.text.split()))
        if named and hit:
            return hit["time"]
    return None


def _changed(updated: Sequence[_Told], published: Dated | None, again: set[date]) -> Dated | None:
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
