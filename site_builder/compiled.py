"""Templates' code, kept in memory for the next site that this process makes.

Compiling them takes longer than most days' new pages do.
"""

from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

_kept: dict[tuple[str, str], tuple[str, CodeType]] = {}


class Compiled(BytecodeCache):
    """What was compiled for pages at one depth: the way to the root is folded into the code.

    A template that changed since is compiled anew and takes the old one's place.
    """

    def __init__(self, root: str) -> None:
        self._root = root

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket with the code of this very template, if it is here."""
        checksum, code = _kept.get((self._root, bucket.key), ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code that the bucket holds."""
        if bucket.code is not None:
            _kept[self._root, bucket.key] = (bucket.checksum, bucket.code)
