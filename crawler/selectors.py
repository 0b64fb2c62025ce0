"""What a source may say of its own pages: CSS selectors, with the days between which they hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cssselect import SelectorError
from lxml import etree, html
from lxml.cssselect import CSSSelector

Element = html.HtmlElement


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """CSS selectors for one layout of an outlet; what is None is found without them.

    since      first day on which pages were published in this layout; None for always
    until      last day of it; None for still
    text       the element, or elements, that hold the text and nothing else
    headline   the headline's element
    byline     the element that names the authors
    published  the element that shows, or whose `datetime` or `content` gives, the date
    comments   each comment, not the list of them
    remove     what stands inside the text and does not belong to it
    """

    since: date | None = None
    until: date | None = None
    text: str | None = None
    headline: str | None = None
    byline: str | None = None
    published: str | None = None
    comments: str | None = None
    remove: str | None = None


def selected(tree: Element, selector: str | None) -> Sequence[Element]:
    """The elements that a selector finds, in the order of the page; none for None.

    Raises ValueError for what is no CSS selector, naming it.
    """
    if selector is None:
        return ()
    try:
        return list(CSSSelector(selector, translator="html")(tree))
    except (SelectorError, etree.XPathError) as error:
        raise ValueError(f"not a CSS selector: {selector!r} ({error})") from error
