"""Peak memory of a collection of many articles, as a ratio to one of a tenth of them.

    python benchmarks/memory.py [ARTICLES]

Each collection is a process of its own, from a server on loopback whose sitemaps list 5,000 pages
each; its readers, which are made anew from time to time, are counted by the largest of them.
"""

import json
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.serving import serving
from commissioning.settings import CollectSettings, Settings
from commissioning.store.database import Database
from crawler.collect import collect
from crawler.sources import parse_sources

USUAL = 2_000
MEGABYTE = 1024


def main() -> None:
    """Print both peaks and their ratio."""
    if len(sys.argv) == 4 and sys.argv[1] == "--child":
        _child(int(sys.argv[2]), int(sys.argv[3]))
        return
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else USUAL
    few, many = _measured(articles // 10), _measured(articles)
    for count, peak in ((articles // 10, few), (articles, many)):
        print(f"{count:6} articles: {peak['own']:.0f} MB, largest reader {peak['reader']:.0f} MB")
    print(f"ratio: {many['own'] / few['own']:.2f}")


def _measured(articles: int) -> dict[str, float]:
    with serving(articles) as port:
        child = [sys.executable, "-m", "benchmarks.memory", "--child", str(articles), str(port)]
        done = subprocess.run(child, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    if found["new"] != articles:
        raise SystemExit(f"only {found['new']:.0f} of {articles} articles were collected")
    return found


def _child(articles: int, port: int) -> None:
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
        report = collect(settings, database, parse_sources(listed))
        database.close()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    reader = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MEGABYTE
    print(json.dumps({"new": report.new, "own": own, "reader": reader}))


if __name__ == "__main__":
    main()
