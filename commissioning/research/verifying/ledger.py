"""Which texts an export wants, and which were brought: on the disk, however many there are."""

import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

from commissioning.domain.errors import ExportError
from commissioning.research.verifying.opened import Opened
from commissioning.research.verifying.texts import Given
from commissioning.store.values import text_hash

_ARTICLE = -1  # in the place of a comment's position: NULL is like nothing, itself included


class State(IntEnum):
    """What became of a text that an export wants; of two for one, the better counts."""

    MISSING = 0
    DIFFERENT = 1
    SAME = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A text of an export: its article's address, the comment's position, and what became of it."""

    url: str
    comment: int | None
    state: State


class Ledger:
    """Notes what is wanted, then what is brought."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.foreign = 0  # texts that were brought under an address that nothing here has
        connection.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            "CREATE TABLE wanted (article INTEGER NOT NULL, comment INTEGER NOT NULL,"
            " url TEXT NOT NULL, sha256 TEXT NOT NULL, state INTEGER NOT NULL DEFAULT 0,"
            " text TEXT, PRIMARY KEY (article, comment)) WITHOUT ROWID;"
        )

    def want(self, export: Opened) -> None:
        """Note what texts the export is about; ExportError where one has no place of its own."""
        try:
            self._want(export)
        except sqlite3.IntegrityError as error:
            message = f"has texts without an address, or two of one number ({error})"
            raise ExportError(str(export.folder), message) from error

    def _want(self, export: Opened) -> None:
        articles = export.rows("articles", texts=("url", "text_sha256"), numbers=("id",))
        comments = export.rows("comments", texts=("text_sha256",), numbers=("article", "position"))
        execute = self._connection.executemany
        execute(
            "INSERT INTO wanted (article, comment, url, sha256) VALUES (?, ?, ?, ?)",
            ((row["id"], _ARTICLE, row["url"], row["text_sha256"]) for row in articles),
        )
        execute(
            "INSERT INTO wanted (article, comment, url, sha256)"
            " SELECT article, ?2, url, ?3 FROM wanted WHERE article = ?1 AND comment = -1",
            ((row["article"], row["position"], row["text_sha256"]) for row in comments),
        )
        self._connection.execute("CREATE INDEX by_url ON wanted (url, comment)")
        self._connection.execute("CREATE INDEX by_hash ON wanted (sha256)")

    def bring(self, given: Given) -> State | None:
        """Note a text; what it is of what is wanted, None where it is nothing of it."""
        if given.text is None:
            return None
        found = text_hash(given.text)
        rows = list(self._named(given)) or list(self._alike(given, found))
        best: State | None = None
        for article, comment, sha256 in rows:
            state = State.SAME if sha256 == found else State.DIFFERENT
            self._connection.execute(
                "UPDATE wanted SET state = ?1, text = CASE WHEN ?1 = 2 THEN ?2 END"
                " WHERE article = ?3 AND comment = ?4 AND state < ?1",
                (int(state), given.text, article, comment),
            )
            best = state if best is None else max(best, state)
        self.foreign += best is None and given.url is not None
        return best

    def _named(self, given: Given) -> Iterator[tuple[int, int, str]]:
        comment = _ARTICLE if given.comment is None else given.comment
        if given.url is not None:
            yield from self._connection.execute(
                "SELECT article, comment, sha256 FROM wanted WHERE url = ? AND comment = ?",
                (given.url, comment),
            )
        elif given.article is not None:
            yield from self._connection.execute(
                "SELECT article, comment, sha256 FROM wanted WHERE article = ? AND comment = ?",
                (given.article, comment),
            )

    def _alike(self, given: Given, sha256: str) -> Iterator[tuple[int, int, str]]:
        """Where nothing else tells whose a text is: all that have it."""
        if given.url is None:
            yield from self._connection.execute(
                "SELECT article, comment, sha256 FROM wanted WHERE sha256 = ?", (sha256,)
            )

    def text(self, article: int, comment: int | None) -> str | None:
        """The text of an article or comment, if the right one was brought."""
        found = self._connection.execute(
            "SELECT text FROM wanted WHERE article = ? AND comment = ?",
            (article, _ARTICLE if comment is None else comment),
        ).fetchone()
        return found[0] if found else None

    def counts(self) -> Mapping[State, int]:
        """How many texts are wanted, by what became of them."""
        found = dict(self._connection.execute("SELECT state, count(*) FROM wanted GROUP BY state"))
        return {state: found.get(int(state), 0) for state in State}

    def some(self, state: State, limit: int) -> tuple[Wanted, ...]:
        """Some of those of which that became."""
        rows: Any = self._connection.execute(
            "SELECT url, comment FROM wanted WHERE state = ? ORDER BY article, comment LIMIT ?",
            (int(state), limit),
        )
        return tuple(
            Wanted(url=url, comment=None if comment == _ARTICLE else comment, state=state)
            for url, comment in rows
        )


@contextmanager
def ledger() -> Iterator[Ledger]:
    """An empty one, in a file that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.sqlite"
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA cache_size = -65536")
            yield Ledger(connection)
