"""Tagging on a Dask cluster: the same batches as in processes of this machine, further away."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Protocol

from commissioning.cluster import Cluster, Lost, OnCluster, Out, Outfit
from commissioning.domain.errors import TaggingError
from commissioning.domain.tags import Tagging, Text
from nlp.batches import Answers, Batch, TagsTexts, run_batches

Found = Tagging | TaggingError
KIND = "digest-tagger"


class Remote(OnCluster[Text, Found]):
    """Taggers on the workers of a cluster, each loaded once; a context manager.

    `make` gives a tagger out of a folder that holds `files` and can be pickled; `version` and
    `reads` are what it must have. Entering raises ClusterError; see `Cluster`.
    """

    def __init__(
        self,
        address: str,
        make: Callable[[Path], "ReadsTexts"],
        files: Mapping[str, bytes],
        *,
        version: str,
        reads: bool,
        remark: Callable[[str], None],
    ) -> None:
        self.version = version
        outfit = Outfit(
            name=KIND, make=partial(_Tool, make), files=files, version=_told(version, reads)
        )
        super().__init__(Cluster(address, outfit, remark=remark))

    def tag_all(self, texts: Iterable[Text]) -> Iterator[Found]:
        """A tagging or an error for each text, in order; a few batches a worker on their way."""
        return run_batches(self, texts)

    @property
    def places(self) -> int:
        """How many batches may be out at once."""
        return self._cluster.places

    def hand_out(self, batch: Batch) -> Out[Text]:
        """Have a batch tagged by one of the workers."""
        return self._cluster.hand_out(batch)

    def answers(self, out: Out[Text]) -> Answers:
        """What became of a batch's texts; one that ends its workers is named by itself."""
        return tuple(
            TaggingError(text.id, "cannot be tagged (the workers that tried it ended)")
            if isinstance(found, Lost)
            else found
            for text, found in zip(out.batch, self._cluster.answers(out), strict=True)
        )


class ReadsTexts(TagsTexts, Protocol):
    """A tagger that tells whether its reader is there."""

    @property
    def reads(self) -> bool:
        """Whether the reader says what side is taken, and not phrases alone."""


def _told(version: str, reads: bool) -> str:
    """A tagger's version does not tell whether the extra of the reader is installed."""
    return f"{version} {'with' if reads else 'without'} the reader"


class _Tool:
    """A tagger on a worker."""

    def __init__(self, make: Callable[[Path], ReadsTexts], folder: Path) -> None:
        self._tagger = make(folder)
        self.version = _told(self._tagger.version, self._tagger.reads)

    def work(self, batch: Batch) -> Answers:
        """A tagging or an error for each text."""
        return tuple(self._tagger.tag_all(batch))

    def close(self) -> None:
        """Nothing is held but memory."""
