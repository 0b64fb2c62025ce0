"""Comments on a page that names none: by their shape, and by what says that readers wrote."""

from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import html

from crawler.blocks import HEADINGS, Block, Page, one_line
from crawler.comment_dates import dates_in
from crawler.comment_headings import HEADING, MAX_HEADING, READERS
from crawler.comment_lines import MAX_HEAD, is_answered, is_profile, is_spoken
from crawler.comment_places import MAX_HEADINGS, end_of_prose, is_elsewhere, is_of_site, is_whole
from crawler.comment_regions import MAX_COMMENTS, Region, Said, look_like_comments, read_all
from crawler.flat_comments import flat_from
from crawler.marks import Role
from crawler.rows import Shape, dated_rows, shape_of
from crawler.undated_comments import above_forms, behind, between_buttons, is_prompt, read_named

Element = html.HtmlElement


def unmarked_on(page: Page, month_first: bool) -> list[Region]:
    """Comments on a page that names none: a row of one shape behind the article's prose.

    Each has a name, a date and words; and something says that they are readers': buttons to answer
    or to report, a form below them, a heading, 'wrote' in their heads.
    """
    stamps = [e for e in dates_in(page, page.tree)[:MAX_COMMENTS] if not is_elsewhere(page, e)]
    begins = end_of_prose(page)
    for row in dated_rows(page, stamps, begins)[:MAX_HEADINGS]:
        if _lead_elsewhere(page, row.items):
            continue
        evident = row.nested or _are_readers(page, row.items)
        if not evident and len(row.items) < 3:
            continue
        said = read_all([(item,) for item in row.items][:MAX_COMMENTS], month_first)
        if len(said) < 2 or not look_like_comments(said):
            continue
        if evident or _converse(said):
            first, end = page.spans[row.items[0]][0], max(page.spans[e][1] for e in row.items)
            region = Region(first=first, end=end, said=said)
            if not is_of_site(page, region):
                return [region]
    between = _between_heads(page, stamps, begins, month_first)
    return [between] if between else _undated(page, begins)


def _between_heads(
    page: Page, stamps: Sequence[Element], begins: int, month_first: bool
) -> Region | None:
    """Comments that have no element each: siblings that name and date, and words between them."""
    rows: dict[tuple[Element, Shape], list[Element]] = {}
    for stamp in stamps:
        for at in (stamp, *islice(stamp.iterancestors(), 1)):
            parent = at.getparent()
            first = page.spans.get(at, (0, 0))[0]
            if parent is None or first < begins or len(page.text_of(at)) > MAX_HEAD:
                break
            rows.setdefault((parent, shape_of(at)), []).append(at)
    for (parent, _), found in rows.items():
        heads = list(dict.fromkeys(found))
        if len(heads) < 2 or not _are_readers(page, heads):
            continue
        behind_text = (e for e in parent.iterchildren() if page.spans.get(e, (0, 0))[0] >= begins)
        above = next((e for e in behind_text if page.inside(e) and e.tag not in HEADINGS), None)
        for start in (heads[0], above):
            region = flat_from(page, start, month_first) if start is not None else None
            if region is not None and len(region.said) >= len(heads):
                return region
    return None


def _undated(page: Page, begins: int) -> list[Region]:
    """Words with a name each, and no date, where something says that readers sent them."""
    for start in islice(_starts(page, begins), MAX_HEADINGS):
        if is_elsewhere(page, start) or is_whole(start):
            continue
        if named := read_named(page, start):
            first, end = page.spans[named[0].parts[0]][0], page.spans[named[-1].parts[-1]][1]
            said = tuple((one.parts, one.reading) for one in named)
            return [Region(first=first, end=end, said=said)]
    return []


def _starts(page: Page, begins: int) -> Iterator[Element]:
    """Where undated words of readers may begin.

    Below a line that announces them, in what is named for them, where buttons answer them, in a
    list of 'X says', and above the form that sends them.
    """
    yield from _announced(page, begins)
    for element in page.marked(Role.COMMENTS):
        if len(page.inside(element)) > 3 and page.spans[element][0] >= begins:
            yield from _with_what_is_headed(page, element)
    for row in dated_rows(page, between_buttons(page, begins)[:MAX_COMMENTS], begins)[:3]:
        yield row.items[0]
    yield from _spoken_lists(page, begins)
    for start in above_forms(page):
        if page.spans[start][0] >= begins:
            yield from _with_what_is_headed(page, start)


def _announced(page: Page, begins: int) -> Iterator[Element]:
    for number in page.plain:
        block = page.blocks[number]
        text = block.text.replace("\n", " ")
        told = is_prompt(text) or (len(text) <= MAX_HEADING and HEADING.fullmatch(text))
        if number >= begins and told and (start := behind(page, block.element)) is not None:
            yield start


def _with_what_is_headed(page: Page, element: Element) -> Iterator[Element]:
    """An element, and what stands below the heading that it begins with."""
    yield element
    heads = page.inside(element)[0].element
    if heads.tag in HEADINGS and (start := behind(page, heads)) is not None:
        yield start


def _spoken_lists(page: Page, begins: int) -> Iterator[Element]:
    """The first item of each list in which every item says who said it."""
    for listed in page.tree.iter("ol", "ul"):
        said = [item for item in listed.iterchildren("li") if page.inside(item)]
        spoken = len(said) > 1 and all(is_spoken(page.inside(item)[0].text) for item in said)
        if spoken and page.spans[said[0]][0] >= begins:
            yield said[0]


def _converse(said: Sequence[Said]) -> bool:
    """Whether one of them calls another by name, at its beginning or with an @."""
    names = {r.author for _, r in said if r.author and len(r.author) > 3}
    for _, reading in said:
        begin = reading.text[:MAX_HEADING]
        for name in names - {reading.author}:
            if f"@{name}" in reading.text or begin.startswith(name):
                return True
    return False


def _lead_elsewhere(page: Page, items: Sequence[Element]) -> bool:
    """Whether they are ways to other articles: most of them, a heading or a line is one link."""
    blocks = [block for item in items for block in page.inside(item)]
    linked = sum(block.linked for block in blocks)
    if linked > 0.6 * sum(len(block.text) for block in blocks):
        return True
    return any(
        block.density > 0.9 and _is_title(block.first_link, block.element.tag in HEADINGS)
        for block in blocks
    )


def _is_title(link: Element | None, heads: bool) -> bool:
    """Whether a link has a title's words and leads away: one to the page itself is a subject's."""
    if link is None or (link.get("href") or "").startswith("#"):
        return False
    return one_line(link.text_content()).count(" ") >= (3 if heads else 4)


def _is_reader(block: Block) -> bool:
    """Whether it is a button to answer, or tells how long somebody has been a member."""
    return any(
        is_answered(line) or is_profile(line) for line in (block.text, *block.text.split("\n"))
    )


def _are_readers(page: Page, items: Sequence[Element]) -> bool:
    """Whether something says that a row of dated pieces is what readers wrote."""
    holder = items[0].getparent()
    if all(any(map(_is_reader, page.inside(item))) for item in items):
        return True
    first = page.spans[items[0]][0]
    above = [block.text for block in page.blocks[max(0, first - 2) : first]]
    if any(len(text) < MAX_HEADING and READERS.search(text) for text in above):
        return True
    if all(any(is_spoken(block.text) for block in page.inside(item)[:3]) for item in items):
        return not any(page.roles.get(at, Role.NONE) & Role.BODY for at in items[0].iterancestors())
    boxes = [holder, holder.getnext()] if holder is not None else []
    return any(box is not None and box.find(".//textarea") is not None for box in boxes)
