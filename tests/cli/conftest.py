"""How a command's tests call it without a process of its own, and leave this one as it was."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli.main import main
from cli.output import be_quiet
from commissioning.logs import Logbook, keep


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a command ended, and what it printed."""

    code: int
    stdout: str
    stderr: str


Called = Callable[..., Ended]


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Called:
    """`called(*arguments, folder=...)` is what `digest` does there, to its exit code."""

    def call(*arguments: str, folder: Path) -> Ended:
        monkeypatch.setattr("sys.argv", ["digest", *arguments])
        monkeypatch.chdir(folder)
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return Ended(code=int(ended.value.code or 0), stdout=told.out, stderr=told.err)

    return call


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Neither quiet nor with a log."""
    yield
    be_quiet(False)
    keep(Logbook(run="", command=""))
