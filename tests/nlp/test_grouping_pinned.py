"""Grouping leaves articles where an editor put them, and does not join stories over them."""

import pytest

from commissioning.domain.corrections import Correction, Subject
from commissioning.register import Register
from commissioning.store.corrections import correct, undo
from commissioning.store.database import Database
from commissioning.store.rows import CopyRow
from nlp.grouping import group_articles
from tests.nlp.stories.made import FIRST
from tests.nlp.test_grouping import EVENTS, add, fill, grouped, parts


def move(database: Database, register: Register, article: int, slug: str | None) -> Correction:
    told = Correction(
        at=FIRST,
        by="Ed Itor",
        article_id=article,
        subject=Subject.STORY,
        before=None,
        after={"story": slug} if slug else None,
    )
    with database.session() as session:
        return correct(session, told, register=register)


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("at", [0, 1])
def test_an_article_stays_in_the_story_into_which_it_was_moved(
    database: Database, register: Register, at: int, everything: bool
) -> None:
    clinic, survey, *rest = fill(database)
    group_articles(database, register)
    before = {story.article_ids: story.slug for story in grouped(database)}
    done = move(database, register, clinic[at], before[tuple(survey)])
    for _ in range(2):
        group_articles(database, register, everything=everything)
        left = [one for one in clinic if one != clinic[at]]
        found = {tuple(sorted(story.article_ids)): story.slug for story in grouped(database)}
        assert found[tuple(sorted([clinic[at], *survey]))] == before[tuple(survey)]
        assert found[tuple(left)] == before[tuple(clinic)]
        assert len(found) == 2 + len(rest)
    with database.session() as session:
        undo(session, done.id or 0, at=FIRST)
    group_articles(database, register)
    assert {story.article_ids: story.slug for story in grouped(database)} == before


@pytest.mark.parametrize("everything", [False, True])
def test_an_article_stays_out_of_the_story_from_which_it_was_taken(
    database: Database, register: Register, everything: bool
) -> None:
    clinic, *_ = fill(database)
    group_articles(database, register)
    move(database, register, clinic[1], None)
    with database.session() as session:
        copy = add(session, EVENTS[0][1], day=4, name="reprint")
        session.merge(CopyRow(article_id=copy, original_id=clinic[1], share=1.0))
    for _ in range(2):
        group_articles(database, register, everything=everything)
        assert [clinic[1], copy] in [sorted(part) for part in parts(database)]
        assert [one for one in clinic if one != clinic[1]] in parts(database)
