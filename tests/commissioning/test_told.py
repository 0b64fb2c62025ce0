"""Corrections of dates and copies: what is read or found again later does not undo them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.domain.articles import ArchiveRef, Article
from commissioning.domain.copies import with_told
from commissioning.domain.corrections import Subject, Value, date_of
from commissioning.domain.dates import Dated, Precision
from commissioning.domain.errors import CorrectionError
from commissioning.store import digest
from commissioning.store.corrections import corrections, undo
from commissioning.store.database import Database
from commissioning.store.dating import found_date
from commissioning.store.rows import ArticleRow, CopyRow
from commissioning.store.values import dated
from tests.commissioning.copied import bases
from tests.commissioning.corrected import LATER, NOW, add, an_article, put_right

DATE, DUPLICATE = Subject.DATE, Subject.DUPLICATE
FIRST, SECOND = bases(150)[:2]


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session on each kind of database: 1 has a text, 2 a copy of it, 3 another text."""
    opened = Session(database.engine, expire_on_commit=False)
    for number, text in ((1, FIRST), (2, FIRST + " It went on."), (3, SECOND)):
        assert add(opened, a_page(number, text)) == number
    yield opened
    opened.close()


def a_page(number: int, text: str, day: int | None = None) -> Article:
    moment = datetime(2010, 7, day or number, tzinfo=UTC)
    return an_article(
        text,
        url=f"http://courier.example/{number}",
        headline="Doctors are to hold the purse",
        published=Dated(moment=moment, precision=Precision.DAY, found_in="feed"),
    )


def row(session: Session, number: int = 1) -> ArticleRow:
    return session.get_one(ArticleRow, number)


def links(session: Session) -> dict[int, int]:
    return {one.article_id: one.original_id for one in session.scalars(select(CopyRow))}


def told(original: int) -> dict[str, Value]:
    return {"original": original}


def redate(session: Session, written: str, precision: str = "day", number: int = 3) -> int:
    after: dict[str, Value] = {"published": written, "precision": precision}
    done = put_right(session, number, DATE, None, after)
    assert done.id is not None
    return done.id


@pytest.mark.parametrize(
    ("written", "precision", "moment"),
    [
        ("2010", "year", "2010-01-01T00:00:00+00:00"),
        ("2010-11", "month", "2010-11-01T00:00:00+00:00"),
        ("2010-11-02", "year", "2010-01-01T00:00:00+00:00"),
        ("2010-11-02", "day", "2010-11-02T00:00:00+00:00"),
        ("2010-11-02T09:14:30", "minute", "2010-11-02T09:14:00+00:00"),
        ("2010-11-02T00:14+01:00", "minute", "2010-11-01T23:14:00+00:00"),
    ],
)
def test_a_date_is_cut_to_its_precision(written: str, precision: str, moment: str) -> None:
    found = date_of({"published": written, "precision": precision})
    assert (found.moment.isoformat(), found.found_in) == (moment, "editor")


def test_a_corrected_date_stays_whatever_the_page_says_later(session: Session) -> None:
    number = redate(session, "2010-06-03")
    assert row(session, 3).published_from == "editor"
    new = a_page(3, SECOND + " One more line.", day=1)
    add(session, new)
    found = dated(row(session, 3), "published")
    assert found is not None
    assert (found.day.isoformat(), found.found_in) == ("2010-06-03", "editor")
    undo(session, number, at=LATER)
    found = dated(row(session, 3), "published")
    assert found is not None
    assert (found.day.isoformat(), found.found_in) == ("2010-07-01", "feed")


def test_a_date_read_better_from_the_same_bytes_waits_behind_the_editors(session: Session) -> None:
    captured = Dated(moment=NOW, precision=Precision.SECOND, found_in="record")
    archive = ArchiveRef(file="a.warc.gz", offset=7)
    page = replace(a_page(3, SECOND, day=2), captured=captured, archive=archive)
    add(session, page)
    redate(session, "2010-06-03")
    add(session, replace(page, published=a_page(3, "", day=9).published, extractor="pages/2"))
    known = found_date(session, row(session, 3))
    assert known is not None
    assert known.day.day == 9
    assert row(session, 3).published_at == datetime(2010, 6, 3, tzinfo=UTC)


def test_a_date_taken_away_stays_away(session: Session) -> None:
    done = put_right(session, 3, DATE, None, None)
    assert done.before == {"published": "2010-07-03T00:00:00+00:00", "precision": "day"}
    add(session, a_page(3, SECOND + " One more line."))
    assert row(session, 3).published_at is None
    undo(session, done.id or 0, at=LATER)
    assert row(session, 3).published_at == datetime(2010, 7, 3, tzinfo=UTC)


def test_of_two_dates_the_later_correction_holds(session: Session) -> None:
    first = redate(session, "2010-06-03")
    second = redate(session, "2010-06-04")
    undo(session, first, at=LATER)
    assert row(session, 3).published_at == datetime(2010, 6, 4, tzinfo=UTC)
    undo(session, second, at=LATER)
    assert row(session, 3).published_at == datetime(2010, 7, 3, tzinfo=UTC)


@pytest.mark.parametrize("written", ["2 November", "2010-13-01", "", "99999-01-01"])
def test_what_is_no_date_is_refused(session: Session, written: str) -> None:
    with pytest.raises(CorrectionError, match=r"date|'published'"):
        redate(session, written)


def test_a_corrected_date_tells_anew_who_was_first(session: Session) -> None:
    assert links(session) == {2: 1}
    number = redate(session, "2010-06-30", number=2)
    assert links(session) == {1: 2}
    undo(session, number, at=LATER)
    assert links(session) == {2: 1}


def test_a_link_that_was_cut_is_not_made_again(session: Session) -> None:
    done = put_right(session, 2, DUPLICATE, None, None)
    assert done.before is not None
    assert (done.before["original"], done.after) == (1, None)
    assert links(session) == {}
    add(session, a_page(2, FIRST + " It went on and on."))
    add(session, a_page(1, FIRST + " It went on."))
    add(session, a_page(4, FIRST))
    assert links(session) == {4: 1}
    undo(session, done.id or 0, at=LATER)
    assert links(session) == {2: 1, 4: 1}


def test_a_link_that_was_made_stays_and_goes_when_it_is_undone(session: Session) -> None:
    done = put_right(session, 3, DUPLICATE, None, told(1))
    assert done.after == {"original": 1, "url": "http://courier.example/1"}
    assert links(session) == {2: 1, 3: 1}
    assert [copy.item for copy in digest.copies(session)] == [2, 3]
    add(session, a_page(3, SECOND + " One more line."))
    add(session, a_page(1, FIRST + " One more line."))
    assert links(session) == {2: 1, 3: 1}
    undo(session, done.id or 0, at=LATER)
    assert links(session) == {2: 1}


def test_the_other_way_round_is_not_found_again(session: Session) -> None:
    put_right(session, 1, DUPLICATE, None, told(2))
    assert links(session) == {1: 2}
    add(session, a_page(2, FIRST + " It went on and on."))
    assert links(session) == {1: 2}


def test_no_article_is_a_copy_of_itself(session: Session) -> None:
    put_right(session, 1, DUPLICATE, None, told(2))
    put_right(session, 2, DUPLICATE, None, told(3))
    for original in (3, 2, 1):
        with pytest.raises(CorrectionError, match="a copy of itself"):
            put_right(session, 3, DUPLICATE, None, told(original))
    with pytest.raises(CorrectionError, match="no such original"):
        put_right(session, 3, DUPLICATE, None, told(99))
    assert len(corrections(session)) == 2


def test_links_that_were_found_give_way_to_those_told() -> None:
    assert with_told({2: 1, 3: 2}, {1: 3}) == {1: 3, 2: 1}
    assert with_told({2: 1}, {2: None}) == {}
    assert with_told({2: 1, 3: 1}, {2: 4}) == {2: 4, 3: 1}
    assert with_told({1: 2}, {2: 3, 3: 2}) == {1: 2, 2: 3, 3: 2}
