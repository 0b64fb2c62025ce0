"""Any history of builds, failures and meddling: the site is the last build that succeeded."""

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.publishing import manifest
from site_builder.publishing.publish import is_current, publish
from site_builder.publishing.standing import NOTE
from tests.site_builder.publishing.sites import Stopped, outputs, pages, put, states, workshop

PATHS = ("a.html", "b.html", "x.d", "x.d/a.html", "x.d/y/b.html", "x.d/y/c.html", "z/a.html", "n.d")
OWN = ("CNAME", ".well-known/me", "x.d", "x.d/own.txt", "z/a.html", "mine/own.txt", "n.d/own.txt")
MEDDLING = (
    "nothing",
    "take a page",
    "link a page",
    "damage the manifest",
    "lose the site",
    "lose the workshop",
    "empty the record",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A meddling of the user's, then a build."""

    meddling: str
    own: str | None
    pages: Mapping[str, str]
    stamp: str
    stop: int | None


def stands_together(paths: Mapping[str, str]) -> bool:
    return not any(f"{path}/" == other[: len(path) + 1] for path in paths for other in paths)


def files(folder: Path) -> dict[str, tuple[int, int, int]]:
    return {path: state for path, state in states(folder).items() if (folder / path).is_file()}


steps = st.builds(
    Step,
    meddling=st.sampled_from(("nothing",) * 3 + MEDDLING),
    own=st.none() | st.none() | st.sampled_from(OWN),
    pages=st.dictionaries(
        st.sampled_from(PATHS), st.sampled_from(("", "one", "two")), max_size=6
    ).filter(stands_together),
    stamp=st.sampled_from(("1", "1", "1", "2")),
    stop=st.none() | st.none() | st.integers(0, 5),
)


class History:
    """A site beside what it should hold: `ours` by the last build, `own` by the user."""

    def __init__(self, folder: Path) -> None:
        self.site = folder / "site"
        self.ours: dict[str, str] = {}
        self.own: dict[str, str] = {}
        self.damaged = False

    def meddle(self, step: Step) -> None:
        if not self.site.exists():
            return
        path = next(iter(self.ours), None)
        if step.meddling == "take a page" and path is not None:
            (self.site / path).unlink(missing_ok=True)
        elif step.meddling == "link a page" and path is not None:
            (self.site / path).unlink(missing_ok=True)
            (self.site / path).symlink_to("/etc/passwd")
        elif step.meddling == "damage the manifest":
            (self.site / manifest.NAME).write_bytes(b"k ../../secret\n")
            self.damaged = True
        elif step.meddling == "lose the site":
            shutil.rmtree(self.site)
            self.own = {}
            return
        elif step.meddling == "lose the workshop":
            shutil.rmtree(workshop(self.site))
        elif step.meddling == "empty the record":
            (workshop(self.site) / "twin.json").write_text("{}", "utf-8")
        self.give(step.own)

    def give(self, own: str | None) -> None:
        """Put a file of the user's where nothing of ours stands or stood."""
        if own is None or own in self.ours:
            return
        place = self.site / own
        above = [self.site / path for path in self.ours | self.own]
        if not place.exists() and not any(path in place.parents for path in above):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text("own", "utf-8")
            self.own[own] = "own"

    def build(self, step: Step) -> None:
        """Build, and foresee what the user's files come to."""
        before = states(self.site) if self.site.exists() else {}
        state = repr(step)
        stops = step.stop is not None and step.stop < len(step.pages)
        try:
            built = outputs(step.pages, stop=step.stop)
            publish(self.site, built, stamp=step.stamp, state=state)
        except Stopped:
            assert stops
            assert (states(self.site) if self.site.exists() else {}) == before
            return
        assert not stops
        self.ours = dict(step.pages)
        self.own = {path: text for path, text in self.own.items() if self.survives(path)}
        self.damaged = False
        assert pages(self.site) == self.ours | self.own
        assert is_current(self.site, state)
        twin = workshop(self.site) / "twin"
        assert files(twin) == files(self.site)

    def survives(self, own: str) -> bool:
        if self.damaged and not (own.startswith(".") or ("/" not in own and "." not in own)):
            return False
        ours = {**self.ours, NOTE: "", manifest.NAME: ""}
        return stands_together({**ours, own: ""}) and own not in ours


@settings(deadline=None, max_examples=60)
@given(history=st.lists(steps, min_size=1, max_size=6))
def test_the_site_is_the_last_build_that_succeeded(history: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        told = History(Path(folder))
        for step in history:
            told.meddle(step)
            told.build(step)
        assert not {path.name for path in Path(folder).iterdir()} - {"site", ".site-build"}


@pytest.mark.parametrize("own", OWN)
def test_the_twin_and_a_tree_from_nothing_give_the_same(tmp_path: Path, own: str) -> None:
    """The same two builds with the twin taken away in between."""
    first = {"a.html": "a", "x.d/a.html": "a", "x.d/y/b.html": "b"}
    for second in ({"x.d": "x"}, {"n.d": "n", "x.d/a.html": "a"}, {"mine/b.html": "b"}, {}):
        made = []
        for name in ("with", "without"):
            site = tmp_path / name
            shutil.rmtree(site, ignore_errors=True)
            put(site, first)
            if not (site / own).exists():
                (site / own).parent.mkdir(parents=True, exist_ok=True)
                (site / own).write_text("own", "utf-8")
            put(site, first)
            if name == "without":
                (workshop(site) / "twin.json").unlink()
            published = put(site, second)
            folders = {path.relative_to(site) for path in site.rglob("*") if path.is_dir()}
            made.append((published, pages(site, besides=()), folders))
        assert made[0] == made[1]
