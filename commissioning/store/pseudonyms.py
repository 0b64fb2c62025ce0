"""What stands for a reader's name in the database: made of it with a key that the workspace keeps.

Readers who comment are private people. The same name gives the same pseudonym, so that a comment is
known again; without the key nobody can try names out. The key is a file that is read when a first
name is to be stored.
"""

import hashlib
import hmac
import os
import re
import secrets
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from functools import cached_property, lru_cache
from io import FileIO
from pathlib import Path

from sqlalchemy.orm import Session

from commissioning.domain.articles import Comment
from commissioning.domain.errors import StoreError

FILE = "readers.key"
INFO = "pseudonyms"
_BYTES = 32
_DIGITS = 16
PREFIX = "reader-"
_FORM = re.compile(rf"{PREFIX}[0-9a-f]{{{_DIGITS}}}")


class Pseudonyms:
    """Gives them. `path` is the key's file, made where it is missing; None is a key for now."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path

    def of(self, name: str | None) -> str | None:
        """The name's pseudonym; None for None. A pseudonym stays as it is."""
        if name is None or is_pseudonym(name):
            return name
        plain = " ".join(unicodedata.normalize("NFKC", name).split()).casefold()
        return _pseudonym(plain, self._key)

    def hide(self, comments: Iterable[Comment]) -> tuple[Comment, ...]:
        """The comments without their authors' names."""
        return tuple(replace(one, author=self.of(one.author)) for one in comments)

    @cached_property
    def _key(self) -> bytes:
        if self._path is None:
            return secrets.token_bytes(_BYTES)
        try:
            return _read(self._path) if self._path.exists() else _make(self._path)
        except OSError as error:
            raise StoreError(str(self._path), f"cannot be read or written ({error})") from error


def is_pseudonym(name: str) -> bool:
    """Whether it stands for a reader's name."""
    return _FORM.fullmatch(name) is not None


def pseudonyms_of(session: Session) -> Pseudonyms:
    """Those of the database that the session belongs to."""
    found: Pseudonyms = session.info.setdefault(INFO, Pseudonyms())
    return found


@lru_cache(maxsize=10_000)
def _pseudonym(name: str, key: bytes) -> str:
    digest = hmac.new(key, name.encode("utf-8", "surrogatepass"), hashlib.sha256)
    return f"{PREFIX}{digest.hexdigest()[:_DIGITS]}"


def _read(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text("ascii"))
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        raise StoreError(str(path), "holds no key; put it back from a backup, or delete the file")
    return key


def _make(path: Path) -> bytes:
    """A new key, which only the owner may read. Of two processes that make one the first wins."""
    own = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with FileIO(handle, "w") as file:
            file.write(f"{secrets.token_hex(_BYTES)}\n".encode())
            os.fsync(handle)
        with suppress(FileExistsError):
            path.hardlink_to(own)
    finally:
        own.unlink()
    return _read(path)
