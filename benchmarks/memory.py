"""Peak memory of a collection of many articles, as a ratio to one of a tenth of them.

    python benchmarks/memory.py [ARTICLES]

Each collection is a process of its own, from a server on loopback whose sitemaps list 5,000 pages
each. Its memory is that of the process and its readers together, looked at twice a second (Linux).
50,000 articles take about a quarter of an hour on two cores and 2 GB of the temporary folder, which
TMPDIR names; how far it is stands on standard error.
"""

import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.serving import serving
from commissioning.settings import CollectSettings, Settings
from commissioning.store.database import Database
from crawler.collecting.collect import collect
from crawler.sources import parse_sources

USUAL = 2_000
LOOK_EVERY = 0.5


def main() -> None:
    """Print both peaks and their ratio."""
    if len(sys.argv) == 3 and sys.argv[1] == "--child":
        _child(int(sys.argv[2]))
        return
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else USUAL
    peaks = []
    for count in (articles // 10, articles):
        begin = time.perf_counter()
        peaks.append(_measured(count))
        seconds = time.perf_counter() - begin
        print(f"{count:6} articles: {peaks[-1]:.0f} MB, {count / seconds:.1f} a second", flush=True)
    print(f"ratio: {peaks[1] / peaks[0]:.2f}")


def _measured(articles: int) -> float:
    """The peak in MB."""
    peak = 0.0
    with serving(articles) as port:
        command = [sys.executable, "-m", "benchmarks.memory", "--child", str(port)]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
        while child.poll() is None:
            peak = max(peak, _in_session(child.pid))
            time.sleep(LOOK_EVERY)
        collected = int(child.stdout.read()) if child.stdout else 0
    if collected != articles:
        raise SystemExit(f"only {collected} of {articles} articles were collected")
    return peak


def _in_session(session: int) -> float:
    """The memory in MB of all processes of a session, pages that they share counted once."""
    total = 0.0
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            stat = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(stat[3]) == session:
                rollup = (folder / "smaps_rollup").read_text()
                line = next(line for line in rollup.splitlines() if line.startswith("Pss:"))
                total += int(line.split()[1]) / 1024
        except (OSError, StopIteration):
            continue
    return total


def _child(port: int) -> None:
    base = f"http://127.0.0.1:{port}"
    listed = (
        f'[[source]]\nslug = "a"\nname = "A"\nkind = "trade"\nhome = "{base}/"\n'
        f'sitemap = "{base}/sitemap.xml"\n'
    )
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            workspace=Path(folder),
            now=datetime(2026, 1, 1, tzinfo=UTC),
            collect=CollectSettings(delay=0.0, timeout=20.0, allow=("127.0.0.1",)),
        )
        database = Database(settings.database_url)
        report = collect(settings, database, parse_sources(listed), progress=_tell)
        database.close()
    print(report.new)


def _tell(done: int, wanted: int) -> None:
    sys.stderr.write(f"\r{done:6} of {wanted}")
    if done == wanted:
        sys.stderr.write("\r")


if __name__ == "__main__":
    main()
