"""The list of sources: read from `sources.toml`, each mistake named with its line."""

import json
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import Annotated, Any

from cssselect import GenericTranslator, SelectorError
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
)

from commissioning.domain.articles import FeedEntry, SourceKind
from commissioning.domain.errors import SettingsError
from commissioning.toml import explain, line_of, parse_toml, text_of
from crawler.selectors import Selectors

FILE = "sources.toml"
WAYS = ("feed", "sitemap", "listing", "wordpress", "blogger", "page")

_NEW_WAYS = frozenset({"wordpress", "blogger", "page"})
_SECONDS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


def _as_kind(value: object) -> object:
    return SourceKind(value) if isinstance(value, str) and value in set(SourceKind) else value


def _as_tuple(value: object) -> object:
    """One string stands for a list of one."""
    return (
        (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value
    )


def _as_span(value: object) -> object:
    if not isinstance(value, str) or not (hit := re.fullmatch(r"(\d{1,4})([mhdw])", value)):
        raise ValueError("write a number and m, h, d or w, such as '6h'")
    span = timedelta(seconds=int(hit[1]) * _SECONDS[hit[2]])
    if not timedelta(minutes=5) <= span <= timedelta(weeks=52):
        raise ValueError("write a time between '5m' and '52w'")
    return span


def _write_span(span: timedelta) -> str:
    """'6h': the largest unit that says it without a rest."""
    whole = int(span.total_seconds())
    unit = next(unit for unit in "wdhm" if whole % _SECONDS[unit] == 0)
    return f"{whole // _SECONDS[unit]}{unit}"


def _address(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+\S*", text):
        raise ValueError("write an address that begins with http:// or https://")
    return text


def _path(text: str) -> str:
    if not re.fullmatch(r"/\S*", text):
        raise ValueError("write the beginning of a path, such as '/news/'")
    return text


def _selector(text: str) -> str:
    try:
        GenericTranslator().css_to_xpath(text)
    except SelectorError as error:
        raise ValueError(f"no CSS selector ({error})") from error
    return text


def _template(text: str) -> str:
    if text.count("{n}") != 1:
        raise ValueError("write {n} once, where the number of the page stands")
    return text


_Url = Annotated[str, Field(max_length=2_000), AfterValidator(_address)]
_Urls = Annotated[tuple[_Url, ...], Field(max_length=100), BeforeValidator(_as_tuple)]
_Prefix = Annotated[str, Field(max_length=300), AfterValidator(_path)]
_Css = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_selector)]
_Number = Annotated[int, Field(ge=0, le=1_000_000)]
_Span = Annotated[
    timedelta,
    BeforeValidator(_as_span),
    PlainSerializer(_write_span, return_type=str, when_used="json"),
]


class Listing(BaseModel):
    """A page that links to articles.

    url    its address
    item   CSS selector of the links to the articles, or of the blocks around them
    title  CSS selector of an article's headline near its link; the link's own words if left out
    date   CSS selector of an article's date near its link
    next   CSS selector of the link to the next page of the listing, or else
    pages  the address of further pages with {n} for their number, absolute or as a link on `url`
    first  the number of the page after `url`
    last   the number of the last page; onward for as long as pages list articles if left out
    step   how far numbers are apart, for sites that count articles and not pages
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    url: _Url
    item: _Css
    title: _Css | None = None
    date: _Css | None = None
    next: _Css | None = None
    pages: Annotated[str, Field(max_length=2_000), AfterValidator(_template)] | None = None
    first: _Number = 2
    last: _Number | None = None
    step: Annotated[int, Field(ge=1, le=1_000)] = 1


class SelectorTable(BaseModel):
    """Where the text stands in an outlet's pages; see `crawler.selectors.Selectors`."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    since: date | None = None
    until: date | None = None
    text: _Css | None = None
    headline: _Css | None = None
    byline: _Css | None = None
    published: _Css | None = None
    comments: _Css | None = None
    remove: _Css | None = None

    @property
    def selectors(self) -> Selectors:
        """The same, as the readers of pages take it."""
        return Selectors(**self.model_dump())


class SourceEntry(BaseModel):
    """An outlet to collect from.

    What lists its articles is one of these; where none is given, its home page is asked for a feed:

    feed       an RSS, RDF, Atom or JSON feed
    sitemaps   in the file `sitemap`: one sitemap, or several
    listing    a page that links to articles
    wordpress  the address of a WordPress blog, whose whole history can be had
    blogger    the address of a Blogger blog, whose whole history can be had
    page       a single page, which is the article

    only   paths that articles' addresses begin with; others are left alone
    every  the time between two polls; None: as often as the source turns out to need
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    slug: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    home: _Url
    kind: Annotated[SourceKind, BeforeValidator(_as_kind)]
    feed: _Url | None = None
    sitemaps: Annotated[_Urls, Field(alias="sitemap")] = ()
    listing: Listing | None = None
    wordpress: _Url | None = None
    blogger: _Url | None = None
    page: _Url | None = None
    only: Annotated[tuple[_Prefix, ...], BeforeValidator(_as_tuple)] = ()
    every: _Span | None = None
    selector_tables: Annotated[
        tuple[SelectorTable, ...], Field(alias="selectors"), BeforeValidator(_as_tuple)
    ] = ()
    sample: bool = False

    @property
    def sitemap(self) -> str | None:
        """The first of its sitemaps."""
        return self.sitemaps[0] if self.sitemaps else None

    @property
    def selectors(self) -> tuple[Selectors, ...]:
        """Where the text stands in its pages, by date; the first that holds counts."""
        return tuple(table.selectors for table in self.selector_tables)


def packaged_sources() -> str:
    """The text of the list that comes with the product."""
    return (files("crawler") / FILE).read_text("utf-8")


def load_sources(path: Path) -> tuple[SourceEntry, ...]:
    """The sources of a file, in its order; SettingsError names file, line and what to write."""
    return parse_sources(text_of(path), path=str(path))


def parse_sources(text: str, *, path: str = FILE) -> tuple[SourceEntry, ...]:
    """The sources that `text` lists; see `load_sources`."""
    tables = parse_toml(text, path=path)
    for key in tables:
        if key != "source":
            message = f"'{key}' is no setting here; begin each source with [[source]]"
            raise SettingsError(path, line_of(text, (key,)), message)
    found = _tables(tables, path)
    entries: dict[str, SourceEntry] = {}
    for table, place in zip(found, _places(text, path, len(found)), strict=True):
        entry = _entry(table, place)
        if entry.slug in entries:
            message = f"there is another source '{entry.slug}'; give each its own slug"
            raise place.error(("slug",), message)
        entries[entry.slug] = entry
    return tuple(entries.values())


def _tables(tables: dict[str, Any], path: str) -> list[dict[str, Any]]:
    found = tables.get("source", [])
    if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
        raise SettingsError(path, None, "begin each source with a line [[source]]")
    return found


def _headings(lines: Sequence[str], name: str) -> list[int]:
    """The lines, from 1, on which a table [[name]] of a list begins."""
    heading = re.compile(rf"\s*\[\[\s*{re.escape(name)}\s*\]\]")
    return [number for number, line in enumerate(lines, start=1) if heading.match(line)]


def _places(text: str, path: str, count: int) -> Iterator["_Place"]:
    """Where each of the sources stands; anywhere, for a list that is written in another way."""
    lines = text.splitlines()
    starts = _headings(lines, "source")
    if len(starts) != count:
        yield from (_Place(path=path, lines=lines, start=1) for _ in range(count))
        return
    ends = [*starts[1:], len(lines) + 1]
    for start, end in zip(starts, ends, strict=False):
        yield _Place(path=path, lines=lines, start=start, end=end)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where an entry stands: its file, the file's lines, its own from `start` to before `end`."""

    path: str
    lines: Sequence[str]
    start: int
    end: int | None = None

    def error(self, where: tuple[str | int, ...], message: str) -> SettingsError:
        """The error of a setting of this entry."""
        return SettingsError(self.path, self._line(where), message)

    def _line(self, where: tuple[str | int, ...]) -> int:
        """The line of a setting, else of the nearest table or list around it that has one."""
        lines = self.lines[: self.end - 1 if self.end else None]
        after, names = self.start, ["source"]
        for part in where:
            if isinstance(part, str):
                names.append(part)
                continue
            below = _headings(lines[after:], ".".join(names))
            after += below[part] if part < len(below) else 0
        for length in range(len(names), 1, -1):
            if found := line_of("\n".join(lines), tuple(names[:length]), after=after):
                return found
        return self.start


def _entry(table: dict[str, Any], place: _Place) -> SourceEntry:
    ways = [name for name in WAYS if name in table]
    if len(ways) > 1 and _NEW_WAYS.intersection(ways):
        message = f"'{ways[0]}' and '{ways[-1]}' exclude each other; take one of them out"
        raise place.error((ways[-1],), message)
    try:
        return SourceEntry.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = tuple(part for part in first["loc"] if part != "function-after")
        if where == ("kind",) and first["type"] != "missing":
            known = ", ".join(kind for kind in SourceKind if kind is not SourceKind.FILE)
            message = f"'kind' cannot be {first['input']!r:.60}; write one of {known}"
        else:
            message = explain(tuple(str(part) for part in where), first, within="source.")
        raise place.error(where, message.replace("value error, ", "")) from error


def free_slug(name: str, taken: Collection[str]) -> str:
    """A slug out of a name, unlike any that is taken."""
    letters = unicodedata.normalize("NFKD", name.replace("&", " and ")).encode("ascii", "ignore")
    words = re.findall(r"[a-z0-9]+", letters.decode("ascii").lower().replace("'", ""))
    slug = "-".join(words)[:80].strip("-") or "source"
    numbered = (f"{slug}-{number}" for number in count(2))
    return slug if slug not in taken else next(other for other in numbered if other not in taken)


def write_entry(entry: SourceEntry, remarks: Mapping[str, str] | None = None) -> str:
    """The entry as it stands in the file, with a remark behind some of its lines.

    Without tables of its own: a listing is written in one line.
    """
    values = entry.model_dump(
        mode="json", by_alias=True, exclude_defaults=True, exclude={"selector_tables"}
    )
    lines = ["[[source]]"]
    for key, value in values.items():
        remark = (remarks or {}).get(key)
        lines.append(f"{key} = {_toml(value)}" + (f"  # {remark}" if remark else ""))
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        one = value[0] if len(value) == 1 else None
        return _toml(one) if one is not None else "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "")


def layout(source: SourceEntry, entry: FeedEntry, day: date) -> Selectors | None:
    """The source's own rules for a page of the day on which it was published, else captured."""
    if entry.published:
        day = entry.published.day
    for rules in source.selectors:
        if (rules.since or date.min) <= day <= (rules.until or date.max):
            return rules
    return None
