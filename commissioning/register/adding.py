"""Adds a body or a name to a workspace's register.toml, and leaves the rest as it was written.

Nothing is written that the register would refuse, or that says more than it should: the new text is
read again, and only then takes the place of the old one, all at once.
"""

import json
import os
import re
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock

from commissioning.domain.errors import RegisterError
from commissioning.register.additions import parse_additions
from commissioning.register.loader import load_register
from commissioning.register.register import Register, fold

Table = Mapping[str, str | tuple[str, ...] | None]
_MAX_BYTES = 5_000_000


def add_body(path: Path, slug: str, table: Table) -> Register:
    """Add a body that the register lacks; gives the register with it.

    `table` has what a table of register.toml has: name, short, type, from, to, aliases, ambiguous,
    parent, predecessors, successors, homepage, note; None and () are left out. RegisterError says
    what the register refuses.
    """
    with _lock(path):
        before = _text(path)
        if slug in _now(path).organisations:
            raise RegisterError(str(path), None, f"the register has a body '{slug}' already")
        values = {name: value for name, value in table.items() if value}
        written = "\n".join([f"[{slug}]", *_lines(values)])
        expected = _parsed(before, path) | {slug: _plain(values)}
        return _replace(path, _appended(before, written), expected)


def add_alias(path: Path, slug: str, alias: str, *, ambiguous: bool = False) -> Register:
    """Add a name to a body of the register; gives the register with it.

    `ambiguous` where the name alone does not say that the body is meant. RegisterError where the
    register lacks the body, or it has the name already.
    """
    with _lock(path):
        before = _text(path)
        register = _now(path)
        if slug not in register.organisations:
            raise RegisterError(str(path), None, f"the register has no body '{slug}'")
        known = register.by_surface.get(fold(alias), ())
        if any(one.organisation == slug for one in known):
            raise RegisterError(str(path), None, f"'{alias}' is a name of '{slug}' already")
        key = "ambiguous" if ambiguous else "aliases"
        parsed = _parsed(before, path)
        table = parsed.get(slug)
        if not isinstance(table, dict):
            table = {}
            after = _appended(before, f"[{slug}]\n{key} = [{_quoted(alias)}]")
        else:
            after = _inserted(before, slug, key, alias, has_key=key in table)
        held = table.get(key, [])
        return _replace(path, after, parsed | {slug: {**table, key: [alias, *held]}})


def _lock(path: Path) -> FileLock:
    return FileLock(path.with_name(path.name + ".lock"))


def _now(path: Path) -> Register:
    """The register with the file as it is at this moment."""
    load_register.cache_clear()
    return load_register(added=path if path.exists() else None)


def _text(path: Path) -> str:
    if not path.exists():
        return ""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RegisterError(str(path), None, f"cannot be read ({error})") from error


def _parsed(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise RegisterError(str(path), None, f"not valid TOML ({error})") from error


def _appended(text: str, table: str) -> str:
    end = "" if not text or text.endswith("\n") else "\n"
    gap = "\n" if text else ""
    return f"{text}{end}{gap}{table}\n"


def _inserted(text: str, slug: str, key: str, alias: str, *, has_key: bool) -> str:
    """The text with the name first in the list of a table; as it was where that cannot be done."""
    heading = re.compile(rf"[ \t]*\[[ \t]*[\"']?{re.escape(slug)}[\"']?[ \t]*\]")
    beginning = re.compile(rf"[ \t]*[\"']?{key}[\"']?[ \t]*=[ \t]*\[")
    lines = text.splitlines(keepends=True)
    at = next((number for number, line in enumerate(lines) if heading.match(line)), None)
    if at is None:
        return text
    if not has_key:
        lines.insert(at + 1, f"{key} = [{_quoted(alias)}]\n")
        return "".join(lines)
    for number in range(at + 1, len(lines)):
        if found := beginning.match(lines[number]):
            line, place = lines[number], found.end()
            lines[number] = f"{line[:place]}{_quoted(alias)}, {line[place:]}"
            break
    return "".join(lines)


def _replace(path: Path, text: str, expected: Mapping[str, Any]) -> Register:
    """Write the text if it says what it should, and the register takes it."""
    if _parsed(text, path) != expected:
        message = "it is written in a way that only a person can add to; write it there by hand"
        raise RegisterError(str(path), None, message)
    if len(text.encode("utf-8", "replace")) > _MAX_BYTES:
        raise RegisterError(str(path), None, f"it would be larger than {_MAX_BYTES} bytes")
    parse_additions(text, file=str(path))
    place = path.resolve()
    draft = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        draft.write_bytes(text.encode("utf-8"))
        load_register(added=draft)
        if place.exists():
            shutil.copymode(place, draft)
        draft.replace(place)
    except RegisterError as error:
        raise RegisterError(str(path), error.line, error.message) from error
    except (OSError, UnicodeEncodeError) as error:
        raise RegisterError(str(path), None, f"cannot be written ({error})") from error
    finally:
        draft.unlink(missing_ok=True)
        load_register.cache_clear()
    return load_register(added=path)


def _lines(values: Mapping[str, str | tuple[str, ...]]) -> Iterator[str]:
    for name, value in values.items():
        if isinstance(value, tuple):
            yield f"{name} = [{', '.join(map(_quoted, value))}]"
        else:
            yield f"{name} = {_quoted(value)}"


def _plain(values: Mapping[str, str | tuple[str, ...]]) -> dict[str, str | list[str]]:
    return {name: list(one) if isinstance(one, tuple) else one for name, one in values.items()}


def _quoted(text: str) -> str:
    """A basic string of TOML: JSON's, but that DEL is escaped as well."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
