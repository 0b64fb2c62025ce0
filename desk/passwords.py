"""The password of a desk that others can reach: its hash, and how often it may be tried."""

import time
from collections import defaultdict
from collections.abc import Callable
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

FEWEST_LETTERS = 12
TRIES = 5
TRIES_OF_ALL = 100
PERIOD = 600.0
_HASHER = PasswordHasher()


def hashed(password: str) -> str:
    """The Argon2id hash of a password, for `digest.toml`; ValueError for a short one."""
    if len(password) < FEWEST_LETTERS:
        raise ValueError(f"a password has {FEWEST_LETTERS} letters at least")
    return _HASHER.hash(password)


class Gate:
    """Asks for the password, a few times for each address and not endlessly for all.

    `clock` gives seconds that never go back.
    """

    def __init__(self, password: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._hash = password
        self._clock = clock
        self._failed: defaultdict[str, list[float]] = defaultdict(list)
        self._lock = Lock()

    def wait(self, address: str) -> float:
        """Seconds until this address may try; 0 for now."""
        now = self._clock()
        with self._lock:
            for key in list(self._failed):
                kept = [at for at in self._failed[key] if now - at < PERIOD]
                if kept:
                    self._failed[key] = kept
                else:
                    del self._failed[key]
            own = self._failed.get(address, [])
            everyone = sorted(at for tries in self._failed.values() for at in tries)
        waits = [
            tries[-limit] + PERIOD - now
            for tries, limit in ((own, TRIES), (everyone, TRIES_OF_ALL))
            if len(tries) >= limit
        ]
        return max(waits, default=0.0)

    def opens(self, password: str, address: str) -> bool:
        """Whether this is the password. A wrong one counts against the address."""
        with self._lock:
            # Noted before it is looked at: tries at the same time do not get round the bound.
            self._failed[address].append(self._clock())
        try:
            _HASHER.verify(self._hash, password)
        except (VerificationError, InvalidHashError):
            return False
        with self._lock:
            self._failed.pop(address, None)
        return True
