"""A workspace's takedown list: addresses that are never collected, imported or stored again."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from commissioning.domain.addresses import url_key
from commissioning.domain.errors import SettingsError

_HEAD = """\
# Taken down: what is at these addresses is never collected, imported or stored again. One a line.
# 'digest forget' adds to it, and so may you; take a line out to allow the address again.
"""


@dataclass(frozen=True, slots=True)
class Takedowns:
    """Addresses by their keys, and identifiers that feeds gave to what was there.

    `listed` are all of them as they are written.
    """

    keys: frozenset[str] = frozenset()
    listed: tuple[str, ...] = ()

    def names(self, *addresses: str | None) -> bool:
        """Whether one of the addresses is on the list, in whatever form it is given."""
        return bool(self.keys) and any(url_key(one) in self.keys for one in addresses if one)


def load_takedowns(path: Path) -> Takedowns:
    """The list in a file; an empty one where there is none. SettingsError where it is no text."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return Takedowns()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(str(path), None, f"cannot be read ({error})") from error
    named = (line.strip() for line in lines)
    listed = tuple(line for line in named if line and line[0] != "#")
    return Takedowns(keys=frozenset(map(_key, listed)), listed=listed)


def add_takedowns(path: Path, addresses: Iterable[str]) -> None:
    """Put those on the list that are not on it; it is whole at every moment, and on the disk.

    SettingsError where the list cannot be read or written.
    """
    try:
        with FileLock(path.with_name(path.name + ".lock")):
            known = load_takedowns(path).keys
            given = {_key(one): one for one in reversed(tuple(addresses))}
            new = [one for key, one in reversed(given.items()) if key not in known]
            if not new:
                return
            text = path.read_text("utf-8") if path.exists() else _HEAD
            text += "" if text.endswith("\n") else "\n"
            draft = path.with_name(path.name + ".draft")
            with draft.open("w", encoding="utf-8") as file:
                file.write(text + "".join(f"{one}\n" for one in new))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
    except OSError as error:
        raise SettingsError(str(path), None, f"cannot be written to ({error})") from error


def _key(address: str) -> str:
    """An address as it is compared; one may be written without 'http://', as keys are."""
    if "://" not in address and "/" in address and ":" not in address.partition("/")[0]:
        return url_key(f"http://{address}")
    return url_key(address)
