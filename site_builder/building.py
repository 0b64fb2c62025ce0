"""The site made aside and swapped in whole: a build that fails leaves the old site as it was."""

import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from commissioning.domain.errors import BuildError
from commissioning.register import Register
from commissioning.settings import Settings
from commissioning.store.database import Database
from site_builder import urls, words
from site_builder.feeds import atom
from site_builder.pages.article import article_pages
from site_builder.pages.body import body_pages
from site_builder.pages.matrix import matrix_page
from site_builder.pages.method import method_page, missing_page
from site_builder.pages.page import Page
from site_builder.pages.question import question_pages
from site_builder.pages.sources import sources_page
from site_builder.pages.week import week_pages
from site_builder.reading import Archive, read
from site_builder.rendering import Site, render

NOTE = "README.md"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """How many pages were written, and where to."""

    pages: int
    output: Path


def build(
    settings: Settings,
    database: Database,
    register: Register,
    *,
    output: Path | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Build the whole site into `output` (else the workspace's), replacing the one there.

    The same store gives the same bytes. Raises BuildError where the folder holds something else
    than a site of ours, or cannot be written.
    """
    target = output or settings.output
    _check(target)
    archive = read(database, register)
    site = Site(
        name=settings.site.name,
        url=settings.site.url,
        sample=archive.sample,
        week=words.week_name(archive.weeks[-1].monday) if archive.weeks else "",
    )
    pages = tuple(_pages(archive))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        try:
            _write(aside, pages, archive, site, progress)
            aside.chmod(0o755)
            _swap(aside, target)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise BuildError(str(target), f"cannot be written ({error})") from error
    return BuildReport(pages=len(pages), output=target)


def _pages(archive: Archive) -> Iterable[Page]:
    yield from week_pages(archive)
    yield from article_pages(archive)
    yield from body_pages(archive)
    yield from question_pages(archive)
    yield matrix_page(archive)
    yield sources_page(archive)
    yield method_page(archive)
    yield missing_page()


def _write(
    folder: Path,
    pages: tuple[Page, ...],
    archive: Archive,
    site: Site,
    progress: Progress | None,
) -> None:
    for done, page in enumerate(pages, start=1):
        path = folder / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(render(page, site), encoding="utf-8", errors="replace", newline="\n")
        if progress is not None:
            progress(done, len(pages))
    (folder / urls.FEED).write_text(atom(archive, site), encoding="utf-8", newline="\n")
    with as_file(files("site_builder") / "static") as static:
        shutil.copytree(static, folder / "static", copy_function=shutil.copyfile)
    (folder / NOTE).write_text(_note(), encoding="utf-8", newline="\n")


def _note() -> str:
    return (files("site_builder") / "note.md").read_text("utf-8")


def _check(target: Path) -> None:
    """Never replace a folder that is not a site of ours."""
    if not target.exists():
        return
    if not target.is_dir():
        raise BuildError(str(target), "is not a folder; give another with --output")
    names = {entry.name for entry in target.iterdir()}
    ours = NOTE in names and (target / NOTE).read_text("utf-8", "replace") == _note()
    if names and not ours:
        message = "holds something else than a site built by digest; give another with --output"
        raise BuildError(str(target), message)


def _swap(aside: Path, target: Path) -> None:
    if not target.exists():
        aside.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
    target.rename(old / target.name)
    try:
        aside.rename(target)
    except OSError:
        (old / target.name).rename(target)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)
