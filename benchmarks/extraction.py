"""Seconds a page of our reader, as a ratio to bare trafilatura's; and how good both are.

The pages are the golden ones of tests/crawler/pages, of whose held half only totals are printed,
and those of our own server: as large as a page of today, with a long menu and many teasers.
"""

import time
from collections.abc import Callable, Sequence

import trafilatura

from benchmarks.serving import page
from crawler.pages.page import read_page
from tests.crawler.pages.golden_score import (
    CAPTURED,
    Golden,
    load,
    ours,
    table,
    total,
    trafilaturas,
)

ROUNDS = 5
SERVED = 60


def seconds(work: Callable[[], object]) -> float:
    """The processor time of the shortest of several rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return best


def bare(golden: Golden) -> object:
    """Trafilatura's own default, with metadata and comments."""
    return trafilatura.bare_extraction(
        golden.body, url=golden.expected["url"], include_comments=True, with_metadata=True
    )


def ratios(goldens: Sequence[Golden]) -> list[float]:
    """Our seconds by trafilatura's for each page, in rising order."""
    return sorted(
        seconds(lambda page=golden: ours(page)) / seconds(lambda page=golden: bare(page))  # type: ignore[misc]
        for golden in goldens
    )


def served() -> tuple[float, float]:
    """Our seconds for the pages of our own server, and bare trafilatura's."""
    pages = [page(number) for number in range(SERVED)]
    mine = seconds(
        lambda: [
            read_page(body, url=f"http://a.example/a/{n}", source="served", captured=CAPTURED)
            for n, body in enumerate(pages)
        ]
    )
    return mine, seconds(lambda: [trafilatura.bare_extraction(body) for body in pages])


def main() -> None:
    """Print speed and quality; trafilatura alone is the reference."""
    dev, held = load("dev"), load("held")
    pages = [*dev, *held]
    mine = seconds(lambda: [ours(golden) for golden in pages])
    reference = seconds(lambda: [bare(golden) for golden in pages])
    each = ratios(pages)
    print(f"{len(pages)} pages, one process, best of {ROUNDS}")
    print(f"ours:             {1000 * mine / len(pages):7.2f} ms a page")
    print(f"bare trafilatura: {1000 * reference / len(pages):7.2f} ms a page")
    middle = each[len(each) // 2]
    print(f"ratio: {mine / reference:.2f}; median page {middle:.2f}, worst {each[-1]:.2f}")
    mine, reference = served()
    print(
        f"{SERVED} served pages: ours {1000 * mine / SERVED:.2f} ms a page,"
        f" trafilatura {1000 * reference / SERVED:.2f}, ratio {mine / reference:.2f}"
    )
    columns = {
        "dev": total(dev, ours),
        "held": total(held, ours),
        "dev, trafilatura": total(dev, trafilaturas),
        "held, trafilatura": total(held, trafilaturas),
    }
    print(table(columns))


if __name__ == "__main__":
    main()
