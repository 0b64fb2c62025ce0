"""How it works, with the accuracy that was measured; and the page for an address that is none."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar

from site_builder import urls
from site_builder.pages.page import Page
from site_builder.reading import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """An accuracy, 0 to 1: how much of what was found is right, how much was found, and both."""

    name: str
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, kw_only=True)
class MethodPage(Page):
    """How it works."""

    template: ClassVar[str] = "method.html"
    figures: tuple[Figure, ...]
    measured: str
    articles: int
    side: float
    taggers: tuple[str, ...]
    questions: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class MissingPage(Page):
    """The page for an address that is none; a web server shows it wherever that was."""

    template: ClassVar[str] = "missing.html"


@cache
def accuracy() -> dict[str, Any]:
    """What `digest evaluate` gave, as it is published."""
    text = files("site_builder").joinpath("accuracy.toml").read_text("utf-8")
    return tomllib.loads(text)


def method_page(archive: Archive) -> MethodPage:
    """The page."""
    found = accuracy()
    return MethodPage(
        path=urls.METHOD,
        title="How it works",
        description="How articles are collected, read and shown, and how often that is wrong.",
        section=urls.METHOD,
        figures=tuple(Figure(**figure) for figure in found["figure"]),
        measured=found["measured"],
        articles=found["articles"],
        side=found["side"],
        taggers=tuple(sorted({record.tagger for record in archive.records})),
        questions=tuple(
            (q.label, q.proposition, urls.question(q.slug))
            for q in archive.register.questions.values()
        ),
    )


def missing_page() -> MissingPage:
    """The page."""
    return MissingPage(
        path=urls.MISSING,
        title="No such page",
        description="There is nothing at this address.",
        section="",
    )
