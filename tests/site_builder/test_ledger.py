"""Who held which side when: the rules of the ledger, on entries made by hand."""

from datetime import date

from commissioning.domain.ledger import Record, Statement
from commissioning.domain.tags import HolderKind, Position, Span
from site_builder.ledger import FRESH, Entry, Ledger, is_fresh, last_of_each
from tests.site_builder.filling import on

NAMES = {"bma": "BMA", "rcn": "RCN"}


def record(day: date | None, *statements: Statement, url: str = "") -> Record:
    return Record(
        url=url or f"https://news.example/{day}",
        headline="A headline",
        byline=None,
        source="outlet",
        source_name="Outlet",
        published=on(day) if day else None,
        updated=None,
        captured=None,
        kind=None,
        excerpt=None,
        lead="",
        words=100,
        comments=0,
        relevance=0.9,
        tagger="t",
        extractor="e",
        statements=statements,
        comment_statements=(),
        quotations=(),
        named=(),
    )


def said(
    position: Position,
    *,
    body: str | None = "bma",
    holder: str = "Dr Ann Sample",
    kind: HolderKind = HolderKind.PERSON,
    confidence: float = 0.9,
) -> Statement:
    return Statement(
        holder=holder,
        holder_kind=kind,
        organisation=body,
        question="pace",
        position=position,
        confidence=confidence,
        words="words",
        span=Span(0, 5),
        comment=None,
        method="test",
    )


def ledger(*records: Record) -> Ledger:
    return Ledger.of(records, NAMES)


def sides(entries: tuple[Entry, ...]) -> list[tuple[str, str]]:
    return [(entry.holder.name, entry.statement.position.value) for entry in entries]


EARLY, LATE = date(2010, 7, 1), date(2011, 3, 1)


def test_whoever_speaks_for_a_body_speaks_in_its_line() -> None:
    found = ledger(
        record(EARLY, said(Position.SUPPORT, holder="Dr Ann Sample")),
        record(LATE, said(Position.OPPOSE, holder="BMA", kind=HolderKind.ORGANISATION)),
    )
    assert {entry.holder.name for entry in found.entries} == {"BMA"}
    [change] = found.changes()
    assert (change.before.day, change.after.day) == (EARLY, LATE)


def test_what_is_unsure_changes_no_position() -> None:
    found = ledger(
        record(EARLY, said(Position.SUPPORT)),
        record(LATE, said(Position.OPPOSE, confidence=0.4)),
    )
    assert found.changes() == ()
    assert sides(last_of_each(found.entries, until=LATE)) == [("BMA", "support")]


def test_an_unsure_word_is_shown_where_there_is_no_other() -> None:
    found = ledger(record(EARLY, said(Position.OPPOSE, confidence=0.4)))
    assert sides(last_of_each(found.entries, until=LATE)) == [("BMA", "oppose")]


def test_what_is_hardly_more_than_a_guess_is_not_shown() -> None:
    assert ledger(record(EARLY, said(Position.OPPOSE, confidence=0.2))).entries == ()


def test_two_sides_in_one_article_are_no_move() -> None:
    found = ledger(record(EARLY, said(Position.SUPPORT), said(Position.OPPOSE)))
    assert found.changes() == ()


def test_the_last_word_is_looked_for_up_to_a_day_and_not_behind_it() -> None:
    found = ledger(record(EARLY, said(Position.SUPPORT)), record(LATE, said(Position.OPPOSE)))
    assert sides(last_of_each(found.entries, until=EARLY)) == [("BMA", "support")]


def test_a_position_is_current_for_eighteen_months() -> None:
    [entry] = ledger(record(EARLY, said(Position.SUPPORT))).entries
    assert is_fresh(entry, on=EARLY + FRESH)
    assert not is_fresh(entry, on=EARLY + FRESH * 2)


def test_readers_and_groups_are_in_no_count() -> None:
    found = ledger(
        record(
            EARLY,
            said(Position.SUPPORT, holder="a reader", kind=HolderKind.COMMENTER, body=None),
            said(Position.SUPPORT, holder="GPs", kind=HolderKind.GROUP, body="bma"),
        )
    )
    assert found.entries == ()


def test_what_has_no_date_moves_nobody() -> None:
    found = ledger(record(None, said(Position.SUPPORT)), record(LATE, said(Position.OPPOSE)))
    assert found.changes() == ()
    assert len(last_of_each(found.entries, until=LATE)) == 1
