"""The search index: what it holds, the same bytes for the same pages, kept where none changed."""

import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pagefind_bin
import pytest

from commissioning.domain.errors import BuildError
from site_builder.publishing.files import Output
from site_builder.publishing.publish import Published, made_in_turn, publish
from site_builder.searching.bundle import index, index_key, is_available
from site_builder.searching.facets import Facets
from site_builder.searching.gathering import Gathering
from site_builder.searching.steady import ENTRY, steady
from site_builder.writable import writable
from tests.site_builder.searched import HOSTILE, LEAVES, render

pytestmark = pytest.mark.skipif(not is_available(), reason="Pagefind is not packaged for this")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render(tmp_path_factory.mktemp("searched"))


@pytest.fixture(scope="module")
def indexed(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index") / "pagefind"
    assert index(tree, folder) == 5
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    held = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in held}


def fragments(folder: Path) -> dict[str, dict[str, object]]:
    """What the index holds of each page, by its path."""
    mark = b"pagefind_dcd"
    held = [
        json.loads(gzip.decompress(path.read_bytes()).removeprefix(mark))
        for path in (folder / "fragment").iterdir()
    ]
    return {page["url"].lstrip("/"): page for page in held}


def build(folder: Path, tree: Path, *, key: str, made: list[str], stamp: str = "1") -> Published:
    """Publish the pages of `tree` with their index; `made` gets the paths of what was made."""

    def making(path: Path) -> Callable[[], bytes]:
        def make() -> bytes:
            made.append(path.relative_to(tree).as_posix())
            return path.read_bytes()

        return make

    def outputs() -> Iterator[Output]:
        for path in sorted(tree.rglob("*.html")):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            name = path.relative_to(tree).as_posix()
            gathering.page(name)
            yield Output(path=name, key=content, make=making(path))

    def gathered(wanted: Sequence[Output]) -> Iterator[bytes]:
        for output, content in zip(wanted, made_in_turn(wanted), strict=True):
            gathering.take(output.path, content)
            yield content

    with Gathering(folder, key=key) as gathering:
        return publish(
            folder, outputs(), stamp=stamp, state=key, make=gathered, then=gathering.outputs
        )


def test_pages_with_facets_are_found_and_no_others(indexed: Path) -> None:
    assert set(fragments(indexed)) == {leaf.path for leaf in LEAVES if leaf.facets}


def test_a_page_is_held_with_its_facets(indexed: Path) -> None:
    page = fragments(indexed)["articles/one.html"]
    assert page["filters"] == {
        "body": ["BMA", "RCGP"],
        "kind": ["News"],
        "question": ["GP budgets"],
        "side": ["opposes"],
        "source": ["The Ledger"],
        "year": ["2011"],
    }
    assert page["meta"] == {
        "title": "Doctors warn of a conflict of interest",
        "source": "The Ledger",
        "when": "1 March 2011",
        "kind": "News",
    }


def test_charts_their_tables_and_links_elsewhere_are_not_searched(indexed: Path) -> None:
    for page in fragments(indexed).values():
        assert "unsearchable" not in str(page["content"])


def test_hostile_names_are_held_as_text(indexed: Path) -> None:
    page = fragments(indexed)["articles/four.html"]
    meta = page["meta"]
    assert isinstance(meta, dict)
    assert meta["title"] == meta["source"] == writable(HOSTILE)


def test_the_same_pages_give_the_same_bytes(indexed: Path, tree: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    for path in sorted((p for p in tree.rglob("*") if p.is_file()), reverse=True):
        place = again / path.relative_to(tree)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    for attempt in ("first", "second", "third"):
        folder = tmp_path / attempt
        index(again, folder)
        assert contents(folder) == contents(indexed)


def test_nothing_is_there_that_no_page_loads(indexed: Path) -> None:
    names = {
        re.sub(r"_[0-9a-f]{7,}", "", path.name) for path in indexed.rglob("*") if path.is_file()
    }
    assert names == {
        ENTRY,
        "pagefind.js",
        "pagefind-worker.js",
        "pagefind.en.pf_meta",
        "wasm.en.pagefind",
        "en.pf_fragment",
        "en.pf_filter",
        "en.pf_index",
    }


def test_a_site_without_such_a_page_has_no_index(tmp_path: Path) -> None:
    tree = render(tmp_path, leaves=LEAVES[-1:])
    assert index(tree, tmp_path / "pagefind") == 0
    assert not (tmp_path / "pagefind").exists()


def test_the_index_is_kept_where_its_key_is_the_same(tree: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    build(site, tree, key="a", made=[])
    before = contents(site)
    shutil.rmtree(site / "articles")  # which an index made anew would need
    again = build(site, tree, key="a", made=[])
    assert again.made == len(LEAVES)
    assert contents(site) == before


def test_an_index_is_made_of_pages_made_and_kept(indexed: Path, tree: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    build(site, tree, key="a", made=[])
    assert contents(site / "pagefind") == contents(indexed)
    changed = tmp_path / "changed"
    shutil.copytree(tree, changed)
    one, two = changed / "articles/one.html", changed / "articles/two.html"
    one.write_text(one.read_text("utf-8").replace("warn of", "warned of"), "utf-8")
    two.write_text(two.read_text("utf-8").replace("data-pagefind-body", ""), "utf-8")
    made: list[str] = []
    done = build(site, changed, key="b", made=made)
    assert made == ["articles/one.html", "articles/two.html"]
    assert done.kept > len(LEAVES)  # fragments, script and program of the index too
    found = fragments(site / "pagefind")
    assert "warned of" in str(found["articles/one.html"]["content"])
    names = ("one", "three", "four", "five")
    assert set(found) == {f"articles/{name}.html" for name in names}


@pytest.mark.parametrize("name", ["fragment", ENTRY])
def test_an_index_that_is_not_whole_is_made_anew(tree: Path, tmp_path: Path, name: str) -> None:
    site = tmp_path / "site"
    build(site, tree, key="a", made=[])
    before = contents(site)
    lost = site / "pagefind" / name
    (lost if lost.is_file() else next(lost.iterdir())).unlink()
    build(site, tree, key="a", made=[])
    assert contents(site) == before


def test_the_key_hangs_on_the_stamp_and_on_every_page() -> None:
    pages = [("articles/one.html", "1"), ("articles/two.html", "2")]
    key = index_key("1", pages)
    assert index_key("1", reversed(pages)) == key
    assert index_key("2", pages) != key
    assert index_key("1", pages[:1]) != key
    assert index_key("1", [pages[0], ("articles/two.html", "3")]) != key


def test_without_pagefind_the_error_says_what_to_do(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pagefind_bin", None)
    assert not is_available()
    with pytest.raises(BuildError, match=r"search = false"):
        index(tree, tmp_path / "pagefind")


def test_what_pagefind_says_when_it_fails_is_told(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "pagefind-that-fails"
    program.write_text("#!/bin/sh\necho no room left >&2\nexit 3\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(pagefind_bin, "get_executable", lambda: program)
    with pytest.raises(BuildError, match="no room left"):
        index(tree, tmp_path / "pagefind")


def test_files_of_another_make_are_refused(indexed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pagefind"
    shutil.copytree(indexed, folder)
    next(folder.glob("*.pf_meta")).write_bytes(gzip.compress(b"something else"))
    with pytest.raises(BuildError, match="not as expected"):
        steady(folder)


def test_values_are_such_as_the_filters_find() -> None:
    facets = Facets(
        kind="News",
        source='The "Ledger"\n\\ Post',
        bodies=("BMA", "BMA", " ", "x" * 300),
        years=(2011, 2012),
    )
    assert facets.filters == (
        ("body", "BMA"),
        ("body", "x" * 200),
        ("kind", "News"),
        ("source", "The ”Ledger” / Post"),
        ("year", "2011"),
        ("year", "2012"),
    )


def test_a_page_without_a_day_sorts_before_all_days() -> None:
    assert Facets(kind="Body").sort < Facets(kind="News", day=date(1991, 4, 1)).sort


def test_a_site_without_an_index_says_so_and_lists_the_ways(tmp_path: Path) -> None:
    text = (render(tmp_path, search=False) / "search.html").read_text("utf-8")
    assert "was built without a search" in text
    assert "static/search.js" not in text
    assert 'href="articles/five.html">BMA</a>' in text
