"""Texts that a reader obtained: JSON Lines, text files, a workspace, a database."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Select, literal, select
from sqlalchemy.orm import Session

from commissioning.domain.errors import ExportError
from commissioning.research.verifying.opened import Opened
from commissioning.settings import FILE as SETTINGS
from commissioning.settings import load_settings
from commissioning.store.database import Database
from commissioning.store.found import open_found
from commissioning.store.rows import ArticleRow, CommentRow, VersionRow

_LARGEST = 20_000_000  # bytes of one text
_DATABASES = (".db", ".sqlite", ".sqlite3")
_BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A text, and what is known of whose it is.

    where    file and line, for messages
    url      of the article; None where only the text can tell
    article  number in the export; None where it is not known
    comment  position of the comment that it is; None for an article's
    text     None where it could not be read; `fault` says why
    """

    where: str
    url: str | None = None
    article: int | None = None
    comment: int | None = None
    text: str | None = None
    fault: str | None = None


def texts_of(path: Path) -> Iterator[Given]:
    """The texts in a folder, file, workspace or database.

    ExportError where there is none; StoreError for a database that is not the digest's.
    """
    if path.is_dir():
        yield from _workspace(path) if (path / SETTINGS).is_file() else _folder(path)
    elif not path.is_file():
        raise ExportError(str(path), "there is no such file or folder")
    elif path.suffix in _DATABASES:
        yield from _database(open_found(f"sqlite:///{path}"))
    elif path.suffix in (".jsonl", ".ndjson"):
        yield from _lines(path)
    else:
        yield _file(path)


def texts_in(export: Opened) -> Iterator[Given]:
    """The texts that an export with texts holds itself."""
    where = str(export.folder)
    for row in export.rows("articles", texts=("text",), numbers=("id",)):
        yield Given(where=where, article=row["id"], text=row["text"])
    for row in export.rows("comments", texts=("text",), numbers=("article", "position")):
        yield Given(where=where, article=row["article"], comment=row["position"], text=row["text"])


def _folder(folder: Path) -> Iterator[Given]:
    paths = sorted(path for path in folder.rglob("*.txt") if path.is_file())
    if not paths:
        raise ExportError(str(folder), "has no text files (.txt) and is no workspace")
    yield from map(_file, paths)


def _file(path: Path) -> Given:
    """A file whose text tells whose it is, or its name: the article's number in the export."""
    number = int(path.stem) if path.stem.isdecimal() and len(path.stem) < 16 else None
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
        if len(raw) > _LARGEST:
            return Given(where=str(path), article=number, fault="is too large for a text")
        return Given(where=str(path), article=number, text=raw.decode("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return Given(where=str(path), article=number, fault=f"cannot be read ({error})")


def _lines(path: Path) -> Iterator[Given]:
    try:
        with path.open("rb") as file:
            for number, line in enumerate(iter(lambda: file.readline(_LARGEST), b""), start=1):
                if line.strip():
                    yield _line(f"{path}, line {number}", line)
    except OSError as error:
        raise ExportError(str(path), error.strerror or str(error)) from error


def _line(where: str, line: bytes) -> Given:
    try:
        told = json.loads(line)
        url, text, comment = told["url"], told["text"], told.get("comment")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Given(where=where, fault="is no JSON object with 'url' and 'text'")
    if not isinstance(url, str) or not isinstance(text, str):
        return Given(where=where, fault="'url' and 'text' are to be texts")
    if comment is not None and (isinstance(comment, bool) or not isinstance(comment, int)):
        return Given(where=where, fault="'comment' is to be the position of a comment, from 0")
    return Given(where=where, url=url, comment=comment, text=text)


def _workspace(folder: Path) -> Iterator[Given]:
    settings = load_settings(folder)
    yield from _database(open_found(settings.database_url, readers_key=settings.readers_key))


def _database(database: Database) -> Iterator[Given]:
    """Articles and comments as they are, and articles as they were before."""
    of_version = VersionRow.article_id == ArticleRow.id
    none = literal(None)
    with closing(database), database.snapshot() as session:
        yield from _stored(session, database.name, select(ArticleRow.url, none, ArticleRow.text))
        yield from _stored(
            session,
            database.name,
            select(ArticleRow.url, none, VersionRow.text).join(VersionRow, of_version),
        )
        yield from _stored(
            session,
            database.name,
            select(ArticleRow.url, CommentRow.position, CommentRow.text).join(
                CommentRow, CommentRow.article_id == ArticleRow.id
            ),
        )


def _stored(session: Session, name: str, query: Select[str, int | None, str]) -> Iterator[Given]:
    found = session.execute(query, execution_options={"yield_per": _BATCH})
    for url, comment, text in found:
        yield Given(where=f"{name}, {url}", url=url, comment=comment, text=text)
