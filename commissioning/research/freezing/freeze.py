"""A query frozen, and asked again to see whether the same state still gives the same rows."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from commissioning.domain.errors import ExportError
from commissioning.domain.findings import Dimension
from commissioning.research.archive import Archive
from commissioning.research.exporting import citation
from commissioning.research.exporting.checksums import Checked, check
from commissioning.research.exporting.described import Publisher
from commissioning.research.exporting.export import versions_of
from commissioning.research.exporting.placing import placed
from commissioning.research.exporting.tables import Content
from commissioning.research.freezing import frozen
from commissioning.research.freezing.readme import readme, title_of
from commissioning.research.freezing.rows import cell_lines, finding_lines
from commissioning.research.query import Query
from commissioning.store import findings, tallies

SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A frozen query and its answer of today.

    files           of the folder, by their checksums
    frozen, today   the versions of the database
    same_snapshot   whether the database holds what it held
    rows            how many rows there were
    new, gone       how many rows are new, and how many are not there any more
    some_new, some_gone  some of them, as JSON
    """

    files: Checked
    frozen: str
    today: str
    same_snapshot: bool
    rows: int
    new: int
    gone: int
    some_new: tuple[str, ...]
    some_gone: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether the folder is as it was made and the rows are the same."""
        return self.files.is_good and not self.new and not self.gone


def freeze(
    archive: Archive,
    query: Query,
    target: Path,
    *,
    count_by: Sequence[Dimension] = (),
    publisher: Publisher,
) -> str:
    """Write the folder of a query; gives how to cite it.

    QueryError where the query asks for what is not known, ExportError where something else stands
    there or the disk says no.
    """
    with archive.database.snapshot() as session, placed(target) as folder:
        rows = 0
        with (folder / frozen.ROWS).open("w", encoding="utf-8", newline="") as file:
            for line in _answer(archive, session, query, count_by):
                file.write(line)
                rows += 1
        versions = versions_of(Content(session=session, register=archive.register))
        title = title_of(query, count_by, versions)
        told = frozen.as_written(query, count_by, versions, rows)
        cited = citation.citation(title, publisher, versions)
        _write(folder / frozen.FILE, json.dumps(told, ensure_ascii=False, indent=1) + "\n")
        _write(folder / citation.FILE, citation.citation_file(title, publisher, versions))
        _write(folder / frozen.READ_ME, readme(title, cited, query, count_by, versions, rows))
    return cited


def rerun(archive: Archive, folder: Path) -> Compared:
    """Ask a frozen query again, and compare.

    ExportError where the folder holds none; QueryError where it asks for what is not known today.
    """
    was = frozen.read(folder)
    files = check(folder)
    before = Counter(_lines(folder / frozen.ROWS))
    with archive.database.snapshot() as session:
        now = Counter(_answer(archive, session, was.query, was.count_by))
        today = versions_of(Content(session=session, register=archive.register))
    new, gone = now - before, before - now
    return Compared(
        files=files,
        frozen=was.version,
        today=today.name,
        same_snapshot=was.snapshot == today.snapshot,
        rows=before.total(),
        new=new.total(),
        gone=gone.total(),
        some_new=tuple(sorted(new)[:SHOWN]),
        some_gone=tuple(sorted(gone)[:SHOWN]),
    )


def _answer(
    archive: Archive, session: Session, query: Query, count_by: Sequence[Dimension]
) -> Iterator[str]:
    wanted = archive.find(query).known_in(session)
    if count_by:
        return cell_lines(count_by, tallies.count_by(session, wanted, count_by))
    return finding_lines(findings.find(session, wanted))


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            yield from file
    except (OSError, UnicodeDecodeError) as error:
        raise ExportError(str(path), f"cannot be read ({error})") from error


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="")
