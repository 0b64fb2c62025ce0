"""Pages a second of the whole build, as a ratio to writing the same bytes as files."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from cli.demo import demo
from commissioning.register import load_register
from commissioning.settings import load_settings
from commissioning.store.database import Database
from site_builder.building import build

ROUNDS = 3


def seconds(work: Callable[[], object]) -> float:
    """The shortest of several rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begin)
    return best


def main() -> None:
    """Print both rates and their ratio; plain writing is the reference."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "demo"
        demo(workspace, None)
        settings = load_settings(workspace)
        database, register = Database(settings.database_url), load_register()
        output = build(settings, database, register).output
        files = {
            path.relative_to(output): path.read_bytes()
            for path in output.rglob("*")
            if path.is_file()
        }
        ours = seconds(lambda: build(settings, database, register))
        reference = seconds(lambda: _write(Path(folder) / "copy", files))
        database.close()
    pages = sum(path.suffix == ".html" for path in files)
    print(f"{pages} pages, {sum(map(len, files.values())):,} bytes, best of {ROUNDS}")
    print(f"writing alone: {pages / reference:8.0f} pages a second")
    print(f"digest build:  {pages / ours:8.0f} pages a second")
    print(f"ratio: {reference / ours:.3f}")


def _write(folder: Path, files: dict[Path, bytes]) -> None:
    for path, body in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)


if __name__ == "__main__":
    main()
