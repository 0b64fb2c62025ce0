"""XML as it is found on the web."""

import gzip

import pytest

from crawler.indexes.markup import TooLarge, first_items, gunzip, is_sound, read_markup

FEED = "<rss><channel><item>1</item><item>2</item><item>3</item></channel></rss>"


def test_what_is_not_gzipped_is_left_alone_and_what_is_torn_is_read_to_the_tear() -> None:
    assert gunzip(b"plain") == b"plain"
    packed = gzip.compress(b"words " * 1_000)
    assert gunzip(packed) == b"words " * 1_000
    assert b"words words".startswith(gunzip(packed[:-9])[:11])
    with pytest.raises(TooLarge):
        gunzip(gzip.compress(b" " * 50_000_001))


def test_the_root_is_known_whatever_stands_before_it() -> None:
    for head in ("", "\n <!-- a --><?xml-stylesheet x?>", "<!DOCTYPE rss [<!ENTITY a 'b'>]>"):
        markup = read_markup(f"{head}{FEED}".encode())
        assert markup is not None
        assert (markup.root, markup.text) == ("rss", FEED)
    assert read_markup(b"<svg></svg>") is None


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        (FEED, 9, FEED),
        (FEED, 2, FEED.replace("<item>3</item>", "")),
        (FEED[:45], 9, FEED.replace("<item>3</item>", "")),
    ],
)
def test_a_feed_is_cut_behind_a_whole_item_and_closed(text: str, most: int, kept: str) -> None:
    markup = read_markup(text.encode())
    assert markup is not None
    found = first_items(markup, most)
    assert found == kept
    assert is_sound(found)


@pytest.mark.parametrize("text", ["<a><b></a>", "<a>", "", "<a>&b;</a>"])
def test_damaged_xml_is_not_sound(text: str) -> None:
    assert not is_sound(text)
