"""A site published: made aside, sharing what did not change, and swapped in whole or not at all."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import islice
from pathlib import Path

from commissioning.domain.errors import BuildError
from site_builder.publishing import manifest, twin
from site_builder.publishing.failures import writing
from site_builder.publishing.files import Output, check_paths
from site_builder.publishing.standing import NOTE, Standing, walked
from site_builder.publishing.tree import Tree
from site_builder.publishing.workshop import Workshop, workshop

Progress = Callable[[int], None]
Make = Callable[[Sequence[Output]], Iterable[bytes]]
_BATCH = 20_000
_TOLD = 500


def made_in_turn(outputs: Sequence[Output]) -> Iterator[bytes]:
    """The contents of the outputs, one after the other."""
    for output in outputs:
        yield output.make()


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """How many files were made anew, kept from the site before, and taken away."""

    made: int
    kept: int
    removed: int


def publish(
    target: Path,
    outputs: Iterable[Output],
    *,
    stamp: str,
    state: str,
    make: Make = made_in_turn,
    then: Callable[[], Iterable[Output]] | None = None,
    progress: Progress | None = None,
) -> Published:
    """Make the site at `target` hold exactly `outputs`, our note and manifest, and the user's own.

    `stamp` names code, templates and settings: where it changed, everything is made anew. `state`
    names the whole, for `is_current`. `outputs` are taken in batches; `make` gives the contents of
    those that are to be made, in their order; `then` gives outputs that need all others to be made;
    `progress` gets how many are done.
    The user's own are plain files that no build made. Whatever fails, the site stays as it was;
    BuildError where it cannot be written, is being built already, or two outputs have one path.
    """
    target = Path(os.path.realpath(target))
    check_target(target)  # before a workshop is made beside somebody's folder
    with workshop(target) as shop:
        check_target(target)
        with writing(target):
            filling = _begun(shop, target, manifest.mark(stamp))
        filling.take(outputs, make, progress)
        if then is not None:
            filling.take(then(), make, progress)
        with writing(target):
            published = filling.finish(stamp=stamp, state=state)
            filling.tree.show(target, filling.paths())
    return published


def is_current(target: Path, state: str) -> bool:
    """Whether the site at `target` was published with this `state`; reads its first lines only."""
    head = manifest.read_head(target)
    return head is not None and head.state == manifest.mark(state)


def check_target(target: Path) -> None:
    """Never replace a folder that is not a site of ours: BuildError."""
    with writing(target):
        if not target.exists():
            return
        if not target.is_dir():
            raise BuildError(str(target), "is not a folder; give another with --output")
        if target.is_mount():
            message = "is a mounted volume, which cannot be replaced; give a folder inside it"
            raise BuildError(str(target), message)
        if any(target.iterdir()) and not _is_ours(target):
            message = "holds something else than a site built by digest; give another with --output"
            raise BuildError(str(target), message)


def _is_ours(target: Path) -> bool:
    note = target / NOTE
    return manifest.is_there(target) or (note.is_file() and note.read_bytes() == _note())


def _note() -> bytes:
    return (files("site_builder") / "note.md").read_bytes()


@dataclass(slots=True, kw_only=True)
class _Filling:
    """The new tree as it fills, beside the old; `current` where the old one's keys hold."""

    tree: Tree | twin.Twin
    old: Standing
    current: bool
    lines: list[str] = field(default_factory=list)
    made: int = 0

    def take(self, outputs: Iterable[Output], make: Make, progress: Progress | None) -> None:
        """Keep or make each of the outputs."""
        waiting = iter(outputs)
        while batch := list(islice(waiting, _BATCH)):
            there = [output.path in self.old.files for output in batch]
            new = [self._is_new(output) for output in batch]
            wanted = [output for output, is_new in zip(batch, new, strict=True) if is_new]
            contents = iter(make(wanted))
            for output, is_new, was in zip(batch, new, there, strict=True):
                if is_new:
                    self.put(output.path, next(contents), there=was)
                self.lines.append(f"{output.key} {output.path}")
                if progress is not None and len(self.lines) % _TOLD == 0:
                    progress(len(self.lines))
            self.made += len(wanted)
        if progress is not None:
            progress(len(self.lines))

    def _is_new(self, output: Output) -> bool:
        """Whether the output must be made; one that need not is kept."""
        same = self.old.files.pop(output.path, None) == output.key and self.current
        return not (same and self.tree.keep(output.path))

    def put(self, path: str, content: bytes, *, there: bool = True) -> None:
        """Write the file, or keep the old one where it has the same bytes, and so its time."""
        if not (there and self.old.has(path, content) and self.tree.keep(path)):
            self.tree.write(path, content)

    def finish(self, *, stamp: str, state: str) -> Published:
        """Add our note and the manifest, and see to what the old tree has besides."""
        self.lines = manifest.sorted_lines(self.lines)
        check_paths(self.paths())
        self.put(NOTE, _note())
        self.put(manifest.NAME, manifest.written(self.lines, stamp=stamp, state=state))
        self.tree.finish(self.old)
        return Published(
            made=self.made,
            kept=len(self.lines) - self.made,
            removed=len(self.old.removed()),
        )

    def paths(self) -> Iterator[str]:
        """All that is ours in the new tree."""
        yield NOTE
        yield manifest.NAME
        for line in self.lines:
            yield line[line.index(" ") + 1 :]


def _begun(shop: Workshop, target: Path, stamp: str) -> _Filling:
    """From the twin where it serves, else from nothing."""
    known = manifest.read(target)
    current = known is not None and known.head.stamp == stamp
    if known is not None and current:
        tree = twin.resume(shop, target, known.head.check)
        if tree is not None:
            old = Standing(folder=target, known=True, files=dict(known.keys))
            return _Filling(tree=tree, old=old, current=True)
    twin.forget(shop)
    old = walked(target, known)
    return _Filling(tree=Tree(shop, target), old=old, current=current)
