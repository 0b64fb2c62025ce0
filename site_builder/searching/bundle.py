"""The search index, made by Pagefind out of the finished pages."""

import hashlib
import json
import os
import subprocess
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from commissioning.domain.errors import BuildError
from site_builder.searching.steady import ENTRY, steady

SEARCHED = "data-pagefind-body"  # attribute of the element whose text is searched
# Besides what a template marks: charts, the tables behind them, what leads elsewhere, where words
# come from, and those that stand on every page. Of records only what is weighed: other names.
_UNSEARCHED = (
    *("svg", "details", "nav", "thead", ".strips", ".leaf", ".meta", ".more", ".hint", ".src"),
    *(".sec>h2", ".follow", "#articles", ".facts dt", ".facts dd:not([data-pagefind-weight])"),
)
_LANGUAGE = "en"
_SECONDS = 3600
_LAYOUT = 1  # of what is kept here; another number makes every index anew
_UNUSED = ("pagefind-*ui.*", "pagefind-highlight.js", "wasm.unknown.pagefind")
_OFF = "set 'search = false' under [site] in digest.toml to build without"


def is_available() -> bool:
    """Whether Pagefind is there: it is not packaged for every platform."""
    return _executable() is not None


def index_key(stamp: str, pages: Iterable[tuple[str, str]]) -> str:
    """What changes whenever the index would: of the build's stamp, and (path, key) of each page."""
    version = metadata.version("pagefind-bin") if is_available() else ""
    parts = [str(_LAYOUT), version, *_UNSEARCHED, stamp]
    parts += (part for page in sorted(pages) for part in page)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def index(tree: Path, folder: Path) -> int:
    """Make the index of the pages in `tree` in the new `folder`: how many pages can be found.

    The same pages give the same bytes. Without a page to be searched there is no index and no
    folder. Raises BuildError where Pagefind is missing or fails.
    """
    if not _has_pages(tree):
        return 0
    _run(tree, folder)
    for pattern in _UNUSED:
        for path in folder.glob(pattern):
            path.unlink()
    steady(folder)
    languages = json.loads((folder / ENTRY).read_text("utf-8"))["languages"]
    return sum(language["page_count"] for language in languages.values())


def _executable() -> Path | None:
    try:
        import pagefind_bin

        return Path(pagefind_bin.get_executable())
    except (ImportError, FileNotFoundError):
        return None


def _has_pages(tree: Path) -> bool:
    """Where no page is marked Pagefind would take all of them, whole."""
    mark = SEARCHED.encode()
    return any(mark in path.read_bytes() for path in tree.rglob("*.html"))


def _run(tree: Path, folder: Path) -> None:
    program = _executable()
    if program is None:
        raise BuildError("search", f"Pagefind is not installed; {_OFF}")
    command = [
        str(program),
        *("--site", str(tree.absolute())),
        *("--output-path", str(folder.absolute())),
        *("--force-language", _LANGUAGE),
        *(part for selector in _UNSEARCHED for part in ("--exclude-selectors", selector)),
        "--keep-index-url",
        "--silent",
    ]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PAGEFIND_")}
    try:
        done = subprocess.run(  # noqa: S603 - a program of our own choice, without a shell
            command,
            cwd=tree,
            env=environment,
            check=False,
            capture_output=True,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BuildError("search", f"Pagefind cannot be run ({error}); {_OFF}") from error
    if done.returncode or not (folder / ENTRY).is_file():
        said = (done.stderr or done.stdout).decode("utf-8", "replace").strip()
        last = said.splitlines()[-1] if said else f"exit code {done.returncode}"
        raise BuildError("search", f"Pagefind could not index the pages ({last}); {_OFF}")
