"""Corrections of tags: they win over every later run of the tagger, and can be undone."""

from collections.abc import Iterator
from dataclasses import replace
from threading import Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.domain.corrections import Correction, Reading, Subject, Value, fault_of
from commissioning.domain.errors import CorrectionError
from commissioning.domain.findings import TagKind
from commissioning.domain.tags import Position
from commissioning.store import digest
from commissioning.store.corrections import (
    correct_tags,
    corrections,
    count_adrift,
    undo,
)
from commissioning.store.database import Database
from commissioning.store.findings import Wanted, find
from commissioning.store.indexing import index_due
from commissioning.store.ledger import records, said
from commissioning.store.readings import readings
from commissioning.store.rows import MentionRow, OverruledRow, StanceRow, TaggingRow
from tests.commissioning.corrected import (
    COMMENT,
    LATER,
    SAID,
    TEXT,
    add,
    an_article,
    put_right,
    span,
    tag,
    tags,
)

STANCE, QUOTATION, MENTION = Subject.STANCE, Subject.QUOTATION, Subject.MENTION


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session on each kind of database, with one tagged article of id 1."""
    opened = Session(database.engine, expire_on_commit=False)
    assert add(opened, an_article()) == 1
    tag(opened)
    opened.commit()
    yield opened
    opened.close()


def the_stance(session: Session, holder: str = "Dr Ada Sample") -> Reading:
    (found,) = tags(session, 1, STANCE, holder=holder)
    return found


def turn(session: Session, holder: str = "Dr Ada Sample", side: str = "oppose") -> int:
    """Correct the side of a holder; gives the correction's id."""
    values = the_stance(session, holder).values
    done = put_right(session, 1, STANCE, values, {**values, "position": side})
    assert done.id is not None
    return done.id


def everything(session: Session) -> list[Reading]:
    return [*readings(session, 1), *readings(session, 1, comment=0)]


def test_a_corrected_side_is_what_counts_everywhere(session: Session) -> None:
    number = turn(session)
    found = the_stance(session)
    assert (found.method, found.confidence, found.correction) == ("editor", 1.0, number)
    assert [one.position for one in digest.stands(session)] == [
        Position.OPPOSE,
        Position.SUPPORT,
    ]
    (record,) = records(session, [1]).values()
    assert [(one.holder, one.method, one.words) for one in record.statements] == [
        ("Dr Ada Sample", "editor", SAID),
        ("Mr Ben Other", "rule", "wants the purse at once"),
    ]
    index_due(session)
    against = [one for one in find(session, Wanted(stance=Position.OPPOSE)) if one.comment is None]
    assert [(one.tag, one.who, one.confidence) for one in against] == [
        (TagKind.STANCE, "Dr Ada Sample", 1.0)
    ]


@pytest.mark.parametrize("tagger", ["tagger/1", "tagger/2"])
def test_a_correction_wins_over_every_later_run_of_the_tagger(
    session: Session, tagger: str
) -> None:
    number = turn(session)
    for _ in range(2):
        tag(session, tagger)
    found = the_stance(session)
    assert (found.values["position"], found.correction) == ("oppose", number)
    machine = select(OverruledRow.held).join(TaggingRow).where(TaggingRow.current)
    assert [held["position"] for held in session.scalars(machine)] == ["support"]


def test_the_tags_of_an_older_tagger_are_the_machines_again(session: Session) -> None:
    turn(session)
    tag(session, "tagger/2")
    query = (
        select(StanceRow.position)
        .join(TaggingRow, StanceRow.tagging_id == TaggingRow.id)
        .where(TaggingRow.tagger == "tagger/1", TaggingRow.comment_id.is_(None))
    )
    assert session.scalars(query).all() == ["support", "support"]


def test_an_undone_correction_leaves_everything_as_it_was(session: Session) -> None:
    before = everything(session)
    rows = session.execute(select(StanceRow.id, StanceRow.position).order_by(StanceRow.id)).all()
    done = turn(session)
    back = undo(session, done, at=LATER)
    assert (back.undone_at, back.id) == (LATER, done)
    assert everything(session) == before
    again = session.execute(select(StanceRow.id, StanceRow.position).order_by(StanceRow.id)).all()
    assert again == rows
    assert session.scalar(select(func.count()).select_from(OverruledRow)) == 0
    tag(session)
    assert everything(session) == before
    with pytest.raises(CorrectionError, match="undone before"):
        undo(session, done, at=LATER)


def test_the_last_stance_of_all_comes_back_under_its_number(session: Session) -> None:
    """SQLite gives the number of the last row again once it is gone."""
    (last,) = tags(session, 1, STANCE, comment=0)
    rows = session.execute(select(StanceRow.id, StanceRow.holder).order_by(StanceRow.id)).all()
    right = {**last.values, "position": "mixed"}
    done = put_right(session, 1, STANCE, last.values, right, comment=0)
    undo(session, done.id or 0, at=LATER)
    again = session.execute(select(StanceRow.id, StanceRow.holder).order_by(StanceRow.id)).all()
    assert again == rows


def test_of_two_corrections_the_later_wins_and_undone_leaves_the_earlier(session: Session) -> None:
    first = turn(session)
    second = turn(session, side="mixed")
    assert the_stance(session).values["position"] == "mixed"
    undo(session, second, at=LATER)
    assert the_stance(session).correction == first
    third = turn(session, side="mixed")
    undo(session, first, at=LATER)
    assert the_stance(session).correction == third
    undo(session, third, at=LATER)
    assert the_stance(session).values["position"] == "support"


def test_to_apply_corrections_again_changes_nothing(session: Session) -> None:
    turn(session)
    put_right(session, 1, MENTION, *wrong_body(session))
    rows = select(StanceRow.id, StanceRow.correction_id).order_by(StanceRow.id)
    before = (everything(session), session.execute(rows).all())
    for _ in range(2):
        correct_tags(session, [1])
    assert (everything(session), session.execute(rows).all()) == before


def test_a_stance_that_is_none_stays_away_wherever_the_machine_finds_it(session: Session) -> None:
    put_right(session, 1, STANCE, the_stance(session).values, None)
    tag(session, "tagger/2")
    assert tags(session, 1, STANCE, holder="Dr Ada Sample") == []
    assert len(tags(session, 1, STANCE, holder="Mr Ben Other")) == 1


def test_a_stance_that_the_machine_missed_is_there_from_now_on(session: Session) -> None:
    words = span(TEXT, "The DH did not answer")
    after: dict[str, Value] = {
        "holder": "DH",
        "holder_kind": "organisation",
        "organisation": "department-of-health",
        "question": "pace",
        "position": "oppose",
        "start": words.start,
        "end": words.end,
    }
    done = put_right(session, 1, STANCE, None, after, reason="Silence says enough.")
    assert done.after is not None
    assert done.after["words"] == "The DH did not answer"
    tag(session)
    (found,) = tags(session, 1, STANCE, question="pace")
    assert found.correction == done.id
    assert corrections(session, article_id=1)[0].reason == "Silence says enough."


def test_another_holder_takes_the_place_of_the_wrong_one(session: Session) -> None:
    values = the_stance(session).values
    right = {**values, "holder": "the Vale committee", "holder_kind": "group"}
    put_right(session, 1, STANCE, values, right)
    tag(session)
    assert tags(session, 1, STANCE, holder="Dr Ada Sample") == []
    (found,) = tags(session, 1, STANCE, holder="the Vale committee")
    assert found.method == "editor"


def test_a_wrong_speaker_is_put_right_by_the_place_of_the_words(session: Session) -> None:
    (quoted,) = tags(session, 1, QUOTATION)
    right = {**quoted.values, "speaker": "Mr Ben Other", "office": None}
    put_right(session, 1, QUOTATION, quoted.values, right)
    tag(session, "tagger/2")
    (found,) = said(session, [1])[1]
    assert (found.speaker, found.office, found.words, found.method) == (
        "Mr Ben Other",
        None,
        SAID,
        "editor",
    )
    assert list(digest.speakers(session)) == [("Mr Ben Other", 1)]


def wrong_body(session: Session) -> tuple[dict[str, Value], dict[str, Value]]:
    """The body that the second 'DH' is taken for, and the right one."""
    values = tags(session, 1, MENTION)[1].values
    return dict(values), {**values, "organisation": "department-of-health"}


def test_a_wrong_body_is_put_right_wherever_the_same_words_mean_it(session: Session) -> None:
    done = put_right(session, 1, MENTION, *wrong_body(session))
    assert done.after is not None
    assert done.after["name"] == "Department of Health"
    tag(session)
    found = tags(session, 1, MENTION)
    assert [one.values["organisation"] for one in found] == ["department-of-health"] * 3
    assert {one.correction for one in found} == {done.id}
    (record,) = records(session, [1]).values()
    assert [(one.organisation, one.surfaces) for one in record.named] == [
        ("department-of-health", ("DH",))
    ]
    undo(session, done.id or 0, at=LATER)
    assert len(tags(session, 1, MENTION, organisation="bma")) == 3


def test_what_was_seen_to_be_right_is_sure_from_now_on(session: Session) -> None:
    values = the_stance(session).values
    put_right(session, 1, STANCE, values, values)
    tag(session, "tagger/2")
    found = the_stance(session)
    assert (found.values, found.confidence) == (values, 1.0)


def test_relevance_is_what_the_editor_says_and_the_machines_is_kept(session: Session) -> None:
    done = put_right(session, 1, Subject.RELEVANCE, None, {"on_topic": False})
    assert done.before == {"on_topic": True, "relevance": 0.9}
    assert list(digest.items(session)) == []
    tag(session, "tagger/2", relevance=0.8)
    assert list(digest.items(session)) == []
    undo(session, done.id or 0, at=LATER)
    assert [one.relevance for one in digest.items(session)] == [0.8]
    put_right(session, 1, Subject.RELEVANCE, None, {"on_topic": True})
    tag(session, relevance=0.1)
    assert [one.relevance for one in digest.items(session)] == [1.0]


def test_in_a_changed_text_the_words_are_found_again(session: Session) -> None:
    turn(session)
    put_right(session, 1, MENTION, *wrong_body(session))
    new = "A line was put before it. " + TEXT
    add(session, an_article(text=new))
    tag(session)
    (found,) = tags(session, 1, STANCE, holder="Dr Ada Sample")
    assert new[int(found.values["start"] or 0) :].startswith(SAID)
    assert (found.values["position"], found.values["words"]) == ("oppose", SAID)
    bodies = tags(session, 1, MENTION)
    assert {one.values["organisation"] for one in bodies} == {"department-of-health"}
    starts = [at for at in range(len(new)) if new.startswith("DH", at)]
    assert [one.values["start"] for one in bodies] == starts
    assert count_adrift(session) == 0


def test_where_the_words_are_gone_the_correction_is_adrift_and_comes_back(session: Session) -> None:
    number = turn(session)
    add(session, an_article(text=TEXT.replace(SAID, "No")))
    tag(session)
    assert tags(session, 1, STANCE, holder="Dr Ada Sample") == []
    assert count_adrift(session) == 1
    assert [one.id for one in corrections(session, adrift=True)] == [number]
    add(session, an_article(text=TEXT + " It was put back."))
    tag(session)
    assert the_stance(session).correction == number
    assert count_adrift(session) == 0
    add(session, an_article(text=TEXT.replace(SAID, "No")))
    tag(session)
    assert undo(session, number, at=LATER).adrift is False
    assert count_adrift(session) == 0


def test_a_comments_side_is_corrected_wherever_the_comment_stands(session: Session) -> None:
    (own,) = tags(session, 1, STANCE, comment=0)
    right = {**own.values, "position": "mixed"}
    done = put_right(session, 1, STANCE, own.values, right, comment=0)
    assert [one.position for one in digest.remarks(session)] == [Position.MIXED]
    known = an_article().comments[0]
    add(session, an_article(comments=(replace(known, text="Quite another one."), known)))
    correct_tags(session, [1])
    assert [one.position for one in digest.remarks(session)] == [Position.MIXED]
    assert corrections(session)[0].comment == 1
    add(session, an_article(comments=(replace(known, text="Quite another one."),)))
    correct_tags(session, [1])
    assert [one.id for one in corrections(session, adrift=True)] == [done.id]
    assert COMMENT not in str([one.values for one in everything(session)])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"question": "no-such"}, "no question 'no-such'"),
        ({"organisation": "no-such"}, "no body 'no-such'"),
        ({"position": "perhaps"}, "'position' of a stance cannot be 'perhaps'"),
        ({"holder": "Two\nlines"}, "'holder' of a stance"),
        ({"start": 50, "end": 50}, "no words lie between"),
        ({"end": 9_999}, "ends before character 9999"),
        ({"start": -1}, "'start' of a stance"),
        ({"start": True}, "'start' of a stance"),
    ],
)
def test_what_cannot_be_right_is_refused(
    session: Session, changes: dict[str, Value], said: str
) -> None:
    values = the_stance(session).values
    with pytest.raises(CorrectionError, match=said):
        put_right(session, 1, STANCE, values, {**values, **changes})
    assert corrections(session) == ()


TOLD = Correction(at=LATER, by="Ed", article_id=1, subject=STANCE, before={}, after=None)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (replace(TOLD, by=""), "not named in one line"),
        (replace(TOLD, by="Ed\nItor"), "not named in one line"),
        (replace(TOLD, reason="x" * 2001), "more than 2000"),
        (replace(TOLD, reason="a\x1b[31mred"), "cannot be printed"),
        (replace(TOLD, subject=Subject.RELEVANCE), "whether the article is on the subject"),
        (replace(TOLD, subject=Subject.DATE, comment=0), "a comment has no date"),
    ],
)
def test_who_why_and_where_must_make_sense(told: Correction, said: str) -> None:
    assert said in (fault_of(told) or "")
    assert fault_of(replace(TOLD, reason="One line.\n\tAnother.")) is None


def test_a_correction_of_what_no_longer_stands_there_is_refused(session: Session) -> None:
    values = the_stance(session).values
    turn(session)
    with pytest.raises(CorrectionError, match="look again"):
        put_right(session, 1, STANCE, values, None)
    with pytest.raises(CorrectionError, match="look again"):
        put_right(session, 1, Subject.RELEVANCE, {"on_topic": False}, {"on_topic": True})
    with pytest.raises(CorrectionError, match="no such article"):
        put_right(session, 99, STANCE, values, None)
    with pytest.raises(CorrectionError, match="nothing before it"):
        put_right(session, 1, STANCE, None, None)


def test_the_second_of_two_editors_at_once_is_told(database: Database, session: Session) -> None:
    values = the_stance(session).values
    told: list[str] = []

    def other() -> None:
        try:
            with database.session() as own:
                put_right(own, 1, STANCE, values, {**values, "position": "mixed"})
        except CorrectionError as error:
            told.append(str(error))

    turn(session)
    waiting = Thread(target=other)
    waiting.start()
    waiting.join(timeout=0.3)
    assert waiting.is_alive()
    session.commit()
    waiting.join(timeout=20)
    assert "look again" in "".join(told)
    assert the_stance(session).values["position"] == "oppose"


def test_a_text_that_waits_for_the_tagger_is_not_corrected(session: Session) -> None:
    values = the_stance(session).values
    add(session, an_article(text=TEXT + " More."))
    with pytest.raises(CorrectionError, match="waits for the tagger"):
        put_right(session, 1, STANCE, values, None)


def test_a_removed_article_takes_its_corrections_along(session: Session) -> None:
    from sqlalchemy import text

    turn(session)
    session.commit()
    session.execute(text("DELETE FROM articles"))
    assert corrections(session) == ()
    for table in (StanceRow, MentionRow, OverruledRow):
        assert session.scalar(select(func.count()).select_from(table)) == 0
