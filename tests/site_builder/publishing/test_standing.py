"""What in the site's folder is the user's own is carried over, and nothing leads out of it."""

import os
from pathlib import Path

import pytest

from commissioning.domain.errors import BuildError
from site_builder.publishing import manifest, standing
from tests.site_builder.publishing.sites import pages, put, states, workshop

FIRST = {"index.html": "home", "x/a.html": "a"}
OWN = {
    "CNAME": "digest.example",
    "robots.txt": "User-agent: *",
    ".well-known/security.txt": "Contact: me",
    "x/own.pdf": "a file",
    "own/folder/b\xe9 %41\n.html": "a strange name",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    put(tmp_path / "site", FIRST)
    return tmp_path / "site"


def give(site: Path, own: dict[str, str]) -> None:
    for path, text in own.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text, "utf-8")


def test_the_users_own_files_stay_as_they_are_through_every_kind_of_build(site: Path) -> None:
    give(site, OWN)
    (site / "CNAME").chmod(0o600)
    (site / "own").chmod(0o700)
    before = {path: state for path, state in states(site).items() if path in OWN}
    for number, stamp in enumerate(("1", "1", "2", "2", "2")):
        put(site, FIRST | {"index.html": f"home {number}"}, stamp=stamp)
        assert pages(site) == FIRST | {"index.html": f"home {number}"} | OWN
        after = states(site)
        assert {path: after[path] for path in before} == before
        assert after["own"][2] == 0o700


def test_they_are_not_named_in_public(site: Path) -> None:
    give(site, OWN)
    put(site, FIRST)
    listed = (site / manifest.NAME).read_text("ascii")
    assert not [path for path in OWN if path in listed]


def test_what_the_user_takes_away_stays_away(site: Path) -> None:
    give(site, OWN)
    put(site, FIRST)
    (site / "CNAME").unlink()
    for number in range(3):
        put(site, FIRST | {"index.html": str(number)})
        assert not (site / "CNAME").exists()


def test_what_the_user_writes_over_stays_written(site: Path) -> None:
    give(site, OWN)
    put(site, FIRST)
    for number in range(3):
        (site / "CNAME").write_text(str(number), "utf-8")
        put(site, FIRST | {"index.html": str(number)})
        assert (site / "CNAME").read_text("utf-8") == str(number)
    changed = site / "new name"
    changed.write_text("replaced", "utf-8")
    changed.replace(site / "CNAME")
    for number in range(3):
        put(site, FIRST | {"index.html": str(number)})
        assert (site / "CNAME").read_text("utf-8") == "replaced"


def test_a_file_put_the_moment_a_build_ends_is_noticed(site: Path) -> None:
    for number in range(20):
        put(site, FIRST | {"index.html": str(number)})
        (site / "x" / f"own{number}").write_bytes(b"")
    put(site, FIRST)
    assert len(pages(site)) == 22


def test_a_repository_in_the_folder_keeps_its_empty_folders(site: Path) -> None:
    (site / ".git" / "refs" / "tags").mkdir(parents=True)
    (site / "empty").mkdir()
    for number in range(3):
        put(site, FIRST | {"index.html": str(number)})
        assert (site / ".git" / "refs" / "tags").is_dir()
    assert not (site / "empty").exists()


def test_a_page_goes_before_a_file_of_the_users_in_its_place(site: Path) -> None:
    give(site, {"b.html": "own", "c": "own", "d/own.txt": "own"})
    put(site, FIRST)
    wanted = FIRST | {"b.html": "b", "c/a.html": "c", "d": "d"}
    for _ in range(2):
        put(site, wanted)
        assert pages(site) == wanted


def test_without_a_manifest_only_what_no_build_makes_is_the_users(site: Path) -> None:
    give(site, OWN)
    (site / manifest.NAME).unlink()
    published = put(site, {"index.html": "home"})
    kept = {path: OWN[path] for path in ("CNAME", ".well-known/security.txt")}
    assert pages(site) == {"index.html": "home"} | kept
    assert published.made == 1


def test_links_and_pipes_are_neither_followed_nor_carried(site: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "a.html").write_text("secret", "utf-8")
    (site / "link.txt").symlink_to(secret / "a.html")
    (site / "folder").symlink_to(secret, target_is_directory=True)
    os.mkfifo(site / "pipe")
    (site / "x" / "a.html").unlink()
    (site / "x").rmdir()
    (site / "x").symlink_to(secret, target_is_directory=True)
    (site / "index.html").unlink()
    os.mkfifo(site / "index.html")
    for stamp in ("1", "1", "2"):
        put(site, FIRST, stamp=stamp)
        assert pages(site) == FIRST
        assert not (site / "x").is_symlink()
    assert pages(secret) == {"a.html": "secret"}


def test_a_hostile_manifest_reaches_nothing_outside(site: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", "utf-8")
    lines = ["k ../secret.txt", f"k {secret}", "k x/../../secret.txt", "k index.html"]
    hostile = manifest.written(lines, stamp="1", state="1")
    for replaced in (True, False):
        if replaced:
            (site / manifest.NAME).unlink()
        (site / manifest.NAME).write_bytes(hostile)
        put(site, FIRST)
        assert pages(site) == FIRST
        assert secret.read_text("utf-8") == "secret"


def test_too_many_files_of_the_users_stop_the_build(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "MOST_CARRIED", 3)
    give(site, dict(list(OWN.items())[:3]))
    put(site, FIRST)
    give(site, OWN)
    before = states(site)
    with pytest.raises(BuildError, match="more than 3 files"):
        put(site, FIRST)
    assert states(site) == before
    assert {path.name for path in workshop(site).iterdir()} <= {".gitignore", "lock"}
