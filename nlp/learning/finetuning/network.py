"""The encoder and the network over it as they are learned, and what their answers cost."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from nlp.learning.finetuning.examples import Example
from nlp.models.encoder import WIDTH
from nlp.positions.reader import KINDS, LEXICAL, POSITIONS, QUESTIONS, Laid
from nlp.positions.voices import METHODS

HIDDEN, HEADS = 192, 4
SIDE_COUNTS = 2.0
HIDDEN_WORDS, MASK = 0.1, 103


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
        # elsewhere numbers of 16 bits are emulated, and take ten times as long
        swift = torch.backends.cpu.get_cpu_capability() == "AVX512"
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=swift):
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
