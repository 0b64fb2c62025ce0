"""Which state of the facts a register holds, without reading them into types."""

import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from commissioning.domain.errors import RegisterError

ORGANISATIONS = ("organisations.csv", "local_commissioners.csv", "provider_trusts.csv")
ALIASES = "aliases.csv"
PEOPLE = "people.csv"
QUESTIONS = "questions.toml"
MILESTONES = "milestones.toml"
READ_BY_TAGGER = (*ORGANISATIONS, ALIASES, PEOPLE, QUESTIONS)
ALL = (*READ_BY_TAGGER, MILESTONES)


def read_file(name: str, folder: Path | None = None) -> bytes:
    """A file of the register of the package, or of the one in `folder`; RegisterError else."""
    root: Traversable = folder or files("commissioning.register") / "data"
    try:
        return (root / name).read_bytes()
    except OSError as error:
        raise RegisterError(name, None, f"cannot be read ({error})") from error


def register_version(
    folder: Path | None = None, *, added: Path | None = None, names: tuple[str, ...] = ALL
) -> str:
    """A hash of the register's files `names` and of the file `added`: 12 hexadecimal digits."""
    digest = hashlib.sha256()
    for name in names:
        digest.update(read_file(name, folder))
    if added is not None:
        digest.update(added.read_bytes())
    return digest.hexdigest()[:12]
