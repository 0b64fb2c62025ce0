"""A person's page: what they said and in whose name, their offices; readers never have one."""

from datetime import date

import pytest

from commissioning.domain.tags import HolderKind, Position
from site_builder.pages.body import BodyPage
from site_builder.pages.people import PeoplePage, reversed_name
from site_builder.pages.person import PersonPage
from tests.site_builder.atlased import Store, made, planned, rendered, text
from tests.site_builder.filling import Side

READER = "Private Person"


def person_page(store: Store, slug: str) -> PersonPage:
    page = made(store.database, f"people/{slug}.html")
    assert isinstance(page, PersonPage)
    return page


def made_body(store: Store, slug: str) -> BodyPage:
    page = made(store.database, f"bodies/{slug}.html")
    assert isinstance(page, BodyPage)
    return page


def test_everything_somebody_said_is_told_with_in_whose_name(store: Store) -> None:
    store.says("bma", Position.OPPOSE, date(2011, 3, 1), by="Dr Ann Sample")
    store.says(None, Position.SUPPORT, date(2011, 3, 2), by="Dr Ann Sample")
    page = person_page(store, "ann-sample")
    assert [(line.verb, line.speaker, line.speaker_url) for line in page.said.lines] == [
        ("supports", "chair, in their own name", None),
        ("opposes", "chair, for BMA", "bodies/bma.html"),
    ]
    assert [(cause.name, cause.positions) for cause in page.causes] == [
        ("BMA", 1),
        ("In their own name", 1),
    ]


def test_what_does_not_count_is_in_no_count_of_in_whose_name(store: Store) -> None:
    store.says("bma", Position.OPPOSE, date(2011, 3, 1), by="Dr Ann Sample")
    store.says("bma", Position.OPPOSE, date(2011, 4, 1), by="Dr Ann Sample", confidence=0.4)
    store.says(None, Position.SUPPORT, date(2011, 5, 2), by="Dr Ann Sample", confidence=0.4)
    page = person_page(store, "ann-sample")
    assert page.said.counted == sum(cause.positions for cause in page.causes) == 1
    assert [(cause.name, cause.positions, cause.years) for cause in page.causes] == [
        ("BMA", 1, "Mar\xa02011"),
        ("In their own name", 0, "May\xa02011"),
    ]
    assert "In their own name no sure positions" in text(rendered(page))


def test_who_speaks_for_nobody_else_is_not_said_to_each_time(store: Store) -> None:
    for day in (1, 2):
        store.says(None, Position.SUPPORT, date(2011, 3, day), by="Dr Ann Sample")
    page = person_page(store, "ann-sample")
    assert [line.speaker for line in page.said.lines] == ["chair", "chair"]
    assert "in their own name" not in text(rendered(page).get_element_by_id("words"))


def test_pages_of_years_are_made_again_where_somebody_first_speaks_for_another(
    store: Store,
) -> None:
    for day in range(41):
        store.says(None, Position.SUPPORT, date(2009, 1, 1 + day % 28), by="Dr Ann Sample")
    store.says(None, Position.SUPPORT, date(2011, 1, 1), by="Dr Ann Sample")
    path = "people/ann-sample/2009.html"
    with planned(store.database) as plans:
        before = plans[path].key
    store.says("bma", Position.SUPPORT, date(2011, 1, 1), by="Dr Ann Sample")
    with planned(store.database) as plans:
        assert plans[path].key != before
        year = plans[path].make()
        assert "in their own name" in text(rendered(year))


def test_a_person_of_the_register_has_their_offices_with_bodies_and_years(store: Store) -> None:
    store.says("department-of-health", Position.SUPPORT, date(2011, 3, 1), by="Andrew Lansley")
    page = person_page(store, "andrew-lansley")
    assert page.registered
    office = page.offices.all[0]
    assert office.name == "Department of Health"
    assert office.url == "bodies/department-of-health.html"
    assert "2010" in office.years
    assert "Not in the register" not in text(rendered(page))


def test_whoever_the_register_does_not_know_is_known_by_the_name_alone(store: Store) -> None:
    for day in (1, 2):
        store.says("bma", Position.OPPOSE, date(2011, 3, day), by="Dr Ann Sample")
    page = person_page(store, "ann-sample")
    assert not page.registered
    assert "Not in the register. Known by this name from 2 articles" in text(rendered(page))


def test_one_of_a_single_article_has_a_page_only_where_the_register_knows_them(
    store: Store,
) -> None:
    store.says("bma", Position.OPPOSE, date(2011, 3, 1), by="Dr Ann Sample")
    store.says("department-of-health", Position.SUPPORT, date(2011, 3, 1), by="Andrew Lansley")
    with planned(store.database) as plans:
        assert {path for path in plans if path.startswith("people/")} == {
            "people/andrew-lansley.html",
            "people/index.html",
        }


def test_moves_are_theirs_where_they_speak_for_nobody(store: Store) -> None:
    for body, name in ((None, "Dr Ann Sample"), ("bma", "Dr Bram Sample")):
        for day in (date(2010, 7, 1), date(2010, 8, 1)):
            store.says(body, Position.SUPPORT, day, by=name)
        for day in (date(2011, 3, 15), date(2011, 4, 15)):
            store.says(body, Position.OPPOSE, day, by=name)
    assert len(person_page(store, "ann-sample").said.moves) == 1
    assert person_page(store, "bram-sample").said.moves == ()  # the move is the body's


def test_readers_who_comment_are_nobody_here(store: Store) -> None:
    remark = Side(
        holder=READER,
        organisation=None,
        question="gp-budgets",
        position=Position.OPPOSE,
        words="I am against it",
        kind=HolderKind.COMMENTER,
    )
    for day in (1, 2, 3):
        store.says(
            "bma",
            Position.OPPOSE,
            date(2011, 3, day),
            by="Dr Ann Sample",
            comments=[("I am against it and I say so.", [remark])],
        )
    with planned(store.database) as plans:
        assert not [path for path in plans if "private-person" in path]
        for plan in plans.values():
            page = plan.make()
            assert READER not in text(rendered(page))
            assert READER not in repr(page.data())


def test_a_body_is_nobody_here_whether_the_register_knows_it_or_not(store: Store) -> None:
    for day in (1, 2, 3):
        store.says("kings-fund", Position.OPPOSE, date(2011, 3, day))
        store.says(None, Position.OPPOSE, date(2011, 3, day), by="The King's Fund")
    with planned(store.database) as plans:
        assert [path for path in plans if path.startswith("people/")] == ["people/index.html"]


def test_what_they_lately_said_is_theirs_alone(store: Store) -> None:
    own = [
        store.says("bma", Position.OPPOSE, date(2011, 3, day), by="Dr Ann Sample", confidence=0.1)
        for day in (1, 2)
    ]
    store.says("bma", Position.OPPOSE, date(2011, 3, 3), by="Dr Bram Sample", confidence=0.1)
    page = person_page(store, "ann-sample")
    assert [quote.words for quote in page.quotes] == own[::-1]


def test_words_that_show_a_side_are_not_said_again(store: Store) -> None:
    store.says("bma", Position.OPPOSE, date(2011, 3, 1), by="Dr Ann Sample")
    other = store.says("bma", Position.OPPOSE, date(2011, 3, 2), by="Dr Ann Sample", confidence=0.1)
    page = person_page(store, "ann-sample")
    assert [quote.words for quote in page.quotes] == [other]
    assert [quote.words for quote in made_body(store, "bma").quotes] == [other]


def test_many_words_are_on_pages_of_their_years(store: Store) -> None:
    store.says_often("bma", 45, first=date(2008, 1, 1), by="Dr Ann Sample")
    with planned(store.database) as plans:
        page = plans["people/ann-sample.html"].make()
        assert isinstance(page, PersonPage)
        assert page.chapters[0] == ("2012", "people/ann-sample/2012.html")
        year = plans["people/ann-sample/2009.html"].make()
        assert "chair, for BMA" in text(rendered(year))


def test_the_page_tells_machines_who_it_is(store: Store) -> None:
    store.says("department-of-health", Position.SUPPORT, date(2011, 3, 1), by="Andrew Lansley")
    page = person_page(store, "andrew-lansley")
    told = page.data()
    assert (told["slug"], told["registered"]) == ("andrew-lansley", True)
    assert page.linked_data()["@type"] == "Person"


def test_the_index_goes_by_family_names(store: Store) -> None:
    for name in ("Dr Ann Yew", "Bram Alder", "Cora Alder"):
        for day in (1, 2):
            store.says("bma", Position.OPPOSE, date(2011, 3, day), by=name)
    page = made(store.database, "people/index.html")
    assert isinstance(page, PeoplePage)
    assert [(letter, [row.name for row in rows]) for letter, rows in page.letters] == [
        ("A", ["Bram Alder", "Cora Alder"]),
        ("Y", ["Dr Ann Yew"]),
    ]
    assert page.letters[0][1][0].role == "for BMA"


def test_family_names_are_sorted_without_accents() -> None:
    assert reversed_name("Zoë Évans") == ("evans", " ", "zoe")


def test_a_long_index_is_parted_by_letter(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("site_builder.pages.people._MANY", 2)
    for name in ("Dr Ann Yew", "Bram Alder", "Cora Alder"):
        for day in (1, 2):
            store.says("bma", Position.OPPOSE, date(2011, 3, day), by=name)
    with planned(store.database) as plans:
        index = plans["people/index.html"].make()
        assert isinstance(index, PeoplePage)
        assert index.letters == ()
        assert index.leaves == (("A", "people/letters/a.html"), ("Y", "people/letters/y.html"))
        leaf = plans["people/letters/a.html"].make()
        assert "Cora Alder" in text(rendered(leaf))
        assert rendered(leaf).xpath("//a[@href='../../people/bram-alder.html']")
