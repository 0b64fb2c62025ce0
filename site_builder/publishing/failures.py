"""What the file system refuses, said as the error that names the path."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commissioning.domain.errors import BuildError


def unwritten(name: str | Path, error: OSError) -> BuildError:
    """The error for what cannot be written at `name`."""
    return BuildError(str(name), f"cannot be written ({error})")


@contextmanager
def writing(name: str | Path) -> Iterator[None]:
    """Within it, OSError becomes BuildError about `name`."""
    try:
        yield
    except OSError as error:
        raise unwritten(name, error) from error
