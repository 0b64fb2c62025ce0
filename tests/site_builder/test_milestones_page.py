"""The page of milestones: by year, what is ahead on top, nothing that nobody knew of yet."""

from datetime import date

from commissioning.register import Register
from site_builder.pages.milestones import KINDS, MilestonesPage
from tests.site_builder.newsroom import Newsroom, made, rendered, section, text


def page(room: Newsroom, register: Register, *, as_of: date | None = None) -> MilestonesPage:
    found = made(room.database, register, "milestones.html", as_of=as_of)
    assert isinstance(found, MilestonesPage)
    return found


def test_all_milestones_are_there_under_their_anchors(room: Newsroom, register: Register) -> None:
    room.prints("News", date(2010, 7, 14))
    found = page(room, register)
    assert [year for year, _, _ in found.years] == sorted(
        {milestone.day.year for milestone in register.milestones}, reverse=True
    )
    tree = rendered(found)
    for milestone in register.milestones:
        assert milestone.name in text(tree.get_element_by_id(milestone.slug))
        assert milestone.kind in KINDS


def test_a_milestone_leads_to_its_source_its_questions_and_its_week(
    room: Newsroom, register: Register
) -> None:
    room.prints("News", date(2010, 7, 14))
    (event,) = (
        event
        for _, _, held in page(room, register).years
        for event in held
        if event.name.startswith("White Paper ‘Equity and excellence")
    )
    assert event.week == ("weeks/2010-w28.html", "the week")
    assert event.link is not None
    assert event.link.startswith("https://")
    assert ("GP budgets", "questions/gp-budgets.html") in event.questions
    assert event.turn


def test_what_is_ahead_is_true_for_the_day_of_the_site(room: Newsroom, register: Register) -> None:
    room.prints("News", date(2010, 7, 14))
    shown = section(rendered(page(room, register)), "Ahead, as of 18\xa0July\xa02010")
    assert "Last day: Comments on the White Paper" in shown


def test_as_of_a_day_nothing_is_listed_that_was_not_announced(
    room: Newsroom, register: Register
) -> None:
    room.prints("News", date(2010, 7, 14))
    found = page(room, register, as_of=date(2010, 7, 11))
    slugs = {event.slug for _, _, held in found.years for event in held}
    later = {one.slug for one in register.milestones if one.known_from > date(2010, 7, 11)}
    assert slugs
    assert not slugs & later
    assert not found.ahead or all("White Paper" not in note.name for note in found.ahead)
