"""The site brought up to what the store holds: only what changed is made anew."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from commissioning.register import load_register
from commissioning.settings import Settings
from commissioning.store.database import Database
from site_builder import untouched, words
from site_builder.keys import key_of
from site_builder.publishing.publish import is_current
from site_builder.reading import Archive
from site_builder.searching.bundle import is_available
from site_builder.site import Site
from site_builder.stamp import stamp_of

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """How many pages the site has, how many files were made anew and removed, and where it is."""

    pages: int
    made: int
    removed: int
    output: Path


def build(
    settings: Settings,
    database: Database,
    *,
    output: Path | None = None,
    as_of: date | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Bring the site in `output` (else the workspace's) up to what the store holds.

    With `as_of`, the site as it stood on that day. The same store gives the same bytes. Raises
    BuildError where the folder holds something else than a site of ours, or cannot be written;
    then yesterday's site is still there.
    """
    target = output or settings.output
    before = untouched.written(settings)
    load = partial(load_register, added=settings.register)
    with database.snapshot(sparing=True) as session:
        archive = Archive(session, load, as_of=as_of)
        site = _site(settings, archive)
        stamp = stamp_of(settings, site)
        state = key_of(stamp, archive.state)
        if is_current(target, state):
            untouched.leave(settings, target, before, as_of=as_of)
            return BuildReport(pages=0, made=0, removed=0, output=target)
        from site_builder.making import make_site  # slow to import, and not needed without news

        pages, done = make_site(
            settings, database, archive, site, target, stamp=stamp, state=state, progress=progress
        )
    untouched.leave(settings, target, before, as_of=as_of)
    return BuildReport(pages=pages, made=done.made, removed=done.removed, output=target)


def is_up_to_date(settings: Settings, database: Database) -> bool:
    """Whether the workspace's site shows what the store holds; False where there is none."""
    load = partial(load_register, added=settings.register)
    with database.snapshot() as session:
        archive = Archive(session, load)
        stamp = stamp_of(settings, _site(settings, archive))
        return is_current(settings.output, key_of(stamp, archive.state))


def _site(settings: Settings, archive: Archive) -> Site:
    return Site(
        name=settings.site.name,
        url=settings.site.url,
        sample=archive.sources.sample,
        as_of=words.day(archive.as_of) if archive.as_of else None,
        footer=settings.site.footer,
        report=settings.site.report,
        search=settings.site.search and is_available(),
        colours=tuple(settings.site.colours.model_dump(exclude_none=True).items()),
    )
