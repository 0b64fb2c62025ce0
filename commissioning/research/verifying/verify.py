"""The verification: files by their checksums, texts by their hashes, tags by their places."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commissioning.domain.errors import ExportError
from commissioning.research.exporting.checksums import Checked, check
from commissioning.research.verifying.ledger import Ledger, State, Wanted, ledger
from commissioning.research.verifying.opened import Opened, open_export
from commissioning.research.verifying.texts import Given, texts_in, texts_of

SHOWN = 20
_TAGS = ("mentions", "quotations", "stances")
_PLACE = ("id", "article", "comment", "start_char", "end_char")


@dataclass(frozen=True, slots=True, kw_only=True)
class Misplaced:
    """A tag whose place is not in its text, or has other words there."""

    table: str
    id: int
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found. Of long lists the first are named.

    files       by their checksums
    faults      what of the export itself cannot be read: where, and why
    texts       how many texts of the export were brought, by what they are; empty where it cannot
                be read which it is about
    different   some whose text is another than the one that was tagged
    missing     some that were not brought
    foreign     how many of those brought are under the addresses of other articles or comments
    unread      what was brought and cannot be read, or is of no article: where, and why
    tags        how many tags stand where they are said to, in texts that were brought
    misplaced   those that do not: how many, and some of them
    unchecked   how many tags are in texts that were not brought
    """

    files: Checked
    faults: tuple[str, ...]
    texts: Mapping[State, int]
    different: tuple[Wanted, ...] = ()
    missing: tuple[Wanted, ...] = ()
    foreign: int = 0
    unread: tuple[str, ...] = ()
    tags: int = 0
    misplaced: int = 0
    some_misplaced: tuple[Misplaced, ...] = ()
    unchecked: int = 0

    @property
    def is_good(self) -> bool:
        """Whether nothing contradicts the export; what was not brought contradicts nothing.

        Where texts were brought and all are of other articles, nothing was checked.
        """
        is_of_others = self.foreign and not (self.texts[State.SAME] or self.texts[State.DIFFERENT])
        wrong = self.faults or self.texts[State.DIFFERENT] or self.unread or self.misplaced
        wrong = wrong or is_of_others
        return self.files.is_good and not wrong


def verify(folder: Path, brought: Iterable[Path] = ()) -> Report:
    """Check an export against texts; without any, against those that it holds itself.

    What cannot be read of it is a fault, and the rest is checked all the same. ExportError where
    there is no export, or nothing at one of the places.
    """
    files = check(folder)
    faults: list[str] = []
    with ledger() as book:
        export = _opened(book, folder, faults)
        if export is None:
            return Report(files=files, faults=tuple(faults), texts={})
        unread = tuple(_brought(book, _given(export, tuple(brought), faults)))
        tags = _Tags(book)
        for table in _TAGS:
            with _noting(faults):
                for row in export.rows(table, texts=("words",), numbers=_PLACE):
                    tags.look_at(table, row)
        return Report(
            files=files,
            faults=tuple(faults),
            texts=book.counts(),
            different=book.some(State.DIFFERENT, SHOWN),
            missing=book.some(State.MISSING, SHOWN),
            foreign=book.foreign,
            unread=unread,
            tags=tags.good,
            misplaced=tags.misplaced,
            some_misplaced=tuple(tags.some),
            unchecked=tags.unchecked,
        )


@contextmanager
def _noting(faults: list[str]) -> Iterator[None]:
    try:
        yield
    except ExportError as error:
        faults.append(str(error))


def _opened(book: Ledger, folder: Path, faults: list[str]) -> Opened | None:
    """The export, with the texts noted that it is about; None where that cannot be read."""
    with _noting(faults):
        export = open_export(folder)
        book.want(export)
        return export
    return None


def _given(export: Opened, brought: tuple[Path, ...], faults: list[str]) -> Iterator[Given]:
    if not brought and export.with_text:
        with _noting(faults):
            yield from texts_in(export)
    for path in brought:
        yield from texts_of(path)


def _brought(book: Ledger, given: Iterable[Given]) -> Iterator[str]:
    """Note the texts; gives what is wrong with those that are none of the export's.

    An address that the export does not know is nothing wrong: readers have other articles too.
    """
    for one in given:
        state = book.bring(one)
        if one.fault is not None:
            yield f"{one.where}: {one.fault}"
        elif state is None and one.url is None:
            yield f"{one.where}: is the text of no article or comment of the export"


class _Tags:
    """Holds tags against the texts that were brought."""

    def __init__(self, book: Ledger) -> None:
        self._book = book
        self._at: tuple[int, int | None] | None = None
        self._text: str | None = None
        self.good = self.misplaced = self.unchecked = 0
        self.some: list[Misplaced] = []

    def look_at(self, table: str, row: Mapping[str, Any]) -> None:
        at = row["article"], row["comment"]
        if at != self._at:
            self._at, self._text = at, self._book.text(*at)
        if self._text is None:
            self.unchecked += 1
            return
        fault = misplaced(self._text, row["start_char"], row["end_char"], row["words"])
        if fault is None:
            self.good += 1
            return
        self.misplaced += 1
        if len(self.some) < SHOWN:
            self.some.append(Misplaced(table=table, id=row["id"], said=fault))


def misplaced(text: str, start: int | None, end: int | None, words: str | None) -> str | None:
    """What is wrong with a tag's place; None where nothing is. Words may be cut at their end."""
    if start is None or end is None:
        return "no place is given"
    if not 0 <= start < end <= len(text):
        return f"{start} to {end} is no place in a text of {len(text)} characters"
    if words is not None and not text[start:end].startswith(words):
        return f"other words stand at {start}"
    return None
