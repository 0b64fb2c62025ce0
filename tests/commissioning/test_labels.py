"""Corrected articles as labelled ones: read as such, and measured against the machine's tags."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from commissioning.domain.corrections import Subject, Value
from commissioning.store.corrections import undo
from commissioning.store.database import Database
from commissioning.store.labels import labels
from nlp.measuring.labels import read_labelled
from tests.commissioning.corrected import (
    LATER,
    SAID,
    TEXT,
    URL,
    add,
    an_article,
    put_right,
    span,
    tag,
    tags,
)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session on each kind of database: of two tagged articles the first is corrected."""
    opened = Session(database.engine)
    add(opened, an_article())
    other = "In the Vale Mr Ben Other wants the purse at once."
    add(opened, an_article(other, url=f"{URL}0", headline="Of another meeting"))
    tag(opened)
    (stance,) = tags(opened, 1, Subject.STANCE, holder="Dr Ada Sample")
    right: dict[str, Value] = {**stance.values, "position": "oppose"}
    put_right(opened, 1, Subject.STANCE, stance.values, right)
    body = tags(opened, 1, Subject.MENTION)[0].values
    right = {**body, "organisation": "department-of-health"}
    put_right(opened, 1, Subject.MENTION, body, right)
    yield opened
    opened.close()


def test_a_corrected_article_is_labelled_as_it_counts_now(session: Session) -> None:
    (row,) = labels(session)
    assert (row["id"], row["kind"], row["year"], row["on_topic"]) == (URL, "other", 2010, True)
    assert row["organisations"] == [{"surface": "DH", "slug": "department-of-health"}]
    assert [(one["holder"], one["stance"], one["evidence"]) for one in row["stances"]] == [
        ("Dr Ada Sample", "oppose", SAID),
        ("Mr Ben Other", "support", "wants the purse at once"),
    ]
    assert [one["text"] for one in row["quotations"]] == [SAID]
    assert row["checked"] == 4
    assert "Private Person" not in json.dumps(row)


def test_what_is_labelled_is_read_as_a_labelled_article(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "corrected.jsonl"
    lines = [json.dumps(row, ensure_ascii=False) for row in labels(session)]
    path.write_text("\n".join(lines), "utf-8")
    rows, faults = read_labelled([path])
    assert (set(rows), faults) == ({URL}, ())


def test_a_holder_has_one_side_a_question_and_an_editors_before_the_machines(
    session: Session,
) -> None:
    words = span(TEXT, "The DH did not answer")
    after: dict[str, Value] = {
        "holder": "Ben Other",
        "holder_kind": "person",
        "organisation": None,
        "question": "gp-budgets",
        "position": "mixed",
        "start": words.start,
        "end": words.end,
    }
    put_right(session, 1, Subject.STANCE, None, after)
    (row,) = labels(session)
    assert [one["stance"] for one in row["stances"]] == ["oppose", "mixed"]


def test_relevance_is_labelled_as_told(session: Session) -> None:
    put_right(session, 2, Subject.RELEVANCE, None, {"on_topic": False})
    assert [row["on_topic"] for row in labels(session)] == [True, False]


def test_what_is_undone_adrift_or_waits_is_not_labelled(session: Session) -> None:
    add(session, an_article(TEXT.replace(SAID, "No").replace("DH", "Ministry")))
    assert list(labels(session)) == []
    tag(session)
    assert list(labels(session)) == []
    add(session, an_article(TEXT + " Again."))
    tag(session)
    assert len(list(labels(session))) == 1
    for number in (1, 2):
        undo(session, number, at=LATER)
    assert list(labels(session)) == []
