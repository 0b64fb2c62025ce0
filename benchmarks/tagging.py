"""Words a second of the whole tagger, as a ratio to the bare spaCy model on the same texts.

In processor time, so that one core is counted whatever else the machine does: all parts of the
model, then the same with our own behind them, with the reader and by phrases alone. Last, by the
clock, two workers against one; that needs two cores with nothing else to do.
"""

import time
from collections.abc import Callable, Sequence
from functools import partial

import spacy

from commissioning.domain.tags import Text
from commissioning.register import load_register
from commissioning.settings import TagSettings
from examples.outlets import load_outlets
from nlp.tagger import Tagger
from nlp.workers import Workers

ROUNDS = 3
WARM = 48


def seconds(work: Callable[[], object]) -> float:
    """The shortest of several rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return best


def by_the_clock(count: int, texts: Sequence[Text]) -> float:
    """Seconds that so many workers take, once each has loaded its tagger."""
    with Workers(partial(Tagger, load_register()), count) as workers:
        list(workers.tag_all(texts[: WARM * count]))
        begin = time.perf_counter()
        list(workers.tag_all(texts))
        return time.perf_counter() - begin


def main() -> None:
    """Print both rates and their ratio; the bare model is the reference."""
    articles = [article for outlet in load_outlets() for article in outlet.articles]
    texts = [
        Text(
            id=str(number),
            text=article.text,
            title=article.title,
            day=article.published.date(),
        )
        for number, article in enumerate(articles)
    ]
    words = sum(len(text.text.split()) for text in texts)
    bare = spacy.load(TagSettings().model)
    reference = seconds(lambda: list(bare.pipe((text.text for text in texts), batch_size=16)))
    print(f"{len(texts)} articles, {words} words, one process, best of {ROUNDS}")
    print(f"bare {TagSettings().model}: {words / reference:8.0f} words a second")
    for name, reader in (("with the reader", True), ("by phrases alone", False)):
        tagger = Tagger(load_register(), reader=reader)
        ours = seconds(lambda tagger=tagger: list(tagger.tag_all(texts)))  # type: ignore[misc]
        print(f"digest tagger {name}: {words / ours:8.0f} words a second")
        print(f"ratio: {reference / ours:.2f}")
    many = texts * ROUNDS
    rates = [words * ROUNDS / by_the_clock(count, many) for count in (1, 2)]
    print(f"one worker: {rates[0]:.0f} words a second, two: {rates[1]:.0f}")
    print(f"ratio: {rates[1] / rates[0]:.2f}")


if __name__ == "__main__":
    main()
