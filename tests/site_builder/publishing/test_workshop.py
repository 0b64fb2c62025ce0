"""The hidden folder beside the site: one build at a time, cleaned of what dead ones left."""

import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from commissioning.domain.errors import BuildError
from site_builder.publishing.workshop import workshop
from tests.site_builder.publishing.sites import pages, put
from tests.site_builder.publishing.sites import workshop as hidden


@pytest.fixture
def site(tmp_path: Path) -> Path:
    put(tmp_path / "site", {"index.html": "home"})
    return tmp_path / "site"


def test_a_second_build_at_once_is_told_so_and_harms_nothing(site: Path) -> None:
    with workshop(site) as shop:
        (shop.new / "half").mkdir(parents=True)
        with pytest.raises(BuildError, match="being built by another command"):
            put(site, {"index.html": "second"})
        assert (shop.new / "half").is_dir()
    assert pages(site) == {"index.html": "home"}
    put(site, {"index.html": "second"})
    assert pages(site) == {"index.html": "second"}


def test_sites_beside_each_other_do_not_wait_for_each_other(site: Path) -> None:
    with workshop(site):
        put(site.with_name("other"), {"index.html": "other"})
    assert pages(site.with_name("other")) == {"index.html": "other"}


def test_what_dead_builds_left_is_cleared(site: Path) -> None:
    for name in ("new", "old"):
        (hidden(site) / name / "folder").mkdir(parents=True)
        (hidden(site) / name / "folder" / "a.html").write_text("half", "utf-8")
    put(site, {"index.html": "second"})
    assert pages(site) == {"index.html": "second"}
    names = {path.name for path in hidden(site).iterdir()}
    assert names == {".gitignore", "lock", "twin", "twin.json"}


def test_a_site_left_aside_between_two_renames_comes_back(site: Path) -> None:
    site.rename(hidden(site) / "old")
    with workshop(site):
        assert pages(site) == {"index.html": "home"}


def test_a_site_that_cannot_be_put_back_at_once_is_not_cleared(site: Path) -> None:
    with pytest.raises(KeyboardInterrupt), workshop(site) as shop:  # noqa: PT012
        site.rename(shop.old)
        raise KeyboardInterrupt
    assert pages(site) == {"index.html": "home"}


@pytest.mark.parametrize("mark", ["", "# `digest"])
def test_a_mark_half_written_is_ours(tmp_path: Path, mark: str) -> None:
    site = tmp_path / "site"
    hidden(site).mkdir()
    (hidden(site) / ".gitignore").write_text(mark, "utf-8")
    put(site, {"index.html": "home"})
    assert pages(site) == {"index.html": "home"}


def test_a_folder_of_the_name_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    site = tmp_path / "site"
    (hidden(site) / "new").mkdir(parents=True)
    (hidden(site) / "new" / "thesis.txt").write_text("years of work", "utf-8")
    with pytest.raises(BuildError, match="move it away"):
        put(site, {"index.html": "home"})
    assert pages(hidden(site)) == {"new/thesis.txt": "years of work"}


def test_a_link_of_the_name_is_not_followed(tmp_path: Path) -> None:
    site = tmp_path / "site"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    hidden(site).symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(BuildError, match="move it away"):
        put(site, {"index.html": "home"})
    assert pages(elsewhere) == {}


def test_the_workshop_may_be_deleted(site: Path) -> None:
    shutil.rmtree(hidden(site))
    published = put(site, {"index.html": "home", "a.html": "a"})
    assert (published.made, published.kept) == (1, 1)


def test_git_sees_nothing_of_it(site: Path) -> None:
    with FileLock(hidden(site) / "lock"):
        lines = (hidden(site) / ".gitignore").read_text("utf-8").splitlines()
    assert lines[-1] == "*"
