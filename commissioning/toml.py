"""Files that people write for a workspace: read, and what is wrong with them told with its line."""

import re
import tomllib
from pathlib import Path
from typing import Any

from commissioning.domain.errors import SettingsError


def text_of(path: Path) -> str:
    """The text of a file; SettingsError where it is missing or cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        message = "there is no such file; run 'digest init' to write one"
        raise SettingsError(str(path), None, message) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(str(path), None, f"cannot be read ({error})") from error


def parse_toml(text: str, *, path: str) -> dict[str, Any]:
    """The values of a TOML file; SettingsError with the line where it is no TOML."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = re.search(r"at line (\d+), column \d+", str(error))
        line = int(found[1]) if found else len(text.splitlines())
        message = re.sub(r" \(at .*\)$", "", str(error))
        raise SettingsError(path, line, f"not valid TOML: {message}") from error


def line_of(text: str, where: tuple[str, ...], *, after: int = 1) -> int | None:
    """The line on which the key at the end of `where` is set, else its table's; from 1.

    tomllib keeps no positions, so this looks for the key below its table's heading, from the
    line `after` on.
    """
    table = ".".join(where[:-1])
    key = re.compile(rf"\s*[\"']?{re.escape(where[-1])}[\"']?\s*=")
    heading = re.compile(r"\s*\[+\s*([^\]]+?)\s*\]+")
    inside, table_line = not table, None
    for number, line in enumerate(text.splitlines(), start=1):
        if number < after:
            continue
        if found := heading.match(line):
            inside = found[1].replace('"', "") in (table, ".".join(where))
            table_line = number if inside else table_line
        elif inside and key.match(line):
            return number
    return table_line


def explain(where: tuple[str, ...], problem: Any, *, within: str = "") -> str:
    """What a validation error means, in the user's words, and what to write instead.

    `within` is the table of the file that `where` is below: 'source.'.
    """
    name = ".".join(where)
    match problem["type"]:
        case "extra_forbidden":
            return f"'{name}' is no setting; check its spelling or take it out"
        case "missing":
            return f"'{name}' is missing; add it"
        case "model_type":
            return (
                f"'{name}' cannot be {problem['input']!r:.60}: it is a table, as [{within}{name}]"
            )
        case _:
            reason = problem["msg"][0].lower() + problem["msg"][1:]
            return f"'{name}' cannot be {problem['input']!r:.60}: {reason}"
