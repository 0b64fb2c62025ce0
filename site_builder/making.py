"""A site made anew where it changed: its pages planned, made by a crew, searched, swapped in.

Apart from `building`, since all this takes longer to import than to see that nothing is new.
"""

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from commissioning.settings import Settings
from commissioning.store.database import Database
from site_builder.contents import outputs, plans
from site_builder.crew import Crew
from site_builder.publishing.files import Output
from site_builder.publishing.publish import Make, Published, publish
from site_builder.reading import Archive
from site_builder.rendering import Renderer
from site_builder.searching.bundle import index_key
from site_builder.searching.gathering import Gathering
from site_builder.site import Site

Progress = Callable[[int, int], None]


def make_site(
    settings: Settings,
    database: Database,
    archive: Archive,
    site: Site,
    target: Path,
    *,
    stamp: str,
    state: str,
    progress: Progress | None = None,
) -> tuple[int, Published]:
    """Bring the site at `target` up to the archive: how many pages it has, and what was done.

    `stamp` and `state` are those of `publishing.publish`, which tells the errors.
    """
    with _uncollected():
        pages = tuple(plans(archive, searched=site.search))
        files = tuple(outputs(pages, Renderer(site, settings.templates), archive, site))
    told = partial(_told, progress, len(files)) if progress else None
    with _set_aside(), _crew(settings, database, archive, files) as crew, ExitStack() as stack:
        make, then = partial(_warmed, crew), None
        if site.search:
            key = index_key(stamp, [(page.path, page.key) for page in pages])
            gathering = stack.enter_context(Gathering(target, key=key))
            for page in pages:
                gathering.page(page.path)
            make, then = partial(_gathered, gathering, make), gathering.outputs
        done = publish(target, files, stamp=stamp, state=state, make=make, then=then, progress=told)
    return len(pages), done


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage in what is planned: it lives as long as the build, and is very much."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _set_aside() -> Iterator[None]:
    """Nor later, in this process or the crew's, among what is there by now."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _crew(
    settings: Settings, database: Database, archive: Archive, files: Sequence[Output]
) -> Crew:
    """Processes that make the files, each with a snapshot of its own."""
    held = ExitStack()

    def begin() -> None:
        database.forked()
        archive.reopen(held.enter_context(database.snapshot(sparing=True)))

    def see_the_same() -> bool:
        with database.snapshot() as session:
            now = Archive(session, lambda: archive.register, as_of=archive.as_of)
            return now.state == archive.state

    count = settings.site.workers or len(os.sched_getaffinity(0))
    return Crew(files, count, begin=begin, see_the_same=see_the_same)


def _warmed(crew: Crew, wanted: Sequence[Output]) -> Iterator[bytes]:
    """What the crew makes; one page of each kind is made here before the crew is forked.

    So no process compiles templates that others compile as well.
    """
    made = {}
    if crew.will_fork(wanted):
        made = {output.path: output.make() for output in _kinds(wanted)}
    others = crew.make([output for output in wanted if output.path not in made])
    for output in wanted:
        yield made[output.path] if output.path in made else next(others)


def _kinds(wanted: Sequence[Output]) -> Iterable[Output]:
    """The first page of each folder, its index, and all at the root, which are few."""
    kinds: dict[tuple[str, str], Output] = {}
    for output in wanted:
        folder, _, name = output.path.rpartition("/")
        if name.endswith(".html"):
            alone = not folder or name == "index.html"
            kinds.setdefault((folder, name if alone else ""), output)
    return kinds.values()


def _gathered(gathering: Gathering, make: Make, wanted: Sequence[Output]) -> Iterator[bytes]:
    """What is made, seen by the index on its way."""
    for output, content in zip(wanted, make(wanted), strict=True):
        gathering.take(output.path, content)
        yield content


def _told(progress: Progress, total: int, done: int) -> None:
    progress(min(done, total), total)
