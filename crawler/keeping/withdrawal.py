"""Records taken out of the archive, with the store told where the others lie now."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from commissioning.domain.articles import ArchiveRef
from commissioning.domain.errors import ArchiveError
from commissioning.store import forgetting
from commissioning.store.database import Database
from crawler.archive.warc import Record, Response
from crawler.archive.withdrawing import PART, rewrite, successor

Progress = Callable[[int, int], None]


@dataclass(slots=True, kw_only=True)
class Withdrawn:
    """Records that are gone, files that were written anew for it, and files that cannot be read."""

    records: int = 0
    files: int = 0
    problems: list[ArchiveError] = field(default_factory=list)


def withdraw(
    folder: Path,
    database: Database,
    *,
    places: Collection[ArchiveRef] = (),
    drops: Callable[[Record], bool] = lambda _: False,
    drops_unless_used: Callable[[Record], bool] = lambda _: False,
    wants: Callable[[Response], bool] = lambda _: False,
    progress: Progress | None = None,
) -> Withdrawn:
    """Take out the records at `places` and those that `drops` names.

    Those that `drops_unless_used` names go where no article was made from them; `wants` says of
    which it needs the body. To do it again after it was cut short finishes it.
    """
    done = Withdrawn()
    names = _settled(folder, database)
    for at, name in enumerate(names, start=1):
        with database.session() as session:
            used = {ref.offset for ref in forgetting.references(session, name)}
        chosen = {ref.offset for ref in places if ref.file == name}

        def gone(
            record: Record,
            chosen: Collection[int] = frozenset(chosen),
            used: Collection[int] = frozenset(used),
        ) -> bool:
            if record.start in chosen or drops(record):
                return True
            return record.start not in used and drops_unless_used(record)

        try:
            _rewrite(folder, name, database, gone, wants, done)
        except ArchiveError as error:
            done.problems.append(error)
        if progress:
            progress(at, len(names))
    return done


def archived_files(folder: Path) -> tuple[str, ...]:
    """The names of the archive's files, sorted."""
    return tuple(sorted(path.name for path in folder.glob("*.warc.gz")))


def _rewrite(
    folder: Path,
    name: str,
    database: Database,
    gone: Callable[[Record], bool],
    wants: Callable[[Response], bool],
    done: Withdrawn,
) -> None:
    found = rewrite(folder, name, gone, wants=wants)
    if found is None:
        return
    with database.session() as session:
        forgetting.moved(session, name, to=found.name, offsets=dict(found.offsets))
    _delete(folder / name)
    done.records += found.dropped
    done.files += 1


def _settled(folder: Path, database: Database) -> tuple[str, ...]:
    """The archive's files, after what an earlier run left half done was undone or finished."""
    for part in folder.glob(f"*{PART}"):
        _delete(part)
    for name in archived_files(folder):
        new = folder / successor(name)
        if new.exists():
            with database.session() as session:
                is_used = bool(forgetting.references(session, name))
            # The store changes over in one moment: if it still knows the old file, it had not yet.
            _delete(new if is_used else folder / name)
    return archived_files(folder)


def _delete(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise ArchiveError(str(path), f"cannot be deleted ({error.strerror})") from error
