"""A body's life drawn among its kin: rows, bars, and the uprights that tie them."""

from dataclasses import replace
from datetime import date

import pytest

from commissioning.domain.dates import PartialDate, Years
from commissioning.domain.facts import Organisation
from commissioning.register import Register
from site_builder.lineages import Lineages
from site_builder.succession import MOST, Succession, succession

TODAY = date(2026, 11, 15)
NENC = "nhs-north-east-and-north-cumbria-integrated-care-board"
KENT = "nhs-kent-and-medway-integrated-care-board"


def lineages_of(register: Register) -> Lineages:
    return Lineages(register, register.organisations, today=TODAY)


def chart(register: Register, slug: str) -> Succession:
    found = succession(lineages_of(register), register.organisations[slug])
    assert found is not None
    return found


def body(
    slug: str,
    start: int | None,
    end: int | None,
    *,
    before: tuple[str, ...] = (),
    after: tuple[str, ...] = (),
) -> Organisation:
    return Organisation(
        slug=slug,
        name=slug.title(),
        short_name=slug.title(),
        type="commissioner-ccg",
        years=Years(
            start=PartialDate(year=start) if start else None,
            end=PartialDate(year=end) if end else None,
        ),
        predecessors=before,
        successors=after,
    )


def with_bodies(register: Register, *bodies: Organisation) -> Register:
    return replace(register, organisations={one.slug: one for one in bodies}, people=(), aliases=())


def test_a_body_without_kin_and_namesake_has_no_chart(register: Register) -> None:
    lineages = lineages_of(register)
    assert succession(lineages, register.organisations["kings-fund"]) is None


def test_predecessors_stand_above_and_successors_below(register: Register) -> None:
    found = chart(register, "nhs-alliance")
    assert [(row.name, row.place) for row in found.rows] == [
        ("National Association of Commissioning GPs", "before"),
        ("NHS Alliance", "this body"),
        ("New NHS Alliance", "after"),
        ("The Health Creation Alliance", "after"),
    ]


def test_another_body_of_the_name_is_set_apart_and_tied_to_nothing(register: Register) -> None:
    found = chart(register, "nhs-alliance")
    (other,) = found.apart
    assert (other.name, other.place, other.uprights) == ("The NHS Alliance", "not this body", ())


def test_an_upright_leads_from_a_body_down_to_what_took_over(register: Register) -> None:
    before, me, *_ = chart(register, "nhs-alliance").rows
    assert before.bar is not None
    assert me.bar is not None
    ((at, part),) = before.uprights
    assert part == "down"
    assert at == me.bar[0] == pytest.approx(sum(before.bar), abs=0.02)
    assert (at, "up") in me.uprights


def test_a_board_shows_its_groups_and_trusts(register: Register) -> None:
    names = [row.name for row in chart(register, KENT).rows]
    assert "NHS Ashford CCG" in names
    assert "Medway PCT" in names
    assert names.index("Medway PCT") < names.index("NHS Medway CCG") < len(names) - 1
    assert names[-1] == "NHS Kent and Medway Integrated Care Board"


def test_kin_stands_beside_kin_so_that_uprights_do_not_mix(register: Register) -> None:
    rows = chart(register, KENT).rows
    medway = next(row for row in rows if row.name == "NHS Medway CCG")
    kent = next(row for row in rows if row.name == "Eastern and Coastal Kent PCT")
    at = next(at for at, part in medway.uprights if part == "up")
    assert (at, "down") in kent.uprights  # the one ends before the other begins


def test_generations_that_are_too_many_are_a_row_a_type(register: Register) -> None:
    found = chart(register, NENC)
    names = [row.name for row in found.rows]
    assert "13\xa0primary care trusts" in names
    assert "NHS Sunderland CCG" in names
    assert len(found.rows) <= MOST + 1
    assert next(row for row in found.rows if row.name.startswith("13")).url is None


def test_the_table_has_every_one_of_them_with_what_took_over(register: Register) -> None:
    found = chart(register, NENC)
    kin = {row.name: row for row in found.table}
    assert len(kin) == 36
    assert kin["Sunderland Teaching PCT"].url == "bodies/sunderland-teaching-pct.html"
    assert kin["Sunderland Teaching PCT"].became == ("NHS Sunderland CCG",)
    assert found.before == (
        "16\xa0clinical commissioning groups, 13\xa0primary care trusts, 6\xa0shadow GP consortia"
    )


def test_no_chart_has_more_rows_than_a_screen_holds(register: Register) -> None:
    lineages = lineages_of(register)
    found = [succession(lineages, one) for one in register.organisations.values()]
    assert max(len(one.rows) + len(one.apart) for one in found if one) <= 2 * MOST


def test_what_was_taken_in_joins_as_it_ended_not_as_its_heir_began(register: Register) -> None:
    found = with_bodies(
        register,
        body("old", 2000, None, before=("young",)),
        body("young", 2010, 2015, after=("old",)),
    )
    young, old = chart(found, "old").rows
    assert old.bar is not None
    ((at, _),) = young.uprights
    assert at > old.bar[0]
    assert at == pytest.approx(sum(young.bar or ()), abs=0.02)


def test_a_body_of_unknown_beginning_is_drawn_vaguely(register: Register) -> None:
    found = with_bodies(
        register,
        body("first", None, 2010, after=("second",)),
        body("second", 2010, None, before=("first",)),
    )
    first, second = chart(found, "second").rows
    assert first.vague
    assert not second.vague
    assert first.years == "until 2010"


def test_a_body_of_unknown_years_has_no_bar(register: Register) -> None:
    found = with_bodies(
        register,
        body("first", 2000, 2010, after=("second",)),
        body("second", None, None, before=("first",)),
    )
    assert chart(found, "second").rows[-1].bar is None


def test_a_circle_in_the_register_is_drawn_once_and_ends(register: Register) -> None:
    found = with_bodies(
        register,
        body("one", 2000, 2010, before=("two",), after=("two",)),
        body("two", 2010, 2020, before=("one",), after=("one",)),
    )
    assert len(chart(found, "one").rows) >= 2


def test_more_direct_predecessors_than_have_room_are_one_row(register: Register) -> None:
    slugs = tuple(f"old-{number}" for number in range(40))
    found = with_bodies(
        register,
        body("new", 2010, None, before=slugs),
        *(body(slug, 2000, 2010, after=("new",)) for slug in slugs),
    )
    rows = chart(found, "new").rows
    assert [row.name for row in rows] == ["40\xa0clinical commissioning groups", "New"]
    assert len(chart(found, "new").table) == 41
