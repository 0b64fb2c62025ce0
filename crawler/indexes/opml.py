"""OPML: the list of sources that other readers of feeds take and give."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree

from commissioning.domain.articles import SourceKind
from commissioning.domain.errors import NotAFeed
from crawler.indexes import wordpress
from crawler.indexes.markup import read_markup
from crawler.sources import SourceEntry
from crawler.urls import canonical_url

MAX_BYTES = 5_000_000
MAX_OUTLINES = 10_000
MAX_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A line of an OPML file that is no mere heading.

    name    as it is written; else its address
    feed    its feed; None where only its home page is named
    home    its home page
    kind    the kind of source, where the file was written by `digest sources export`
    unused  why it cannot be used; None where it can
    """

    name: str
    feed: str | None = None
    home: str | None = None
    kind: SourceKind | None = None
    unused: str | None = None


def read_opml(body: bytes, *, name: str) -> tuple[Outline, ...]:
    """The outlines of a file in its order, those of headings among them, without the headings.

    Raises NotAFeed, with the file's `name`, for what is no OPML and over 5 MB.
    """
    if len(body) > MAX_BYTES:
        raise NotAFeed(name, f"larger than {MAX_BYTES // 1_000_000} MB")
    markup = read_markup(body)
    if markup is None or markup.root != "opml":
        raise NotAFeed(name, "no OPML")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(markup.text.encode("utf-8"), parser)
    found: list[Outline] = []
    for element in root.iter("{*}outline") if root is not None else ():
        written = {key.lower(): value.strip() for key, value in _attributes(element)}
        is_heading = len(element) > 0 or not (set(written) - {"text", "title"})
        if "xmlurl" in written or not is_heading:
            found.append(_outline(written))
        if len(found) == MAX_OUTLINES:
            break
    return tuple(found)


def _attributes(element: etree._Element) -> Iterator[tuple[str, str]]:
    for key, value in element.items():
        yield str(key), str(value)


def _outline(written: Mapping[str, str]) -> Outline:
    given = written.get("xmlurl") or ""
    home = written.get("htmlurl") or ("" if given else written.get("url") or "")
    name = written.get("text") or written.get("title") or given or home
    name = " ".join(name.split())[:MAX_NAME] or "an outline without a name"
    if written.get("type", "").lower() == "include" or home.lower().endswith(".opml"):
        return Outline(name=name, unused="it names another list; import that one")
    feed, page = canonical_url(given), canonical_url(home)
    if given and feed is None:
        return Outline(name=name, unused=f"{given[:100]!r} is no address of a feed")
    if feed is None and page is None:
        return Outline(name=name, unused="it names neither a feed nor a home page")
    return Outline(
        name=name,
        feed=feed,
        home=page or canonical_url("/", base=feed),
        kind=_kind(written.get("category", "")),
    )


def _kind(category: str) -> SourceKind | None:
    names = {name.strip("/ ").lower() for name in category.split(",")}
    return next((kind for kind in SourceKind if kind.value in names), None)


def write_opml(entries: Iterable[SourceEntry], *, title: str) -> str:
    """The sources as OPML 2.0: by their feeds, or where they have none, by their home pages."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"<head><title>{_escaped(title)}</title></head>",
        "<body>",
        *(_line(entry) for entry in entries),
        "</body>",
        "</opml>",
    ]
    return "\n".join(lines) + "\n"


def _line(entry: SourceEntry) -> str:
    feed = feed_of(entry)
    values = {"text": entry.name, "title": entry.name, "category": f"/{entry.kind.value}"}
    if feed:
        values |= {"type": "rss", "xmlUrl": feed, "htmlUrl": entry.home}
    else:
        values |= {"type": "link", "url": entry.home}
    return "<outline " + " ".join(f"{key}={quoteattr(text)}" for key, text in values.items()) + "/>"


def feed_of(entry: SourceEntry) -> str | None:
    """The feed of a source, also of a blog that is collected in another way."""
    if entry.wordpress:
        return wordpress.feed_address(entry.wordpress)
    if entry.blogger:
        return f"{entry.blogger.rstrip('/')}/feeds/posts/default"
    return entry.feed


def _escaped(text: str) -> str:
    return quoteattr(text)[1:-1]
