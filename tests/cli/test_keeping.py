"""By the commands: a workspace is saved, an article forgotten, versions are compared."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import command_line
from commissioning.domain.tags import Tagging
from commissioning.store.database import Database
from commissioning.store.tags import Backlog, save_taggings, texts_to_tag

NOW = datetime(2010, 7, 14, tzinfo=UTC)
TAGGER = "tagger/1"
WORDS = "Zanthoxylum committee"
URL = "http://news.example/gone"
app = command_line()


def digest(workspace: Path, *arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, [*arguments, "--workspace", str(workspace)])
    assert done.exit_code == code, (done.output, done.exception)
    return done.stdout


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "digest"
    folder.mkdir()
    (folder / "digest.toml").write_text("[site]\nsearch = false\nworkers = 1\n", "utf-8")
    lines = [
        {"url": url, "title": title, "text": f"{title} met on who commissions care.", **more}
        for url, title, more in (
            (URL, WORDS, {"published": "2010-07-12", "comments": [{"text": "No.", "author": "Q"}]}),
            ("http://news.example/stays", "Another body", {"published": "2010-07-13"}),
        )
    ]
    given = tmp_path / "given.jsonl"
    given.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    digest(folder, "import", str(given))
    database = Database(f"sqlite:///{folder / 'digest.db'}")
    with database.session() as session:
        for item in texts_to_tag(session, Backlog.UNTAGGED, tagger=TAGGER):
            save_taggings(session, [(item, Tagging(relevance=0.9, tagger=TAGGER))], at=NOW)
    database.close()
    return folder


def where(folder: Path, words: str) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and words.encode() in path.read_bytes()
    }


def test_an_article_is_forgotten_to_its_last_page_and_backup(workspace: Path) -> None:
    digest(workspace, "build")
    digest(workspace, "backup", str(workspace / "a.tar"))
    assert len(where(workspace, WORDS)) > 5
    told = json.loads(digest(workspace, "forget", URL, "--dry-run", "--json"))
    assert (told["forgotten"], told["articles"][0]["comments"]) == (False, 1)
    assert len(where(workspace, WORDS)) > 5
    done = json.loads(digest(workspace, "forget", URL, "--json"))
    assert done["backups"] == [str(workspace / "a.tar")]
    assert where(workspace, WORDS) == {"a.tar"}
    assert where(workspace, "news.example/gone") == {"a.tar", "takedown.txt"}
    digest(workspace, "forget", f"{URL}/", "--delete-backups")
    assert where(workspace, WORDS) == set()
    assert "Nothing is wrong." in digest(workspace, "doctor")


def test_a_backup_is_put_back_and_what_is_wrong_is_told(workspace: Path, tmp_path: Path) -> None:
    digest(workspace, "backup", str(tmp_path / "a.tar"))
    new = tmp_path / "new"
    assert "Restored" in digest(new, "restore", str(tmp_path / "a.tar"))
    assert json.loads(digest(new, "doctor", "--json")) == []
    (new / "readers.key").unlink()
    [trouble] = json.loads(digest(new, "doctor", "--json", code=1))
    assert (trouble["part"], trouble["name"]) == ("files", "readers.key")


def test_versions_that_are_not_there_are_named(workspace: Path) -> None:
    [run] = json.loads(digest(workspace, "tag", "--versions", "--json"))
    assert (run["version"], run["texts"], run["current"]) == (TAGGER, 3, 3)
    done = CliRunner().invoke(app, ["compare", "1", "2", "--workspace", str(workspace)])
    assert str(done.exception) == "2: no such version; there are tagger/1"
    done = CliRunner().invoke(app, ["compare", "tag", "er", "--workspace", str(workspace)])
    told = " ".join(done.stderr.replace("│", " ").split())
    assert done.exit_code == 2
    assert "'tag' and 'er' both mean tagger/1, the only version that is kept: 'digest tag" in told
    assert "3 texts wait" in digest(workspace, "tag", "--drop", TAGGER)
