"""`digest edition`: an issue is made, published, corrected and exported from the shell."""

import json
from email import message_from_string, policy
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.main import command_line
from commissioning.domain.errors import DigestError, EditionConflict, EditionError
from commissioning.domain.tags import Position
from commissioning.settings import load_settings
from commissioning.store import stories
from commissioning.store.database import Database
from commissioning.store.editions import edition, save_edition
from site_builder import urls
from tests.site_builder.filling import NOW, Side, put

app = command_line()
SLUG = "2011-04-05-a-pause"
FIRST, SECOND, ALONE = (f"https://{name}.example/1" for name in ("courier", "herald", "post"))
BACKS = "We would all hold the budget and be glad of it, the BMA said"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A story of two articles and an article alone."""
    (tmp_path / "digest.toml").write_text("[site]\nsearch = false\nworkers = 1\n", "utf-8")
    database = Database(load_settings(tmp_path, {}).database_url)
    for at, url in enumerate((FIRST, SECOND, ALONE)):
        side = Side(
            holder="Dr Ann Able",
            organisation="bma",
            question="gp-budgets",
            position=Position.SUPPORT,
            words=BACKS,
        )
        put(
            database,
            url=url,
            text=f"{BACKS}. " + " ".join(f"Word{at}a{n}." for n in range(60)),
            day=NOW.date(),
            headline=f"Headline {at}",
            source=url.split("/")[2].split(".")[0],
            sides=[side],
        )
    with database.session() as session:
        stories.place(session, stories.add_story(session, SLUG), {1: "x", 2: "y"})
    database.close()
    return tmp_path


class Shell:
    """Runs `digest edition` in a workspace."""

    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace

    def __call__(self, *arguments: str, given: str = "") -> str:
        result = self.run(*arguments, given=given)
        assert result.exit_code == 0, result.output
        return result.stdout

    def run(self, *arguments: str, given: str = "") -> Result:
        command = ["edition", *arguments, "--workspace", str(self.workspace)]
        return CliRunner().invoke(app, command, input=given)

    def wrong(self, *arguments: str) -> DigestError:
        found = self.run(*arguments).exception
        assert isinstance(found, DigestError)
        return found

    def told(self, number: int = 1) -> Any:
        return json.loads(self("show", str(number), "--json"))

    def headlines(self) -> list[list[str]]:
        return [[it["headline"] for it in one["items"]] for one in self.told()["sections"]]


@pytest.fixture
def shell(workspace: Path) -> Shell:
    return Shell(workspace)


def test_an_issue_goes_from_nothing_to_the_site(shell: Shell, workspace: Path) -> None:
    assert shell("new", "--title", "Who minds?", "--date", "2011-04-07") == "Began issue 1.\n"
    shell("set", "1", "--introduction", "-", given="A *word* before.\n")
    shell("add", "1", SLUG, "--line", "The story.", "--note", "ask again")
    shell("add", "1", ALONE, "--section", "Around the country")
    assert "No line yet.\n1. Post reports: “" in shell("line", "1", "2")
    shell("line", "1", "2", "--take", "1")
    shell("add", "1", "--section", "Dates ahead", "--headline", "A day", "--line", "Soon.")
    listed = shell("show", "1")
    for words in (
        "1. Headline 0",
        "Courier, Herald",
        "note: ask again",
        "2. Headline 2",
        "(empty)",
    ):
        assert words in listed
    assert "Published issue 1; 'digest build'" in shell("publish", "1")
    told = shell.told()
    assert told["status"] == "published"
    assert [it["stances"][0]["holder"] for it in told["sections"][0]["items"]] == ["BMA"]
    built = CliRunner().invoke(app, ["build", "--workspace", str(workspace)])
    assert built.exit_code == 0, built.output
    page = (workspace / "output" / urls.edition("1")).read_text("utf-8")
    assert "<em>word</em>" in page
    assert "ask again" not in page
    assert "published  3      Who minds?" in shell("list")
    assert [one["number"] for one in json.loads(shell("list", "--json"))] == [1]
    assert "Corrected issue 1" in shell("amend", "1", "-", given="Item 1 was wrong.")
    assert "Corrected on" in shell("show", "1")


def test_items_and_sections_are_moved_and_removed(shell: Shell) -> None:
    shell("new", "--template", "the usual SECTIONS")
    shell("add", "1", SLUG)
    shell("add", "1", ALONE)
    shell("move", "1", "2", "--at", "1")
    assert shell.headlines()[0] == ["Headline 2", "Headline 0"]
    shell("move", "1", "1", "--section", "dates ahead")
    assert shell.headlines() == [["Headline 0"], [], [], ["Headline 2"]]
    shell("move", "1", "--section", "Dates ahead", "--at", "1")
    shell("add", "1", "--section", "Another")
    shell("remove", "1", "--section", "Around the country")
    shell("remove", "1", "2")
    assert shell.headlines() == [["Headline 2"], [], [], []]
    shell("line", "1", "1", "--headline", "Mine")
    assert shell.headlines()[0] == ["Mine"]


def test_what_is_already_in_another_issue_is_said(shell: Shell) -> None:
    shell("new")
    shell("add", "1", SLUG)
    shell("new")
    assert "already in issue 1, item 1" in shell.run("add", "2", SECOND).stderr
    assert shell("show", "2").count("already in issue 1, item 1") == 1


def test_an_address_that_the_archive_lacks_needs_a_headline(shell: Shell) -> None:
    shell("new")
    elsewhere = "https://nowhere.example/"
    assert "no article of this address" in str(shell.wrong("add", "1", elsewhere))
    shell("add", "1", elsewhere, "--headline", "Elsewhere")
    item = shell.told()["sections"][0]["items"][0]
    assert (item["headline"], item["url"], item["article"]) == ("Elsewhere", elsewhere, None)


def test_the_forms_of_an_issue_say_the_same(shell: Shell) -> None:
    shell("new", "--title", "Who minds?")
    shell("add", "1", SLUG, "--line", "A *line* of ours.", "--note", "ask again")
    for form, line in (
        ("markdown", "A *line* of ours."),
        ("text", "A *line* of ours."),
        ("html", "<em>line</em>"),
    ):
        written = shell("export", "1", "--format", form)
        assert line in written
        assert BACKS in " ".join(written.replace("\n  | ", " ").split())
        assert "ask again" not in written
    message = message_from_string(shell("export", "1", "--format", "eml"), policy=policy.default)
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message["Subject"] == "Who minds?"
    assert json.loads(shell("export", "1", "--json"))["sections"][0]["items"][0]["stances"]


REFUSED = (
    (("show", "7"), "issue 7: there is no such edition"),
    (("new", "--number", "1"), "issue 1: there is one with that number already"),
    (("new", "--template", "None"), "template ‘None’: there is none of that name"),
    (("add", "1", "no-such-story"), "story ‘no-such-story’"),
    (("add", "1", SLUG), "it has ‘Headline 0’ already, as item 1"),
    (("add", "1", ALONE, "--section", "Nowhere"), "it has no section ‘Nowhere’"),
    (("remove", "1", "9"), "it has no item 9; it has 1"),
    (("remove", "1", "--section", "The week’s story"), "still has items"),
    (("line", "1", "1", "--take", "99"), "offered lines"),
    (("publish", "1"), "item 1 has no line; mend it, or add --anyway"),
    (("amend", "1", "Wrong."), "it is a draft"),
    (("set", "1", "--title", "x" * 300), "more than 200 letters"),
)


def test_what_cannot_be_done_is_said_in_one_line_and_changes_nothing(shell: Shell) -> None:
    shell("new", "--title", "T")
    shell("add", "1", SLUG)
    before = shell.told()
    for arguments, says in REFUSED:
        found = shell.wrong(*arguments)
        assert isinstance(found, EditionError)
        assert says in str(found)
        assert "\n" not in str(found)
    assert shell.told() == before


def test_what_lacks_a_part_is_a_wrong_use(shell: Shell) -> None:
    shell("new")
    for arguments in (
        ("add", "1"),
        ("remove", "1"),
        ("move", "1"),
        ("move", "1", "--section", "x"),
    ):
        assert shell.run(*arguments).exit_code == 2


def test_what_is_published_is_not_changed(shell: Shell) -> None:
    shell("new", "--title", "T")
    shell("add", "1", SLUG)
    shell("publish", "1", "--anyway")
    before = shell.told()
    for arguments in (("set", "1", "--title", "U"), ("remove", "1", "1"), ("publish", "1")):
        assert "is published and cannot be changed" in str(shell.wrong(*arguments))
    assert shell.told() == before


def test_a_save_over_another_is_refused(shell: Shell, workspace: Path) -> None:
    shell("new")
    database = Database(load_settings(workspace, {}).database_url)
    with database.session() as session:
        old = edition(session, 1)
    shell("set", "1", "--title", "Theirs")
    with pytest.raises(EditionConflict), database.session() as session:
        save_edition(session, old, at=NOW)
    database.close()
    assert shell.told()["title"] == "Theirs"
