"""Two windows on one draft, in words: what is taken, what is left to the editor."""

from dataclasses import replace
from datetime import date

import pytest

from commissioning.domain.editions import Edition, Item, Section
from commissioning.domain.errors import EditionError
from desk.drafting.fields import fields_of, mark, with_fields
from desk.drafting.merging import Choice, Merge, marks, merged, read_marks

ITEM = Item(key="2010-11-01-one", headline="One", line="A line.", note="Ask again.")
DRAFT = Edition(
    id=1,
    number=42,
    day=date(2010, 11, 4),
    title="Title",
    introduction="Start.",
    sections=(Section(name="First", items=(ITEM,)), Section(name="Second")),
    version=3,
)
LINE = "line.2010-11-01-one"


def meet(theirs: Edition, mine: dict[str, str], choice: Choice | None = None) -> Merge:
    """What comes of it when a window that began from DRAFT sends other texts."""
    sent = fields_of(DRAFT) | mine
    before = read_marks(marks(DRAFT))
    return merged(replace(theirs, version=4), sent, before, version=3, choice=choice)


def test_the_fields_of_a_draft_make_the_same_draft() -> None:
    assert with_fields(DRAFT, fields_of(DRAFT)) == DRAFT


def test_marks_are_read_as_they_were_written() -> None:
    found = read_marks(marks(DRAFT))
    assert found == {name: mark(text) for name, text in fields_of(DRAFT).items()}


def test_what_one_window_alone_changed_is_taken() -> None:
    found = meet(replace(DRAFT, title="Theirs"), {"introduction": "Mine."})
    assert (found.draft.title, found.draft.introduction) == ("Theirs", "Mine.")
    assert found.taken == ("title",)
    assert found.clashes == ()


def test_what_both_changed_stays_as_it_is_stored_until_the_editor_chooses() -> None:
    found = meet(replace(DRAFT, introduction="Theirs."), {"introduction": "Mine."})
    assert found.draft.introduction == "Theirs."
    assert [(one.field, one.mine, one.theirs) for one in found.clashes] == [
        ("introduction", "Mine.", "Theirs.")
    ]


def test_both_may_write_the_same() -> None:
    found = meet(replace(DRAFT, introduction="Same."), {"introduction": "Same. "})
    assert found.clashes == ()
    assert found.draft.introduction == "Same."


@pytest.mark.parametrize(
    ("way", "text"), [("mine", "Mine."), ("theirs", "Theirs."), ("both", "Theirs.\n\nMine.")]
)
def test_there_are_three_ways_out(way: str, text: str) -> None:
    choice = Choice(way=way, field="introduction", shown=mark("Theirs."))
    found = meet(replace(DRAFT, introduction="Theirs."), {"introduction": "Mine."}, choice)
    assert found.draft.introduction == text
    assert found.clashes == ()


def test_a_choice_against_a_text_that_was_not_shown_is_asked_for_again() -> None:
    choice = Choice(way="mine", field="introduction", shown=mark("Theirs."))
    found = meet(replace(DRAFT, introduction="Theirs, newer."), {"introduction": "Mine."}, choice)
    assert found.draft.introduction == "Theirs, newer."
    assert [one.theirs for one in found.clashes] == ["Theirs, newer."]


def test_a_clash_stays_one_through_later_saves() -> None:
    theirs = replace(DRAFT, introduction="Theirs.", version=4)
    found = meet(theirs, {"introduction": "Mine."})
    before = read_marks(marks(found.draft, found.clashes))
    sent = fields_of(found.draft) | {"introduction": "Mine, longer."}
    again = merged(found.draft, sent, before, version=4)
    assert [(one.mine, one.theirs) for one in again.clashes] == [("Mine, longer.", "Theirs.")]


def test_a_text_whose_item_was_taken_out_is_told() -> None:
    theirs = replace(DRAFT, sections=(Section(name="First"), Section(name="Second")))
    found = meet(theirs, {LINE: "My new line."})
    assert (LINE, "My new line.") in found.lost
    assert found.draft.items == ()


def test_an_untouched_text_whose_item_was_taken_out_is_no_news() -> None:
    found = meet(replace(DRAFT, sections=(Section(name="First"),)), {})
    assert found.lost == ()


def test_without_a_word_on_how_it_was_a_text_never_overwrites_a_newer_state() -> None:
    found = merged(replace(DRAFT, version=9), {"title": "Mine"}, {}, version=3)
    assert found.draft.title == "Title"
    assert [one.field for one in found.clashes] == ["title"]


@pytest.mark.parametrize(("field", "text"), [("number", "x"), ("number", "0"), ("day", "soon")])
def test_a_number_or_date_that_is_none_is_refused(field: str, text: str) -> None:
    with pytest.raises(EditionError):
        meet(DRAFT, {field: text})
