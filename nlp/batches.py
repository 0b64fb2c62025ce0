"""Texts in batches, and what tags them: in this process, in several, or on a cluster."""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Protocol, TypeVar

from commissioning.domain.errors import TaggingError
from commissioning.domain.tags import Tagging, Text

MOST = 16
CHARACTERS = 100_000
Batch = tuple[Text, ...]
Answers = tuple[Tagging | TaggingError, ...]
Out = TypeVar("Out")


class TagsTexts(Protocol):
    """One tagger or several: what tags texts, with the name of its version."""

    @property
    def version(self) -> str:
        """The tagger with all that its tags depend on."""

    def tag_all(self, texts: Iterable[Text]) -> Iterator[Tagging | TaggingError]:
        """A tagging or an error for each text, in order."""


class RunsBatches(Protocol[Out]):
    """What tags batches elsewhere while the caller goes on; `Out` is one that was handed out."""

    @property
    def places(self) -> int:
        """How many batches may be out at once."""

    def hand_out(self, batch: Batch) -> Out:
        """Have a batch tagged."""

    def answers(self, out: Out) -> Answers:
        """What became of each text of the batch; waits for it."""


def batches(texts: Iterable[Text]) -> Iterator[Batch]:
    """Sixteen texts at most and 100,000 characters, to bound the memory; a longer one is alone."""
    batch: list[Text] = []
    held = 0
    for text in texts:
        if batch and held + len(text.text) > CHARACTERS:
            yield tuple(batch)
            batch, held = [], 0
        batch.append(text)
        held += len(text.text)
        if len(batch) == MOST:
            yield tuple(batch)
            batch, held = [], 0
    if batch:
        yield tuple(batch)


def run_batches(
    runner: RunsBatches[Out], texts: Iterable[Text]
) -> Iterator[Tagging | TaggingError]:
    """A tagging or an error for each text, in order; no more texts are taken than keep it busy."""
    waiting = batches(texts)
    out: deque[Out] = deque()
    while True:
        free = max(0, runner.places - len(out))
        out.extend(runner.hand_out(batch) for batch in islice(waiting, free))
        if not out:
            return
        yield from runner.answers(out.popleft())
