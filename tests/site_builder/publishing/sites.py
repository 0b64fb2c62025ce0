"""What the tests of publishing share: outputs from plain words, and a folder read whole."""

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from site_builder.publishing.files import Output
from site_builder.publishing.manifest import NAME
from site_builder.publishing.publish import Published, publish
from site_builder.publishing.standing import NOTE


class Stopped(Exception):
    """A page that cannot be made."""


def outputs(pages: Mapping[str, str], *, stop: int | None = None) -> Iterator[Output]:
    """An output for each path and content; making the one numbered `stop` fails."""
    for number, (path, content) in enumerate(pages.items()):
        yield output(path, content, fails=number == stop)


def output(path: str, content: str, *, fails: bool = False) -> Output:
    def make() -> bytes:
        if fails:
            raise Stopped
        return content.encode()

    key = "failing" if fails else f"k{content.encode().hex()}"
    return Output(path=path, key=key, make=make)


def put(site: Path, pages: Mapping[str, str], *, stamp: str = "1", state: str = "1") -> Published:
    return publish(site, outputs(pages), stamp=stamp, state=state)


def pages(site: Path, *, besides: Iterable[str] = (NOTE, NAME)) -> dict[str, str]:
    """Every file below a folder but our two, links as what they are."""
    found = {}
    for folder, _, names in os.walk(site):
        for name in names:
            path = Path(folder, name)
            link = path.is_symlink()
            found[path.relative_to(site).as_posix()] = "a link" if link else path.read_text("utf-8")
    return {path: text for path, text in found.items() if path not in besides}


def states(site: Path) -> dict[str, tuple[int, int, int]]:
    """The inode, time of change and rights of everything below a folder, and of itself."""
    found = {}
    for path in (site, *site.rglob("*")):
        status = path.lstat()
        where = path.relative_to(site).as_posix()
        found[where] = (status.st_ino, status.st_mtime_ns, stat.S_IMODE(status.st_mode))
    return found


def workshop(site: Path) -> Path:
    return site.with_name(f".{site.name}-build")
