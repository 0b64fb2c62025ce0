"""What every room of Commissioning Digest shares: the words, the register, the store.

For research: `from commissioning import open_archive`.
"""

from os import PathLike
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from commissioning.research.archive import Archive


def open_archive(place: str | PathLike[str]) -> "Archive":
    """Open a workspace's folder, an SQLite file or a database's URL for queries."""
    from commissioning.research import archive  # brings the store, which few need to import us

    return archive.open_archive(place)
