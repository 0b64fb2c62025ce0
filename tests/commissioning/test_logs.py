"""What the log has of an event, an error or another library; and what it never has."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from structlog.contextvars import bound_contextvars

from commissioning.domain.articles import Comment
from commissioning.domain.errors import StoreError
from commissioning.logfile import LogFile
from commissioning.logs import Logbook, keep, kept, logger
from commissioning.store.database import Database
from commissioning.store.rows import CommentRow

NAME = "Mrs Private Person"
_log = logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Log:
    """A log that this process keeps."""

    path: Path

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.path.read_text("utf-8").splitlines()]


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    path = tmp_path / "logs" / "digest.jsonl"
    keep(Logbook(run="r1", command="run", file=path))
    yield Log(path=path)
    keep(Logbook(run="", command=""))


def test_an_event_is_one_line_of_json_with_its_run_and_what_is_bound(log: Log) -> None:
    with bound_contextvars(source="courier"):
        _log.info("polled", status=200, at=datetime(2026, 1, 2, tzinfo=UTC), said="one\ntwo")
    [event] = log.events()
    assert datetime.fromisoformat(event.pop("time")).tzinfo is not None
    assert event == {
        "level": "info",
        "event": "polled",
        "run": "r1",
        "command": "run",
        "source": "courier",
        "status": 200,
        "at": "2026-01-02T00:00:00+00:00",
        "said": "one two",
    }


def test_values_are_bounded_and_what_is_no_plain_value_is_told_by_its_kind(log: Log) -> None:
    comment = Comment(author=NAME, text="I would not.")
    _log.warning("odd", comment=comment, many=["x"] * 1_000, inside=[comment], long="y" * 9_000)
    [event] = log.events()
    assert (event["comment"], event["inside"]) == ("Comment", ["Comment"])
    assert len(event["many"]) <= 50
    assert len(event["long"]) <= 1_000
    assert NAME not in log.path.read_text("utf-8")


def test_an_error_is_told_by_kind_and_place_and_only_our_own_by_its_words(log: Log) -> None:
    try:
        try:
            int(NAME)
        except ValueError as error:
            raise StoreError("digest.db", "is locked") from error
    except StoreError:
        _log.exception("failed")
    [event] = log.events()
    assert (event["error"], event["says"]) == ("StoreError", "digest.db: is locked")
    assert event["cause"] == "ValueError"
    assert event["cause_trace"][-1].startswith("tests/commissioning/test_logs.py:")
    assert NAME not in log.path.read_text("utf-8")


def test_another_library_is_heard_without_its_words(log: Log) -> None:
    library = logging.getLogger("somebodys.library")
    library.info("nothing of note")
    library.warning("no date in %s", NAME)
    try:
        int(NAME)
    except ValueError:
        library.exception("cannot read %s", NAME)
    first, second = log.events()
    assert (first["event"], first["logger"]) == ("a library warns", "somebodys.library")
    assert (first["level"], second["level"]) == ("warning", "error")
    assert second["error"] == "ValueError"
    assert NAME not in log.path.read_text("utf-8")


def test_what_a_database_refuses_is_told_without_the_row(database: Database) -> None:
    row = {"article_id": 1, "position": 0, "author": NAME, "text": None, "text_sha256": "x"}
    with pytest.raises(StoreError) as caught, database.session() as session:
        session.execute(insert(CommentRow), [row])
    assert "text" in str(caught.value)
    assert NAME not in str(caught.value)


def test_to_import_the_product_says_nothing_and_configures_nothing(tmp_path: Path) -> None:
    code = (
        "import logging; from commissioning.logs import kept, logger;"
        "logger('x').error('loud', a=1); logger('x').info('low');"
        "assert kept() is None and not logging.getLogger().handlers"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert (done.stdout, done.stderr) == ("", "")


def test_a_log_that_cannot_be_written_is_complained_of_once_and_stops_nothing(
    tmp_path: Path,
) -> None:
    (tmp_path / "logs").write_text("a file in the place of the folder", "utf-8")
    heard: list[str] = []
    file = tmp_path / "logs" / "digest.jsonl"
    keep(Logbook(run="r", command="run", file=file), complain=heard.append)
    _log.info("one")
    _log.info("two")
    keep(Logbook(run="", command=""))
    assert len(heard) == 1
    assert "digest.jsonl: cannot be written" in heard[0]
    assert kept() is not None


WRITER = """
import logging, sys
from pathlib import Path
from commissioning.logfile import LogFile
handler = LogFile(Path(sys.argv[1]), size=8_000, old=100)
for number in range(400):
    handler.emit(logging.makeLogRecord({"msg": f"{sys.argv[2]} {number} " + "x" * 60}))
"""


def test_processes_write_into_one_log_and_turn_it_over_without_losing_a_line(
    tmp_path: Path,
) -> None:
    path = tmp_path / "digest.jsonl"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(number)])  # noqa: S603
        for number in range(3)
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    files = [one for one in tmp_path.iterdir() if one.suffix != ".lock"]
    assert len(files) > 5
    assert all(one.stat().st_size < 8_000 + 200 for one in files)
    lines = [line for one in files for line in one.read_text("utf-8").splitlines()]
    assert sorted(tuple(map(int, line.split()[:2])) for line in lines) == [
        (writer, number) for writer in range(3) for number in range(400)
    ]


def test_no_more_than_the_wanted_old_files_stay(tmp_path: Path) -> None:
    handler = LogFile(tmp_path / "digest.jsonl", size=1_000, old=2)
    for number in range(200):
        handler.emit(logging.makeLogRecord({"msg": f"{number:3} " + "x" * 60}))
    handler.close()
    names = sorted(one.name for one in tmp_path.iterdir() if one.suffix != ".lock")
    assert names == ["digest.jsonl", "digest.jsonl.1", "digest.jsonl.2"]
    assert (tmp_path / "digest.jsonl").read_text("utf-8").splitlines()[-1].startswith("199 ")


def test_what_is_said_aloud_does_not_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    keep(Logbook(run="r1", command="run", aloud=True))
    _log.warning("not taken", url="https://news.example/\x1b[2J\x9b\u202e")
    keep(Logbook(run="", command=""))
    shown = capsys.readouterr().err
    assert "news.example" in shown
    assert not {"\x1b", "\x9b", "\u202e"} & set(shown)
