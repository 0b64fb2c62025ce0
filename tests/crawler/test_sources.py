from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.domain.errors import SettingsError
from crawler.indexes.index import IndexKind, addresses, first_address, index_kind
from crawler.selectors import Selectors
from crawler.sources import SourceEntry, free_slug, packaged_sources, parse_sources, write_entry

ENTRY = '[[source]]\nslug = "a"\nname = "A"\nhome = "https://a.example/"\nkind = "trade"\n'
OTHER = ENTRY.replace('"a"', '"b"')
LISTING = '[source.listing]\nurl = "https://a.example/"\n'
SELECTORS = '[[source.selectors]]\nuntil = 2011-06-30\ntext = "#old"\n[[source.selectors]]\n'


def one(lines: str) -> SourceEntry:
    [entry] = parse_sources(ENTRY + lines)
    return entry


def test_thirty_or_more_real_outlets_come_with_the_product() -> None:
    sources = parse_sources(packaged_sources())
    assert len(sources) >= 30
    assert not any(source.sample for source in sources)
    kinds = {source.kind.value for source in sources}
    assert {"trade", "national", "think-tank", "union", "official", "campaign", "blog"} <= kinds


@pytest.mark.parametrize(
    ("lines", "kind", "asked"),
    [
        ("", None, ()),
        ('feed = "https://a.example/f"', IndexKind.FEED, ("https://a.example/f",)),
        ('sitemap = "https://a.example/s"', IndexKind.SITEMAP, ("https://a.example/s",)),
        (
            'sitemap = ["https://a.example/s", "https://a.example/t"]',
            IndexKind.SITEMAP,
            ("https://a.example/s", "https://a.example/t"),
        ),
        (f'{LISTING}item = "a"', IndexKind.LISTING, ("https://a.example/",)),
        ('page = "https://a.example/p"', IndexKind.PAGE, ("https://a.example/p",)),
    ],
)
def test_an_entry_says_of_what_kind_its_source_is(
    lines: str, kind: IndexKind | None, asked: tuple[str, ...]
) -> None:
    entry = one(lines)
    assert index_kind(entry) is kind
    assert addresses(entry) == asked
    assert first_address(entry) == (asked[0] if asked else None)


def test_a_blog_is_asked_for_its_newest_posts() -> None:
    for kind in (IndexKind.WORDPRESS, IndexKind.BLOGGER):
        entry = one(f'{kind.value} = "https://a.example/"')
        assert index_kind(entry) is kind
        assert (first_address(entry) or "").startswith("https://a.example/")


def test_paths_times_and_selectors_are_data() -> None:
    entry = one(f'only = "/news/"\nevery = "6h"\n{SELECTORS}since = 2011-07-01\nremove = ".ad"')
    assert (entry.only, entry.every) == (("/news/",), timedelta(hours=6))
    assert entry.selectors == (
        Selectors(until=date(2011, 6, 30), text="#old"),
        Selectors(since=date(2011, 7, 1), remove=".ad"),
    )


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (ENTRY.replace("trade", "paper"), 5, "write one of"),
        (ENTRY.replace('slug = "a"', 'slug = "A B"'), 2, "slug"),
        (ENTRY.replace("https://a.example/", "a.example"), 4, "begins with http"),
        (ENTRY + 'colour = "red"\n', 6, "colour"),
        (ENTRY + 'listing = "x"\n', 6, "it is a table, as [source.listing]"),
        (ENTRY + ENTRY, 7, "another source"),
        ("[[source]\n", 1, ""),
        ("[other]\nx = 1\n", 1, "[[source]]"),
        (ENTRY + 'sitemap = ["https://a.example/s", "t"]\n', 6, "'sitemap.1'"),
        (ENTRY + 'every = "6 hours"\n', 6, "such as '6h'"),
        (ENTRY + 'every = "1m"\n', 6, "between '5m' and '52w'"),
        (ENTRY + 'only = "news"\n', 6, "such as '/news/'"),
        (ENTRY + 'feed = "https://a.example/f"\nblogger = "https://a.example/"\n', 7, "exclude"),
        (ENTRY + LISTING + 'item = "a["\n' + OTHER, 8, "no CSS selector"),
        (ENTRY + LISTING + 'item = "a"\npages = "page"\n' + OTHER, 9, "{n}"),
        (ENTRY + LISTING + OTHER, 6, "'listing.item' is missing"),
        (ENTRY + LISTING + 'item = "a"\nnxet = "b"\n' + OTHER, 9, "check its spelling"),
        (ENTRY + 'listing = { url = "https://a.example/", item = "a[" }\n', 6, "CSS"),
        (OTHER + ENTRY + SELECTORS + 'text = "b["\n', 15, "'selectors.1.text'"),
        (ENTRY + SELECTORS + 'until = "soon"\n', 10, "date"),
        ("source = [{ slug = 'a' }]\n", 1, "missing"),
        ("source = 3\n", 0, "begin each source with a line [[source]]"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_sources(text, path="sources.toml")
    where = f"sources.toml, line {line}: " if line else "sources.toml: "
    assert str(caught.value).startswith(where), str(caught.value)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "taken", "slug"),
    [
        ("The Wyre Vale Gazette", (), "the-wyre-vale-gazette"),
        ("King's Café & Co.", (), "kings-cafe-and-co"),
        ("A", ("a", "a-2"), "a-3"),
        ("医", (), "source"),
    ],
)
def test_a_slug_is_made_of_the_name_and_free(name: str, taken: tuple[str, ...], slug: str) -> None:
    assert free_slug(name, taken) == slug


@given(st.text(min_size=1, max_size=60))
def test_what_is_written_is_read_again(name: str) -> None:
    name = "".join(letter for letter in name if letter.isprintable()) or "A"
    entry = SourceEntry.model_validate(
        {
            "slug": free_slug(name, ()),
            "name": name,
            "home": "https://a.example/",
            "kind": "blog",
            "sitemap": ["https://a.example/s"],
            "only": ["/a/", "/b/"],
            "every": "2d",
        }
    )
    assert parse_sources(write_entry(entry, {"kind": "a guess"})) == (entry,)


def test_a_listing_is_written_and_read_again() -> None:
    entry = one(f'{LISTING}item = "ul a"\npages = "?p={{n}}"\nfirst = 0\nlast = 9')
    assert parse_sources(write_entry(entry)) == (entry,)


@pytest.mark.parametrize("text", ["", "\n# nothing yet\n", "source = []\n"])
def test_an_empty_list_is_a_list(text: str) -> None:
    assert parse_sources(text) == ()
