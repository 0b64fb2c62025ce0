"""Health: how the sources answer, what was run, and where editor and tagger agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from commissioning.store.corrections import corrections
from commissioning.store.coverage import reasons
from commissioning.store.dossiers import headlines
from commissioning.store.health import PastRun, past_runs
from commissioning.store.sources import source_rows
from desk import urls
from desk.agreement import Agreement, agreements
from desk.condition import Condition, Grade
from desk.conditions import conditions
from desk.desk import Desk
from desk.pages.article import steps_of
from desk.pages.page import Page, sent
from desk.rendering import Renderer
from desk.runs import Run, RunKind, Runs
from desk.trail import Step

_RUNS, _STEPS = 10, 12
_REASONS = {
    "unreachable": "Did not come",
    "not-an-article": "Is no article, or its text was not found",
    "forbidden": "Its robots.txt forbids it",
    "off-topic": "Not about the subject",
    "too-slow": "Took too long to read",
    "taken-down": "Was taken down",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthPage(Page):
    """The state of sources and runs.

    sources     the worst first
    run         the run of this desk that goes on, or was the last
    agreements  by kind of tag; `judged` corrections in all
    steps       the last of these, newest first, each with its article's headline
    rejected    what was looked at this week and not taken: (why, how many)
    """

    template: ClassVar[str] = "health.html"
    here: ClassVar[str] = "health"
    sources: tuple[Condition, ...]
    articles: int
    run: Run | None
    runs: tuple[PastRun, ...]
    agreements: tuple[Agreement, ...]
    judged: int
    adrift: int
    steps: tuple[tuple[Step, str], ...]
    rejected: tuple[tuple[str, int], ...]

    @property
    def grades(self) -> Mapping[Grade, int]:
        """How many sources there are of each grade."""
        return {grade: sum(one.grade is grade for one in self.sources) for grade in Grade}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPart(Page):
    """The run alone, for a window that watches it."""

    template: ClassVar[str] = "health-run.html"
    run: Run | None


class HealthPages:
    """Answers for sources and runs."""

    def __init__(self, desk: Desk, renderer: Renderer, runs: Runs) -> None:
        self._desk = desk
        self._renderer = renderer
        self._runs = runs

    def routes(self) -> list[BaseRoute]:
        """Their addresses."""
        return [
            Route(urls.HEALTH, self._show),
            Route(urls.RUN, self._watch),
            Route(urls.RUN, self._start, methods=["POST"]),
            Route(urls.STOP, self._stop, methods=["POST"]),
        ]

    def _show(self, request: Request) -> Response:
        with self._desk.database.session() as session:
            page = self._page(session)
        return self._renderer.page(request, page)

    def _page(self, session: Session) -> HealthPage:
        now = self._desk.now()
        sources = conditions(session, now)
        standing = corrections(session, undone=False)
        newest = standing[: -_STEPS - 1 : -1]
        titles = headlines(session, [one.article_id for one in newest])
        steps = steps_of(session, newest, self._desk.register)
        today = now.date()
        why = reasons(session, since=today - timedelta(days=6), until=today)
        return HealthPage(
            sources=sources,
            articles=sum(one.coverage.articles for one in sources),
            run=self._runs.last(),
            runs=past_runs(session, many=_RUNS),
            agreements=agreements(standing),
            judged=len(standing),
            adrift=sum(one.adrift for one in standing),
            steps=tuple((one, titles.get(one.told.article_id, "")) for one in steps),
            rejected=tuple((_REASONS.get(reason, reason), many) for reason, many in why.items()),
        )

    def _watch(self, request: Request) -> Response:
        return self._renderer.page(request, RunPart(run=self._runs.last()))

    def _start(self, request: Request) -> Response:
        form = sent(request)
        if form.text("kind") not in set(RunKind):
            raise HTTPException(422)
        source = form.text("source", 100)
        if source:
            with self._desk.database.session() as session:
                if source not in source_rows(session):
                    raise HTTPException(422)
        self._runs.start(RunKind(form.text("kind")), source=source)
        return RedirectResponse(urls.HEALTH, 303)

    def _stop(self, _: Request) -> Response:
        self._runs.stop()
        return RedirectResponse(urls.HEALTH, 303)
