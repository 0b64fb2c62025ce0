"""Coverage-guided fuzzing of every target by atheris: `python -m tests.fuzzing.run --seconds 600`.

What is found is written below `cases/`, and from then on replayed by the tests. The corpus is kept
in `.fuzzing`, so that the next run goes on where this one stopped.
"""

import argparse
import os
import re
import resource
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from io import StringIO
from multiprocessing import get_context
from pathlib import Path

import atheris

WATCHED = (
    "cli commissioning courlan crawler desk feedparser nlp protego site_builder warcio".split()
)

# none of these may be imported before, and which of them are is nothing that anybody reads
with redirect_stderr(StringIO()), atheris.instrument_imports(include=WATCHED):
    from tests.fuzzing.seeds import seeds, tokens
    from tests.fuzzing.soundness import check
    from tests.fuzzing.targets import TARGETS, Target

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parent / "cases"
KEPT = ROOT / ".fuzzing"
LEAST_SECONDS = 1
SECONDS_AN_INPUT = 60  # by the clock, also where others use the machine
MEGABYTES = 2_000

_PROGRESS = re.compile(r"^#(\d+)\s+\w+\s+cov: (\d+)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a target: how many inputs were tried, what they covered, what was found."""

    name: str
    inputs: int
    covered: int
    seconds: float
    found: tuple[Path, ...]
    trouble: str | None


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz the targets in turn; 0 where nothing was found, else 1."""
    parser = argparse.ArgumentParser(description="Fuzz every reader of outside bytes.")
    parser.add_argument("--seconds", type=int, default=600, help="for all targets together")
    parser.add_argument("--jobs", type=int, default=2, help="targets side by side")
    parser.add_argument("--target", action="append", choices=tuple(TARGETS), help="only this one")
    given = parser.parse_args(arguments)
    names = tuple(given.target or TARGETS)
    each = max(LEAST_SECONDS, round(given.seconds * given.jobs / len(names)))
    KEPT.mkdir(exist_ok=True)
    with ThreadPoolExecutor(given.jobs) as pool:
        outcomes = tuple(pool.map(partial(_watched, seconds=each), names))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    sys.stdout.write("".join(f"{line}\n" for line in _report(outcomes)))
    sys.stdout.write(f"{(used.ru_utime + used.ru_stime) / 60:.0f} minutes of a processor in all\n")
    return int(any(outcome.found or outcome.trouble for outcome in outcomes))


def _watched(name: str, seconds: int) -> Outcome:
    """Fuzz a target in a process of its own, which may crash or be ended without us."""
    before = set(_cases(name))
    begun = time.monotonic()
    log = KEPT / f"{name}.log"
    fuzzing = get_context("fork").Process(target=_fuzz, args=(TARGETS[name], seconds, log))
    fuzzing.start()
    fuzzing.join()
    told = log.read_text("utf-8", "replace")
    counted = _PROGRESS.findall(told)
    found = tuple(sorted(set(_cases(name)) - before))
    return Outcome(
        name=name,
        inputs=int(counted[-1][0]) if counted else 0,
        covered=int(counted[-1][1]) if counted else 0,
        seconds=time.monotonic() - begun,
        found=found,
        trouble=_last_lines(told) if fuzzing.exitcode and not found else None,
    )


def _last_lines(told: str) -> str:
    return " / ".join(told.strip().splitlines()[-3:])[:300]


def _cases(name: str) -> Iterator[Path]:
    folder = CASES / name
    yield from folder.iterdir() if folder.is_dir() else ()


def _report(outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield f"{'target':<14} {'inputs':>9} {'edges':>6} {'seconds':>7}  found"
    for one in outcomes:
        found = ", ".join(str(path.relative_to(ROOT)) for path in one.found)
        told = found or one.trouble or "nothing"
        yield f"{one.name:<14} {one.inputs:>9,} {one.covered:>6,} {one.seconds:>7.0f}  {told}"


def _fuzz(target: Target, seconds: int, log: Path) -> None:
    """Fuzz one target in this process, which libFuzzer ends itself."""
    with log.open("wb") as told:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(told.fileno(), stream.fileno())
    kept, begin = KEPT / "corpus" / target.name, KEPT / "seeds" / target.name
    for folder in (kept, begin, CASES / target.name):
        folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds(target.name):
        (begin / sha256(seed).hexdigest()[:16]).write_bytes(seed)
    words = KEPT / f"{target.name}.dict"
    words.write_text("".join(f'"{_quoted(token)}"\n' for token in tokens(target.name)), "ascii")

    known: set[tuple[object, ...]] = set()

    def one_input(data: bytes) -> None:
        try:
            check(target.read(data))
        except target.allowed:
            return
        except Exception as error:  # kept, once for each place, and fuzzing goes on
            place = traceback.extract_tb(error.__traceback__)[-1]
            kind = (type(error), place.filename, place.lineno)
            if kind not in known:
                known.add(kind)
                (CASES / target.name / f"crash-{sha256(data).hexdigest()[:16]}").write_bytes(data)
                traceback.print_exc()

    options = [
        f"-max_total_time={seconds}",
        f"-max_len={target.max_bytes}",
        f"-timeout={SECONDS_AN_INPUT}",
        f"-report_slow_units={SECONDS_AN_INPUT}",
        f"-rss_limit_mb={MEGABYTES}",
        f"-artifact_prefix={CASES / target.name}/",
        f"-dict={words}",
    ]
    atheris.Setup([sys.argv[0], *options, str(kept), str(begin)], one_input)
    atheris.Fuzz()


def _quoted(token: bytes) -> str:
    return "".join(
        chr(byte) if 32 < byte < 127 and byte not in b'"\\' else f"\\x{byte:02x}" for byte in token
    )


if __name__ == "__main__":
    sys.exit(main())
