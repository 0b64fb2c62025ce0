"""Vectors of a text's words: a small language model (MiniLM, six layers, 8-bit) read by ONNX."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from commissioning.domain.tags import Span

Vectors = NDArray[np.float32]
WIDTH = 384
WINDOW = 126
_LINE = "\n"


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text cut into word pieces: the number of each, and its first and last character's places.

    windows  stretches of pieces that are read together: whole lines as far as they fit
    """

    ids: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    windows: tuple[tuple[int, int], ...]

    def within(self, span: Span) -> tuple[int, int]:
        """The first piece of a span and the one behind its last; equal where it has none."""
        first = int(np.searchsorted(self.ends, span.start, side="right"))
        return first, max(first, int(np.searchsorted(self.starts, span.end, side="left")))


def load_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer of a file as the Hugging Face library writes them."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def cut(tokenizer: Tokenizer, text: str) -> Pieces:
    """Cut a text into word pieces and windows."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    starts, ends = offsets[:, 0], offsets[:, 1]
    ids = np.array(encoding.ids, dtype=np.int64)
    return Pieces(ids, starts, ends, tuple(_windows(text, starts)))


def _windows(text: str, starts: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Lines together as far as they fit; a line that is too long is cut where it is full."""
    lines = [at for at, char in enumerate(text) if char == _LINE]
    borders = sorted({0, *np.searchsorted(starts, lines).tolist(), len(starts)})
    begin = 0
    for border, following in zip(borders, [*borders[1:], None], strict=True):
        while border - begin > WINDOW:
            yield begin, begin + WINDOW
            begin += WINDOW
        if border > begin and (following is None or following - begin > WINDOW):
            yield begin, border
            begin = border


class Encoder:
    """Reads texts on one thread; loaded once a process."""

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self.tokenizer = load_tokenizer(folder / "tokenizer.json")
        self._begin = self.tokenizer.token_to_id("[CLS]")
        self._end = self.tokenizer.token_to_id("[SEP]")

    def read(self, pieces: Pieces, wanted: Sequence[tuple[int, int]]) -> Vectors:
        """A vector a piece, zeros in windows that have none of the `wanted` stretches."""
        found = np.zeros((len(pieces.ids), WIDTH), dtype=np.float32)
        for begin, end in pieces.windows:
            if not any(first < end and begin < last for first, last in wanted):
                continue
            # one at a time: 8-bit arithmetic rounds by the largest number of all it is given
            ids = np.array([[self._begin, *pieces.ids[begin:end], self._end]])
            [vectors] = self._session.run(None, {"ids": ids, "mask": np.ones_like(ids)})
            found[begin:end] = vectors[0, 1:-1]
        return found
