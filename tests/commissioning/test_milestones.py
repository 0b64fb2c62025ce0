"""Milestones are dated as exactly as they are sure, and known no earlier than they were."""

import re
import tomllib
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from commissioning.domain.errors import RegisterError
from commissioning.domain.facts import MilestoneKind
from commissioning.register import Register, load_register
from commissioning.register.milestones import LONGEST_LABEL, parse_milestones

OFFICIAL = re.compile(r"(?:^|\.)(?:gov\.uk|parliament\.uk)$")
PLAIN = '[x]\nname = "X happens"\nkind = "start"\nday = "2012-03"\n'


def added(text: str, tmp_path: Path) -> Register:
    path = tmp_path / "register.toml"
    path.write_text(text, "utf-8")
    return load_register(added=path)


def test_the_register_has_the_turns_of_the_field_by_day(register: Register) -> None:
    milestones = {milestone.slug: milestone for milestone in register.milestones}
    assert 70 <= len(milestones) <= 140
    days = [milestone.day.earliest for milestone in register.milestones]
    assert days == sorted(days)
    assert str(milestones["white-paper-2010"].day) == "2010-07-12"
    assert str(milestones["health-and-social-care-act-2012"].day) == "2012-03-27"
    assert str(milestones["icbs-begin"].day) == "2022-07-01"
    assert {milestone.kind for milestone in register.milestones} == set(MilestoneKind)


def test_every_question_has_milestones_and_the_turns_are_few(register: Register) -> None:
    named = {slug for milestone in register.milestones for slug in milestone.questions}
    assert named == set(register.questions)
    assert 6 <= sum(milestone.weight == 3 for milestone in register.milestones) <= 14


def test_milestones_have_short_labels_and_official_sources(register: Register) -> None:
    for milestone in register.milestones:
        assert 0 < len(milestone.label) <= LONGEST_LABEL
        assert len(milestone.name) <= 110
        if milestone.url is not None:
            parts = urlsplit(milestone.url)
            assert parts.scheme == "https"
            assert OFFICIAL.search(parts.hostname or ""), milestone.url


def test_the_file_is_in_the_order_of_the_days(register: Register) -> None:
    text = files("commissioning.register").joinpath("data/milestones.toml").read_text("utf-8")
    assert list(tomllib.loads(text)) == [milestone.slug for milestone in register.milestones]


def test_a_consultation_is_a_deadline_until_it_is_over(register: Register) -> None:
    def ahead(on: date, days: int) -> list[str]:
        found = register.deadlines(on, ahead=timedelta(days=days))
        return [milestone.slug for milestone in found]

    assert ahead(date(2010, 7, 11), 120) == []
    assert ahead(date(2010, 7, 12), 120) == ["white-paper-2010-consultation"]
    september = ahead(date(2010, 9, 1), 60)
    assert september[0] == "white-paper-2010-consultation"
    assert "commissioning-for-patients" in september
    assert ahead(date(2010, 9, 1), 20) == []
    assert "commissioning-for-patients" in ahead(date(2010, 10, 11), 0)
    assert "commissioning-for-patients" not in ahead(date(2010, 10, 12), 60)
    assert ahead(date.max, 60) == []


def test_a_week_has_only_what_surely_lay_in_it(tmp_path: Path) -> None:
    register = added(PLAIN.replace("[x]", "[milestone.x]"), tmp_path)

    def slugs(first: date, last: date) -> set[str]:
        return {milestone.slug for milestone in register.milestones_between(first, last)}

    assert "x" in slugs(date(2012, 3, 1), date(2012, 3, 31))
    assert "x" not in slugs(date(2012, 3, 5), date(2012, 3, 11))
    assert "rcgp-opposes" in slugs(date(2012, 2, 3), date(2012, 2, 3))
    assert "rcgp-opposes" not in slugs(date(2012, 2, 4), date(2012, 2, 10))


def test_what_was_announced_late_or_vaguely_is_not_known_before() -> None:
    [(_, vague)] = parse_milestones(PLAIN, file="f")
    assert vague.known_from == date(2012, 3, 31)
    [(_, early)] = parse_milestones(PLAIN + 'announced = "2011-06-14"', file="f")
    assert early.known_from == date(2011, 6, 14)


def test_a_day_may_be_written_as_text_a_number_or_a_date() -> None:
    for day, parsed in (("1998", "1998"), ('"1998-04"', "1998-04"), ("1998-04-01", "1998-04-01")):
        [(_, milestone)] = parse_milestones(PLAIN.replace('"2012-03"', day), file="f")
        assert str(milestone.day) == parsed


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[broken", None, "not valid TOML"),
        ("x = 1", 1, "'x': 'the table' cannot be used"),
        ('\n["X y"]\nname = "X"', 2, "no slug"),
        ("[x]\n[y]\nname = 'Y'", 1, "'name' cannot be used"),
        (PLAIN + "\n[y]\nname = 'Y'\nkind = 'end'", 6, "'y': 'day' cannot be used"),
        (PLAIN.replace("start", "party"), 1, "'kind' cannot be used"),
        (PLAIN.replace("2012-03", "soon"), 1, "'day' is 'soon'"),
        (PLAIN.replace("2012-03", "9999-12"), 1, "'day' is '9999-12'"),
        (PLAIN + "weight = 4", 1, "'weight' cannot be used"),
        (PLAIN + "confidence = 'sure'", 1, "'confidence' cannot be used"),
        (PLAIN + "url = 'http://www.gov.uk/x'", 1, "'url' cannot be used"),
        (PLAIN + "url = 'javascript:alert(1)'", 1, "'url' cannot be used"),
        (PLAIN + f"label = '{'l' * 25}'", 1, "'label' cannot be used"),
        (PLAIN.replace("X happens", "X " * 13), 1, "give it a 'label'"),
        (PLAIN.replace("X happens", "X" * 10_000), 1, "'name' cannot be used"),
        (PLAIN + "where = 'x'", 1, "'where' cannot be used"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(text: str, line: int | None, said: str) -> None:
    with pytest.raises(RegisterError) as caught:
        parse_milestones(text, file="m.toml")
    assert caught.value.line == line
    assert "m.toml" in str(caught.value)
    assert said in str(caught.value)
