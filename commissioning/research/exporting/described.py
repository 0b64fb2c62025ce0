"""What the files beside the tables tell of an export: its title, its versions, its parts."""

from collections.abc import Sequence
from dataclasses import dataclass

from commissioning.domain.licences import Licence
from commissioning.research.exporting.columns import Column
from commissioning.research.exporting.formats.format import Format
from commissioning.research.exporting.tables import Table
from commissioning.research.exporting.versions import Versions

SUBJECT = "Who says what about who commissions care in the NHS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who gives the export out: a name, an address where there is one, the licence of the tags."""

    name: str
    url: str | None = None
    licence: Licence = Licence.CC_BY


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A table of the export, the columns that it has there, and the file that it is in."""

    table: Table
    columns: tuple[Column, ...]
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """An export."""

    publisher: Publisher
    versions: Versions
    format: Format
    with_text: bool
    parts: Sequence[Part]
    annotations: bool

    @property
    def title(self) -> str:
        """What it is called."""
        return titled(SUBJECT, self.versions)


def titled(what: str, versions: Versions) -> str:
    """A title that does not hide that what it is of is invented."""
    return f"{what}{' (a sample: all of it is invented)' if versions.sample else ''}"
