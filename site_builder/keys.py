"""Short names for what something depends on."""

import hashlib


def key_of(*parts: object) -> str:
    """A short name for values that have a faithful `repr`."""
    return hashlib.blake2b(repr(parts).encode("utf-8", "replace"), digest_size=8).hexdigest()
