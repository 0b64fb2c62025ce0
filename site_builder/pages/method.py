"""How it works, with the accuracy that was measured; and the page for an address that is none."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar

from site_builder import urls, words
from site_builder.pages.page import Page
from site_builder.reading import Archive

FIGURES = (
    ("Articles about commissioning", "relevance"),
    ("Bodies, by article", "organisations"),
    ("Direct quotations with their speaker", "quotations.direct.attributed"),
    ("Reported speech with its speaker", "quotations.indirect.attributed"),
    ("Stances: holder and question", "stances"),
    ("Stances: holder, question and side", "stances.labelled"),
)


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
    """What `digest evaluate --figures` wrote: what the model card is made of, too."""
    text = files("site_builder").joinpath("accuracy.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def method_page(archive: Archive) -> MethodPage:
    """The page."""
    found = accuracy()
    return MethodPage(
        path=urls.METHOD,
        title="How it works",
        description="How articles are collected, read and shown, and how often that is wrong.",
        section=urls.METHOD,
        figures=tuple(
            Figure(name=name, **{part: found[key][part] for part in ("precision", "recall", "f1")})
            for name, key in FIGURES
        ),
        measured=words.day(date.fromisoformat(found["measured"])),
        articles=found["articles"],
        side=found["stances.label_accuracy"]["value"],
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
