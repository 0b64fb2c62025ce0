"""What the workers of a cluster have in tests: a tagger that takes no time to load.

They import this module, so it brings little with it.
"""

import asyncio
import os
import signal
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from commissioning.domain.errors import TaggingError
from commissioning.domain.tags import Tagging, Text
from nlp.remote import Remote

DEADLY = "deadly"
SLOW = "slow"
VERSION = "fake"
SHARES = 1_000_000
VARIABLE = "DIGEST_TEST_FAKE"


class Fake:
    """Dies of some texts, and answers the others with their ids; a file may name its version."""

    reads = True

    def __init__(self, folder: Path) -> None:
        named = folder / "inner" / "version.txt"
        self.version = os.environ.get(VARIABLE) or named.read_text("utf-8")

    def tag_all(self, texts: Iterable[Text]) -> Iterator[Tagging | TaggingError]:
        for text in texts:
            if text.text == SLOW:
                time.sleep(0.01)
            if text.text == DEADLY:
                os.kill(os.getpid(), signal.SIGKILL)
            yield Tagging(relevance=int(text.id) / SHARES, tagger=self.version)


def remote(address: str, told: list[str] | None = None, *, version: str = VERSION) -> Remote:
    """Fakes on a cluster, of a version that they may not have."""
    return Remote(
        address,
        Fake,
        {"inner/version.txt": VERSION.encode()},
        version=version,
        reads=True,
        remark=(told if told is not None else list[str]()).append,
    )


def run_other_worker(address: str) -> None:
    """A worker with a tagger of another version, until it is sent away."""
    from distributed import Worker

    os.environ[VARIABLE] = "other"

    async def run() -> None:
        worker = await Worker(address, nthreads=1, dashboard=False)
        await worker.finished()

    asyncio.run(run())
