"""The model card: the prose of `templates/accuracy.md` with the figures of one evaluation."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

_MINUS = "\N{MINUS SIGN}"


def as_card(figures: Mapping[str, Any]) -> str:
    """The card in Markdown; `figures` are what `digest evaluate --figures` writes."""
    environment = Environment(  # noqa: S701 - Markdown, and all of it our own
        loader=PackageLoader("nlp"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"two": _two, "interval": _interval, "change": _change, "day": _day}
    return environment.get_template("accuracy.md").render(figures)


def _two(value: float) -> str:
    return f"{value:.2f}"


def _interval(estimate: Mapping[str, float]) -> str:
    return f"{estimate['value']:.2f} ({estimate['low']:.2f} to {estimate['high']:.2f})"


def _change(estimate: Mapping[str, float]) -> str:
    """A difference; bold where its interval leaves out 0."""
    told = f"{estimate['value']:+.2f}".replace("-", _MINUS)
    return f"**{told}**" if estimate["low"] > 0 or estimate["high"] < 0 else told


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"
