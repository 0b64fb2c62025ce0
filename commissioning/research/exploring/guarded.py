"""A connection to the SQLite file that reads alone, and not everything.

What is withheld reads as empty in any SQL: SQLite asks an authorizer about each column that a
statement names. It does not ask about a column that NATURAL or USING joins by (seen in 3.40, where
a FULL JOIN gives its values away), so statements with these are refused.
"""

import re
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# What readers may see, by table, without the columns that are withheld.
WITHHELD: Mapping[str, frozenset[str]] = {
    "article_versions": frozenset(),
    "articles": frozenset(),
    "comments": frozenset({"author"}),
    "copies": frozenset(),
    "corrections": frozenset({"made_by", "before", "after"}),
    "findings": frozenset({"who_key"}),
    "mentions": frozenset(),
    "overruled": frozenset({"held"}),
    "polls": frozenset(),
    "quotations": frozenset({"speaker"}),
    "rejections": frozenset(),
    "runs": frozenset(),
    "sources": frozenset(),
    "stances": frozenset({"holder"}),
    "stories": frozenset(),
    "story_aliases": frozenset(),
    "story_articles": frozenset(),
    "taggings": frozenset(),
}
# What SQLite needs to read for its own purposes, and for what it tells of tables.
_OWN = re.compile(r"sqlite_master|sqlite_schema|json_each|json_tree|pragma_\w+")
_WORDS = re.compile(r"(text|finding)_words(_\w+)?")
_PRAGMAS = frozenset(
    "data_version database_list foreign_key_list function_list index_info index_list index_xinfo"
    " max_page_count page_count page_size schema_version table_info table_xinfo".split()
)
_JOINS = re.compile(r"(?<![a-z_])(natural|using(?!\s+fts))(?![a-z0-9_])", re.IGNORECASE)
_HARMLESS = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})


class GuardedConnection(sqlite3.Connection):
    """Raises sqlite3.OperationalError for a statement that could get round the authorizer."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """As sqlite3 has it."""
        cursor: _GuardedCursor = self.cursor()
        return cursor.execute(sql, parameters)

    def cursor(self, factory: Any = None) -> Any:
        """A cursor that looks at what it executes."""
        return super().cursor(factory or _GuardedCursor)


class _GuardedCursor(sqlite3.Cursor):
    def execute(self, sql: str, parameters: Any = (), /) -> "_GuardedCursor":
        _look_at(sql)
        super().execute(sql, parameters)
        return self


def open_guarded(path: Path) -> GuardedConnection:
    """Open the file for reading, while others write to it."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro",
        uri=True,
        check_same_thread=False,
        factory=GuardedConnection,
    )
    connection.set_authorizer(_authorise)
    return connection


def _look_at(sql: str) -> None:
    found = _JOINS.search(sql)
    if found is not None:
        raise sqlite3.OperationalError(
            f"{found[1].upper()} is not understood here: join with ON, and name the columns"
        )


def _authorise(
    action: int, first: str | None, second: str | None, _database: str | None, _inner: str | None
) -> int:
    if action == sqlite3.SQLITE_READ:
        return _reading(first or "", second or "")
    if action == sqlite3.SQLITE_PRAGMA:
        return sqlite3.SQLITE_OK if first in _PRAGMAS else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_UPDATE and first == "sqlite_master":
        # So a full-text index tells its columns. The file is open for reading alone.
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_OK if action in _HARMLESS else sqlite3.SQLITE_DENY


def _reading(table: str, column: str) -> int:
    withheld = WITHHELD.get(table)
    if withheld is not None:
        return sqlite3.SQLITE_IGNORE if column in withheld else sqlite3.SQLITE_OK
    known = _OWN.fullmatch(table) or _WORDS.fullmatch(table)
    return sqlite3.SQLITE_OK if known else sqlite3.SQLITE_IGNORE
