"""The articles of files into rows; sources are made as the files name them."""

from sqlalchemy.orm import Session

from commissioning.domain.articles import Article, SourceKind
from commissioning.domain.coverage import RejectionReason
from commissioning.settings import Settings
from commissioning.store import coverage
from commissioning.store.articles import save_article
from commissioning.store.database import Database
from commissioning.store.sources import find_source, save_source
from crawler.intake import Tally

FILES = "imported-files"


class ImportIntake:
    """Takes the articles of files; sources are made as the files name them."""

    def __init__(self, settings: Settings, database: Database):
        self._settings = settings
        self._database = database
        self._ids: dict[str, int] = {}
        self.tally = Tally()

    def take(self, article: Article) -> None:
        """Store one article."""
        with self._database.session() as session:
            saved = save_article(
                session,
                article,
                source_id=self._source(session, article.source),
                at=self._settings.clock(),
            )
        self.tally.count(article, saved)

    def reject(self, name: str, detail: str) -> None:
        """Note a file, line or record that holds no article."""
        self.tally.reject(FILES, name, detail)
        with self._database.session() as session:
            coverage.record_rejection(
                session,
                source_id=self._source(session, FILES),
                url=name,
                reason=RejectionReason.NOT_AN_ARTICLE,
                at=self._settings.clock(),
                detail=detail,
            )

    def _source(self, session: Session, slug: str) -> int:
        """The source's id; one that the list of sources has keeps what is said of it there."""
        if slug not in self._ids:
            name = "Imported files" if slug == FILES else slug
            found = find_source(session, slug)
            self._ids[slug] = found or save_source(
                session, slug=slug, name=name, kind=SourceKind.FILE
            )
        return self._ids[slug]
