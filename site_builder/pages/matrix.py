"""The matrix: bodies by questions, each mark the last sure word."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from site_builder import urls, words
from site_builder.ledger import Entry, is_fresh, last_of_each
from site_builder.pages.page import Page
from site_builder.pages.question import as_of
from site_builder.reading import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A body's position on a question: class, whether old, in words, and where its evidence is."""

    mark: str
    old: bool
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A body with a cell for each question; None where nothing sure was found."""

    name: str
    url: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, kw_only=True)
class MatrixPage(Page):
    """The matrix.

    columns  (label, path, question) by question
    groups   (type, rows)
    totals   (class, name of the side, counts by question) of the cells that are not old
    """

    template: ClassVar[str] = "matrix.html"
    columns: tuple[tuple[str, str, str], ...]
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    totals: tuple[tuple[str, str, tuple[int, ...]], ...]
    positions: int
    old: int
    as_of: str


def matrix_page(archive: Archive) -> MatrixPage:
    """The page."""
    questions = tuple(archive.register.questions.values())
    last = {question.slug: _last(archive, question.slug) for question in questions}
    slugs = sorted(
        {slug for held in last.values() for slug in held},
        key=lambda slug: (archive.bodies[slug].type, archive.names[slug].casefold(), slug),
    )
    groups = tuple(
        (kind.replace("-", " "), tuple(_row(archive, slug, last) for slug in held))
        for kind, held in groupby(slugs, key=lambda slug: archive.bodies[slug].type)
    )
    rows = [row for _, held in groups for row in held]
    cells = [cell for row in rows for cell in row.cells if cell]
    return MatrixPage(
        path=urls.MATRIX,
        title="Matrix",
        description="Bodies by questions: who stands where.",
        section=urls.MATRIX,
        columns=tuple((q.label, urls.question(q.slug), q.question) for q in questions),
        groups=groups,
        totals=tuple(
            (mark, name, tuple(_counts(rows, mark)))
            for mark, name in (("u", "support"), ("m", "divided"), ("d", "oppose"))
        ),
        positions=len(cells),
        old=sum(cell.old for cell in cells),
        as_of=words.day(archive.today),
    )


def _last(archive: Archive, slug: str) -> Mapping[str, Entry]:
    day = as_of(archive, archive.register.questions[slug])
    entries = [
        entry
        for entry in archive.ledger.by_question().get(slug, ())
        if entry.holder.slug and entry.statement.is_sure
    ]
    return {entry.holder.slug or "": entry for entry in last_of_each(entries, until=day)}


def _row(archive: Archive, slug: str, last: Mapping[str, Mapping[str, Entry]]) -> Row:
    return Row(
        name=archive.names[slug],
        url=urls.body(slug),
        cells=tuple(_cell(archive, question, held.get(slug)) for question, held in last.items()),
    )


def _cell(archive: Archive, question: str, entry: Entry | None) -> Cell | None:
    if entry is None or entry.day is None:
        return None
    old = not is_fresh(entry, on=as_of(archive, archive.register.questions[question]))
    verb = words.verb(entry.statement.position, past=old)
    return Cell(
        mark=words.mark(entry.statement.position),
        old=old,
        label=f"{verb}, {words.month(entry.day)}",
        url=urls.article(entry.record.url),
    )


def _counts(rows: Iterable[Row], mark: str) -> Iterable[int]:
    rows = tuple(rows)
    for column in zip(*(row.cells for row in rows), strict=True):
        yield sum(cell is not None and not cell.old and cell.mark == mark for cell in column)
