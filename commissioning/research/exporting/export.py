"""An export made: every table in one format, and beside them what makes it citable."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from commissioning.research.exporting import annotations, citation, codebook, datapackage
from commissioning.research.exporting.catalogue import TABLES
from commissioning.research.exporting.columns import Column
from commissioning.research.exporting.described import Description, Part, Publisher
from commissioning.research.exporting.formats.format import Format
from commissioning.research.exporting.formats.kinds import KINDS
from commissioning.research.exporting.placing import placed
from commissioning.research.exporting.tables import Batch, Content, Table
from commissioning.research.exporting.versions import Tally, Versions

Progress = Callable[[int, int], None]


def export(
    content: Content,
    target: Path,
    kind: Format,
    *,
    publisher: Publisher,
    with_annotations: bool = False,
    progress: Progress = lambda _done, _total: None,
) -> Description:
    """Write an export into the folder `target`; the same content gives the same bytes.

    It is made aside and put there whole, in the place of an earlier one. ExportError where
    something else stands there, the format's library is missing, or the disk says no.
    """
    tally = Tally()
    with placed(target, over=datapackage.FILE) as folder:
        parts = tuple(_tables(content, folder, kind, tally, progress))
        if with_annotations:
            annotations.write(content, folder / datapackage.ANNOTATIONS)
        described = Description(
            publisher=publisher,
            versions=tally.versions(content),
            format=kind,
            with_text=content.with_text,
            parts=parts,
            annotations=with_annotations,
        )
        package = datapackage.data_package(described, folder)
        _write(folder / datapackage.FILE, json.dumps(package, ensure_ascii=False, indent=1) + "\n")
        _write(folder / codebook.FILE, codebook.codebook(described))
        _write(
            folder / citation.FILE,
            citation.citation_file(described.title, publisher, described.versions),
        )
    return described


def _tables(
    content: Content, folder: Path, kind: Format, tally: Tally, progress: Progress
) -> Iterator[Part]:
    with KINDS[kind].writer(folder) as writer:
        for number, table in enumerate(TABLES):
            progress(number, len(TABLES))
            columns = table.columns_of(content)
            writer.write(table, columns, _counted(tally, table, columns, content))
            yield Part(table=table, columns=columns, file=KINDS[kind].file_of(table.name))


def _counted(
    tally: Tally, table: Table, columns: Sequence[Column], content: Content
) -> Iterator[Batch]:
    for batch in table.batches(content):
        tally.add(table, columns, batch)
        yield batch


def versions_of(content: Content) -> Versions:
    """The versions that an export of this content would have, without writing one."""
    tally = Tally()
    slim = Content(session=content.session, register=content.register, counted_only=True)
    for table in TABLES:
        columns = table.columns_of(slim)
        for batch in table.batches(slim):
            tally.add(table, columns, batch)
    return tally.versions(content)


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="")
