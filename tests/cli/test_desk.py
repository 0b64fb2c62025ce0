import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import command_line
from commissioning.domain.errors import SettingsError
from desk.passwords import Gate

CODE = "from cli.main import main; main()"
WORDS = " ".join(("a", "long", "enough", "password"))


def test_a_password_is_hashed_for_the_settings() -> None:
    app = command_line(["desk"])
    done = CliRunner().invoke(app, ["desk", "--hash-password"], input=f"{WORDS}\n{WORDS}\n")
    assert done.exit_code == 0
    line = done.stdout.splitlines()[-1]
    assert line.startswith('password = "$argon2id$')
    assert WORDS not in done.stdout
    assert Gate(line.partition('"')[2].rstrip('"')).opens(WORDS, "here")


def test_a_short_password_is_refused() -> None:
    app = command_line(["desk"])
    done = CliRunner().invoke(app, ["desk", "--hash-password"], input="short\nshort\n")
    assert isinstance(done.exception, SettingsError)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1"])  # noqa: S104
def test_others_do_not_reach_a_desk_without_a_password(tmp_path: Path, host: str) -> None:
    (tmp_path / "digest.toml").write_text("", "utf-8")
    command = [sys.executable, "-c", CODE, "desk", "--host", host, "--workspace", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603
    assert done.returncode == 1
    assert "set password in [desk] first" in done.stderr
