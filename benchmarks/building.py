"""The whole build against a bare Jinja loop and Pelican, and what a few changes cost.

    python benchmarks/building.py [ARTICLES] [PELICAN]

Each build is a process of its own. Processor time counts, start of the interpreter included; the
loop renders as many pages of the same sizes, and Pelican as many posts.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from jinja2 import Environment

from benchmarks.synthetic import DAYS, FIRST, fill
from commissioning.register import load_register
from commissioning.settings import load_settings
from commissioning.store.database import Database

ARTICLES = 10_000
NEW = 20
LINE = "The board of an invented valley said that it had not seen the figures & asked for time."
TEMPLATE = """\
<!doctype html><html lang="en"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1><ul>
{% for line in lines %}
<li><a href="{{ line.url }}">{{ line.name }}</a> {{ line.words }}</li>
{% endfor %}
</ul></body></html>
"""


@dataclass(frozen=True)
class Row:
    """A line of a page in the loop."""

    url: str
    name: str
    words: str


@dataclass(frozen=True)
class Spent:
    """Processor seconds of all processes, seconds by the clock, and the peak in MB of one."""

    seconds: float
    clock: float
    peak: int


def run(command: Sequence[str | Path]) -> Spent:
    """Run a command to its end."""
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} failed")
    clock = time.perf_counter() - begin
    return Spent(usage.ru_utime + usage.ru_stime, clock, usage.ru_maxrss // 1024)


def build(workspace: Path) -> Spent:
    """`digest build`."""
    code = "from cli.main import main; main()"
    return run([sys.executable, "-c", code, "build", "--workspace", workspace])


def archive(folder: Path, articles: int, *, search: bool = False) -> Path:
    """A workspace with so many articles."""
    folder.mkdir()
    (folder / "digest.toml").write_text(f"[site]\nsearch = {str(search).lower()}\n", "utf-8")
    add(folder, articles)
    return folder


def add(folder: Path, articles: int, *, begin: int = 0) -> None:
    """Put articles in; those after the first ones are of the last week."""
    database = Database(load_settings(folder).database_url)
    on = FIRST + timedelta(days=DAYS - 1) if begin else None
    fill(database, load_register(), articles, begin=begin, on=on)
    database.close()


def bare_loop(output: Path, folder: Path) -> tuple[int, float, float]:
    """Render and write a page as large as each page in `output`.

    How many, the processor's seconds, and those of the clock.
    """
    template = Environment(autoescape=True).from_string(TEMPLATE)
    sizes = [path.stat().st_size for path in output.rglob("*.html")]
    begin, start = _processor(), time.perf_counter()
    folder.mkdir()
    for at, size in enumerate(sizes):
        row = Row(url=f"articles/{at}.html", name=f"Article {at}", words=LINE)
        lines = [row] * max(1, (size - 130) // 150)
        page = template.render(title=f"Page {at}", lines=lines)
        (folder / f"{at}.html").write_text(page, encoding="utf-8")
    return len(sizes), _processor() - begin, time.perf_counter() - start


def pelican(program: Path, folder: Path, articles: int) -> tuple[int, float]:
    """Pelican's own run over as many posts: pages, and processor seconds."""
    content = folder / "content"
    content.mkdir(parents=True)
    for at in range(articles):
        day = FIRST + timedelta(days=at * DAYS // articles)
        head = f"Title: Article {at}\nDate: {day} 09:00\nCategory: news\nTags: body-{at % 60}-x\n\n"
        (content / f"{at}.md").write_text(head + f"{LINE} " * 12, encoding="utf-8")
    spent = run([program, content, "-o", folder / "output", "-q", "-s", _settings(folder)])
    return sum(1 for _ in (folder / "output").rglob("*.html")), spent.seconds


def _settings(folder: Path) -> Path:
    path = folder / "pelicanconf.py"
    path.write_text("SITENAME = 'x'\nTIMEZONE = 'UTC'\nDEFAULT_PAGINATION = 10\n", "utf-8")
    return path


def _processor() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main(articles: int, program: Path | None) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        workspace = archive(root / "one", articles)
        full = build(workspace)
        pages, loop, clock = bare_loop(workspace / "output", root / "loop")
        print(f"{articles:,} articles, {pages:,} pages")
        print(f"bare Jinja loop:  {loop:7.1f} s, {1000 * loop / pages:.2f} ms a page")
        print(
            f"full build:       {full.seconds:7.1f} s, {1000 * full.seconds / pages:.2f} ms a page,"
            f" {full.peak} MB"
        )
        print(
            f"ratio to the loop: {full.clock / clock:.2f} by the clock ({full.clock:.1f} s),"
            f" {full.seconds / loop:.2f} in processor time"
        )
        idle = build(workspace)
        print(f"nothing new:      {idle.seconds:7.2f} s")
        add(workspace, NEW, begin=articles)
        few = build(workspace)
        print(
            f"{NEW} new articles:  {few.seconds:7.2f} s, 1/{full.seconds / few.seconds:.0f} of full"
        )
        double = build(archive(root / "two", 2 * articles))
        print(
            f"twice the articles: {double.seconds:5.1f} s,"
            f" {double.seconds / full.seconds:.2f} times,"
            f" {double.peak} MB"
        )
        if program is not None:
            posts, seconds = pelican(program, root / "pelican", articles)
            rate = (seconds / posts) / (full.seconds / pages)
            print(
                f"Pelican: {posts:,} pages, {1000 * seconds / posts:.2f} ms a page,"
                f" {rate:.2f} times ours"
            )
        begin = time.perf_counter()
        searched = build(archive(root / "three", articles, search=True))
        print(
            f"with the search index: {time.perf_counter() - begin:.0f} s by the clock,"
            f" {searched.peak} MB in our own process"
        )


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES,
        Path(sys.argv[2]) if len(sys.argv) > 2 else None,
    )
