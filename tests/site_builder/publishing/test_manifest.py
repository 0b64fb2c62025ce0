"""The list of what a site holds: the same bytes for the same site, and nothing where damaged."""

from pathlib import Path

import pytest

from site_builder.publishing import manifest

LINES = ("k1 a.html", "k2 static/a b.css", "k3 x/y.html")


def put(folder: Path, content: bytes) -> Path:
    (folder / manifest.NAME).write_bytes(content)
    return folder


@pytest.fixture
def content() -> bytes:
    return manifest.written(LINES, stamp="version 1", state="all of it")


def test_what_was_written_is_read(tmp_path: Path, content: bytes) -> None:
    read = manifest.read(put(tmp_path, content))
    assert read is not None
    assert read.keys == {"a.html": "k1", "static/a b.css": "k2", "x/y.html": "k3"}
    assert read.head.stamp == manifest.mark("version 1")
    assert read.head == manifest.read_head(tmp_path)
    assert manifest.is_there(tmp_path)


def test_a_site_of_no_pages_has_a_manifest(tmp_path: Path) -> None:
    read = manifest.read(put(tmp_path, manifest.written((), stamp="", state="")))
    assert read is not None
    assert read.keys == {}


def test_lines_are_sorted_by_path_alone() -> None:
    lines = ["1 b.html", "2 a.html", "0 a/b.html", "9 a b.html"]
    assert manifest.sorted_lines(lines) == ["9 a b.html", "2 a.html", "0 a/b.html", "1 b.html"]


def test_stamp_and_state_are_not_told_in_public(content: bytes) -> None:
    assert b"version 1" not in content
    assert b"all of it" not in content


def test_every_damage_is_noticed(tmp_path: Path, content: bytes) -> None:
    lines = content.splitlines(keepends=True)
    damaged = [
        b"",
        b"\x00\xff" * 400,
        content[:-1],
        content + b"k4 b.html\n",
        b"".join(lines[:-1]),
        b"".join(lines[:4]),
        content.replace(b"a.html", b"../a.html"),
        content.replace(b"manifest 1", b"manifest 2"),
        content.replace(b"\n", b"\r\n"),
        b"\n" + content,
    ]
    damaged += [content[:i] + b"#" + content[i + 1 :] for i in range(len(content))]
    for broken in damaged:
        assert manifest.read(put(tmp_path, broken)) is None, broken


def test_what_is_no_plain_file_is_not_read(tmp_path: Path, content: bytes) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(content)
    (tmp_path / manifest.NAME).symlink_to(elsewhere)
    assert manifest.read(tmp_path) is None
    assert manifest.read_head(tmp_path / "missing") is None
    folder = tmp_path / "folder"
    (folder / manifest.NAME).mkdir(parents=True)
    assert not manifest.is_there(folder)


def test_a_manifest_of_a_later_version_still_says_whose_site_it_is(
    tmp_path: Path, content: bytes
) -> None:
    put(tmp_path, content.replace(b"manifest 1", b"manifest 2"))
    assert manifest.is_there(tmp_path)
    assert manifest.read_head(tmp_path) is None
