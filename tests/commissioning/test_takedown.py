from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.domain.errors import SettingsError
from commissioning.takedown import Takedowns, add_takedowns, load_takedowns

URL = "https://www.news.example/a?id=7&utm_source=rss"


def test_an_address_is_named_in_whatever_form_it_is_given(tmp_path: Path) -> None:
    path = tmp_path / "takedown.txt"
    assert not load_takedowns(path).names(URL)
    add_takedowns(path, [URL, "tag:blogger.example,1999:post-1"])
    listed = load_takedowns(path)
    for form in ("http://news.example/a/?id=7", "https://m.news.example/a?id=7#top", URL):
        assert listed.names(form)
    assert listed.names(None, "tag:blogger.example,1999:post-1")
    assert not listed.names("http://news.example/a?id=8", "http://news.example/")


def test_a_list_written_by_hand_counts_and_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "takedown.txt"
    path.write_text("# by court order\n\n  news.example/b  \nhttp://news.example/c", "utf-8")
    add_takedowns(path, ["http://www.news.example/b", URL, "http://news.example/a?id=7"])
    lines = path.read_text("utf-8").splitlines()
    assert lines[:4] == ["# by court order", "", "  news.example/b  ", "http://news.example/c"]
    assert lines[4:] == [URL]
    assert load_takedowns(path).names("https://news.example/b/")


def test_nothing_is_lost_where_several_add_at_once(tmp_path: Path) -> None:
    path = tmp_path / "takedown.txt"
    wanted = [f"http://news.example/{number}" for number in range(20)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda one: add_takedowns(path, [one]), wanted))
    assert all(load_takedowns(path).names(one) for one in wanted)


def test_a_list_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "takedown.txt"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=r"takedown\.txt: cannot be read"):
        load_takedowns(path)


@given(st.lists(st.text()))
def test_no_address_breaks_the_list(addresses: list[str]) -> None:
    assert not Takedowns().names(*addresses)
    Takedowns(frozenset(["news.example/a"])).names(*addresses)
