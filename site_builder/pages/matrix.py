"""The matrix: bodies by questions, a mark where a body was heard, with its words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from site_builder import urls, words
from site_builder.grid import Blank, Grid, Mark, Sheet
from site_builder.groupings import question_groups
from site_builder.keys import key_of
from site_builder.pages.page import Page, Plan
from site_builder.pages.sides import SIDES, evidence_links
from site_builder.survey import Survey

_NAMES = {
    "": "National bodies",
    "others": "Other bodies",
    "local": "Local commissioners and providers",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A body on a question.

    mark   class of the side; '' where there is none, and `blank` says why
    old    whether the position is current no longer
    first  whether a group of questions begins here
    """

    mark: str
    old: bool
    label: str
    url: str
    blank: str
    first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A body with a cell for each question."""

    name: str
    url: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A question above its column; `first` in its group."""

    slug: str
    label: str
    url: str
    question: str
    settled: bool
    first: bool


@dataclass(frozen=True, kw_only=True)
class MatrixPage(Page):
    """A sheet of the matrix.

    name      what is on it; sheets: (name, path, bodies) of all
    spans     (group of questions, how many); columns: the questions
    groups    (kind of body, rows)
    totals    (class, side, counts by question) of all bodies of all sheets that stand there now
    """

    template: ClassVar[str] = "matrix.html"
    name: str
    sheets: tuple[tuple[str, str, int], ...]
    spans: tuple[tuple[str, int], ...]
    columns: tuple[Heading, ...]
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    totals: tuple[tuple[str, str, tuple[int, ...]], ...]
    bodies: int
    positions: int
    old: int
    gaps: bool
    as_of: str

    def data(self) -> Mapping[str, object]:
        """The cells that have a mark."""
        return {
            "as_of": self.as_of,
            "sheets": [path for _, path, _ in self.sheets],
            "cells": [
                {
                    "body": row.url,
                    "question": column.slug,
                    "stands": cell.label,
                    "current": not cell.old,
                    "words": cell.url,
                }
                for _, rows in self.groups
                for row in rows
                for column, cell in zip(self.columns, row.cells, strict=True)
                if cell.mark
            ],
        }


def matrix_plans(survey: Survey) -> Iterable[Plan]:
    """The sheets, to be made."""
    grid = Grid(survey)
    totals = _totals(grid)
    listed = tuple((sheet.name, len(sheet.slugs)) for sheet in grid.sheets)
    for sheet in grid.sheets:
        key = key_of(
            survey.archive.today,
            listed,
            totals,
            sheet.groups,
            [_cells_key(survey, grid, slug) for slug in sheet.slugs],
        )
        yield Plan(path=_path(sheet.name), key=key, make=partial(_page, survey, grid, sheet))


def _cells_key(survey: Survey, grid: Grid, slug: str) -> object:
    held = grid.marks[slug]
    return [
        (
            held[question].entry.id,
            survey.archive.item_key(held[question].entry.item),
            held[question].current,
        )
        if question in held
        else grid.blank(slug, grid.questions[question])
        for question in grid.questions
    ]


def _path(name: str) -> str:
    return urls.matrix(name) if name else urls.MATRIX


def _named(name: str) -> str:
    kind, _, number = name.partition("-")
    return f"{_NAMES[kind]}, part {number}" if number else _NAMES[kind]


def _page(survey: Survey, grid: Grid, sheet: Sheet) -> MatrixPage:
    spans = question_groups(grid.questions)
    columns = tuple(_headings(survey, grid, spans))
    marks = [mark for slug in sheet.slugs for mark in grid.marks[slug].values()]
    links = evidence_links(survey.archive, (mark.entry for mark in marks))
    groups = tuple(
        (kind, tuple(_row(grid, slug, columns, links) for slug in slugs))
        for kind, slugs in sheet.groups
    )
    return MatrixPage(
        path=_path(sheet.name),
        title=f"Matrix: {_named(sheet.name)}" if sheet.name else "Matrix",
        description=f"Who stands where, question by question: {_named(sheet.name).lower()}.",
        section=urls.MATRIX,
        name=_named(sheet.name),
        sheets=tuple((_named(s.name), _path(s.name), len(s.slugs)) for s in grid.sheets),
        spans=tuple((name, len(slugs)) for name, slugs in spans),
        columns=columns,
        groups=groups,
        totals=_totals(grid),
        bodies=len(sheet.slugs),
        positions=len(marks),
        old=sum(not mark.current for mark in marks),
        gaps=any(c.blank == Blank.GAP for _, rows in groups for row in rows for c in row.cells),
        as_of=words.day(survey.archive.today),
    )


def _headings(
    survey: Survey, grid: Grid, spans: Iterable[tuple[str, tuple[str, ...]]]
) -> Iterable[Heading]:
    for _, slugs in spans:
        for slug in slugs:
            question = grid.questions[slug]
            yield Heading(
                slug=slug,
                label=question.label,
                url=urls.question(slug),
                question=question.question,
                settled=survey.day(question) < survey.archive.today,
                first=slug == slugs[0],
            )


def _row(grid: Grid, slug: str, columns: Iterable[Heading], links: Mapping[int, str]) -> Row:
    held = grid.marks[slug]
    return Row(
        name=grid.name(slug),
        url=urls.body(slug),
        cells=tuple(
            _marked(held[column.slug], column, links)
            if column.slug in held
            else _bare(grid.blank(slug, grid.questions[column.slug]), column)
            for column in columns
        ),
    )


def _marked(mark: Mark, column: Heading, links: Mapping[int, str]) -> Cell:
    entry = mark.entry
    verb = words.verb(entry.position, past=not mark.current)
    when = words.rough(entry.when)
    return Cell(
        mark=words.mark(entry.position),
        old=not mark.current,
        label=f"{verb}, {when}",
        url=links[entry.id],
        blank="",
        first=column.first,
    )


def _bare(blank: Blank, column: Heading) -> Cell:
    return Cell(mark="", old=False, label="", url="", blank=blank.value, first=column.first)


def _totals(grid: Grid) -> tuple[tuple[str, str, tuple[int, ...]], ...]:
    """How many bodies of all sheets stand on each side now, by the questions in their groups."""
    order = [slug for _, slugs in question_groups(grid.questions) for slug in slugs]
    held = list(grid.marks.values())
    return tuple(
        (
            words.mark(side),
            words.side(side),
            tuple(
                sum(
                    slug in marks and marks[slug].current and marks[slug].entry.position is side
                    for marks in held
                )
                for slug in order
            ),
        )
        for side in SIDES
    )
