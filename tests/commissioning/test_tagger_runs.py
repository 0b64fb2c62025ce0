"""Runs of the tagger are kept beside each other, compared, and dropped."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.domain.comparing import Change, Comparison, changes
from commissioning.domain.corrections import Subject, Values
from commissioning.domain.errors import TaggingError
from commissioning.domain.tags import Position
from commissioning.store import tagger_runs
from commissioning.store.database import Database
from commissioning.store.rows import TaggingRow
from commissioning.store.tags import Backlog, save_taggings, texts_to_tag
from tests.commissioning.corrected import (
    LATER,
    SAID,
    TEXT,
    add,
    an_article,
    put_right,
    read,
    tag,
    tags,
)

OLD, NEW = "tagger/1", "tagger/2"


@pytest.fixture
def session() -> Iterator[Session]:
    database = Database("sqlite://")
    with database.session() as opened:
        yield opened
    database.close()


def tag_anew(session: Session) -> None:
    """A version that finds no bodies, hears the speaker oppose, and takes comments for nothing."""
    for item in texts_to_tag(session, Backlog.ALL, tagger=NEW):
        found = read(item.text.text, NEW, relevance=0.2 if item.comment_id else 0.9)
        turned = [
            replace(one, position=Position.OPPOSE) if one.holder == "Dr Ada Sample" else one
            for one in found.stances
        ]
        told = replace(found, mentions=(), stances=tuple(turned))
        save_taggings(session, [(item, told)], at=LATER)


def counts(found: Comparison, subject: Subject) -> dict[str, int]:
    return {change.value: many for change, many in found.overall[subject].items() if many}


def test_two_versions_are_compared_without_what_editors_put_right(database: Database) -> None:
    with database.session() as session:
        _compare_and_drop(session)


def _compare_and_drop(session: Session) -> None:
    article = add(session, an_article())
    tag(session)
    [wrong] = tags(session, article, Subject.STANCE, holder="Dr Ada Sample")
    right = {**wrong.values, "position": "mixed"}
    put_right(session, article, Subject.STANCE, wrong.values, right)
    tag_anew(session)
    found = tagger_runs.compare(session, OLD, NEW, examples=2)
    assert (found.texts, found.only_old, found.only_new) == (2, 0, 0)
    assert counts(found, Subject.MENTION) == {"vanished": 3}
    assert counts(found, Subject.QUOTATION) == {"same": 1}
    assert counts(found, Subject.STANCE) == {"same": 2, "changed": 1}
    assert counts(found, Subject.RELEVANCE) == {"same": 1, "changed": 1}
    assert found.bodies["bma"][Subject.MENTION] == {Change.VANISHED: 3}
    examples = [one for one in found.examples if one.subject is Subject.MENTION]
    assert len(examples) == 2
    [stance] = [one for one in found.examples if one.subject is Subject.STANCE]
    assert stance.old is not None
    assert stance.new is not None
    assert (stance.old["position"], stance.new["position"]) == ("support", "oppose")
    assert stance.new["words"] == SAID
    assert tagger_runs.drop(session, NEW) == (2, 0)
    [corrected] = tags(session, article, Subject.STANCE, holder="Dr Ada Sample")
    assert corrected.values["position"] == "mixed"


def test_texts_that_changed_between_are_not_compared(session: Session) -> None:
    add(session, an_article())
    tag(session)
    add(session, an_article(f"{TEXT} And more."))
    tag_anew(session)
    found = tagger_runs.compare(session, OLD, NEW)
    assert (found.texts, found.only_old, found.only_new) == (1, 1, 1)


def test_a_version_that_is_dropped_gives_way_to_the_one_before(session: Session) -> None:
    article = add(session, an_article())
    tag(session)
    tag_anew(session)
    assert [(run.version, run.texts, run.current) for run in tagger_runs.runs(session)] == [
        (NEW, 2, 2),
        (OLD, 2, 0),
    ]
    assert tags(session, article, Subject.MENTION) == []
    assert tagger_runs.drop(session, NEW) == (2, 0)
    assert [(run.version, run.current) for run in tagger_runs.runs(session)] == [(OLD, 2)]
    assert len(tags(session, article, Subject.MENTION)) == 3
    assert tagger_runs.drop(session, OLD) == (2, 2)
    assert session.scalars(select(TaggingRow)).all() == []
    assert len(texts_to_tag(session, Backlog.UNTAGGED, tagger=NEW)) == 2


def test_an_old_version_is_dropped_and_nothing_that_counts_changes(session: Session) -> None:
    article = add(session, an_article())
    tag(session)
    tag_anew(session)
    before = tags(session, article, Subject.STANCE)
    assert tagger_runs.drop(session, OLD) == (2, 0)
    assert tags(session, article, Subject.STANCE) == before


def test_a_version_is_named_by_a_part_of_its_name(session: Session) -> None:
    with pytest.raises(TaggingError, match="nothing is tagged yet"):
        tagger_runs.run_named(session, OLD)
    add(session, an_article())
    tag(session)
    tag_anew(session)
    assert tagger_runs.run_named(session, "r/2").version == NEW
    with pytest.raises(TaggingError, match="more than one version"):
        tagger_runs.run_named(session, "tagger")
    with pytest.raises(TaggingError, match="no such version; there are tagger/2; tagger/1"):
        tagger_runs.run_named(session, "tagger/3")


TAGS = st.lists(
    st.fixed_dictionaries(
        {
            "holder": st.sampled_from("ab"),
            "question": st.sampled_from("xy"),
            "position": st.sampled_from(["support", "oppose"]),
            "organisation": st.sampled_from([None, "bma"]),
        }
    ),
    max_size=6,
)


@given(TAGS, TAGS)
def test_every_tag_of_either_run_is_counted_once(old: list[Values], new: list[Values]) -> None:
    found = changes(Subject.STANCE, old, new)
    assert sorted(map(str, old)) == sorted(str(one) for _, one, _ in found if one is not None)
    assert sorted(map(str, new)) == sorted(str(one) for _, _, one in found if one is not None)
    for change, before, after in found:
        expected = {
            Change.APPEARED: before is None,
            Change.VANISHED: after is None,
            Change.SAME: before == after,
            Change.CHANGED: before != after and before is not None and after is not None,
        }
        assert expected[change]
    assert all(change is Change.SAME for change, _, _ in changes(Subject.STANCE, new, new))
