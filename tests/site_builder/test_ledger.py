"""Who held which side when: the rules of the ledger, on entries made by hand."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

from commissioning.domain.ledger import Item
from commissioning.domain.tags import HolderKind, Position
from site_builder.ledger import FRESH, Entry, Holder, Ledger, held, is_fresh, last_of_each
from tests.site_builder.entries import an_entry, an_item

BMA = Holder(name="BMA", slug="bma")
ANN = Holder(name="Dr Ann Sample", slug="ann-sample", is_person=True)
EARLY, LATE, MONTH = date(2010, 7, 1), date(2011, 3, 1), timedelta(days=30)
NOW_AND_THEN = ((2011, 1), (2012, 1))
SUPPORT, OPPOSE = Position.SUPPORT, Position.OPPOSE
_ids = count(1)


def item(day: date | None) -> Item:
    return an_item(next(_ids), day)


def said(
    day: date | None,
    position: Position,
    confidence: float = 0.9,
    *,
    holder: Holder = BMA,
    person: Holder | None = ANN,
    kind: HolderKind = HolderKind.PERSON,
    question: str = "pace",
    is_copy: bool = False,
) -> Entry:
    return an_entry(
        next(_ids),
        holder,
        day,
        position,
        item=item(day),
        person=person,
        kind=kind,
        question=question,
        confidence=confidence,
        is_copy=is_copy,
    )


def turned(*, first: float = 0.9, second: float = 0.9, **more: Any) -> tuple[Entry, ...]:
    """Twice for it in the summer of 2010, twice against it in the spring of 2011."""
    return (
        said(EARLY, SUPPORT, first, **more),
        said(EARLY + MONTH, SUPPORT, first, **more),
        said(LATE, OPPOSE, second, **more),
        said(LATE + MONTH, OPPOSE, second, **more),
    )


def ledger(*entries: Entry) -> Ledger:
    return Ledger(entries)


def sides(entries: tuple[Entry, ...]) -> list[tuple[str, str]]:
    return [(entry.holder.name, entry.position.value) for entry in entries]


def test_whoever_speaks_for_a_body_speaks_in_its_line() -> None:
    entries = list(turned())
    entries[2] = replace(entries[2], person=None, kind=HolderKind.ORGANISATION)
    found = ledger(*entries)
    assert list(found.by_body) == ["bma"]
    assert [len(held) for held in found.by_person.values()] == [3]
    [change] = found.changes
    assert (change.before, change.after, change.seen) == (entries[1], entries[2], (2, 2))


def test_a_move_is_found_by_holder_question_and_the_article_that_shows_it() -> None:
    found = ledger(*turned())
    [change] = found.changes
    assert found.changes_of[BMA] == found.changes_on["pace"] == found.changes
    assert found.changes_in == {change.after.item.id: found.changes}


def test_a_move_is_shown_by_the_words_next_to_it_that_are_fairly_sure() -> None:
    entries = turned()
    weak = said(LATE - MONTH, OPPOSE, 0.62)
    [change] = ledger(*entries[:2], weak, *entries[2:]).changes
    assert (change.before, change.after, change.seen) == (entries[1], entries[2], (2, 3))


def test_one_statement_against_many_is_no_move() -> None:
    one = said(LATE, OPPOSE)
    line = (*(said(EARLY + MONTH * at, SUPPORT) for at in range(4)), one)
    assert ledger(*line).changes == ()
    assert one not in held(line)
    assert sides(last_of_each(line, until=LATE)) == [("BMA", "support")]


def test_the_words_of_one_day_are_never_a_move_however_sure() -> None:
    late = (said(LATE, OPPOSE, 0.97), said(LATE, OPPOSE, 0.97))
    found = ledger(said(EARLY, SUPPORT), said(EARLY + MONTH, SUPPORT), *late)
    assert found.changes == ()
    assert sides(last_of_each(found.entries, until=LATE)) == [("BMA", "oppose")]


def test_two_barely_sure_sides_show_one_of_them() -> None:
    line = (said(EARLY, OPPOSE, 0.6), said(LATE, SUPPORT, 0.6))
    assert len(held(line)) == 1


def test_two_weak_statements_do_not_outweigh_two_strong_ones() -> None:
    found = ledger(*turned(second=0.62))
    assert found.changes == ()
    assert sides(last_of_each(found.entries, until=LATE + MONTH)) == [("BMA", "support")]


def test_an_outlier_between_two_of_a_side_is_two_moves_less() -> None:
    entries = turned()
    line = (*entries[:2], said(date(2010, 12, 1), OPPOSE, 0.6), said(LATE, SUPPORT))
    assert held(line) == (line[0], line[1], line[3])
    assert ledger(*line).changes == ()


def test_a_copy_counts_only_where_it_was_copied_from() -> None:
    entries = turned()
    found = ledger(*entries[:3], replace(entries[3], is_copy=True))
    assert found.changes == ()


def test_two_sides_on_one_day_are_no_move() -> None:
    found = ledger(said(EARLY, SUPPORT), said(EARLY, OPPOSE))
    assert found.changes == ()
    assert len(held(found.entries)) == 1


def test_what_was_said_long_ago_outweighs_nothing() -> None:
    long_ago = tuple(said(date(2005, 1, day), SUPPORT) for day in range(1, 9))
    now = said(LATE, OPPOSE, 0.62)
    assert held((*long_ago, now)) == (*long_ago, now)
    assert sides(last_of_each((*long_ago, now), until=LATE)) == [("BMA", "oppose")]


def test_a_side_that_was_not_heard_while_a_position_holds_gives_way() -> None:
    often = tuple(said(date(2010, 1, day), SUPPORT) for day in range(1, 9))
    against = tuple(said(date(year, month, 1), OPPOSE, 0.62) for year, month in NOW_AND_THEN)
    assert held((*often, *against))[-1] is against[-1]


def test_what_is_unsure_changes_no_position() -> None:
    found = ledger(said(EARLY, SUPPORT), said(LATE, OPPOSE, 0.4))
    assert found.changes == ()
    assert sides(last_of_each(found.entries, until=LATE)) == [("BMA", "support")]


def test_an_unsure_word_is_shown_where_there_is_no_other() -> None:
    found = ledger(said(EARLY, OPPOSE, 0.4))
    assert held(found.entries) == ()
    assert sides(last_of_each(found.entries, until=LATE)) == [("BMA", "oppose")]


def test_each_question_has_a_line_of_its_own() -> None:
    entries = turned()
    found = ledger(*entries[:2], *(replace(entry, question="gp-budgets") for entry in entries[2:]))
    assert found.changes == ()
    assert sorted(found.by_question) == ["gp-budgets", "pace"]


def test_somebody_without_a_name_of_their_own_never_moves() -> None:
    nobody = Holder(name="a doctor", slug=None, is_person=True)
    assert ledger(*turned(holder=nobody)).changes == ()


def test_the_last_word_is_looked_for_up_to_a_day_and_not_behind_it() -> None:
    found = ledger(*turned())
    assert sides(last_of_each(found.entries, until=EARLY)) == [("BMA", "support")]
    assert sides(last_of_each(found.entries, until=LATE + MONTH)) == [("BMA", "oppose")]


def test_a_position_is_current_for_eighteen_months() -> None:
    entry = said(EARLY, SUPPORT)
    assert is_fresh(entry, on=EARLY + FRESH)
    assert not is_fresh(entry, on=EARLY + FRESH + timedelta(days=1))
    assert not is_fresh(replace(entry, item=item(None)), on=EARLY)


def test_what_has_no_date_moves_nobody() -> None:
    found = ledger(*turned()[:3], said(None, OPPOSE))
    assert found.changes == ()
    assert len(last_of_each(found.entries, until=LATE)) == 1
