"""Editions: what is done to a draft, what the store keeps of it, and that it is frozen."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from commissioning.domain.dates import Dated, Precision
from commissioning.domain.editing import (
    begun,
    checked,
    with_item,
    with_item_changed,
    with_item_moved,
    with_section,
    with_section_moved,
    without_item,
    without_section,
)
from commissioning.domain.editions import (
    USUAL,
    Edition,
    EditionStatus,
    EditionTemplate,
    Item,
    ItemSource,
    ItemStance,
    Missing,
    Quiet,
    Section,
    Unseen,
)
from commissioning.domain.errors import EditionConflict, EditionError
from commissioning.domain.tags import HolderKind, Position
from commissioning.store.database import Database
from commissioning.store.edition_content import read, written
from commissioning.store.edition_places import appearances, before, elsewhere
from commissioning.store.edition_templates import drop_template, save_template, template, templates
from commissioning.store.editions import (
    KEPT_VERSIONS,
    amend_edition,
    create_edition,
    edition,
    edition_by_id,
    edition_versions,
    editions,
    next_number,
    publish_edition,
    put_aside,
    save_edition,
)

AT = datetime(2010, 11, 4, 9, 0, tzinfo=UTC)
LATER = AT + timedelta(minutes=5)
DAY = date(2010, 11, 4)
ONE = Item(key="one", story="2010-11-01-one", headline="One", note="ask them again")
UNSEEN = Unseen(
    first=date(2010, 10, 29),
    last=DAY,
    asked=2,
    answered=1,
    missing=(Missing(source="Herald", why=None),),
    quiet=(Quiet(label="GP budgets", bodies=("BMA", "RCGP")),),
)
TWO = Item(key="two", article="http://courier.example/2", headline="Two")


def draft(**more: Any) -> Edition:
    sections = (Section(name="First", items=(ONE, TWO)), Section(name="Second"))
    held = Edition(number=42, day=DAY, title="Who minds the shop?", sections=sections)
    return replace(held, **more)


def full_item() -> Item:
    published = Dated(moment=AT, precision=Precision.MINUTE, found_in="feed")
    return Item(
        key="full",
        story="2010-11-01-full",
        article="http://courier.example/full",
        headline="‘Full’ 😀",
        url="http://courier.example/full",
        sources=(
            ItemSource(name="Courier", url="http://courier.example/full", published=published),
            ItemSource(name="Herald", url="urn:x", published=None),
        ),
        stances=(
            ItemStance(
                holder="BMA",
                holder_kind=HolderKind.PERSON,
                organisation="bma",
                speaker="A Doctor",
                office="chair",
                question="gp-budgets",
                label="GP budgets",
                position=Position.MIXED,
                confidence=0.75,
                words="Perhaps.",
                method="direct",
                article="http://courier.example/full",
                source="Courier",
                published=published,
            ),
        ),
        line="A *line*.",
    )


def headlines(found: Edition) -> list[list[str]]:
    return [[item.headline for item in section.items] for section in found.sections]


def test_an_edition_is_written_and_read_without_loss() -> None:
    whole = draft(
        introduction="Words.",
        sections=(Section(name="A", items=(full_item(), ONE)),),
        unseen=UNSEEN,
        version=3,
    )
    assert read(written(whole)) == whole
    before = {**json.loads(written(whole)), "format": 1}
    del before["unseen"]
    assert read(json.dumps(before)) == replace(whole, unseen=None)


def test_items_are_numbered_through_the_whole_edition() -> None:
    found = with_item(draft(), replace(TWO, article="http://courier.example/3"), section="second")
    numbers = [[number for number, _ in items] for _, items in found.numbered()]
    assert numbers == [[1, 2], [3]]
    assert [item.key for item in found.items] == ["one", "two", "two-2"]


def test_items_move_within_and_between_sections() -> None:
    found = with_item_moved(draft(), "two", section=None, at=1)
    assert headlines(found) == [["Two", "One"], []]
    found = with_item_moved(found, "two", section="Second", at=9)
    assert headlines(found) == [["One"], ["Two"]]
    assert headlines(without_item(found, "one")) == [[], ["Two"]]


def test_sections_are_added_and_moved() -> None:
    found = with_section(draft(), "Third", at=1)
    found = with_section_moved(found, "Second", at=1)
    assert [section.name for section in found.sections] == ["Second", "Third", "First"]
    assert len(without_section(found, "second").sections) == 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda it: with_item(it, ONE), "has ‘One’ already, as item 1"),
        (lambda it: with_item(it, TWO), "has ‘Two’ already, as item 2"),
        (lambda it: with_item(replace(it, sections=()), ONE), "no section"),
        (lambda it: without_item(it, "gone"), "no item ‘gone’"),
        (lambda it: with_item_changed(it, replace(ONE, key="gone")), "no item ‘gone’"),
        (lambda it: with_item_moved(it, "one", section="Nowhere", at=1), "‘First’, ‘Second’"),
        (lambda it: with_section(it, "first"), "has a section ‘First’ already"),
        (lambda it: without_section(it, "First"), "still has items"),
        (lambda it: checked(replace(it, number=0)), "must be 1 or more"),
        (lambda it: checked(replace(it, title="x" * 201)), "more than 200 letters"),
        (lambda it: checked(replace(it, sections=(Section(name=" "),))), "has no name"),
        (lambda it: checked(replace(it, sections=it.sections * 2)), "is there twice"),
        (lambda it: checked(with_item_changed(it, replace(ONE, headline=" "))), "no headline"),
        (lambda it: checked(with_item_changed(it, replace(ONE, line="x" * 5000))), "the line of"),
    ],
)
def test_what_cannot_be_done_is_said_in_the_editors_words(
    change: Callable[[Edition], Edition], says: str
) -> None:
    with pytest.raises(EditionError, match=says) as told:
        change(draft())
    assert str(told.value).startswith("issue ")


def test_a_template_adds_the_sections_that_are_missing() -> None:
    shown = begun(draft(sections=(Section(name=USUAL.sections[0].upper()),)), USUAL)
    assert len(shown.sections) == len(USUAL.sections)


def test_a_draft_is_kept_and_found_again(database: Database) -> None:
    with database.session() as session:
        assert next_number(session) == 1
        made = create_edition(session, draft(), at=AT)
        assert (made.version, made.saved_at, made.slug) == (1, AT, "42")
    with database.session() as session:
        assert edition(session, 42) == made
        assert made.id is not None
        assert edition_by_id(session, made.id) == made
        assert next_number(session) == 43
        assert editions(session) == (made,)
        assert editions(session, status=EditionStatus.PUBLISHED) == ()
        with pytest.raises(EditionError, match="issue 7: there is no such edition"):
            edition(session, 7)


def test_numbers_are_used_once(database: Database) -> None:
    with database.session() as session:
        create_edition(session, draft(), at=AT)
        other = create_edition(session, draft(number=43), at=AT)
        with pytest.raises(EditionError, match="one with that number already"):
            create_edition(session, draft(), at=AT)
        with pytest.raises(EditionError, match="one with that number already"):
            save_edition(session, replace(other, number=42), at=AT)
        assert save_edition(session, replace(other, number=50), at=AT).number == 50


def test_the_second_of_two_saves_is_told_and_nothing_is_lost(database: Database) -> None:
    with database.session() as session:
        start = create_edition(session, draft(), at=AT)
    with database.session() as session:
        theirs = save_edition(session, replace(start, title="Theirs"), at=AT)
    mine = replace(start, introduction="Mine")
    with pytest.raises(EditionConflict) as told, database.session() as session:
        save_edition(session, mine, at=LATER)
    assert (told.value.yours, told.value.theirs) == (mine, theirs)
    assert "nothing was overwritten" in str(told.value)
    with database.session() as session:
        put_aside(session, mine, at=LATER)
    with database.session() as session:
        assert edition(session, 42) == theirs
        assert start.id is not None
        kept = edition_versions(session, start.id)
        assert [(one.is_aside, one.edition.introduction) for one in kept] == [
            (True, "Mine"),
            (False, ""),
        ]
        again = save_edition(session, replace(mine, version=theirs.version), at=LATER)
        assert (again.version, again.introduction) == (3, "Mine")


def test_one_state_a_minute_is_kept_and_not_without_end(database: Database) -> None:
    with database.session() as session:
        held = create_edition(session, draft(), at=AT)
        for second in range(0, 180, 10):
            held = save_edition(
                session, replace(held, title=f"T{second}"), at=AT + timedelta(seconds=second)
            )
        assert held.id is not None
        titles = [one.edition.title for one in edition_versions(session, held.id)]
        assert titles == ["T120", "T60", "Who minds the shop?"]
        for minute in range(KEPT_VERSIONS + 5):
            held = save_edition(session, held, at=AT + timedelta(minutes=10 + minute))
        assert len(edition_versions(session, held.id or 0)) == KEPT_VERSIONS


def test_what_is_published_is_frozen(database: Database) -> None:
    with database.session() as session:
        start = create_edition(session, draft(), at=AT)
        out = publish_edition(session, start, at=LATER)
    assert out.is_published
    assert out.published_at == LATER
    assert [section.name for section in out.sections] == ["First"]
    assert [item.note for item in out.items] == [None, None]
    with database.session() as session:
        assert edition(session, 42) == out
        assert start.id is not None
        assert edition_versions(session, start.id)[0].edition.items[0].note == "ask them again"
        for begins in (start, out):
            with pytest.raises(EditionError, match="is published and cannot be changed"):
                save_edition(session, replace(begins, title="Other"), at=LATER)
            with pytest.raises(EditionError, match="is published and cannot be changed"):
                publish_edition(session, begins, at=LATER)
        assert edition(session, 42) == out


def test_publishing_what_another_changed_is_refused(database: Database) -> None:
    with database.session() as session:
        start = create_edition(session, draft(), at=AT)
        save_edition(session, replace(start, title="Theirs"), at=AT)
        with pytest.raises(EditionConflict):
            publish_edition(session, start, at=LATER)


@pytest.mark.parametrize(
    ("lacking", "says"), [({"title": " "}, "no title"), ({"sections": ()}, "no items")]
)
def test_what_is_unfinished_is_not_published(
    database: Database, lacking: dict[str, object], says: str
) -> None:
    with database.session() as session:
        start = create_edition(session, draft(**lacking), at=AT)
        with pytest.raises(EditionError, match=says):
            publish_edition(session, start, at=LATER)


def test_a_correction_stands_beside_what_was_published(database: Database) -> None:
    with database.session() as session:
        start = create_edition(session, draft(), at=AT)
        with pytest.raises(EditionError, match="change it instead"):
            amend_edition(session, 42, "Wrong.", at=LATER)
        out = publish_edition(session, start, at=LATER)
        with pytest.raises(EditionError, match="a correction has"):
            amend_edition(session, 42, "  ", at=LATER)
        amend_edition(session, 42, "Second.", at=LATER + timedelta(days=1))
        told = amend_edition(session, 42, " First. ", at=LATER)
        assert [one.text for one in told.amendments] == ["First.", "Second."]
        assert replace(told, amendments=()) == out
        assert editions(session)[0].amendments == told.amendments


def test_what_is_already_in_an_issue_is_found(database: Database) -> None:
    with database.session() as session:
        held = draft(sections=(Section(name="A", items=(TWO, full_item())),))
        first = create_edition(session, replace(held, number=41), at=AT)
        create_edition(session, draft(), at=AT)
        found = appearances(session, stories=["2010-11-01-full"])
        assert [(one.number, one.item, one.title) for one in found] == [
            (41, 2, "Who minds the shop?")
        ]
        assert [(one.number, one.item) for one in appearances(session, articles=["urn:x"])] == [
            (41, 2)
        ]
        both = appearances(session, articles=["http://courier.example/2"])
        assert [(one.number, one.item) for one in both] == [(42, 2), (41, 1)]
        assert appearances(session, articles=["http://courier.example/2"], but=first.id) == both[:1]
        save_edition(session, replace(first, sections=()), at=AT)
        assert appearances(session, stories=["2010-11-01-full"]) == ()


def test_items_know_where_else_they_are_and_where_they_were_published(database: Database) -> None:
    with database.session() as session:
        held = draft(sections=(Section(name="A", items=(TWO, full_item())),))
        for number in (40, 41):
            made = create_edition(session, replace(held, number=number), at=AT)
            publish_edition(session, made, at=AT)
        create_edition(session, replace(held, number=43), at=AT)
        here = create_edition(session, replace(held, number=42), at=AT)
        places = elsewhere(session, here)
        assert [one.number for one in places["two"]] == [43, 41, 40]
        assert [(one.number, one.item) for one in places["full"]] == [(43, 2), (41, 2), (40, 2)]
        assert {key: one.number for key, one in before(places, here).items()} == {
            "two": 41,
            "full": 41,
        }
        assert elsewhere(session, draft(sections=())) == {}


def test_what_no_database_holds_is_left_out(database: Database) -> None:
    with database.session() as session:
        item = replace(ONE, line="a\x00b\r\nc\ud800", note="\r")
        held = draft(title="T\x00\n\ud800u", sections=(Section(name="A\x07", items=(item,)),))
        made = create_edition(session, held, at=AT)
    assert (made.title, made.sections[0].name) == ("T u", "A")
    assert (made.items[0].line, made.items[0].note) == ("ab\nc", None)
    with database.session() as session:
        assert edition(session, 42) == made


def test_templates_are_kept_and_the_usual_one_is_always_there(database: Database) -> None:
    with database.session() as session:
        assert templates(session) == (USUAL,)
        save_template(session, EditionTemplate(name="Short week", sections=("All", "All ")))
        save_template(session, EditionTemplate(name=USUAL.name, sections=("Ours",)))
        assert template(session, "short WEEK").sections == ("All",)
        assert [one.sections for one in templates(session)] == [("Ours",), ("All",)]
        drop_template(session, USUAL.name)
        assert templates(session)[0] == USUAL
        with pytest.raises(EditionError, match="‘Short week’"):
            template(session, "Long week")
        with pytest.raises(EditionError, match="has no name"):
            save_template(session, EditionTemplate(name="X", sections=(" ",)))


_SAVING = """
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from commissioning.store.database import Database
from commissioning.store.editions import edition, save_edition

database = Database(sys.argv[1])
with database.session() as session:
    held = edition(session, 42)
while True:
    with database.session() as session:
        words = str(held.version + 1)
        wanted = replace(held, title=words, introduction=f"{words} " * 500)
        held = save_edition(session, wanted, at=datetime.now(UTC))
    print(held.version, flush=True)
"""


def test_whoever_is_killed_while_saving_leaves_a_whole_state(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'digest.db'}"
    database = Database(url)
    with database.session() as session:
        create_edition(session, draft(), at=AT)
    root = Path(__file__).parents[2]
    told = 1
    for _ in range(3):
        saving = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", _SAVING, url],
            stdout=subprocess.PIPE,
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
        )
        assert saving.stdout is not None
        for _ in range(15):
            told = int(saving.stdout.readline())
        saving.send_signal(signal.SIGKILL)
        saving.wait()
        saving.stdout.close()
        with database.session() as session:
            found = edition(session, 42)
        assert found.version >= told
        assert found.title == str(found.version)
        assert found.introduction.split() == [found.title] * 500
        assert found.items == (ONE, TWO)
    database.close()
