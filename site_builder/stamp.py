"""What all pages depend on: code, templates, style, figures, the register and the settings."""

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from commissioning.register import register_version
from commissioning.settings import Settings
from site_builder.keys import key_of
from site_builder.searching.bundle import is_available
from site_builder.site import Site


def stamp_of(settings: Settings, site: Site) -> str:
    """Changes with whatever may change any page; then the whole site is made anew."""
    facts = register_version(added=settings.register)
    return key_of(_code(), facts, site, _own(settings.templates))


def settings_stamp(settings: Settings) -> str:
    """The same as far as it can be told without the store."""
    facts = register_version(added=settings.register)
    return key_of(_code(), facts, settings.site, is_available(), _own(settings.templates))


def walk(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    """Every file below the folder, sorted, with its path that begins with `path`."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from walk(entry, f"{path}/{entry.name}")
        else:
            yield f"{path}/{entry.name}", entry


@cache
def _code() -> str:
    """Changes with whatever of ours makes the pages: code, templates, style, figures."""
    digest = hashlib.blake2b(digest_size=16)
    for package in ("site_builder", "commissioning"):
        for path, file in walk(files(package), package):
            if not path.endswith((".csv", ".pyc")):
                digest.update(path.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _own(templates: Path) -> str:
    """Changes with the workspace's own templates."""
    if not templates.is_dir():
        return ""
    held = sorted(path for path in templates.rglob("*") if path.is_file())
    return key_of([(str(path.relative_to(templates)), path.read_bytes()) for path in held])
