"""An editor’s Markdown as the HTML of a mail, with what it leads to; see `written` for its text.

It is the Markdown that pages take (`site_builder.prose`), with every link absolute.
"""

from dataclasses import dataclass

from markupsafe import Markup

from site_builder import prose
from site_builder.prose import LONGEST, PARSER, blocks, cleaner

_CODE = "font-family:Consolas,Menlo,monospace;font-size:15px"
_LIST = "margin:0 0 12px;padding-left:24px"
_STYLES = {
    "p": "margin:0 0 12px",
    "ul": _LIST,
    "ol": _LIST,
    "blockquote": "margin:0 0 12px;padding-left:12px;border-left:3px solid #8A857A",
    "pre": f"margin:0 0 12px;white-space:pre-wrap;{_CODE}",
    "code": _CODE,
}
_CLEANER = cleaner(_STYLES)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in an editor's Markdown: its address as written, and what is said for it, or ''."""

    url: str
    text: str


def html_of(markdown: str, base: str) -> Markup:
    """The HTML of blocks with their styles in place; `base` is where relative links begin."""
    return prose.html_of(blocks(markdown, base, base), _CLEANER)


def links_of(markdown: str, base: str) -> tuple[str, ...]:
    """The absolute addresses to which it leads, pictures among them, in order."""
    return tuple(
        str(child.attrs["href"])
        for token in blocks(markdown, base, base)
        for child in token.children or ()
        if child.type == "link_open"
    )


def pictures_of(markdown: str) -> tuple[Picture, ...]:
    """The pictures that stand in it."""
    return tuple(
        Picture(url=str(child.attrs.get("src", "")), text=child.content.strip())
        for token in PARSER.parse(markdown[:LONGEST])
        for child in token.children or ()
        if child.type == "image"
    )
