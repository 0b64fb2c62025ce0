"""A body or a name is added to register.toml, which is otherwise left as it was written."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from commissioning.domain.errors import RegisterError
from commissioning.register import Register, load_register
from commissioning.register.adding import add_alias, add_body

MINE = """\
# What the Vale knows.
[sampleton-lmc]
name = "Sampleton LMC"  # as they write it
type = "union"
aliases = [
    "Sampleton Local Medical Committee",
]

[bma]
note = "a union"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "register.toml"
    found.write_text(MINE, "utf-8")
    return found


def named(register: Register, surface: str) -> list[str]:
    return [body.slug for body in register.at(date(2011, 3, 1)).named(surface)]


def test_a_body_is_added_behind_what_is_there(path: Path) -> None:
    table = {
        "name": "Vale “Purse” \\ Club",
        "type": "union",
        "from": "1998",
        "aliases": ("the purse club",),
        "note": None,
        "ambiguous": (),
    }
    register = add_body(path, "vale-purse-club", table)
    assert named(register, "The Purse Club") == ["vale-purse-club"]
    assert register == load_register(added=path)
    assert path.read_text("utf-8").startswith(MINE)
    assert tomllib.loads(path.read_text("utf-8"))["vale-purse-club"] == {
        "name": "Vale “Purse” \\ Club",
        "type": "union",
        "from": "1998",
        "aliases": ["the purse club"],
    }


def test_the_first_addition_makes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "register.toml"
    assert named(add_alias(path, "bma", "the doctors' own"), "the doctors’ own") == ["bma"]
    assert path.read_text("utf-8") == '[bma]\naliases = ["the doctors\' own"]\n'


def test_a_name_is_added_to_a_table_with_names_and_to_one_without(path: Path) -> None:
    add_alias(path, "sampleton-lmc", "the Sampleton committee")
    add_alias(path, "sampleton-lmc", "the local committee", ambiguous=True)
    register = add_alias(path, "bma", "the doctors' own")
    register = add_alias(path, "bma", "the physicians’ own")
    assert named(register, "the Sampleton committee") == ["sampleton-lmc"]
    assert named(register, "the physicians' own") == ["bma"]
    kept = [line for line in MINE.splitlines() if "aliases" not in line]
    assert all(line in path.read_text("utf-8").splitlines() for line in kept)
    tables = tomllib.loads(path.read_text("utf-8"))
    assert tables["sampleton-lmc"]["aliases"] == [
        "the Sampleton committee",
        "Sampleton Local Medical Committee",
    ]
    assert tables["sampleton-lmc"]["ambiguous"] == ["the local committee"]
    assert tables["bma"]["aliases"] == ["the physicians’ own", "the doctors' own"]


@pytest.mark.parametrize(
    ("slug", "table", "said"),
    [
        ("bma", {"name": "BMA"}, "has a body 'bma' already"),
        ("sampleton-lmc", {"name": "Sampleton"}, "already"),
        ("No Slug", {"name": "No Slug"}, "not valid TOML|no slug"),
        ('x]\n[y"', {"name": "Two"}, "not valid TOML|no slug|by hand"),
        ("new-body", {"name": " "}, "'name' cannot be used"),
        ("new-body", {"name": "New", "from": "soon"}, "is no date"),
        ("new-body", {"name": "New", "parent": "no-such"}, "no-such"),
        ("new-body", {"name": "New", "colour": "red"}, "'colour' cannot be used"),
        ("new-body", {"name": "New \ud800"}, "'name' cannot be used"),
    ],
)
def test_what_the_register_refuses_is_not_written(
    path: Path, slug: str, table: dict[str, str], said: str
) -> None:
    with pytest.raises(RegisterError, match=said) as caught:
        add_body(path, slug, table)
    assert str(path) in str(caught.value)
    assert path.read_text("utf-8") == MINE
    assert {entry.name for entry in path.parent.iterdir()} <= {path.name, f"{path.name}.lock"}


@pytest.mark.parametrize(
    ("slug", "alias", "said"),
    [
        ("no-such", "Anything", "no body 'no-such'"),
        ("bma", "BMA", "is a name of 'bma' already"),
        ("sampleton-lmc", "sampleton lmc", "already"),
        ("bma", "  ", "cannot be used"),
        ("bma", "x" * 201, "cannot be used"),
    ],
)
def test_a_name_that_cannot_be_added_is_not_written(
    path: Path, slug: str, alias: str, said: str
) -> None:
    with pytest.raises(RegisterError, match=said):
        add_alias(path, slug, alias)
    assert path.read_text("utf-8") == MINE


@pytest.mark.parametrize(
    "written",
    [
        'bma = {aliases = ["the union"]}\n',
        'bma.aliases = ["the union"]\n',
        '[bma]\nnote = """\naliases = [\n"""\naliases = ["the union"]\n',
    ],
)
def test_what_only_a_person_can_add_to_is_left_alone(tmp_path: Path, written: str) -> None:
    path = tmp_path / "register.toml"
    path.write_text(written, "utf-8")
    with pytest.raises(RegisterError, match="by hand"):
        add_alias(path, "bma", "the doctors' own")
    assert path.read_text("utf-8") == written


def test_a_file_that_is_not_valid_is_named_and_left(tmp_path: Path) -> None:
    path = tmp_path / "register.toml"
    path.write_text("[bma\n", "utf-8")
    with pytest.raises(RegisterError, match="not valid TOML"):
        add_alias(path, "bma", "the doctors' own")
    assert path.read_text("utf-8") == "[bma\n"


def test_a_link_and_the_files_mode_stay(path: Path, tmp_path: Path) -> None:
    path.chmod(0o640)
    link = tmp_path / "linked.toml"
    link.symlink_to(path)
    add_alias(link, "bma", "the doctors' own")
    assert link.is_symlink()
    assert oct(path.stat().st_mode & 0o777) == "0o640"
    assert "the doctors' own" in path.read_text("utf-8")
