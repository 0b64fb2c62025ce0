"""What a form sent: fields by name, bounded before they are looked at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

MAX_FIELDS = 1_000
LARGEST = 1 << 31
TYPE = "application/x-www-form-urlencoded"


class BadForm(ValueError):
    """Bytes that are no form, or one with too much in it."""


@dataclass(frozen=True, slots=True)
class Form:
    """Fields in the order in which they were sent; a name may come more than once."""

    fields: tuple[tuple[str, str], ...] = ()

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of the name."""
        return tuple(value for key, value in self.fields if key == name)

    def text(self, name: str, limit: int = 10_000) -> str:
        """The last value of the name without space around it, cut at `limit`; '' without one."""
        found = self.all(name)
        return found[-1].strip()[:limit].rstrip() if found else ""

    def number(self, name: str) -> int | None:
        """The last value as a whole number that a database can keep; None where it is none."""
        written = self.text(name, 20)
        number = int(written) if written.isascii() and written.isdigit() else None
        return number if number is not None and number < LARGEST else None


def parse_form(body: bytes) -> Form:
    """The fields of a urlencoded form; BadForm where it is none."""
    try:
        fields = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except ValueError as error:
        raise BadForm("not a form of this desk") from error
    return Form(fields=tuple((_clean(name), _clean(value)) for name, value in fields))


def form_of(fields: Mapping[str, str] | Iterable[tuple[str, str]]) -> Form:
    """A form out of a query string's fields."""
    pairs = fields.items() if isinstance(fields, Mapping) else fields
    return Form(fields=tuple((_clean(name), _clean(value)) for name, value in pairs))


def _clean(value: str) -> str:
    """Browsers send CR LF; a NUL is nothing that a database can keep."""
    return value.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
