"""A workspace's own bodies and names, on top of the register's."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from commissioning.domain.errors import RegisterError
from commissioning.register import Register, load_register

BODY = """\
[sampleton-lmc]
name = "Sampleton LMC"
type = "union"
from = 1998
to = "2013-03-31"
aliases = ["Sampleton Local Medical Committee"]

[bma]
aliases = ["the doctors' trade union"]
"""


def with_(text: str, tmp_path: Path) -> Register:
    path = tmp_path / "register.toml"
    path.write_text(text, "utf-8")
    return load_register(added=path)


def test_a_body_and_a_name_are_added(register: Register, tmp_path: Path) -> None:
    added = with_(BODY, tmp_path)
    on = added.at(date(2011, 3, 1))
    assert [body.slug for body in on.named("sampleton local medical committee")] == [
        "sampleton-lmc"
    ]
    assert [body.slug for body in on.named("The doctors’ trade union")] == ["bma"]
    assert added.at(date(2014, 1, 1)).named("Sampleton LMC") == ()
    assert len(added.organisations) == len(register.organisations) + 1
    assert added.version != register.version
    assert added.added is not None
    assert register.added is None


SHARED = '[sampleton-fund]\nname = "Sampleton Fund"\nambiguous = ["King\'s Fund"]\n'


def test_a_form_that_two_bodies_have_is_called_ambiguous_once(tmp_path: Path) -> None:
    added = with_(SHARED, tmp_path)
    assert {alias.ambiguous for alias in added.by_surface["king's fund"]} == {True}


def test_a_form_that_two_bodies_have_must_be_called_ambiguous(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="mark both as ambiguous"):
        with_(SHARED.replace("ambiguous", "aliases"), tmp_path)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[broken", None, "not valid TOML"),
        ('\n["A b"]', 2, "is no slug"),
        ("name = 'x'", 1, "is no table"),
        ("[x]\nnames = 'x'", 1, "'names' cannot be used"),
        ("[x]\nname = ''", 1, "'name' cannot be used"),
        ("[x]\nname = 'X'\ntype = 'not a type!'", 1, "'type' cannot be used"),
        ("\n\n[x]\nname = 'Xy'\nfrom = 'then'", 3, "is no date"),
        ("[x]\naliases = ['Xy']", 1, "there is no organisation 'x'"),
        ("[x]\nname = 'Xy'\nparent = 'y'", 1, "there is no organisation 'y'"),
        ("[bma]\nname = 'Xy'", 1, "another organisation 'bma'"),
        ("[x]\nname = 'British Medical Association'\ntype = 'union'", 1, "is 'bma' again"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(
    text: str, line: int | None, said: str, tmp_path: Path
) -> None:
    with pytest.raises(RegisterError) as caught:
        with_(text, tmp_path)
    assert caught.value.line == line
    assert said in str(caught.value)
    assert "register.toml" in str(caught.value)


MILESTONE = """\
[sampleton-lmc]
name = "Sampleton LMC"

[milestone.sampleton-merger]
name = "Views on the merger"
kind = "consultation"
day = 2026-11-02
until = "2026-12-11"
bodies = ["sampleton-lmc"]
"""


def test_a_milestone_is_added(register: Register, tmp_path: Path) -> None:
    added = with_(MILESTONE, tmp_path)
    assert len(added.milestones) == len(register.milestones) + 1
    assert len(added.organisations) == len(register.organisations) + 1
    [found] = added.deadlines(date(2026, 11, 16), ahead=timedelta(days=60))
    assert (found.slug, found.label, found.weight) == ("sampleton-merger", "Views on the merger", 1)


def test_a_body_may_be_called_milestone_beside_them(tmp_path: Path) -> None:
    body = '[milestone]\nname = "Milestone Consulting"\ntype = "company"\n'
    added = with_(body + MILESTONE, tmp_path)
    assert added.organisations["milestone"].name == "Milestone Consulting"
    assert "sampleton-merger" in {milestone.slug for milestone in added.milestones}


def test_a_body_called_milestone_alone_is_one(tmp_path: Path) -> None:
    added = with_('[milestone]\nname = "Milestone Consulting"\ntype = "company"\n', tmp_path)
    assert added.organisations["milestone"].type == "company"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[milestone]\nx = 1", 1, "'milestone': 'x' cannot be used"),
        (MILESTONE.replace("sampleton-lmc", "x-lmc", 1), 4, "no organisation 'sampleton-lmc'"),
        (MILESTONE.replace("sampleton-merger", "the-pause"), 4, "another milestone 'the-pause'"),
        (MILESTONE.replace("consultation", "chat"), 4, "'sampleton-merger': 'kind' cannot be used"),
    ],
)
def test_a_milestone_that_cannot_be_used_is_named_with_its_line(
    text: str, line: int, said: str, tmp_path: Path
) -> None:
    with pytest.raises(RegisterError) as caught:
        with_(text, tmp_path)
    assert (caught.value.line, said in str(caught.value)) == (line, True)
