"""Which failure mode a test is of; docs/failure-modes.md says of each what the collector does."""

from collections.abc import Callable
from typing import TypeVar

Test = TypeVar("Test", bound=Callable[..., None])

named: set[str] = set()


def mode(*names: str) -> Callable[[Test], Test]:
    """Note that a test is of modes such as 'guid: none'."""
    named.update(names)

    def unchanged(test: Test) -> Test:
        return test

    return unchanged
