"""The database opened for research: `with open_archive("my-digest") as archive: ...`."""

from os import PathLike
from pathlib import Path
from typing import Self, Unpack

from commissioning.domain.errors import StoreError
from commissioning.register import Register, load_register
from commissioning.research.query import Asked, Query
from commissioning.research.resolving import resolve
from commissioning.research.results import Findings
from commissioning.settings import load_settings
from commissioning.store.database import Database
from commissioning.store.found import open_found


class Archive:
    """An open database with the register that its tags name bodies and questions by."""

    def __init__(self, database: Database, register: Register) -> None:
        self.database = database
        self.register = register

    def query(self, words: str | None = None, **asked: Unpack[Asked]) -> Findings:
        """The findings that meet what is asked, with the arguments of `Query`.

        Example: `archive.query('budget* NOT "primary care trust"', stance="oppose")`. QueryError
        says in one line what cannot be read or is not known.
        """
        return self.find(Query.read({"words": words, **asked}))

    def find(self, query: Query) -> Findings:
        """The findings of a query."""
        return Findings(self.database, resolve(query, self.register))

    def close(self) -> None:
        """Give the connections back."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def open_archive(place: str | PathLike[str]) -> Archive:
    """Open a workspace's folder, an SQLite file or a database's URL.

    A workspace's own additions to the register count. StoreError where no digest database is:
    what stands there instead is left as it is.
    """
    if "://" in str(place):
        return Archive(open_found(str(place)), load_register())
    path = Path(place)
    if path.is_dir():
        settings = load_settings(path)
        database = open_found(settings.database_url, readers_key=settings.readers_key)
        return Archive(database, load_register(added=settings.register))
    if path.is_file():
        return Archive(open_found(f"sqlite:///{path}"), load_register())
    raise StoreError(str(place), "there is no such workspace or database")
