"""How the reader is learned, and how many sides it then reads rightly."""

import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat

import numpy as np
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from nlp.learning.finetuning.examples import Choices, Example
from nlp.learning.finetuning.network import Network, loss_of

ARTICLES_TOGETHER, STATEMENTS_TOGETHER = 4, 32
SHORT = 192  # word pieces of an article that is no longer than a statement
RATE, RATE_OF_THE_NETWORK = 1e-4, 1e-3
KEPT = 0.998


def train(
    network: Network, learned: Sequence[Choices], marks: tuple[int, int], *, epochs: int
) -> Iterator[tuple[float, Network]]:
    """Train, and after each epoch give its mean loss and the network so far.

    Its weights are a running mean of those after each step, which sides need: they are learned too
    well otherwise.
    """
    averaged = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(KEPT))
    for parameter in network.encoder.embeddings.parameters():
        parameter.requires_grad = False
    inside = [p for p in network.encoder.parameters() if p.requires_grad]
    above = [p for name, p in network.named_parameters() if not name.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [
            {"params": inside, "lr": RATE, "weight_decay": 0.01},
            {"params": above, "lr": RATE_OF_THE_NETWORK, "weight_decay": 0.05},
        ]
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        [RATE, RATE_OF_THE_NETWORK],
        total_steps=epochs * len(_batches(learned)) + 1,
        pct_start=0.1,
    )
    for _ in range(epochs):
        network.train()
        total = 0.0
        for batch in _batches(learned):
            optimizer.zero_grad()
            chosen = [random.choice(choices) for choices in batch]  # noqa: S311
            vectors = network.vectors([example.laid for example in chosen], *marks)
            losses = map(loss_of, repeat(network), chosen, vectors)
            loss = sum(losses, start=torch.zeros(()))
            (loss / len(batch) ** 0.5).backward()
            total += float(loss.detach())
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            averaged.update_parameters(network)
        yield total / len(learned), averaged.module


def sides_right(
    held_out: Iterable[Example], network: Network, marks: tuple[int, int]
) -> tuple[int, int]:
    """How many labelled sides the network reads rightly where the holder is found, and of how many.

    The words that show a stance, given alone, are not counted.
    """
    network.eval()
    right = count = 0
    with torch.no_grad():
        for example in held_out:
            [vectors] = network.vectors([example.laid], *marks)
            told = network(example.laid, vectors)
            for (_, sides), target in zip(told, example.targets, strict=True):
                places = np.flatnonzero(target.about)
                if target.whole and places.size:
                    given = sides.argmax(1).numpy()[places]
                    right += int((given == target.side[places]).sum())
                    count += len(places)
    return right, count


def _batches(learned: Sequence[Choices]) -> list[Sequence[Choices]]:
    """Articles apart from what is as short as a statement; in random order."""
    found: list[Sequence[Choices]] = []
    for is_short, size in ((False, ARTICLES_TOGETHER), (True, STATEMENTS_TOGETHER)):
        alike = [choices for choices in learned if _is_short(choices[0]) == is_short]
        random.shuffle(alike)
        found += [alike[at : at + size] for at in range(0, len(alike), size)]
    random.shuffle(found)
    return found


def _is_short(example: Example) -> bool:
    return len(example.laid.pieces.ids) <= SHORT
