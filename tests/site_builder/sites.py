"""The sites that the tests of the whole look at: each is made once, for all workers of a run."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path

from sqlalchemy import select

from benchmarks.synthetic import fill
from commissioning.domain.editing import with_item
from commissioning.domain.editions import Edition, Section
from commissioning.register import Register, load_register
from commissioning.settings import Settings, load_settings
from commissioning.store.database import Database
from commissioning.store.edition_items import own_item, refreshed, story_item
from commissioning.store.editions import amend_edition, create_edition, publish_edition
from commissioning.store.rows import StoryRow
from site_builder.building import build
from site_builder.contents import plans
from site_builder.pages.page import Page, Plan
from site_builder.reading import Archive
from site_builder.rendering import Renderer
from site_builder.site import Site
from tests.connections import watching

BASE = "https://digest.example/"
GROWN = 2_600
_RUN = "from cli.main import main; main()"
_OWN = ("kinds", "letters", "index.html", "bodies.html")


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A site in the folder `site`, and which of its pages each template makes."""

    workspace: Path
    site: Path
    kinds: dict[str, tuple[str, ...]]


def printed(workspace: Path) -> Path:
    """Where the test run keeps what `digest demo` said."""
    return workspace / "printed.txt"


def calls(workspace: Path) -> Path:
    """Where the test run keeps whom `digest demo` called."""
    return workspace / "calls.log"


def demonstration(workspace: Path) -> None:
    """The demonstration, as `digest demo` makes it."""
    workspace.mkdir()
    watched = watching(calls(workspace))
    command = [*watched, sys.executable, "-c", _RUN, "demo", str(workspace)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=500, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    printed(workspace).write_text(done.stdout, "utf-8")


def look(workspace: Path) -> Built:
    """The site of a workspace and what its pages are."""
    settings = load_settings(workspace)
    database = Database(settings.database_url)
    kinds: dict[str, list[str]] = {}
    for plan, page in _pages(settings, database):
        kinds.setdefault(page.template, []).append(plan.path)
    database.close()
    return Built(workspace=workspace, site=settings.output, kinds=_frozen(kinds))


def grown(workspace: Path, register: Register) -> None:
    """Some pages of each shape out of an archive of years, where lists are long and go on."""
    settings, database = _opened(workspace)
    fill(database, register, GROWN)
    issues(database, register)
    site = Site(name="A Digest", url=BASE, search=True)
    renderer = Renderer(site)
    for plan, page in _pages(settings, database, choose=_few):
        place = workspace / "output" / plan.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(renderer.html(page))
        (workspace / "kinds.txt").open("a").write(f"{page.template} {plan.path}\n")
    database.close()
    with as_file(files("site_builder") / "static") as static:
        shutil.copytree(static, workspace / "output" / "static", dirs_exist_ok=True)


def issues(database: Database, register: Register) -> None:
    """Two issues of a newsletter, of which one was corrected."""
    at = datetime(2013, 4, 4, 9, tzinfo=UTC)
    with database.session() as session:
        slugs = session.scalars(select(StoryRow.slug).order_by(StoryRow.slug).limit(6)).all()
        for number in (1, 2):
            draft = Edition(
                number=number,
                day=at.date(),
                title=f"Issue that is number {number}",
                introduction="Words with *weight*, a [link](bodies/index.html), and\n\n- a\n- list",
                sections=(Section(name="What was said"), Section(name="Dates ahead")),
            )
            for slug in slugs[3 * number - 3 : 3 * number]:
                item = replace(story_item(session, slug), line="A line.\n\n> With a quotation.")
                draft = with_item(draft, item)
            draft = with_item(draft, own_item("A day ahead", line="Soon."), section="Dates ahead")
            made = create_edition(session, draft, at=at)
            publish_edition(session, refreshed(session, register, made), at=at)
        amend_edition(session, 1, "Item 1 was **wrong**.", at=at)


def look_grown(workspace: Path) -> Built:
    """The pages that `grown` made."""
    kinds: dict[str, list[str]] = {}
    for line in (workspace / "kinds.txt").read_text().splitlines():
        template, path = line.split(" ")
        kinds.setdefault(template, []).append(path)
    return Built(workspace=workspace, site=workspace / "output", kinds=_frozen(kinds))


def empty(workspace: Path) -> None:
    """The site before anything was collected."""
    settings, database = _opened(workspace)
    build(settings, database)
    database.close()


def _opened(workspace: Path) -> tuple[Settings, Database]:
    workspace.mkdir()
    (workspace / "digest.toml").write_text(f'[site]\nname = "A Digest"\nurl = "{BASE}"\n', "utf-8")
    settings = load_settings(workspace)
    return settings, Database(settings.database_url)


def _pages(
    settings: Settings,
    database: Database,
    choose: Callable[[Sequence[Plan]], Sequence[Plan]] = lambda found: found,
) -> Iterator[tuple[Plan, Page]]:
    with database.snapshot() as session:
        archive = Archive(session, partial(load_register, added=settings.register))
        for plan in choose(tuple(plans(archive, searched=True))):
            yield plan, plan.make()


def _few(found: Sequence[Plan]) -> Sequence[Plan]:
    """The first page of each shape of address, and the one in their middle."""
    shapes: dict[tuple[str, ...], list[Plan]] = {}
    for plan in found:
        first, *rest = plan.path.split("/")
        shape = (first, *(part if part in _OWN else "" for part in rest))
        shapes.setdefault(shape, []).append(plan)
    return [plan for held in shapes.values() for plan in (held[0], *held[len(held) // 2 :][:1])]


def _frozen(kinds: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {template: tuple(paths) for template, paths in kinds.items()}
