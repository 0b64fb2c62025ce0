"""What a built site leads to and loads: every address in its pages, data, feeds and lists."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import feedparser
from icalendar import Calendar
from lxml import etree, html

from tests.site_builder.sites import BASE

_LEADS = "//@href | //@src | //@action | //@poster | //@data | //@*[local-name()='href']"
_REFRESH = "//meta[@http-equiv='refresh']/@content"
_SAME = "//link[@rel='canonical']/@href | //meta[@property='og:url']/@content"
_LOADS = (
    "//link[contains('stylesheet icon preload modulepreload prefetch manifest', @rel)]/@href"
    " | //*[self::script or self::img or self::iframe or self::source or self::video"
    " or self::audio or self::embed or self::track or self::input]/@src"
    " | //@srcset | //@poster | //object/@data | //*[self::image or self::use]/@href"
)
_PATH = re.compile(r"[a-z0-9-]+(?:/[^/\s]+)*\.(?:html|json|xml|ics|opml)(?:#\S+)?").fullmatch
_URL = re.compile(r"url\(([^)]*)\)")
_SAFE = ("http:", "https:", "mailto:")


class Reached:
    """The files of a site, and where each of its addresses leads."""

    def __init__(self, site: Path) -> None:
        self.site = site
        self.pages = {
            path.relative_to(site).as_posix(): html.document_fromstring(path.read_bytes())
            for path in sorted(site.rglob("*.html"))
        }
        self._ids = {path: set(tree.xpath("//@id")) for path, tree in self.pages.items()}

    def dead(self) -> list[tuple[str, str]]:
        """Which file leads to what is not there, a page's place included."""
        return [(path, link) for path, link in self._leads() if not self._is_there(path, link)]

    def unsafe(self) -> list[tuple[str, str]]:
        """Links that are neither the web's nor ours nor of mail."""
        found = []
        for path, tree in self.pages.items():
            for link in tree.xpath(_LEADS):
                scheme = re.match(r"[\x00-\x20]*([a-zA-Z][a-zA-Z0-9+.\-\s]*:)", link)
                if scheme and scheme[1].lower() not in _SAFE:
                    found.append((path, link))
        return found

    def foreign(self) -> list[tuple[str, str]]:
        """What a page or the style sheet would load from another host."""
        loads = [(path, one) for path, tree in self.pages.items() for one in tree.xpath(_LOADS)]
        for sheet in sorted(self.site.rglob("*.css")):
            path = sheet.relative_to(self.site).as_posix()
            loads += [(path, one.strip("'\"")) for one in _URL.findall(sheet.read_text("utf-8"))]
        here = [(path, one, urljoin(BASE + path, one)) for path, one in loads]
        return [(path, one) for path, one, whole in here if not whole.startswith(BASE)]

    def neighbours(self, path: str) -> list[str]:
        """The pages that a page leads to."""
        links = [
            urldefrag(urljoin(BASE + path, link))[0] for link in self.pages[path].xpath("//a/@href")
        ]
        return [link.removeprefix(BASE) for link in links if link.startswith(BASE)]

    def moved(self) -> list[str]:
        """The pages at old addresses, which lead on."""
        return [path for path, tree in self.pages.items() if tree.xpath(_REFRESH)]

    def _is_there(self, path: str, link: str) -> bool:
        target, place = urldefrag(urljoin(BASE + path, link))
        if not target.startswith(BASE):
            return True
        inside = unquote(target.removeprefix(BASE).partition("?")[0]) or "index.html"
        if not (self.site / inside).is_file():
            return False
        return not place or unquote(place) in self._ids.get(inside, ())

    def _leads(self) -> Iterator[tuple[str, str]]:
        yield from self._in_pages()
        yield from self._in_files()

    def _in_pages(self) -> Iterator[tuple[str, str]]:
        for path, tree in self.pages.items():
            for link in (*tree.xpath(_LEADS), *tree.xpath(_SAME)):
                yield path, link
            for refresh in tree.xpath(_REFRESH):
                yield path, refresh.partition("url=")[2]

    def _in_files(self) -> Iterator[tuple[str, str]]:
        for file in sorted(self.site.rglob("*.json")):
            for text in strings(json.loads(file.read_bytes())):
                if text.startswith(BASE) or _PATH(text):
                    yield file.relative_to(self.site).as_posix(), urljoin(BASE, text)
        for file in (*self.site.rglob("*.xml"), *self.site.rglob("*.opml")):
            path = file.relative_to(self.site).as_posix()
            for link in _in_xml(file):
                yield path, link
        for file in self.site.rglob("*.ics"):
            for event in Calendar.from_ical(file.read_bytes()).walk("VEVENT"):
                yield file.name, str(event.get("URL", BASE))


def strings(value: object) -> Iterator[str]:
    """Every text in what JSON told."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


def _in_xml(file: Path) -> Iterator[str]:
    tree = etree.parse(file, etree.XMLParser(resolve_entities=False))
    yield from map(
        str, tree.xpath("//@href | //@xmlUrl | //@htmlUrl | //*[local-name()='loc']/text()")
    )
    for entry in feedparser.parse(file.read_bytes()).get("entries", ()):
        for content in entry.get("content", ()):
            yield from map(
                str, html.fragment_fromstring(content["value"], create_parent=True).xpath("//@href")
            )
