"""The ids of the sources that imported files name; those that are new are made."""

from sqlalchemy.orm import Session

from commissioning.domain.articles import SourceKind
from commissioning.store.sources import find_source, save_source
from crawler.importing.outlets import MAX_SLUG, Outlets

FILES = "imported-files"


class SourceIds:
    """By slug; one that the list of sources has keeps what is said of it there."""

    def __init__(self, outlets: Outlets) -> None:
        self._outlets = outlets
        self._ids: dict[str, int] = {}

    def of(self, session: Session, slug: str) -> int:
        """The source's id."""
        slug = slug[:MAX_SLUG]
        if slug not in self._ids:
            self._ids[slug] = find_source(session, slug) or self._new(session, slug)
        return self._ids[slug]

    def forget(self) -> None:
        """Ask anew: the transaction that made them was undone."""
        self._ids.clear()

    def _new(self, session: Session, slug: str) -> int:
        if entry := self._outlets.entry(slug):
            return save_source(
                session,
                slug=slug,
                name=entry.name,
                kind=entry.kind,
                home=entry.home,
                sample=entry.sample,
            )
        name = "Imported files" if slug == FILES else slug
        return save_source(session, slug=slug, name=name, kind=SourceKind.FILE)
