"""What is told on the page that follows a form: kept here for a while, under a name in its address.

So nothing that an address says is shown as the desk's own words.
"""

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was done, what another window changed, and texts that have no place any more."""

    said: str = ""
    also: tuple[str, ...] = ()
    lost: tuple[tuple[str, str], ...] = ()


class Tellings:
    """The last things told; may be asked from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: OrderedDict[str, Told] = OrderedDict()

    def keep(self, told: Told) -> str:
        """The name under which it can be told."""
        name = secrets.token_urlsafe(8)
        with self._lock:
            self._held[name] = told
            while len(self._held) > _MOST:
                self._held.popitem(last=False)
        return name

    def told(self, name: str) -> Told:
        """What has this name; nothing for one that is not known any more."""
        with self._lock:
            return self._held.get(name, Told())
