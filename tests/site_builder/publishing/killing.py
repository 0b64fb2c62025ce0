"""Builds killed at every file operation, one after the other: what is left is a whole site.

Run as a program of its own, for the hook that kills stays in a process: a folder to work in, and
the step from one operation to the next that is tried.
"""

import os
import shutil
import signal
import sys
from contextlib import suppress
from pathlib import Path

from site_builder.publishing.publish import publish
from tests.site_builder.publishing.sites import Stopped, outputs, pages, put

OLD = {"index.html": "old", "x/a.html": "a", "z/c.html": "c"}
NEW = {"index.html": "new", "x/a.html": "a", "new/b.html": "b"}
EVENTS = ("open", "os.", "shutil.", "ctypes.dlsym")


def killed_at(site: Path, number: int, *, stamp: str, exchange: bool) -> bool:
    """Build in a child that kills itself before the operation of this number; whether it did."""
    child = os.fork()
    if child == 0:
        left = number

        def count(event: str, _arguments: object) -> None:
            nonlocal left
            if event.startswith(EVENTS):
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        if not exchange:
            sys.platform = "another"
        sys.addaudithook(count)
        put(site, NEW, stamp=stamp)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status in (0, signal.SIGKILL), status
    return status != 0


def check(site: Path, *, exchange: bool) -> None:
    """A whole site stands there, or comes back when the next build starts; that one is right."""
    if not exchange and not site.exists():
        with suppress(Stopped):
            publish(site, outputs(NEW, stop=0), stamp="1", state="1")
        assert pages(site) == OLD | {"CNAME": "mine"}, pages(site)
    assert pages(site) in (OLD | {"CNAME": "mine"}, NEW | {"CNAME": "mine"}), pages(site)
    for last in (NEW | {"n.html": "n"}, NEW):
        put(site, last)
        assert pages(site) == last | {"CNAME": "mine"}
    left = {path.name for path in site.with_name(f".{site.name}-build").iterdir()}
    assert left == {".gitignore", "lock", "twin", "twin.json"}, left


def main(folder: Path, step: int) -> None:
    """Go through the ways a build can take: over the twin, without one, all anew."""
    for exchange in (True, False):
        for way, stamp in (("over the twin", "1"), ("without a twin", "1"), ("all anew", "2")):
            number = 1
            while True:
                shutil.rmtree(folder)
                folder.mkdir()
                site = folder / "site"
                put(site, OLD)
                (site / "CNAME").write_text("mine", "utf-8")
                if way != "without a twin":
                    put(site, OLD)
                if not killed_at(site, number, stamp=stamp, exchange=exchange):
                    break
                check(site, exchange=exchange)
                number += step
            print(f"{way}: killed before operations 1 to {number - step}")  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
