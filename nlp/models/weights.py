"""Where learned weights lie: in a folder of the user's, else with the product."""

import json
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from commissioning.domain.errors import TaggingError

STANCES, STANCES_READ, RELEVANCE = "stances", "stances-read", "relevance"
NAMES = (STANCES, STANCES_READ, RELEVANCE)
_LEARNED = "learned.json"
_DATA = files("nlp").joinpath("data")


def load_weights(name: str, folder: Path | None = None) -> dict[str, Any]:
    """The object in `name`.json, of a folder where it is there, else of the product.

    Raises TaggingError where the folder's cannot be read.
    """
    return _object(_path(name, folder) or _DATA.joinpath(f"{name}.json"))


def has_weights(name: str, folder: Path) -> bool:
    """Whether a folder has weights of its own of that name."""
    return _path(name, folder) is not None


def learned_from(name: str, folder: Path | None = None) -> frozenset[str]:
    """The hashes of the texts that these weights were learned from, as far as that is known."""
    path = _path(name, folder)
    beside = path.with_name(_LEARNED) if path is not None else _DATA.joinpath(_LEARNED)
    return frozenset(_object(beside).get(name, ())) if beside.is_file() else frozenset()


def save_weights(
    name: str, weights: Mapping[str, Any], learned: Collection[str], folder: Path
) -> None:
    """Leave weights in a folder, with the hashes of the texts that they were learned from.

    Raises TaggingError where the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        beside = folder / _LEARNED
        known = _object(beside) if beside.exists() else {}
        _write(folder / f"{name}.json", weights)
        _write(beside, {**known, name: sorted(learned)})
    except OSError as error:
        raise TaggingError(str(folder), f"cannot be written to ({error.strerror})") from error


def _object(path: Path | Traversable) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise TaggingError(str(path), f"holds no weights ({error}); train again") from error


def _write(path: Path, found: Mapping[str, Any]) -> None:
    """All at once: a run that is cut short leaves what was there."""
    new = path.with_suffix(".new")
    new.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")
    new.replace(path)


def _path(name: str, folder: Path | None) -> Path | None:
    path = folder / f"{name}.json" if folder is not None else None
    return path if path is not None and path.exists() else None


def version_of(folder: Path | None = None) -> str:
    """The phrases and weights that are used, named by their hash."""
    own = [path for name in NAMES if (path := _path(name, folder)) is not None]
    if not own:
        return _shipped()
    together = _shipped().encode() + b"".join(path.read_bytes() for path in own)
    return sha256(together).hexdigest()[:12]


@cache
def _shipped() -> str:
    return sha256(b"".join(_contents(_DATA))).hexdigest()[:12]


def _contents(folder: Traversable) -> Iterator[bytes]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _contents(entry)
        else:
            yield entry.read_bytes()
