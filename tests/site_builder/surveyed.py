"""The pages of questions, the matrix and the changes out of a small store."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import chain
from typing import TypeVar

from commissioning.register import load_register
from commissioning.store.database import Database
from site_builder.pages.changes import change_plans
from site_builder.pages.matrix import matrix_plans
from site_builder.pages.page import Page, Plan
from site_builder.pages.question import question_plans
from site_builder.pages.questions import questions_plan
from site_builder.reading import Archive
from site_builder.survey import Survey

Kind = TypeVar("Kind", bound=Page)


@contextmanager
def surveyed(database: Database, *, as_of: date | None = None) -> Iterator[dict[str, Plan]]:
    """The plans by path, while the store is open."""
    with database.session() as session:
        archive = Archive(session, load_register, as_of=as_of)
        survey = Survey(archive)
        plans = chain(
            question_plans(survey),
            [questions_plan(survey)],
            matrix_plans(survey),
            change_plans(archive),
        )
        yield {plan.path: plan for plan in plans}


def keys(database: Database, *, as_of: date | None = None) -> dict[str, str]:
    """The key of each page, by path."""
    with surveyed(database, as_of=as_of) as plans:
        return {path: plan.key for path, plan in plans.items()}


def page(database: Database, path: str, kind: type[Kind], *, as_of: date | None = None) -> Kind:
    """One page."""
    with surveyed(database, as_of=as_of) as plans:
        made = plans[path].make()
    assert isinstance(made, kind)
    return made
