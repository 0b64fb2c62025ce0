"""The web page of an edition before it is on the site: the site's own template, filled here.

No archive is read for it; the names of people, who have pages only where the whole archive says
so, lead nowhere in it.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from sqlalchemy.orm import Session

import site_builder
from commissioning.domain.editions import Appearance, Edition, Item
from commissioning.register import Register
from desk import urls
from desk.desk import Desk
from desk.drafting.proof import Proof
from site_builder import urls as site_urls
from site_builder.issues import Earlier, Issues, Way
from site_builder.outside import outside
from site_builder.pages.edition import edition_plans
from site_builder.reading import Archive
from site_builder.rendering import Renderer, coloured
from site_builder.site import Site
from site_builder.writable import writable

STATIC = Path(site_builder.__file__).parent / "static"


class _NoArchive(Archive):
    """An archive in which nothing is looked up but the register."""

    def __init__(self, session: Session, register: Register) -> None:
        self._session = session
        self._load_register = lambda: register
        self.as_of = None
        self.items = ()


class _Proofs(Issues):
    """One edition as if it were the site's only one; links lead to what the site will have."""

    def __init__(self, archive: Archive, held: Edition, again: Mapping[int, Appearance]) -> None:
        super().__init__(archive)
        self.editions = (held,)
        self._again = again
        self._known = {source.url for item in held.items for source in item.sources}

    def headline(self, item: Item) -> Way:
        if item.story is not None and item.has_story_page:
            return Way(text=writable(item.headline), path=site_urls.story(item.story))
        return self.article(writable(item.headline), item.article, or_else=item.url)

    def article(self, text: str, url: str | None, *, or_else: str | None = None) -> Way:
        if url is not None and url in self._known:
            return Way(text=text, path=site_urls.article(url))
        return Way(text=text, url=outside(or_else or url))

    def body(self, name: str, slug: str | None) -> Way:
        if slug is None or slug not in self.archive.register.organisations:
            return Way(text=name)
        return Way(text=name, path=site_urls.body(slug))

    def person(self, name: str) -> Way:
        return Way(text=name)

    def earlier(self, number: int, item: int) -> Earlier | None:
        found = self._again.get(item) if number == self.editions[0].number else None
        return Earlier(number=found.number, item=found.item) if found else None


def web_page(session: Session, desk: Desk, shown: Proof) -> bytes:
    """The HTML of the edition's page, with its style below `urls.SITE`."""
    filled = tuple(section for section in shown.edition.sections if section.items)
    held = replace(shown.edition, sections=filled)
    archive = _NoArchive(session, desk.register)
    again = {
        number: found
        for number, item in enumerate(held.items, start=1)
        if (found := shown.again(item.key))
    }
    plan = next(iter(edition_plans(_Proofs(archive, held, again))))
    settings = desk.settings
    site = Site(
        name=settings.site.name,
        url=settings.site.url,
        sample=desk.is_sample,
        footer=settings.site.footer,
    )
    page = plan.make()
    html = _renderer(site, settings.templates).text(page.template, root=urls.SITE, page=page)
    return html.encode("utf-8", "replace")


@lru_cache(maxsize=4)
def _renderer(site: Site, templates: Path) -> Renderer:
    """Templates are compiled once; a workspace's own are read anew when the desk is."""
    return Renderer(site, templates)


def style(desk: Desk) -> bytes:
    """The site's style sheet with the workspace's colours."""
    colours = tuple(desk.settings.site.colours.model_dump(exclude_none=True).items())
    return coloured((STATIC / "site.css").read_bytes(), colours)
