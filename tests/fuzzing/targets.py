"""The readers of outside bytes as functions of bytes: one table for tests and for `make fuzz`.

A target gives what its reader made of the bytes, for `soundness` to look at, and raises only what
its readers are documented to raise.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from protego import Protego

from commissioning.domain.dates import Dated, Precision
from commissioning.domain.errors import DigestError
from commissioning.domain.words import read_words
from commissioning.register.additions import parse_additions
from commissioning.register.milestones import parse_milestones
from commissioning.research.query import Query
from commissioning.settings import parse_settings
from commissioning.store.words import fts5, tsquery
from crawler.archive.transfer import decoded
from crawler.archive.warc import read_records
from crawler.dates import find_dates, find_month, read_date, without_dates, writes_month_first
from crawler.importing.plain import read_text
from crawler.importing.records import read_record
from crawler.importing.signs import content_of, has_signs, may_matter
from crawler.importing.wayback import original
from crawler.indexes.comments import read_comments
from crawler.indexes.discovery import Answer, propose
from crawler.indexes.feeds import parse_feed
from crawler.indexes.listings import read_listing
from crawler.indexes.opml import read_opml, write_opml
from crawler.indexes.sitemaps import read_sitemap
from crawler.indexes.wordpress import read_wordpress
from crawler.pages.page import read_page
from crawler.sources import Listing, parse_sources, write_entry
from crawler.spiders.patience import retry_after
from crawler.urls import canonical_url, url_key
from desk.forms import BadForm, parse_form
from desk.mail import prose as mail
from desk.mail.written import Notes, markdown_of, text_of
from nlp.lines import BadLine, parse
from site_builder.outside import outside
from site_builder.prose import plainly, prose
from tests.fuzzing.soundness import Unsound

URL = "https://news.example/2011/03/a-story"
REST = "https://blog.example/wp-json/wp/v2/posts?page=1"
NOW = datetime(2026, 11, 16, tzinfo=UTC)
CAPTURED = Dated(moment=NOW, precision=Precision.SECOND, found_in="response")
LISTING = Listing(url=URL, item="h2 a, li", next="a.next", date="time", title="h2")
SITE = "https://digest.example/"
AGENT = "CommissioningDigest"
MAX_BODY = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A reader of outside bytes.

    read       what it makes of them
    allowed    what it may raise: the input's fault, said in one line
    max_bytes  of an input that is made up
    seconds    that one such input may take, on a busy machine
    """

    name: str
    read: Callable[[bytes], object]
    allowed: tuple[type[Exception], ...] = (DigestError,)
    max_bytes: int = 8_192
    seconds: float = 5.0


def _words(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _feed(data: bytes) -> object:
    return parse_feed(data, url=URL)


def _comments(data: bytes) -> object:
    return read_comments(data, url=URL, content_type=None)


def _rest(data: bytes) -> object:
    headers = {"X-WP-TotalPages": "7"}
    return read_wordpress(data, url=REST, content_type=None, headers=headers)


def _rest_comments(data: bytes) -> object:
    return read_comments(b"[" + data, url=URL, content_type="application/json")


def _sitemap(data: bytes) -> object:
    return read_sitemap(data, url=URL)


def _listing(data: bytes) -> object:
    return read_listing(data, LISTING, url=URL)


def _discovery(data: bytes) -> object:
    """A site that answers every question with the same page."""
    body = data

    def probe(addresses: object) -> dict[str, Answer]:
        assert isinstance(addresses, tuple)
        return {url: Answer(url=url, status=200, body=body) for url in addresses}

    found = propose("https://blog.example/", data, probe)
    [again] = parse_sources(write_entry(found.entry))
    if again != found.entry:
        raise Unsound("entry", "a source that does not read back as it was written")
    return found.entry.name, found.entry.slug, found.newest


def _page(data: bytes) -> object:
    return read_page(data, url=URL, source="news", captured=CAPTURED)


def _text(data: bytes) -> object:
    return read_text(data, name="a.txt", url=URL, source="files", captured=CAPTURED)


def _record(data: bytes) -> object:
    return read_record(data, name="a.jsonl, line 1", captured=CAPTURED)


def _line(data: bytes) -> object:
    """A line to be tagged, which goes out as it came in, and into no database."""
    text = parse(data)
    return [str(getattr(text, name)).replace("\0", "") for name in text.__dataclass_fields__]


def _robots(data: bytes) -> object:
    rules = Protego.parse(_words(data))
    delay = rules.crawl_delay(AGENT)
    return rules.can_fetch(URL, AGENT), None if delay is None else float(delay)


def _opml(data: bytes) -> object:
    return read_opml(data, name="a.opml")


def _warc(data: bytes) -> object:
    """The records as an import reads them: from the start, and again from the last of them."""
    found: list[object] = []
    places: list[int] = []
    for record in read_records(BytesIO(data), name="a.warc", max_bytes=MAX_BODY, wants=may_matter):
        places.append(record.start)
        if record.response is not None:
            page = original(record.response)
            found.append((content_of(page).value, has_signs(page.body)))
            if len(page.body) > MAX_BODY:
                raise Unsound("body", "larger than was asked for")
    if places:
        again = read_records(BytesIO(data), name="a.warc", start=places[-1], max_bytes=MAX_BODY)
        if next(again).start != places[-1]:
            raise Unsound("place", "reading does not begin again where it stopped")
    return found


def _transfer(data: bytes) -> object:
    """The first line is the headers' say, the rest is the body."""
    head, _, body = data.partition(b"\n")
    transfer, _, content = head.decode("latin-1").partition("|")
    found = decoded(body, transfer=transfer, content=content, max_bytes=MAX_BODY)
    if len(found) > MAX_BODY:
        raise Unsound("body", "larger than was asked for")
    return len(found)


def _dates(data: bytes) -> object:
    text = _words(data)
    without_dates(text)
    return (
        read_date(text, found_in="page"),
        read_date(text, found_in="page", month_first=True),
        tuple(find_dates(text, found_in="page")),
        find_month(text, found_in="page"),
        writes_month_first(text),
        retry_after(text, NOW),
    )


def _addresses(data: bytes) -> object:
    text = _words(data)
    url_key(text)
    found = canonical_url(text), canonical_url(text, base=URL)
    for address in filter(None, found):
        # Punycode that means nothing is nobody's name, and is taken for another one.
        if canonical_url(address) != address and "xn--" not in text.lower():
            raise Unsound(address, "a canonical address that is not its own")
        if url_key(url_key(address)) != url_key(address):
            raise Unsound(address, "a key that is not its own")
    return *found, outside(text)


def _markdown(data: bytes) -> object:
    text = _words(data)
    shown = prose(text, url=SITE, root="../"), mail.html_of(text, SITE)
    for made in shown:
        _check_html(made)
    return *shown, plainly(text), mail.links_of(text, SITE), _mailed(text), mail.pictures_of(text)


def _mailed(text: str) -> tuple[str, str]:
    return text_of(text, SITE, Notes()), markdown_of(text, SITE)


def _check_html(made: str) -> None:
    for piece in made.split("<")[1:]:
        tag, _, _ = piece.partition(">")
        name = tag.lstrip("/").split(" ")[0]
        if name not in _TAGS or (tag.startswith("a ") and not _is_link(tag)):
            raise Unsound("html", f"markup that nobody may write: <{tag[:60]}>")


_TAGS = frozenset("a blockquote br code em hr li ol p pre strong ul".split())


def _is_link(tag: str) -> bool:
    starts = ('a href="http://', 'a href="https://', 'a href="mailto:', 'a href="../')
    return tag.startswith(starts)


def _form(data: bytes) -> object:
    return parse_form(data)


def _settings(data: bytes) -> object:
    parsed = parse_settings(_words(data), workspace=Path("workspace"))
    return parsed.site.name, parsed.collect.allow


def _sources(data: bytes) -> object:
    entries = parse_sources(_words(data))
    for entry in entries:
        parse_sources(write_entry(entry))
    write_opml(entries, title="sources")
    return tuple((entry.slug, entry.name, entry.home) for entry in entries)


def _register(data: bytes) -> object:
    return parse_additions(_words(data), file="register.toml")


def _milestones(data: bytes) -> object:
    return parse_milestones(_words(data), file="milestones.toml")


def _words_asked(data: bytes) -> object:
    """What was asked, as both databases are asked for it; SQLite says whether it understands."""
    asked = read_words(_words(data))
    found = fts5(asked)
    _INDEX.execute("SELECT rowid FROM texts WHERE texts MATCH ?", (found,)).fetchall()
    return fts5(asked), found, tsquery(asked)


_INDEX = sqlite3.connect(":memory:", check_same_thread=False)
_INDEX.execute("CREATE VIRTUAL TABLE texts USING fts5(words)")


def _query(data: bytes) -> object:
    """A saved query as it is read back, and written again."""
    try:
        asked = json.loads(data)
    except (ValueError, RecursionError):
        return None
    found = Query.read(asked) if isinstance(asked, dict) else Query()
    if Query.read(found.as_written()) != found:
        raise Unsound("query", "what does not read back as it was written")
    return None


def _targets() -> Iterator[Target]:
    yield Target(name="feed", read=_feed)
    yield Target(name="comments", read=_comments)
    yield Target(name="rest", read=_rest)
    yield Target(name="rest-comments", read=_rest_comments)
    yield Target(name="sitemap", read=_sitemap)
    yield Target(name="listing", read=_listing)
    yield Target(name="discovery", read=_discovery)
    yield Target(name="page", read=_page, max_bytes=12_000)
    yield Target(name="text", read=_text)
    yield Target(name="record", read=_record)
    yield Target(name="line", read=_line, allowed=(BadLine,))
    yield Target(name="robots", read=_robots)
    yield Target(name="opml", read=_opml)
    yield Target(name="warc", read=_warc)
    yield Target(name="transfer", read=_transfer)
    yield Target(name="dates", read=_dates, max_bytes=400)
    yield Target(name="addresses", read=_addresses, max_bytes=2_500)
    yield Target(name="markdown", read=_markdown)
    yield Target(name="words", read=_words_asked, max_bytes=2_500)
    yield Target(name="query", read=_query, max_bytes=2_500)
    yield Target(name="form", read=_form, allowed=(BadForm,))
    yield Target(name="settings", read=_settings)
    yield Target(name="sources", read=_sources)
    yield Target(name="register", read=_register)
    yield Target(name="milestones", read=_milestones)


TARGETS = {target.name: target for target in _targets()}
