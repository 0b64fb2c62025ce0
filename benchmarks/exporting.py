"""Export to Parquet: its peak memory, here and at a tenth; its time beside that of bare pyarrow.

    python benchmarks/exporting.py [ARTICLES | URL]

A number is so many articles of `benchmarks/archive.py`, put into a temporary database first; a URL
is a database that is there. Each export is a process of its own, whose peak is that of /proc
(Linux). Bare pyarrow writes the same columns from lists that it is given ready: what the export
does beside that is read the database, cut words and reckon the version. A million articles take
1.5 GB for the export, and with the database about 8 GB of the temporary folder, which TMPDIR names.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from benchmarks.archive import fill
from commissioning.register import load_register
from commissioning.research.exporting.described import Publisher
from commissioning.research.exporting.export import export
from commissioning.research.exporting.formats.format import Format
from commissioning.research.exporting.tables import BATCH, Content
from commissioning.store.database import Database

pa: Any = import_module("pyarrow")
pq: Any = import_module("pyarrow.parquet")

USUAL = 5_000
MOST = 500  # MB


def main() -> None:
    """Print peaks and seconds, and their ratios; end with 1 where memory is not bounded."""
    if sys.argv[1:2] == ["--child"]:
        _child(sys.argv[2], Path(sys.argv[3]))
        return
    wanted = sys.argv[1] if len(sys.argv) > 1 else str(USUAL)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        peaks = [_measured(url, folder / str(at)) for at, url in enumerate(_urls(wanted, folder))]
    if len(peaks) == 2:
        print(f"memory, ratio to a tenth of the articles: {peaks[1] / peaks[0]:.2f}")
    if max(peaks) > MOST:
        raise SystemExit(f"more than {MOST} MB")


def _urls(wanted: str, folder: Path) -> Iterator[str]:
    if not wanted.isdigit():
        yield wanted
        return
    for articles in (int(wanted) // 10, int(wanted)):
        url = f"sqlite:///{folder / f'{articles}.db'}"
        database = Database(url)
        fill(database, load_register(), articles)
        database.close()
        yield url


def _measured(url: str, folder: Path) -> float:
    """Export in a process of its own; prints what it took, and gives its peak in MB."""
    command = [sys.executable, "-m", "benchmarks.exporting", "--child", url, str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    told = json.loads(done.stdout)
    bare = sum(map(_bare, sorted(folder.glob("*.parquet"))))
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    print(
        f"{told['articles']:8} articles, {told['tags']} tags: at most {told['peak']:.0f} MB,"
        f" {told['seconds']:.1f} s, {size:.0f} MB; bare pyarrow {bare:.1f} s,"
        f" ratio {told['seconds'] / bare:.1f}",
        flush=True,
    )
    return float(told["peak"])


def _child(url: str, folder: Path) -> None:
    engine = create_engine(url)
    begin = time.perf_counter()
    with Session(engine) as session:
        content = Content(session=session, register=load_register())
        described = export(content, folder, Format.PARQUET, publisher=Publisher(name="Benchmark"))
    rows = described.versions.rows
    print(
        json.dumps(
            {
                "articles": rows["articles"],
                "tags": sum(rows.get(name, 0) for name in ("mentions", "quotations", "stances")),
                "seconds": time.perf_counter() - begin,
                "peak": _peak(),
            }
        )
    )


def _bare(path: Path) -> float:
    """Seconds that pyarrow takes to write a table from lists."""
    seconds = 0.0
    with pq.ParquetFile(path) as file:
        schema = file.schema_arrow
        with pq.ParquetWriter(path.with_suffix(".bare"), schema, compression="zstd") as out:
            for batch in file.iter_batches(batch_size=BATCH):
                lists = [column.to_pylist() for column in batch.columns]
                begin = time.perf_counter()
                arrays = [
                    pa.array(values, type=field.type)
                    for values, field in zip(lists, schema, strict=True)
                ]
                out.write_batch(pa.record_batch(arrays, schema=schema))
                seconds += time.perf_counter() - begin
    path.with_suffix(".bare").unlink()
    return seconds


def _peak() -> float:
    """The most memory in MB that this process ever held."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
