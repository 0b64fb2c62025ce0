"""Memory of a process that tags, after a thousand articles and after many more.

    python benchmarks/tagging_memory.py [ARTICLES] [--phrases]

The articles are the labelled ones with their sentences shuffled and a fiftieth of their words
replaced by new ones, so that the vocabulary grows as it does in life. Both the memory held and the
most held so far are read from /proc (Linux). 20,000 articles take about two hours on one core with
the reader, half of that with --phrases, which leaves it out.
"""

import json
import re
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

from commissioning.domain.tags import Text
from commissioning.register import load_register
from nlp.tagger import Tagger

LABELLED = Path(__file__).parents[1] / "nlp" / "labelled"
FILES = ("train.jsonl", "written.jsonl", "weighed.jsonl")
USUAL = 2_000
FIRST = 1_000
SENTENCES = 5
A_LINE = 3
NEW_WORDS = 0.02
SYLLABLES = "ba den fol gar hin kel lor mon nes pol rud sel tam ul ver wick".split()


def main() -> None:
    """Print the memory at a thousand articles, at some on the way and at the end."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    count = numbers[0] if numbers else USUAL
    tagger = Tagger(load_register(), reader="--phrases" not in sys.argv)
    print(f"{0:6} articles: holds {_memory('VmRSS'):.0f} MB", flush=True)
    begin, at_first = time.perf_counter(), 0.0
    marks = {FIRST, *range(5 * FIRST, count, 5 * FIRST), count}
    for done, _ in enumerate(tagger.tag_all(varied(count)), start=1):
        if done in marks:
            held = _memory("VmRSS")
            at_first = at_first or held
            rate = done / (time.perf_counter() - begin)
            print(
                f"{done:6} articles: holds {held:.0f} MB, at most {_memory('VmHWM'):.0f} MB,"
                f" {rate:.1f} a second; ratio to the first {held / at_first:.2f}",
                flush=True,
            )


def varied(count: int) -> Iterator[Text]:
    """Articles of shuffled sentences with new words among the old; the same ones each time."""
    rows = [
        json.loads(line)
        for name in FILES
        for line in (LABELLED / name).read_text("utf-8").splitlines()
    ]
    for number in range(count):
        chance = Random(number)
        row = chance.choice(rows)
        sentences = re.split(r"(?<=[.?!”])\s+", row["text"])
        chance.shuffle(sentences)
        told = [_renewed(sentence, chance) for sentence in sentences[:SENTENCES]]
        lines = (" ".join(told[at : at + A_LINE]) for at in range(0, len(told), A_LINE))
        day = date.fromisoformat(row["published"][:10])
        yield Text(id=str(number), text="\n\n".join(lines), title=row["title"], day=day)


def _renewed(sentence: str, chance: Random) -> str:
    words = (
        _new_word(chance) if chance.random() < NEW_WORDS else word for word in sentence.split(" ")
    )
    return " ".join(words)


def _new_word(chance: Random) -> str:
    word = "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4)))
    return word.title() if chance.random() < 0.5 else word


def _memory(field: str) -> float:
    """A line of the process's status, in MB."""
    status = Path("/proc/self/status").read_text("ascii")
    [kilobytes] = re.findall(rf"^{field}:\s+(\d+)", status, re.MULTILINE)
    return int(kilobytes) / 1024


if __name__ == "__main__":
    main()
