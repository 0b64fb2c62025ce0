"""The pages of a site in the making gathered for its search index, and the index as outputs."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from hashlib import blake2b
from pathlib import Path
from typing import Self

from site_builder.publishing import manifest
from site_builder.publishing.failures import writing
from site_builder.publishing.files import Output
from site_builder.searching.bundle import SEARCHED, index
from site_builder.searching.steady import ENTRY

FOLDER = "pagefind"


class Gathering:
    """Within it, `page` hears of every page, `take` of what was made; `outputs` gives the index.

    `site` is the folder of the site that stands, `key` that of the new index, see `index_key`.
    Where the site has the whole index under this key, nothing is gathered and its files are given
    again. Each page must be made or found unchanged before `outputs` is asked.
    """

    def __init__(self, site: Path, *, key: str) -> None:
        self._site = site.absolute()
        self._key = key
        self._kept = _kept(self._site, key)
        self._kept_pages: dict[str, None] = {}
        self._closing = ExitStack()

    def __enter__(self) -> Self:
        if not self._kept:
            made = tempfile.TemporaryDirectory(prefix="digest-search-", ignore_cleanup_errors=True)
            self._aside = Path(self._closing.enter_context(made))
        return self

    def __exit__(self, *_error: object) -> None:
        self._closing.close()

    def page(self, path: str) -> None:
        """There is a page of that path: as it stands in the site, unless it is made."""
        if not self._kept:
            self._kept_pages[path] = None

    def take(self, path: str, content: bytes) -> None:
        """A file of that path was made; the index gets it where it is a page to be searched."""
        if self._kept or path not in self._kept_pages:
            return
        del self._kept_pages[path]
        if SEARCHED.encode() in content:
            with writing("search"):
                self._place(path).write_bytes(content)

    def outputs(self) -> Iterator[Output]:
        """The files of the index, to be taken one by one while the gathering is open."""
        if self._kept:
            for path, key in self._kept.items():
                yield Output(path=path, key=key, make=(self._site / path).read_bytes)
            return
        with writing("search"):
            for path in self._kept_pages:
                self._put(path)
            index(self._aside / "site", self._aside / FOLDER)
            places = sorted(p for p in (self._aside / FOLDER).rglob("*") if p.is_file())
        for place in places:
            yield self._output(place)

    def _put(self, path: str) -> None:
        """Add a page as it stands in the site."""
        place, source = self._place(path), self._site / path
        try:
            place.symlink_to(source)
        except OSError:  # a system without links, or one that gives them to few
            shutil.copyfile(source, place)

    def _place(self, path: str) -> Path:
        place = self._aside / "site" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    def _output(self, place: Path) -> Output:
        """A file of the new index: what did not change keeps its key, but for the entry."""
        content = place.read_bytes()
        key = self._key if place.name == ENTRY else blake2b(content, digest_size=16).hexdigest()
        path = place.relative_to(self._aside).as_posix()
        return Output(path=path, key=key, make=lambda: content)


def _kept(site: Path, key: str) -> dict[str, str]:
    """The keys of the index's files, where it stands under this one; none where it is not whole."""
    known = manifest.read(site)
    keys = {} if known is None else known.keys
    if keys.get(f"{FOLDER}/{ENTRY}") != key:
        return {}
    kept = {path: was for path, was in keys.items() if path.startswith(f"{FOLDER}/")}
    try:
        count = json.loads((site / FOLDER / ENTRY).read_text("utf-8"))["files"]
    except (OSError, ValueError, LookupError, TypeError):
        return {}
    is_whole = len(kept) == count and all((site / path).is_file() for path in kept)
    return kept if is_whole else {}
