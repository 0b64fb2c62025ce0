"""Gzip as archives need it: by ISA-L, several times as fast as zlib, where it is to be had."""

import gzip
import zlib
from typing import Any

try:
    from isal import igzip, isal_zlib

    DAMAGED: tuple[type[Exception], ...] = (zlib.error, isal_zlib.error)  # type: ignore[assignment]
except ImportError:  # it is made for the processors that nearly all have, not for each
    igzip = isal_zlib = None  # type: ignore[assignment]
    DAMAGED = (zlib.error,)

_WINDOW = 16 + zlib.MAX_WBITS
_LEVEL, _LEVEL_OF_ISAL = 6, 3


def pack(data: bytes) -> bytes:
    """A gzip member; the same bytes each time on the same machine."""
    if igzip:
        return igzip.compress(data, _LEVEL_OF_ISAL, mtime=0)
    return gzip.compress(data, _LEVEL, mtime=0)


def unpacker() -> Any:
    """For one gzip member, used as `zlib.decompressobj` is; raises one of DAMAGED."""
    return isal_zlib.decompressobj(_WINDOW) if isal_zlib else zlib.decompressobj(_WINDOW)
