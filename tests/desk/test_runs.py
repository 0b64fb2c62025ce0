import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desk.runs import Run, RunKind, Runs

NOW = datetime(2010, 11, 4, tzinfo=UTC)
# What the desk starts in the place of 'digest': it tells how far it is, waits to be let go or
# stopped, and says how it was called.
STAND_IN = """
import json, os, pathlib, sys, time
place = pathlib.Path(os.environ["DIGEST_PROGRESS"])
place.write_text(json.dumps({"what": "Collecting", "done": 3, "of": 7}))
print("called with", *sys.argv[1:], flush=True)
workspace = pathlib.Path(sys.argv[-1])
try:
    while not (workspace / "go").exists():
        time.sleep(0.01)
except KeyboardInterrupt:
    print("stopped", flush=True)
    sys.exit(130)
sys.exit(int((workspace / "go").read_text()))
"""


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    opened = Runs((sys.executable, "-c", STAND_IN), tmp_path, lambda: NOW)
    yield opened
    opened.close()


def until(runs: Runs, met: Callable[[Run], bool]) -> Run:
    for _ in range(1_000):
        run = runs.last()
        if run is not None and met(run):
            return run
        time.sleep(0.01)
    raise AssertionError(runs.last())


def test_a_run_is_watched_to_its_end(runs: Runs, tmp_path: Path) -> None:
    assert runs.last() is None
    assert runs.start(RunKind.COLLECT, source="courier")
    said = (f"called with collect --source courier --workspace {tmp_path}",)
    run = until(runs, lambda run: run.said == said and run.of > 0)  # a line can be half written
    assert (run.is_going, run.stage, run.done, run.of) == (True, "Collecting", 3, 7)
    (tmp_path / "go").write_text("0")
    run = until(runs, lambda run: not run.is_going)
    assert (run.code, run.finished) == (0, NOW)


def test_there_is_one_run_at_a_time(runs: Runs, tmp_path: Path) -> None:
    assert runs.start(RunKind.RUN)
    assert not runs.start(RunKind.BUILD)
    (tmp_path / "go").write_text("1")
    run = until(runs, lambda run: not run.is_going)
    assert (run.kind, run.code) == (RunKind.RUN, 1)
    assert runs.start(RunKind.BUILD)


def test_a_run_is_stopped_as_by_the_keyboard(runs: Runs) -> None:
    assert not runs.stop()
    runs.start(RunKind.TAG)
    until(runs, lambda run: bool(run.said))
    assert runs.stop()
    run = until(runs, lambda run: not run.is_going)
    assert run.code == 130
    assert run.said[-1] == "stopped"


def test_what_goes_on_ends_with_the_desk(runs: Runs) -> None:
    runs.start(RunKind.RUN)
    until(runs, lambda run: bool(run.said))
    runs.close()
    run = runs.last()
    assert run is not None
    assert json.dumps(run.said)
