"""A workspace saved to one file and put back from it: a tar with a list of checksums at its end.

What can be made again, the site and its workshop, is not among it; nor are logs.
"""

import hashlib
import json
import os
import secrets
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Any

from commissioning.domain.addresses import url_key
from commissioning.domain.errors import BackupError
from commissioning.settings import FILE, Settings, load_settings
from commissioning.store.copying import load_dump, save_database
from commissioning.store.database import Database, newest_revision

MANIFEST = "manifest.json"
DATABASE = "digest.db"
DUMP = "digest.dump"
FORMAT = 1
LIST = "backups.txt"
_BLOCK = 1_000_000
_FILES = (FILE, "sources.toml", "register.toml", "takedown.txt", "readers.key")
_FOLDERS = ("archive", "weights", "templates")
_SECRET = 0o600
_MOST_MANIFEST = 100_000_000

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a backup holds: when it was made, and the size and SHA-256 of each file by its name."""

    made_at: datetime
    revision: str
    files: Mapping[str, tuple[int, str]]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(size for size, _ in self.files.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restoration did.

    aside  where the workspace is that was there before; None: there was none
    loaded the PostgreSQL database that was loaded, without its password; None: there is none
    """

    aside: Path | None
    loaded: str | None


def back_up(
    settings: Settings, database: Database, target: Path, *, progress: Progress | None = None
) -> Backup:
    """Save the workspace to a new file while others may go on working; it is read again to verify.

    The database is saved before the archive, so that the archive has all that it names. Raises
    BackupError where the file is there already or cannot be written.
    """
    if target.exists():
        raise BackupError(str(target), "is there already; name another file")
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, _SECRET)
        with (
            os.fdopen(handle, "w+b") as file,
            tempfile.TemporaryDirectory(dir=target.parent) as folder,
        ):
            saved = save_database(database, Path(folder) / DATABASE, Path(folder) / DUMP)
            _write(file, [(saved.name, saved), *_of_workspace(settings)], settings, progress)
        made = check(part)
        part.replace(target)
        _note(settings, target)
    except OSError as error:
        raise BackupError(str(target), f"cannot be written ({error.strerror or error})") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return made


def check(path: Path, *, progress: Progress | None = None) -> Backup:
    """What a backup holds, after every byte of it was compared with its checksums; BackupError."""
    found: dict[str, tuple[int, str]] = {}
    manifest = b""
    with _reading(path) as members:
        for done, (member, file) in enumerate(members):
            if member.name == MANIFEST:
                manifest = file.read(_MOST_MANIFEST)
            else:
                found[member.name] = _measured(file)
            if progress:
                progress(done, 0)
    made = _manifest(path, manifest)
    for name in sorted(made.files.keys() | found.keys()):
        if made.files.get(name) != found.get(name):
            raise BackupError(str(path), f"{name} in it is missing or damaged")
    return made


def restore(
    path: Path,
    workspace: Path,
    *,
    replace: bool,
    at: datetime,
    database: str | None = None,
    files_only: bool = False,
) -> Restored:
    """Make the workspace of a backup; everything is checked before anything is changed.

    A workspace that is there is refused; with `replace` it is kept beside the new one. A backup
    of PostgreSQL is loaded into the empty database at the URL `database`, else into that of the
    settings; with `files_only` its dump stays a file. BackupError and StoreError say what is wrong.
    """
    made = check(path)
    if made.revision > newest_revision():
        raise BackupError(str(path), "was made by a newer version of this program")
    target = workspace.resolve()
    is_there = target.is_dir() and any(target.iterdir())
    if is_there and not replace:
        raise BackupError(str(workspace), "holds files; --replace puts them aside first")
    try:
        new = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise BackupError(str(target.parent), f"cannot be written to ({error})") from error
    try:
        _extract(path, new)
        if (new / DATABASE).exists():
            _check_database(new / DATABASE)
        loaded = None if files_only else _load(path, new, database)
        return Restored(aside=_swap(new, target, at if is_there else None), loaded=loaded)
    except OSError as error:
        raise BackupError(str(workspace), f"cannot be restored ({error})") from error
    finally:
        shutil.rmtree(new, ignore_errors=True)


def listed(settings: Settings) -> tuple[Path, ...]:
    """The backups of this workspace: those still where they were written, and all in its folder.

    What was moved or copied elsewhere is not known; what lies in another workspace is that one's.
    """
    home = settings.workspace.resolve()
    try:
        lines = (home / LIST).read_text("utf-8").splitlines()
    except FileNotFoundError:
        lines = []
    noted = [path for line in lines if (path := home / line).is_file()]
    near = [path for path in sorted(home.rglob("*.tar")) if path in noted or _is_backup(path)]
    return tuple(
        path for path in dict.fromkeys(noted + near) if _workspace_of(path) in (None, home)
    )


def holds(path: Path, addresses: Iterable[str]) -> bool | None:
    """Whether the database of a backup has an article at one of the addresses; None: unknown."""
    keys = {url_key(address) for address in addresses}
    try:
        return _holds(path, keys)
    except (BackupError, sqlite3.DatabaseError):  # damaged
        return None


def _holds(path: Path, keys: Collection[str]) -> bool | None:
    with tempfile.TemporaryDirectory() as folder, _reading(path) as members:
        for member, file in members:
            if member.name == DATABASE:
                copy = Path(folder) / DATABASE
                with copy.open("wb") as out:
                    shutil.copyfileobj(file, out, _BLOCK)
                with closing(sqlite3.connect(copy)) as opened:
                    rows = opened.execute("SELECT url FROM addresses")
                    return any(url_key(row[0]) in keys for row in rows)
    return None


def _is_backup(path: Path) -> bool:
    """Whether a file is a backup, by its list of checksums; what is damaged is none."""
    try:
        with tarfile.open(path, mode="r:") as tar:
            file = tar.extractfile(MANIFEST)
            return file is not None and bool(_manifest(path, file.read(_MOST_MANIFEST)))
    except (tarfile.TarError, EOFError, KeyError, OSError, BackupError):
        return False


def _workspace_of(path: Path) -> Path | None:
    return next((folder for folder in path.parents if (folder / FILE).is_file()), None)


def _of_workspace(settings: Settings) -> Iterator[tuple[str, Path]]:
    for name in _FILES:
        if (settings.workspace / name).is_file():
            yield name, settings.workspace / name
    for folder in _FOLDERS:
        for path in sorted((settings.workspace / folder).rglob("*")):
            if path.is_file():
                yield path.relative_to(settings.workspace).as_posix(), path


def _write(
    file: IO[bytes],
    wanted: Iterable[tuple[str, Path]],
    settings: Settings,
    progress: Progress | None,
) -> None:
    chosen = list(wanted)
    files: dict[str, tuple[int, str]] = {}
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for at, (name, path) in enumerate(chosen, start=1):
            with path.open("rb") as content:
                member = tar.gettarinfo(arcname=name, fileobj=content)
                member.uid = member.gid = 0
                member.uname = member.gname = ""
                summed = _Summed(content, member.size)
                tar.addfile(member, summed)  # a file that grows meanwhile is cut where it was
                files[name] = (member.size, summed.digest)
            if progress:
                progress(at, len(chosen))
        told = {
            "format": FORMAT,
            "made_at": settings.clock().isoformat(),
            "program": version("commissioning-digest"),
            "revision": newest_revision(),
            "files": files,
        }
        manifest = json.dumps(told, indent=1).encode()
        member = tarfile.TarInfo(MANIFEST)
        member.size = len(manifest)
        tar.addfile(member, BytesIO(manifest))
    file.flush()
    os.fsync(file.fileno())


class _Summed:
    """A file that sums up what is read of it."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self._left = size
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(block)
        self._hash.update(block)
        return block

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


def _measured(file: IO[bytes]) -> tuple[int, str]:
    size, summed = 0, hashlib.sha256()
    while block := file.read(_BLOCK):
        size += len(block)
        summed.update(block)
    return size, summed.hexdigest()


@contextmanager
def _reading(path: Path) -> Iterator[Iterator[tuple[tarfile.TarInfo, IO[bytes]]]]:
    """The files in a backup, one after the other."""
    try:
        with tarfile.open(path, mode="r:") as tar:
            yield _members(path, tar)
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(str(path), f"is no backup, or damaged ({error})") from error
    except OSError as error:
        raise BackupError(str(path), f"cannot be read ({error.strerror or error})") from error


def _members(path: Path, tar: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    seen: set[str] = set()
    for member in tar:
        parts = PurePosixPath(member.name).parts
        is_ours = len(parts) == 1 or parts[0] in _FOLDERS
        file = tar.extractfile(member) if member.isreg() else None
        if file is None or not is_ours or ".." in parts or member.name in seen:
            raise BackupError(str(path), f"holds what is in no backup: {member.name!r:.80}")
        seen.add(member.name)
        yield member, file


def _manifest(path: Path, content: bytes) -> Backup:
    try:
        told: Any = json.loads(content)
        if told["format"] != FORMAT:
            raise BackupError(str(path), "was made by a newer version of this program")
        return Backup(
            made_at=datetime.fromisoformat(told["made_at"]),
            revision=str(told["revision"]),
            files={str(name): (int(one[0]), str(one[1])) for name, one in told["files"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise BackupError(str(path), "is no backup, or was cut short") from error


def _extract(path: Path, folder: Path) -> None:
    with _reading(path) as members:
        for member, file in members:
            if member.name == MANIFEST:
                continue
            target = folder / member.name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as out:
                shutil.copyfileobj(file, out, _BLOCK)
                out.flush()
                os.fsync(out.fileno())
            target.chmod(member.mode & 0o777)


def _check_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as opened:
        try:
            found = opened.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.DatabaseError as error:
            found = error
    if found != "ok":
        raise BackupError(str(path.name), f"in the backup is damaged ({found})")


def _load(path: Path, new: Path, database: str | None) -> str | None:
    """Load the dump that the backup at `path` left in `new`, if it holds one."""
    dump = new / DUMP
    if not dump.exists():
        if database is not None:
            raise BackupError(str(path), "holds no PostgreSQL database; leave out --database")
        return None
    url = database or load_settings(new).store.url
    if url is None:
        raise BackupError(str(path), "holds a PostgreSQL database; say into which with --database")
    loaded = load_dump(dump, url)
    dump.unlink()
    return loaded


def _swap(new: Path, target: Path, at: datetime | None) -> Path | None:
    """Put the new folder into its place; an older one goes beside it under the moment `at`."""
    new.chmod(0o755)
    if at is None:
        if target.is_dir():
            target.rmdir()
        new.rename(target)
        return None
    aside = target.with_name(f"{target.name}.before-{at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}")
    target.rename(aside)
    try:
        new.rename(target)
    except OSError:
        aside.rename(target)
        raise
    return aside


def _note(settings: Settings, target: Path) -> None:
    """Put it on the list; by its name there if it lies in the workspace, which may be copied."""
    home, path = settings.workspace.resolve(), target.resolve()
    noted = path.relative_to(home) if path.is_relative_to(home) else path
    with (home / LIST).open("a", encoding="utf-8") as file:
        file.write(f"{noted}\n")
