"""Triage: the last decision that was not undone holds."""

from datetime import UTC, datetime, timedelta

from commissioning.domain.editions import Decision, Triage
from commissioning.store import stories
from commissioning.store.database import Database
from commissioning.store.rows import StoryArticleRow
from commissioning.store.triage import decide, decisions, undo
from tests.site_builder.filling import put

AT = datetime(2010, 11, 4, 9, 0, tzinfo=UTC)


def told(story: str, decision: Decision) -> Triage:
    return Triage(story=story, decision=decision, at=AT, by=" editor ")


def test_the_last_decision_holds_until_it_is_undone(database: Database) -> None:
    with database.session() as session:
        decide(session, told("a", Decision.KEEP))
        later = decide(session, told("a", Decision.LATER))
        decide(session, told("b", Decision.DROP))
        assert {slug: one.decision for slug, one in decisions(session).items()} == {
            "a": Decision.LATER,
            "b": Decision.DROP,
        }
        assert (later.by, decisions(session)["a"]) == ("editor", later)
        assert undo(session, later.id, at=AT) == later
        assert undo(session, later.id, at=AT) is None
        assert decisions(session)["a"].decision is Decision.KEEP


def test_undo_takes_back_the_last_and_then_those_before(database: Database) -> None:
    with database.session() as session:
        for story in ("a", "b"):
            decide(session, told(story, Decision.KEEP))
        found = [undo(session, at=AT + timedelta(minutes=1)) for _ in range(3)]
        assert [one.story if one else None for one in found] == ["b", "a", None]
        assert decisions(session) == {}


def test_a_decision_goes_on_where_stories_become_one(database: Database) -> None:
    put(database, url="http://courier.example/1", text="One.", day=AT.date())
    with database.session() as session:
        kept, gone = stories.add_story(session, "kept"), stories.add_story(session, "gone")
        session.add(StoryArticleRow(article_id=1, story_id=kept, text_sha256="x"))
        decide(session, told("kept", Decision.DROP))
        decide(session, told("gone", Decision.KEEP))
        session.flush()
        stories.unite(session, kept=kept, gone=gone)
        assert {slug: one.decision for slug, one in decisions(session).items()} == {
            "kept": Decision.KEEP
        }


def test_some_decisions_are_asked_for_by_what_they_are_on_or_said(database: Database) -> None:
    put(database, url="http://courier.example/1", text="One.", day=AT.date())
    with database.session() as session:
        kept, gone = stories.add_story(session, "kept"), stories.add_story(session, "gone")
        session.add(StoryArticleRow(article_id=1, story_id=kept, text_sha256="x"))
        for story, decision in (
            ("a", Decision.KEEP),
            ("b", Decision.LATER),
            ("gone", Decision.LATER),
            ("b", Decision.KEEP),
            ("a", Decision.DROP),
        ):
            decide(session, told(story, decision))
        session.flush()
        stories.unite(session, kept=kept, gone=gone)
        assert list(decisions(session)) == ["kept", "b", "a"]
        assert list(decisions(session, ["kept", "a", "c"])) == ["kept", "a"]
        assert list(decisions(session, [])) == []
        assert list(decisions(session, said=Decision.KEEP)) == ["b"]
        assert list(decisions(session, said=Decision.LATER)) == ["kept"]
        assert decisions(session, ["a"])["a"].decision is Decision.DROP
