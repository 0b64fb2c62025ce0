"""`digest move`, and how digest.toml comes to name the new database."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.init import SETTINGS
from cli.main import command_line
from cli.move import with_database
from commissioning.domain.errors import SettingsError
from commissioning.settings import load_settings

URL = "postgresql://digest@localhost/digest"
LINE = f'url = "{URL}"'
TOML = Path("digest.toml")
app = command_line()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"[store]\n{LINE}\n"),
        ("[tag]\nworkers = 2\n", f"[tag]\nworkers = 2\n\n[store]\n{LINE}\n"),
        ("[store]", f"[store]\n{LINE}\n"),
        (
            '[store] # where\nurl = "sqlite:///a.db"\n\n[tag]\n',
            f"[store] # where\n{LINE}\n\n[tag]\n",
        ),
        ('[store]\n# url = "b"\n[desk]\nurl = "http://a/"\n', None),
        (SETTINGS, None),
    ],
)
def test_the_new_database_is_named_and_all_else_stays(before: str, after: str | None) -> None:
    changed = with_database(before, URL, path=TOML)
    assert changed == (after or before.replace("[store]\n", f"[store]\n{LINE}\n"))
    assert with_database(changed, URL, path=TOML) == changed


def test_a_file_that_is_laid_out_otherwise_is_left_to_a_person() -> None:
    with pytest.raises(SettingsError, match=r"digest.toml: could not be changed; write url = "):
        with_database('store = { url = "sqlite:///a.db" }\n', URL, path=TOML)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_workspace_moves_and_is_asked_there(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "digest.toml").write_text(SETTINGS, "utf-8")
    done = CliRunner().invoke(
        app, ["move", database_url, "--write", "--json", "--workspace", str(tmp_path)]
    )
    assert done.exit_code == 0, done.output
    assert all(row["same"] for row in json.loads(done.stdout))
    assert "names the new database now" in done.stderr
    assert load_settings(tmp_path, {}).database_url == database_url
    again = CliRunner().invoke(app, ["move", database_url, "--workspace", str(tmp_path)])
    assert "is no SQLite database" in str(again.exception)
