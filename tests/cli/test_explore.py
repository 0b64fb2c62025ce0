"""`digest explore`: on this machine alone, until it is told to stop."""

import http.client
import multiprocessing
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import command_line
from commissioning.domain.errors import SettingsError
from desk.serving import bound


def run(workspace: str, port: int) -> None:
    command_line(["explore"])(["explore", "--port", str(port), "--workspace", workspace])


def page(port: int) -> str:
    """What stands at the door, once it is open."""
    end = time.monotonic() + 60
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("GET", "/")
            return connection.getresponse().read().decode()
        except ConnectionRefusedError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        finally:
            connection.close()


@pytest.mark.parametrize("host", ["192.0.2.1", "somewhere.example"])
def test_others_are_not_let_in(tmp_path: Path, host: str) -> None:
    (tmp_path / "digest.toml").write_text("", "utf-8")
    asked = ["explore", "--host", host, "--workspace", str(tmp_path)]
    done = CliRunner().invoke(command_line(["explore"]), asked)
    assert isinstance(done.exception, SettingsError)


def test_it_answers_on_this_machine(tmp_path: Path) -> None:
    (tmp_path / "digest.toml").write_text('[site]\nname = "The Valley"\n', "utf-8")
    with bound("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    process = multiprocessing.get_context("spawn").Process(target=run, args=(str(tmp_path), port))
    process.start()
    try:
        told = page(port)
    finally:
        process.terminate()
        process.join()
    assert "The Valley: the research database" in told
    assert "Who has moved, and when?" in told
