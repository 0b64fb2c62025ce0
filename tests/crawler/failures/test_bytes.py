"""Bytes that are not what they are said to be, and bytes that are meant to do harm."""

import gzip
import time
from dataclasses import dataclass

import pytest

from commissioning.domain.coverage import RejectionReason
from commissioning.store.rows import ArticleRow
from tests.crawler.failures.modes import mode
from tests.crawler.failures.web import HOME, RSS, XML, Collection, headline, item, page, story

SAID = "“We can’t – and won’t – pay £1m,” said Siân Müller of the café."
SHORT = "“We won’t – ever,” he said."


OUTSIDE = '<!ENTITY x SYSTEM "file:///etc/passwd">'


def named(title: str, charset: str = "utf-8") -> str:
    """A feed of one item."""
    declared = f'<?xml version="1.0" encoding="{charset}"?>'
    only = f"<item>{title}<link>LINK</link></item>"
    return f'{declared}<rss version="2.0"><channel>{only}</channel></rss>'


@dataclass(frozen=True)
class Case:
    """A page's text, how it is sent, and what is to be read of it.

    text     as it is written, SAID where nothing is given
    charset  in which it is sent; `told` in its header, `marked` in its head
    """

    charset: str = "utf-8"
    told: str | None = "utf-8"
    marked: str | None = None
    text: str = SAID
    wanted: str = SAID
    before: str = ""


CASES = {
    "bytes: wrong charset declared": {
        "windows-1252 as UTF-8": Case("windows-1252"),
        "windows-1252 as UTF-8 in its head": Case("windows-1252", None, "utf-8"),
        "UTF-8 as ISO-8859-1": Case("utf-8", "iso-8859-1"),
        "UTF-8 as ISO-8859-1 in its head": Case("utf-8", None, "iso-8859-1"),
        "UTF-8 as windows-1252": Case("utf-8", "windows-1252"),
        "UTF-8 as nothing": Case("utf-8", None),
        "windows-1252 as nothing": Case("windows-1252", None),
        "no charset at all": Case("utf-8", "banana"),
        "header and head disagree": Case("windows-1252", "windows-1252", "utf-8"),
    },
    "bytes: windows-1252 quotes in latin-1": {
        "as bytes": Case("windows-1252", "iso-8859-1"),
        "as bytes, by its head": Case("windows-1252", None, "latin-1"),
        "as numbers": Case(text="&#147;We won&#146;t &#150; ever,&#148; he said.", wanted=SHORT),
        "in UTF-8 once more": Case(text=SHORT.encode().decode("latin-1"), wanted=SHORT),
    },
    "bytes: UTF-16 as UTF-8": {
        "with its mark": Case("utf-16"),
        "without": Case("utf-16-le"),
        "big end first": Case("utf-16-be"),
    },
    "bytes: NULs": {
        "in the text": Case(text=SAID.replace("won’t", "wo\0n’t")),
        "before the page": Case(before="\0\0\0"),
        "as numbers": Case(
            text=SAID.replace("won’t", "wo&#0;n’t").replace("pay", "p&#x0;ay"),
            wanted="£1m,” said Siân Müller",
        ),
        "other controls": Case(text=SAID.replace("won’t", "\x01won’t\x0b\x1f")),
    },
    "bytes: `&amp;amp;`": {
        "in the text": Case(
            text="Barts &amp;amp; the London paid &amp;pound;3 for &amp;#8217;no&amp;#8217;.",
            wanted="Barts & the London paid £3 for ’no’.",
        ),
        "bare ampersands": Case(
            text="Barts & the London, R&D & AT&T?a=1&b=2",
            wanted="Barts & the London, R&D & AT&T?a=1&b=2",
        ),
    },
    "bytes: entities out of range": {
        "too high": Case(text=f"{SAID} &#x110000; &#99999999999999999999; &#xFFFFFFFFFFFF;"),
        "surrogates": Case(text=f"{SAID} &#xD800; &#55357;&#56832; &#xFFFE;"),
        "unknown": Case(text=f"{SAID} &nosuch; &;  &#; &#x;"),
    },
    "bytes: broken DOCTYPE": {
        "unclosed": Case(before='<!DOCTYPE html PUBLIC "-//W3C//DTD'),
        "of another kind": Case(before='<!DOCTYPE banana SYSTEM "file:///etc/passwd">'),
        "with a subset": Case(before=f'<!DOCTYPE html [<!ENTITY a "b">{OUTSIDE}]>'),
        "after a declaration of XML": Case(
            before='<?xml version="1.0" encoding="utf-16"?>\n<!DOCTYPE html>'
        ),
        "twice": Case(before="<!DOCTYPE html><!DOCTYPE>"),
    },
}
ALL = [(name, which) for name, cases in CASES.items() for which in cases]
mode(*CASES)


def body(case: Case, seed: int) -> bytes:
    head = f'<meta charset="{case.marked}">' if case.marked else ""
    text = f"<p>{case.text} This is what was said.</p>{story(seed)}"
    html = page(headline(seed), text, head=head)
    if case.before:
        html = case.before + html.removeprefix("<!DOCTYPE html>")
    return html.encode(case.charset)


@pytest.fixture(scope="module")
def collected(shared_collection: Collection) -> dict[str, ArticleRow]:
    links = []
    for seed, (name, which) in enumerate(ALL):
        case = CASES[name][which]
        kind = f"text/html; charset={case.told}" if case.told else "text/html"
        links.append(shared_collection.web.put(f"{HOME}/{seed}", body(case, seed), kind=kind))
    shared_collection.feed(*map(item, links))
    shared_collection.source()
    shared_collection.collect()
    return {row.url: row for row in shared_collection.articles()}


@pytest.mark.parametrize(
    ("name", "which"), [pytest.param(*case, id=", ".join(case)) for case in ALL]
)
def test_a_page_says_what_its_writer_wrote(
    collected: dict[str, ArticleRow], name: str, which: str
) -> None:
    seed, case = ALL.index((name, which)), CASES[name][which]
    row = collected[f"{HOME}/{seed}"]
    assert case.wanted in row.text
    assert row.headline == headline(seed)
    assert not set(row.text) & {"\0", "\x01", "\ud83d"}
    assert "\ufffd" not in row.text or "out of range" in name


def laughs(levels: int = 12) -> str:
    """A DTD whose last entity stands for a thousand million of its first."""
    told = '<!ENTITY e0 "ha">'
    for level in range(1, levels):
        told += f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">'
    return f"<!DOCTYPE rss [{told}{OUTSIDE}]>"


FEEDS: dict[str, dict[str, bytes]] = {
    "bytes: wrong charset declared": {
        "windows-1252 as UTF-8": named(f"<title>{SAID}</title>").encode("windows-1252"),
        "UTF-8 as UTF-16": named(f"<title>{SAID}</title>", "utf-16").encode(),
        "no charset at all": named(f"<title>{SAID}</title>", "banana").encode(),
    },
    "bytes: UTF-16 as UTF-8": {"with its mark": named(f"<title>{SAID}</title>").encode("utf-16")},
    "bytes: NULs": {
        "in a title": named(f"<title>{SAID}\0</title>").encode(),
        "before it": b"\0" + named(f"<title>{SAID}</title>").encode(),
    },
    "bytes: `&amp;amp;`": {
        "twice": named(f"<title>{SAID} &amp;amp;amp;</title>").encode(),
        "bare": named(f"<title>{SAID} R&D & more</title>").encode(),
    },
    "bytes: entities out of range": {
        "too high": named(f"<title>{SAID} &#x110000; &#xD800; &#0; &nosuch;</title>").encode()
    },
    "bytes: broken DOCTYPE": {
        "unclosed": named(f"<title>{SAID}</title>").replace("<rss", "<!DOCTYPE rss<rss").encode(),
    },
    "bytes: billion laughs": {
        "in a title": named("<title>&e11;&x;</title>").replace("<rss", f"{laughs()}<rss").encode(),
    },
}
FED = [(name, which) for name, feeds in FEEDS.items() for which in feeds]
mode(*FEEDS)


@pytest.fixture(scope="module")
def fed(shared_collection: Collection, collected: object) -> dict[str, ArticleRow]:
    """What damaged feeds gave, each of a host of its own; their pages have no headline."""
    shared_collection.sources = []
    for number, (name, which) in enumerate(FED):
        home = f"http://feed-{number}.example"
        link = f"{home}/{number}"
        html = f"<html><body><article>{story(100 + number)}</article></body></html>"
        shared_collection.web.put(link, html)
        raw = FEEDS[name][which]
        raw = raw.replace("LINK".encode("utf-16-le"), link.encode("utf-16-le"))
        shared_collection.web.put(f"{home}/feed.xml", raw.replace(b"LINK", link.encode()), kind=RSS)
        shared_collection.source(f"feed-{number}", home=home)
    shared_collection.collect()
    return {row.url: row for row in shared_collection.articles()}


@pytest.mark.parametrize(("name", "which"), FED)
def test_a_feed_is_read_whatever_its_bytes(
    fed: dict[str, ArticleRow], name: str, which: str
) -> None:
    number = FED.index((name, which))
    row = fed[f"http://feed-{number}.example/{number}"]
    assert len(row.headline) < 200
    assert "root:" not in row.headline
    if "laughs" not in name:
        assert row.headline.startswith(SAID.rstrip("."))


@mode("bytes: billion laughs")
def test_laughs_in_a_sitemap_and_a_page_are_not_expanded(collection: Collection) -> None:
    link = f"{HOME}/a"
    places = f"<url><loc>{HOME}/&e11;</loc></url><url><loc>{link}</loc></url>"
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'
    collection.web.put(f"{HOME}/map.xml", laughs() + sitemap, kind=XML)
    collection.web.put(link, laughs() + page("Title", f"<p>{SAID} &e11;&x;</p>{story(1)}"))
    collection.source(sitemap=f"{HOME}/map.xml")
    started = time.monotonic()
    collection.collect()
    [row] = [row for row in collection.articles() if row.url == link]
    assert SAID in row.text
    assert len(row.text) < 5_000
    assert time.monotonic() - started < 10


@mode("bytes: gzip bombs")
def test_a_page_that_swells_is_cut_off(collection: Collection) -> None:
    packed = gzip.compress(bytes(100_000_000), 1)
    collection.web.put(f"{HOME}/bomb", packed, headers={"Content-Encoding": "gzip"})
    twice = {"Content-Encoding": "gzip, gzip"}
    collection.web.put(f"{HOME}/twice", gzip.compress(packed), headers=twice)
    names = ("bomb", "twice")
    links = [collection.publish("a", 1), *(f"{HOME}/{name}" for name in names)]
    collection.feed(*map(item, links))
    collection.source()
    report = collection.collect()
    assert (report.new, report.rejected) == (1, 2)
    assert {problem.url for problem in report.problems} == set(links[1:])


@mode("bytes: gzip bombs")
@pytest.mark.parametrize("name", ["map.xml.gz", "map.xml"])
def test_a_sitemap_that_swells_is_a_failure_that_is_named(
    collection: Collection, name: str
) -> None:
    packed = gzip.compress(bytes(70_000_000), 1)
    told = {"Content-Encoding": "gzip"} if name.endswith("xml") else {}
    collection.web.put(f"{HOME}/{name}", packed, kind=XML, headers=told)
    collection.source(sitemap=f"{HOME}/{name}")
    report = collection.collect()
    assert (report.answered, report.new) == (0, 0)
    assert report.problems[0].url == f"{HOME}/{name}"


@mode("bytes: gzip bombs")
def test_what_swells_is_said_to_be_too_large(collection: Collection) -> None:
    packed = gzip.compress(bytes(11_000_000), 1)
    collection.web.put(f"{HOME}/bomb", packed, headers={"Content-Encoding": "gzip"})
    collection.feed(item(f"{HOME}/bomb"))
    collection.source()
    assert collection.collect().problems[0].reason == "larger than is fetched"
    assert collection.rejections() == {f"{HOME}/bomb": RejectionReason.UNREACHABLE}
