"""What was learned of links, kept in a file of the workspace; losing it costs asking again."""

import json
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from desk.mail.asking import LinkState

_MOST = 2_000
_NAME = "links.json"


class LinkMemory:
    """States by address in memory, and in the file at `path` where there is one."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._lock = Lock()
        self._states = {state.url: state for state in _read(path)} if path else {}

    def get(self, url: str) -> LinkState | None:
        """What is known of an address, however old."""
        with self._lock:
            return self._states.get(url)

    def put(self, states: Iterable[LinkState]) -> None:
        """Keep what was learned; of too much, the newest. A file that cannot be written is none."""
        with self._lock:
            self._states |= {state.url: state for state in states if not state.is_skipped}
            newest = sorted(self._states.values(), key=lambda state: (state.at, state.url))[-_MOST:]
            self._states = {state.url: state for state in newest}
            if self._path:
                with suppress(OSError):
                    _write(self._path, newest)


def link_memory(workspace: Path) -> LinkMemory:
    """The memory of a workspace: `cache/links.json` in it."""
    return LinkMemory(workspace / "cache" / _NAME)


def _read(path: Path) -> list[LinkState]:
    try:
        return [_state(row) for row in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return []


def _state(row: dict[str, str | int | None]) -> LinkState:
    status = row["status"]
    return LinkState(
        url=str(row["url"]),
        status=None if status is None else int(status),
        problem=str(row["problem"]),
        at=datetime.fromisoformat(str(row["at"])).astimezone(UTC),
    )


def _write(path: Path, states: Iterable[LinkState]) -> None:
    rows = [
        {"url": s.url, "status": s.status, "problem": s.problem, "at": s.at.isoformat()}
        for s in states
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".new")
    aside.write_text(json.dumps(rows, ensure_ascii=False, indent=0), encoding="utf-8")
    aside.replace(path)
