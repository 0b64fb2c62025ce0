"""What editors write in Markdown, as a page can hold it: no markup of their own, safe links alone.

Raw HTML is shown as it was written, a heading becomes a strong paragraph, since a page has its
own, and a picture becomes a link to it, since a page shows only what is the site's.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from urllib.parse import urljoin

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from site_builder.outside import outside
from site_builder.writable import writable

LONGEST = 20_000  # letters
_KEPT = 1_000
PARSER = MarkdownIt("commonmark", {"html": False})
_MAIL = re.compile(r"^mailto:[^\s<>\"]+@[^\s<>\"]+$")


def cleaner(styles: Mapping[str, str] | None = None) -> nh3.Cleaner:
    """What lets through the elements of Markdown alone; `styles` are put on them, by element."""
    return nh3.Cleaner(
        tags={"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"},
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        set_tag_attribute_values={tag: {"style": style} for tag, style in (styles or {}).items()},
    )


def html_of(tokens: Iterable[Token], clean: nh3.Cleaner) -> Markup:
    """The HTML of tokens, which holds no more than the cleaner lets through."""
    cleaned = clean.clean(PARSER.renderer.render(list(tokens), PARSER.options, {}))
    return Markup(writable(cleaned).strip())  # noqa: S704 - the cleaner saw to it


_CLEANER = cleaner()


@lru_cache(maxsize=_KEPT)
def prose(markdown: str, *, url: str, root: str) -> Markup:
    """The HTML of a text for a site at `url`, on a page from which `root` leads to it."""
    return html_of(blocks(markdown, url, root), _CLEANER)


def plainly(markdown: str) -> str:
    """Its words on one line, without marks and links."""
    found = []
    for token in blocks(markdown, "https://nowhere.invalid/", ""):
        found += [child.content or " " for child in token.children or () if not child.nesting]
        found += [" "] if token.children is not None else []
    return " ".join("".join(found).split())


def blocks(markdown: str, url: str, root: str) -> Iterator[Token]:
    """The parser's tokens of a text, with its headings and pictures made what is said above."""
    in_heading = False
    for token in PARSER.parse(writable(markdown[:LONGEST])):
        if token.type in {"heading_open", "heading_close"}:
            in_heading = token.type == "heading_open"
            token.tag = "p"
        if token.children is not None:
            inner = list(_inline(token.children, url, root))
            token.children = _strong(inner) if in_heading and inner else inner
        yield token


def _strong(inner: Sequence[Token]) -> list[Token]:
    return [Token("strong_open", "strong", 1), *inner, Token("strong_close", "strong", -1)]


def _inline(children: Sequence[Token], url: str, root: str) -> Iterator[Token]:
    """The same without links that lead nowhere, and with links in the place of pictures."""
    leads: list[bool] = []
    for child in children:
        if child.type == "image":
            address = None if any(leads) else _address(str(child.attrs.get("src", "")), url, root)
            yield from _picture(child.content, address)
        elif child.type == "link_open":
            address = _address(str(child.attrs.get("href", "")), url, root)
            leads.append(address is not None)
            if address is not None:
                child.attrs = {"href": address}
                yield child
        elif child.type != "link_close" or leads.pop():
            yield child


def _picture(text: str, address: str | None) -> Iterator[Token]:
    alt = " ".join(text.split())
    words = Token("text", "", 0, content=f"Picture: {alt}" if alt else "Picture")
    if address is None:
        yield words
        return
    yield Token("link_open", "a", 1, attrs={"href": address})
    yield words
    yield Token("link_close", "a", -1)


def _address(href: str, url: str, root: str) -> str | None:
    """Where a link leads from the page: what is the site's own stays so when it is moved.

    None where it leads nowhere that a page may.
    """
    if _MAIL.match(href):
        return href
    try:
        found = outside(urljoin(url, href))
    except ValueError:
        return None
    if found is None or not found.startswith(url):
        return found
    return root + found.removeprefix(url) or "./"
