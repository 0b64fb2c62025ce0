"""What is read in a snapshot is of one moment, whoever writes meanwhile."""

from sqlalchemy import func, select, text

from commissioning.domain.articles import SourceKind
from commissioning.store.database import CACHE_KB, SPARING_KB, Database
from commissioning.store.rows import SourceRow
from commissioning.store.sources import save_source


def add(database: Database, slug: str) -> None:
    with database.session() as session:
        save_source(session, slug=slug, name=slug, kind=SourceKind.TRADE, sample=False)


def test_a_snapshot_does_not_see_what_is_written_after_it_began(database: Database) -> None:
    count = select(func.count()).select_from(SourceRow)
    add(database, "before")
    with database.snapshot() as session:
        assert session.scalar(count) == 1
        add(database, "meanwhile")
        assert session.scalar(count) == 1
    with database.snapshot() as session:
        assert session.scalar(count) == 2


def test_a_forked_process_opens_connections_of_its_own(database: Database) -> None:
    add(database, "before")
    database.forked()
    with database.snapshot() as session:
        assert session.scalar(select(SourceRow.slug)) == "before"


def test_a_sparing_one_keeps_little_of_the_file_in_memory(sqlite: Database) -> None:
    asked = text("PRAGMA cache_size")
    for sparing, wanted in ((True, SPARING_KB), (False, CACHE_KB)):
        with sqlite.snapshot(sparing=sparing) as session:
            assert session.scalar(asked) == -wanted
