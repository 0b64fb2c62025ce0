"""The register answers by date, walks succession, and refuses what contradicts itself."""

import re
import shutil
from collections.abc import Callable
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissioning.domain.errors import RegisterError
from commissioning.register import Register, load_register, register_version

DAYS = st.dates(date(1990, 1, 1), date(2027, 12, 31))
QUESTIONS = [
    "gp-budgets",
    "pct-abolition",
    "reform-bill",
    "pace",
    "private-sector",
    "reorganisation-cost",
    "gp-conflict",
    "gp-capability",
    "patient-involvement",
    "local-government",
    "specialist-involvement",
    "central-control",
    "consortium-size",
    "practice-contracts",
    "integrated-systems",
    "nhs-england-abolition",
]


@pytest.mark.parametrize(
    ("day", "surface", "slugs"),
    [
        (date(2010, 7, 26), "NHS Alliance", ["nhs-alliance"]),
        (date(2026, 5, 10), "NHS Alliance", ["nhs-alliance-2026"]),
        (date(2021, 5, 10), "NHS Alliance", []),
        (date(2010, 7, 26), "nhs  alliance", ["nhs-alliance"]),
        (date(2010, 7, 26), "King’s Fund", ["kings-fund"]),
        (date(2010, 7, 26), "King's Fund", ["kings-fund"]),
        (date(2010, 7, 26), "No Such Body", []),
    ],
)
def test_a_name_means_the_body_that_lives_on_the_day(
    register: Register, day: date, surface: str, slugs: list[str]
) -> None:
    assert [body.slug for body in register.at(day).named(surface)] == slugs


def test_a_look_back_finds_the_body_that_ended_last(register: Register) -> None:
    found = register.at(date(2021, 5, 10)).named("NHS Alliance", past=True)
    assert [body.slug for body in found] == ["nhs-alliance"]
    assert register.at(date(1980, 1, 1)).named("NHS Alliance", past=True) == ()


@settings(max_examples=60, deadline=None)
@given(day=DAYS, data=st.data())
def test_no_body_is_found_outside_its_years(day: date, data: st.DataObject) -> None:
    register = load_register()
    alias = data.draw(st.sampled_from(register.aliases))
    for body in register.at(day).named(alias.surface):
        assert body.years.holds(day)
    for body in register.at(day).named(alias.surface, past=True):
        assert body.years.start is None or body.years.start.earliest <= day


def test_succession_is_walked_nearest_first(register: Register) -> None:
    before = [body.slug for body in register.predecessors("nhs-alliance-2026")]
    assert before == ["nhs-confederation", "nhs-providers", "foundation-trust-network"]
    after = [body.slug for body in register.successors("nhs-alliance")]
    assert after == ["new-nhs-alliance", "health-creation-alliance"]


def test_every_walk_ends_and_leaves_out_where_it_began(register: Register) -> None:
    for slug in register.organisations:
        for walk in (register.predecessors(slug), register.successors(slug)):
            slugs = [body.slug for body in walk]
            assert len(slugs) == len(set(slugs))
            assert slug not in slugs


def test_an_office_is_held_in_its_years(register: Register) -> None:
    def offices(day: date) -> set[str]:
        return {role.organisation for _, role in register.at(day).roles("Hamish Meldrum")}

    assert offices(date(2010, 7, 22)) == {"bma"}
    assert offices(date(2015, 7, 22)) == set()


def test_every_person_has_a_slug_of_their_own(register: Register) -> None:
    assert len(register.people_by_slug) == len(register.people)
    for slug, person in register.people_by_slug.items():
        assert slug == person.slug
        assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug)
        assert register.person_named(person.name) is person


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Hamish Meldrum", "hamish-meldrum"),
        ("Dr Hamish Meldrum", "hamish-meldrum"),
        ("DR. HAMISH  MELDRUM", "hamish-meldrum"),
        ("Rt Hon Andrew Lansley MP", "andrew-lansley"),
        ("The Rt Hon. Andrew Lansley, CBE, MP", "andrew-lansley"),
        ("Lord Lansley", "andrew-lansley"),
        ("Lord Darzi", "ara-darzi"),
        ("Professor Lord Darzi of Denham", "ara-darzi"),
        ("Professor Sir Steve Field", "steve-field"),
        ("Dr John Reid", "john-reid"),
        ("Lord Nobody", None),
        ("Darzi", None),
        ("Dr", None),
        ("", None),
    ],
)
def test_a_person_is_found_by_name_titles_left_out(
    register: Register, name: str, slug: str | None
) -> None:
    found = register.person_named(name)
    assert (found.slug if found else None) == slug


def test_a_name_that_two_people_share_names_neither(copy: Path) -> None:
    append("Ada Sample,Dr,Pat Sample,Chair,bma,,,high")(copy / "people.csv")
    append("Bea Sample,,Pat Sample,Chair,rcn,,,high")(copy / "people.csv")
    register = load_register(copy)
    assert register.person_named("Pat Sample") is None
    assert register.person_named("Dr Pat Sample") is None
    assert register.person_named("Ms Bea Sample") is register.people_by_slug["bea-sample"]


def test_there_are_the_sixteen_questions_of_the_guidelines(register: Register) -> None:
    assert list(register.questions) == QUESTIONS
    for question in register.questions.values():
        assert len(question.words) >= 15
        assert all(word == word.lower() for word in question.words)
        assert question.question.endswith("?")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    with as_file(files("commissioning.register") / "data") as data:
        return Path(shutil.copytree(data, tmp_path / "data"))


def append(row: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        path.write_text(path.read_text("utf-8") + row + "\n", "utf-8")

    return change


def milestone(day: str, slug: str = "white-paper-2010", more: str = "") -> str:
    return f"[{slug}]\nname = 'X'\nkind = 'start'\nday = '{day}'\n{more}"


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("aliases.csv", append("nobody,Nobody,name,no,"), "there is no organisation 'nobody'"),
        ("aliases.csv", append("bma,B M A,nickname,no,"), "'kind' is 'nickname'; write one of"),
        ("aliases.csv", append("bma,B M A,name,perhaps,"), "'ambiguous' is 'perhaps'"),
        ("aliases.csv", append("rcn,BMA,acronym,no,"), "also names 'bma' in the same years"),
        ("aliases.csv", append("bma,,name,no,"), "'alias' is empty"),
        ("aliases.csv", append("bma,B M A"), "another number of cells"),
        ("organisations.csv", append("bma,B,B,union,,,,,,,,"), "another organisation 'bma'"),
        ("organisations.csv", append("x,X,X,union,,2010,2009,,,,,"), "ends (2009) before"),
        ("organisations.csv", append("x,X,X,union,,last year,,,,,,"), "'valid_from' is 'last"),
        ("organisations.csv", append("x,X,X,union,,,,y,,,,"), "there is no organisation 'y'"),
        (
            "organisations.csv",
            append("kf,King's Fund,KF,think-tank,,2001,,,,,,"),
            "'kf' is 'kings-fund' again, in the same years",
        ),
        (
            "provider_trusts.csv",
            append("frimley,Frimley,Frimley,provider-trust,RDU,2020,,,,,,"),
            "'frimley' is 'frimley-health-ft' again",
        ),
        ("people.csv", append("Ada Sample,Dr,,Chair,bma,2010,2009,high"), "ends (2009) before"),
        ("people.csv", append("Ada Sample,Dr,,Chair,bma,,,sure"), "'confidence' is 'sure'"),
        (
            "people.csv",
            append("Hamish  Meldrum.,Dr,,Chair,bma,,,high"),
            "have one slug, 'hamish-meldrum'",
        ),
        ("questions.toml", append("[broken"), "not valid TOML"),
        ("questions.toml", append("[new]\nlabel = 'x'"), "question 'new'"),
        ("milestones.toml", append("[broken"), "not valid TOML"),
        ("milestones.toml", append(milestone("2010")), "twice"),
        ("milestones.toml", append(milestone("2010", "x", "until = '2009'")), "ends (2009) before"),
        (
            "milestones.toml",
            append(milestone("2010", "x", "announced = '2011'")),
            "announced (2011) after its day (2010)",
        ),
        (
            "milestones.toml",
            append(milestone("2010", "x", "bodies = ['nobody']")),
            "there is no organisation 'nobody'",
        ),
        (
            "milestones.toml",
            append(milestone("2010", "x", "questions = ['why']")),
            "there is no question 'why'",
        ),
    ],
)
def test_a_bad_row_is_named_with_its_file(
    copy: Path, name: str, change: Callable[[Path], None], said: str
) -> None:
    change(copy / name)
    with pytest.raises(RegisterError) as caught:
        load_register(copy)
    assert str(caught.value).startswith(f"register: {name}")
    assert said in str(caught.value)
    if name.endswith(".csv"):
        rows = (copy / name).read_text("utf-8").count("\n")
        assert caught.value.line == rows


def test_a_milestone_changes_the_registers_version_and_not_what_taggers_read(
    register: Register, copy: Path
) -> None:
    assert load_register(copy).version == register.version
    assert register_version(copy) == register_version()
    load_register.cache_clear()
    append(milestone("2010", "x"))(copy / "milestones.toml")
    assert load_register(copy).version == register.version
    assert register_version(copy) != register_version()


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "people.csv").unlink()
    with pytest.raises(RegisterError, match=r"people\.csv: cannot be read"):
        load_register(copy)
