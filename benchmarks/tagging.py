"""Words a second of the whole tagger, as a ratio to the bare spaCy model on the same texts.

In processor time, with the reader and by phrases alone.
"""

import time
from collections.abc import Callable

import spacy

from commissioning.domain.tags import Text
from commissioning.register import load_register
from commissioning.settings import TagSettings
from examples.outlets import load_outlets
from nlp.tagger import Tagger

ROUNDS = 3


def seconds(work: Callable[[], object]) -> float:
    """The shortest of several rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return best


def main() -> None:
    """Print both rates and their ratio; the bare model is the reference."""
    articles = [article for outlet in load_outlets() for article in outlet.articles]
    texts = [
        Text(id=str(number), text=article.text, day=article.published.date())
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


if __name__ == "__main__":
    main()
