"""What was looked up and is kept for the next who asks: so much of it, and then the oldest goes."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from itertools import islice
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """At most `most` values by their keys, however many are asked for at once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: dict[Key, Value] = {}

    def of(
        self, keys: Iterable[Key], find: Callable[[list[Key]], Mapping[Key, Value]]
    ) -> dict[Key, Value]:
        """The values of the keys, in their order; `find` gives those that are not kept."""
        held, wanted = self._held, dict.fromkeys(keys)
        missing = [key for key in wanted if key not in held]
        if not missing:
            return {key: held[key] for key in wanted}
        found = find(missing)
        told = {key: found[key] if key in found else held[key] for key in wanted}
        self.keep(found)
        return told

    def keep(self, found: Mapping[Key, Value]) -> None:
        """Keep these, too."""
        held = self._held
        held.update(found)
        for oldest in tuple(islice(held, max(0, len(held) - self._most))):
            del held[oldest]

    def __contains__(self, key: Key) -> bool:
        return key in self._held
