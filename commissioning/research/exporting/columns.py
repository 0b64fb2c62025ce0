"""What a column of an export is: name, type, what it holds. All formats and the codebook ask it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, Float, Integer, String
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import TypeEngine

from commissioning.store.rows import UtcDateTime


class Type(StrEnum):
    """What a column's values are, by the names that Frictionless has for them."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    OBJECT = "object"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column.

    required   never empty
    values     all that it can hold; () where it can hold others
    with_text  only in an export with full texts
    counted    part of the version of what is exported: no number that only this database gave, and
               nothing that is cut or left out where texts are
    """

    name: str
    type: Type
    description: str
    required: bool = False
    values: tuple[str, ...] = ()
    with_text: bool = False
    counted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """That a column's values are those of another table's column."""

    column: str
    table: str
    to: str


# A boolean of SQLAlchemy is no integer, but a date with a zone is only its implementation's kin.
_TYPES: tuple[tuple[type[TypeEngine[Any]] | type[UtcDateTime], Type], ...] = (
    (UtcDateTime, Type.DATETIME),
    (Boolean, Type.BOOLEAN),
    (Date, Type.DATE),
    (BigInteger, Type.INTEGER),
    (Integer, Type.INTEGER),
    (Float, Type.NUMBER),
    (JSON, Type.OBJECT),
    (String, Type.STRING),
)


def stored(
    attribute: InstrumentedAttribute[Any],
    *,
    name: str | None = None,
    description: str | None = None,
    values: type[StrEnum] | None = None,
    required: bool | None = None,
    with_text: bool = False,
    counted: bool = True,
) -> Column:
    """A column of the database as one of an export; what is not said here is taken from there."""
    column = attribute.property.columns[0]
    return Column(
        name=name or column.name,
        type=next(told for kind, told in _TYPES if isinstance(column.type, kind)),
        description=description or column.doc or "",
        required=not column.nullable if required is None else required,
        values=tuple(values) if values else (),
        with_text=with_text,
        counted=counted,
    )
