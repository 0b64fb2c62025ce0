"""How it works, with the accuracy that was measured; and the page for an address that is none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from commissioning.domain.ledger import SHOWN, SURE
from commissioning.domain.quoting import EVIDENCE, EXCERPT
from site_builder import urls, words
from site_builder.accuracy import Accuracy, accuracy, measured
from site_builder.keys import key_of
from site_builder.ledger import FRESH
from site_builder.pages.page import Page, Plan
from site_builder.reading import Archive

_DAYS_A_MONTH = 30.4


@dataclass(frozen=True, kw_only=True)
class MethodPage(Page):
    """How it works.

    measured     the day of the measurement, in words
    shown, sure  below which confidence a position is not shown, and not counted
    fresh        for how many months a position holds
    excerpt, evidence  words that are shown of an article, and of what shows a position, at most
    ways         how words come to be a holder's, as each position says it
    questions    (label, proposition, path)
    """

    template: ClassVar[str] = "method.html"
    accuracy: Accuracy
    measured: str
    shown: float
    sure: float
    fresh: int
    excerpt: int
    evidence: int
    ways: tuple[str, ...]
    sources: int
    taggers: tuple[str, ...]
    questions: tuple[tuple[str, str, str], ...]

    def data(self) -> Mapping[str, object]:
        """The accuracy as it was measured, and the taggers whose tags are shown."""
        return {"accuracy": measured(), "taggers": self.taggers}


@dataclass(frozen=True, kw_only=True)
class MissingPage(Page):
    """The page for an address that is none; a web server shows it wherever that was."""

    template: ClassVar[str] = "missing.html"

    def data(self) -> Mapping[str, object]:
        """Nothing."""
        return {}


def method_plans(archive: Archive) -> Iterable[Plan]:
    """How it works, and the page for an address that is none."""
    key = key_of(archive.taggers, len(archive.sources.by_slug))
    yield Plan(path=urls.METHOD, key=key, make=partial(_method, archive))
    yield Plan(path=urls.MISSING, key="", make=_missing)


def _method(archive: Archive) -> MethodPage:
    found = accuracy(measured())
    return MethodPage(
        path=urls.METHOD,
        title="How it works",
        description="How articles are collected, read and shown, and how often that is wrong.",
        section=urls.METHOD,
        accuracy=found,
        measured=words.day(found.measured),
        shown=SHOWN,
        sure=SURE,
        fresh=round(FRESH.days / _DAYS_A_MONTH),
        excerpt=EXCERPT,
        evidence=EVIDENCE,
        ways=words.WAYS,
        sources=len(archive.sources.by_slug),
        taggers=archive.taggers,
        questions=tuple(
            (q.label, q.proposition, urls.question(q.slug))
            for q in archive.register.questions.values()
        ),
    )


def _missing() -> MissingPage:
    return MissingPage(
        path=urls.MISSING,
        title="No such page",
        description="There is nothing at this address.",
        section="",
    )
