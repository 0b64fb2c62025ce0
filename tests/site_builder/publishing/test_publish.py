"""A folder of outputs published again and again: what is made, kept, removed and refused."""

import os
import random
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from commissioning.domain.errors import BuildError
from site_builder.publishing import manifest
from site_builder.publishing.files import Output
from site_builder.publishing.publish import Published, check_target, is_current, publish
from site_builder.publishing.standing import NOTE
from tests.site_builder.publishing.sites import (
    Stopped,
    output,
    outputs,
    pages,
    put,
    states,
    workshop,
)

FIRST = {"index.html": "home", "x/a.html": "a", "x/y/b.html": "b", "z/c.html": "c"}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    put(tmp_path / "site", FIRST)
    return tmp_path / "site"


def test_the_folder_holds_the_outputs_a_note_and_a_manifest(site: Path) -> None:
    assert pages(site) == FIRST
    assert set(pages(site, besides=())) == {*FIRST, NOTE, manifest.NAME}
    assert not site.is_symlink()


def test_only_what_changed_is_made(site: Path) -> None:
    second = {"index.html": "new home", "x/a.html": "a", "x/y/b.html": "b", "w/d.html": "d"}
    assert put(site, second) == Published(made=2, kept=2, removed=1)
    assert pages(site) == second
    assert not (site / "z").exists()
    assert put(site, second) == Published(made=0, kept=4, removed=0)
    assert pages(site) == second


def test_what_did_not_change_keeps_its_inode_and_time(site: Path) -> None:
    before = states(site)
    for number in range(4):
        put(site, FIRST | {"index.html": f"home {number}"})
        after = states(site)
        for path in FIRST:
            assert (after[path] == before[path]) == (path != "index.html")


def test_a_new_stamp_makes_everything_anew_and_keeps_the_same_bytes_as_they_are(site: Path) -> None:
    before = states(site)
    assert put(site, FIRST, stamp="2") == Published(made=4, kept=0, removed=0)
    after = states(site)
    assert {path: after[path] for path in FIRST} == {path: before[path] for path in FIRST}
    assert put(site, FIRST, stamp="2").made == 0


def test_a_page_that_comes_back_is_not_older_than_what_stood_there(site: Path) -> None:
    old = states(site)["index.html"]
    put(site, FIRST | {"index.html": "another"})
    put(site, FIRST)
    assert pages(site) == FIRST
    assert states(site)["index.html"] != old


def test_a_file_that_is_shared_is_never_written_through(site: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    for path in ("index.html", NOTE, manifest.NAME):
        os.link(site / path, kept / path)
    before = {path.name: path.read_bytes() for path in kept.iterdir()}
    for number in range(3):
        put(site, FIRST | {"index.html": f"new {number}"}, stamp=str(number))
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == before


def test_a_page_taken_away_by_hand_is_made_again(site: Path) -> None:
    (site / "x" / "a.html").unlink()
    assert put(site, FIRST) == Published(made=1, kept=3, removed=0)
    assert pages(site) == FIRST


def test_a_page_that_lost_its_bytes_is_made_again_where_the_machine_was_started_anew(
    site: Path,
) -> None:
    (site / "x" / "a.html").write_bytes(b"")
    record = workshop(site) / "twin.json"
    record.write_text(record.read_text("utf-8").replace('"boot": "', '"boot": "before '), "utf-8")
    put(site, FIRST)
    assert pages(site) == FIRST


def test_a_site_deleted_whole_is_made_again(site: Path) -> None:
    site.rename(site.with_name("elsewhere"))
    assert put(site, FIRST).made == 4
    assert pages(site) == FIRST


def test_the_same_outputs_give_the_same_bytes_in_any_order_and_history(
    site: Path, tmp_path: Path
) -> None:
    put(site, {"gone.html": "gone", "index.html": "other"}, state="x")
    shuffled = list(FIRST.items())
    random.Random(1).shuffle(shuffled)
    put(site, dict(shuffled))
    put(tmp_path / "other", FIRST)
    assert pages(site, besides=()) == pages(tmp_path / "other", besides=())


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_everybody_may_read_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    site = tmp_path / "site"
    before = os.umask(umask)
    try:
        for number in range(3):
            put(site, FIRST | {f"new{number}/d.html": "d"})
    finally:
        os.umask(before)
    for path in (site, *site.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o755 if path.is_dir() else 0o644), path


def test_outputs_are_taken_in_batches_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("site_builder.publishing.publish._BATCH", 1_000)
    seen: list[str] = []

    def stream() -> Iterator[Output]:
        for at in range(2_001):
            seen.append("asked")
            yield Output(path=f"{at}.html", key="1", make=lambda: b"page")

    publish(
        tmp_path / "site",
        stream(),
        stamp="1",
        state="1",
        progress=lambda done: seen.append(f"done {done}"),
    )
    told = [word for word in seen if word != "asked"]
    assert told == ["done 500", "done 1000", "done 1500", "done 2000", "done 2001"]
    assert seen.index("done 500") == 1_000


def test_what_needs_the_others_is_asked_for_when_they_are_made(tmp_path: Path) -> None:
    seen: list[str] = []

    def page() -> bytes:
        seen.append("page")
        return b"page"

    def then() -> Iterator[Output]:
        seen.append("then")
        yield Output(path="index.txt", key="1", make=lambda: b"all of them")

    pages = [Output(path="a.html", key="1", make=page)]
    done = publish(tmp_path / "site", pages, stamp="1", state="1", then=then)
    assert seen == ["page", "then"]
    assert done.made == 2


def test_is_current_tells_by_the_state_of_the_last_build(site: Path, tmp_path: Path) -> None:
    assert is_current(site, "1")
    assert not is_current(site, "2")
    put(site, FIRST, state="2")
    assert is_current(site, "2")
    assert not is_current(tmp_path / "missing", "2")
    (site / manifest.NAME).write_bytes(b"\xff\x00")
    assert not is_current(site, "2")


@pytest.mark.parametrize("stop", range(4))
@pytest.mark.parametrize("again", [False, True])
def test_a_build_that_fails_leaves_the_old_site_and_no_rubbish(
    site: Path, stop: int, again: bool
) -> None:
    if again:
        put(site, FIRST)
    before = states(site)
    rubbish = {path.name for path in workshop(site).iterdir()}
    pages_to_be = {"index.html": "new", "x/a.html": "a", "new/d.html": "d", "z": "a file now"}
    with pytest.raises(Stopped):
        publish(site, outputs(pages_to_be, stop=stop), stamp="1", state="2")
    assert states(site) == before
    assert pages(site) == FIRST
    assert {path.name for path in workshop(site).iterdir()} == rubbish
    put(site, pages_to_be)
    assert pages(site) == pages_to_be


def test_what_stops_the_stream_or_the_progress_leaves_the_old_site(site: Path) -> None:
    def stream() -> Iterator[Output]:
        yield output("index.html", "new")
        raise KeyboardInterrupt

    def stop(_done: int) -> None:
        raise KeyboardInterrupt

    for stamp in ("1", "2"):
        with pytest.raises(KeyboardInterrupt):
            publish(site, stream(), stamp=stamp, state="2")
        with pytest.raises(KeyboardInterrupt):
            publish(site, outputs({"index.html": "new"}), stamp=stamp, state="2", progress=stop)
    assert pages(site) == FIRST
    assert is_current(site, "1")


def test_the_makers_own_error_is_not_taken_for_ours(site: Path) -> None:
    def make() -> bytes:
        raise FileNotFoundError("a template")

    with pytest.raises(FileNotFoundError, match="a template"):
        publish(site, [Output(path="a.html", key="k", make=make)], stamp="1", state="1")
    assert pages(site) == FIRST


@pytest.mark.parametrize(
    ("paths", "name"),
    [
        (["b.html", "b.html"], "b.html"),
        (["b.html", "B.html"], "b.html"),
        (["x/a.html", "X/a.html"], "x"),
        (["x/a.html", "x"], "x"),
        (["new", "new/a.html"], "new"),
        ([NOTE], NOTE),
        ([manifest.NAME], manifest.NAME),
        ([NOTE.lower()], NOTE.lower()),
    ],
)
def test_two_outputs_for_one_place_are_refused_by_name(
    site: Path, paths: list[str], name: str
) -> None:
    for stamp in ("1", "2"):
        with pytest.raises(BuildError) as caught:
            publish(site, [output(path, path) for path in paths], stamp=stamp, state="2")
        assert caught.value.name == name
        assert pages(site) == FIRST


def test_a_file_becomes_a_folder_and_a_folder_a_file(site: Path) -> None:
    for other in ({"x": "file", "z/c.html/d": "deeper"}, FIRST, {"x/y": "file"}, FIRST):
        put(site, other)
        assert pages(site) == other


def test_a_site_behind_a_link_is_built_where_the_link_leads(site: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(site, target_is_directory=True)
    put(link, {"index.html": "new"})
    assert link.is_symlink()
    assert pages(site) == {"index.html": "new"}


def test_a_folder_that_is_no_site_of_ours_is_not_touched(tmp_path: Path) -> None:
    precious = tmp_path / "home"
    precious.mkdir()
    (precious / "thesis.txt").write_text("years of work", "utf-8")
    (precious / NOTE).write_text("my notes", "utf-8")
    with pytest.raises(BuildError, match="something else"):
        put(precious, FIRST)
    assert pages(precious, besides=()) == {"thesis.txt": "years of work", NOTE: "my notes"}
    assert not workshop(precious).exists()


def test_a_file_is_no_folder_for_a_site(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("x", "utf-8")
    with pytest.raises(BuildError, match="not a folder"):
        check_target(tmp_path / "site")


def test_a_mounted_volume_is_refused_before_anything_is_made() -> None:
    with pytest.raises(BuildError, match="mounted volume"):
        check_target(Path("/"))


def test_an_empty_folder_and_one_with_our_note_alone_are_ours(tmp_path: Path, site: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    put(empty, FIRST)
    assert pages(empty) == FIRST
    (site / manifest.NAME).unlink()
    check_target(site)


def test_folders_above_the_site_are_made(tmp_path: Path) -> None:
    put(tmp_path / "a" / "b" / "site", FIRST)
    assert pages(tmp_path / "a" / "b" / "site") == FIRST


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    with pytest.raises(BuildError, match="cannot be written"):
        put(locked / "site", FIRST)


def test_a_path_too_long_for_the_system_is_named(site: Path) -> None:
    long = "/".join(["x" * 200] * 25)
    for stamp in ("1", "2"):
        with pytest.raises(BuildError, match="cannot be written"):
            put(site, FIRST | {long: "long"}, stamp=stamp)
        assert pages(site) == FIRST


def test_without_hard_links_files_are_copied_with_their_time(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise PermissionError(1, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    before = {path: state[1:] for path, state in states(site).items() if path in FIRST}
    for number in range(2):
        published = put(site, FIRST | {"n.html": str(number)})
        assert published.kept == 4
        assert pages(site) == FIRST | {"n.html": str(number)}
        after = {path: state[1:] for path, state in states(site).items() if path in FIRST}
        assert after == before
    assert not (workshop(site) / "twin").exists()


def test_a_disk_that_is_full_leaves_the_old_site(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> int:
        raise OSError(28, "No space left on device")

    for stamp in ("1", "2"):
        with monkeypatch.context() as patched:
            patched.setattr(os, "write", full)
            with pytest.raises(BuildError, match="No space left"):
                put(site, {"index.html": "new"}, stamp=stamp)
        assert pages(site) == FIRST
    put(site, {"index.html": "new"})
    assert pages(site) == {"index.html": "new"}


def test_a_write_in_parts_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, content: write(handle, content[:3]))
    put(tmp_path / "site", FIRST | {"long.html": "0123456789"})
    assert pages(tmp_path / "site") == FIRST | {"long.html": "0123456789"}
