from datetime import UTC, datetime

from commissioning.domain.articles import ArchiveRef, Article, SourceKind
from commissioning.domain.dates import Dated, Precision
from commissioning.store import imports
from commissioning.store.articles import save_article
from commissioning.store.database import Database
from commissioning.store.imports import ImportedFile
from commissioning.store.sources import save_source

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PLACE = ArchiveRef(file="a.warc.gz", offset=5_000_000_000)


def article(url: str, *, archive: ArchiveRef | None = PLACE, text: str = "Words.") -> Article:
    return Article(
        url=url,
        source="news",
        headline="A headline",
        text=text,
        byline="Ann Writer",
        published=Dated(moment=NOW, precision=Precision.DAY, found_in="feed"),
        captured=Dated(moment=NOW, precision=Precision.SECOND, found_in="response"),
        archive=archive,
        extractor="pages/1",
    )


def fill(database: Database) -> None:
    with database.session() as session:
        home = "https://news.example/"
        news = save_source(session, slug="news", name="N", kind=SourceKind.TRADE, home=home)
        for name, place in (("a", PLACE), ("b", None)):
            one = article(f"{home}{name}", archive=place, text=f"Words of {name}.")
            save_article(session, one, source_id=news, at=NOW)


def test_how_far_a_file_was_read_is_kept(database: Database) -> None:
    with database.session() as session:
        assert imports.imported_file(session, "f") is None
        for position, finished in ((5, False), (6_000_000_000, True)):
            imports.save_progress(session, "f", name="a.warc", position=position, finished=finished)
            found = imports.imported_file(session, "f")
            assert found == ImportedFile(position=position, finished=finished)


def test_the_same_words_are_known_to_be_in_the_archive(database: Database) -> None:
    fill(database)
    home = "http://www.news.example/"
    with database.session() as session:
        assert imports.has_bytes_of(session, article(f"{home}a", text="Words of a."))
        assert not imports.has_bytes_of(session, article(f"{home}a", text="Other words."))
        assert not imports.has_bytes_of(session, article(f"{home}b", text="Words of b."))
        assert not imports.has_bytes_of(session, article(f"{home}c"))
        assert imports.archived(session, f"{home}a") == PLACE
        assert imports.archived(session, f"{home}b") is None
        assert imports.source_homes(session) == (("https://news.example/", "news"),)


def test_articles_to_extract_are_those_with_bytes_and_an_older_extractor(
    database: Database,
) -> None:
    fill(database)
    with database.session() as session:
        [found] = imports.articles_to_extract(session, after=0, limit=9, source=None, current=())
        assert found.article == article("https://news.example/a", text="Words of a.")
        assert found.entry is not None
        assert (found.entry.published, found.entry.byline) == (
            found.article.published,
            "Ann Writer",
        )
        for source, current, count in (
            (None, (), 1),
            ("news", (), 1),
            ("other", (), 0),
            (None, ("pages/1",), 0),
            (None, ("pages/2",), 1),
        ):
            assert imports.count_to_extract(session, source=source, current=current) == count
        assert imports.count_without_bytes(session, source="news") == 1
