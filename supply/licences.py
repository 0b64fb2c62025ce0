"""The licences of everything that is installed, judged and written down: `make licences`."""

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import Distribution, distributions
from pathlib import Path

from license_expression import AND, OR, LicenseSymbol, get_spdx_licensing
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT, LOCK = ROOT / "pyproject.toml", ROOT / "requirements.lock"
PAGE = ROOT / "docs" / "licences.md"
DEVELOPMENT = "dev"

PERMISSIVE = frozenset(
    "0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause CC0-1.0 CNRI-Python ISC MIT MIT-0 MIT-CMU PSF-2.0"
    " ZPL-2.1 Zlib LicenseRef-Kiwi LicenseRef-Matplotlib LicenseRef-Public-Domain".split()
)
# They bind whoever changes these very files or forbids to replace the library; we do neither.
OF_LIBRARIES = frozenset(
    "LGPL-2.1-or-later LGPL-3.0-only LGPL-3.0-or-later MPL-1.1 MPL-2.0".split()
)

# How packages that give no SPDX expression name their licence, in their field or classifier.
_SPELLINGS = {
    "apache 2": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "3-clause bsd license": "BSD-3-Clause",
    "bsd": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "bsd 2-clause license": "BSD-2-Clause",
    "the bsd 2-clause license": "BSD-2-Clause",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "lgpl": "LGPL-3.0-or-later",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "psfl": "PSF-2.0",
    "public domain": "LicenseRef-Public-Domain",
    "python software foundation license": "PSF-2.0",
}
# Read in the licence files of packages whose metadata say nothing, or not all.
_READ = {
    "atheris": "Apache-2.0",
    "axe-playwright-python": "MIT",
    "kiwisolver": "LicenseRef-Kiwi",  # its own words, which are those of BSD-3-Clause
    "matplotlib": "LicenseRef-Matplotlib",  # its own words, which are those of the PSF
}
_SPDX = get_spdx_licensing()

Installed = Mapping[NormalizedName, Distribution]


class Kind(StrEnum):
    """What a licence asks of us."""

    PERMISSIVE = "permissive"
    OF_LIBRARIES = "of libraries"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """What a package may be used under.

    expression  SPDX; '' where nothing says
    kind        REFUSED also where nothing says, or the words are not known
    parts       extras of the product that bring it, '' for the product itself; none: for
                development alone
    """

    package: str
    expression: str
    kind: Kind
    parts: tuple[str, ...]


def licences() -> tuple[Licence, ...]:
    """Of all that is installed here and pinned in the lock, by name."""
    pinned = set(locked())
    installed = {canonicalize_name(one.name): one for one in distributions()}
    parts = _parts(installed)
    found = []
    for name, package in sorted(installed.items()):
        if name in pinned:
            expression = expression_of(package)
            found.append(
                Licence(
                    package=name,
                    expression=expression,
                    kind=judged(expression),
                    parts=tuple(part for part, names in parts.items() if name in names),
                )
            )
    return tuple(found)


def locked() -> Iterator[NormalizedName]:
    """The names of what the lock pins."""
    for line in LOCK.read_text("utf-8").splitlines():
        if found := re.match(r"([A-Za-z0-9._-]+)==", line):
            yield canonicalize_name(found[1])


def expression_of(package: Distribution) -> str:
    """The SPDX expression of a package: what it says itself, in its newest form first."""
    name = canonicalize_name(package.name)
    given = package.metadata.get_all("License-Expression") or ()
    fields = package.metadata.get_all("License") or ()
    classifiers = package.metadata.get_all("Classifier") or ()
    ends = [one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License")]
    said = [*given, *((_READ[name],) if name in _READ else ()), *fields, *ends]
    return next(filter(None, map(_known, said)), "")


def judged(expression: str) -> Kind:
    """The best of what is offered by OR, the strictest of what is asked by AND."""
    if not expression:
        return Kind.REFUSED
    return _judged(_SPDX.parse(expression))


def _judged(tree: object) -> Kind:
    order = list(Kind)
    if isinstance(tree, OR):
        return min(map(_judged, tree.args), key=order.index)
    if isinstance(tree, AND):
        return max(map(_judged, tree.args), key=order.index)
    key = tree.key if isinstance(tree, LicenseSymbol) else ""
    if key in PERMISSIVE:
        return Kind.PERMISSIVE
    return Kind.OF_LIBRARIES if key in OF_LIBRARIES else Kind.REFUSED


def _known(words: str) -> str:
    """An SPDX expression for what a package says; '' where it is none and no known spelling."""
    spelled = _SPELLINGS.get(words.strip().lower(), words.strip())
    if "\n" in spelled or len(spelled) > 100:
        return ""
    if spelled.startswith("LicenseRef-"):
        return spelled
    try:
        tree = _SPDX.parse(spelled, validate=True)
    except Exception:  # its own errors have no common base
        return ""
    return "" if tree is None else str(tree)


def _parts(installed: Installed) -> dict[str, set[str]]:
    """The names of all packages that the product and each extra bring, however indirectly."""
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    base = _closure(installed, project["dependencies"])
    extras = project["optional-dependencies"].items()
    return {"": base} | {
        extra: _closure(installed, lines) - base for extra, lines in extras if extra != DEVELOPMENT
    }


def _closure(installed: Installed, lines: Iterable[str]) -> set[str]:
    found: set[str] = set()
    waiting = [(Requirement(line), "") for line in lines]
    while waiting:
        needed, extra = waiting.pop()
        name = canonicalize_name(needed.name)
        if needed.marker and not needed.marker.evaluate({"extra": extra}):
            continue
        if name in installed and name not in found:
            found.add(name)
            inner = [Requirement(line) for line in installed[name].requires or ()]
            waiting += [(one, part) for part in ("", *needed.extras) for one in inner]
    return found


HEAD = """\
# Licences

The product is under the [MIT licence](../LICENSE). What it brings along in its own files:

| what | licence |
| --- | --- |
| Newsreader and Source Sans 3 (`site_builder/static/fonts`) | OFL-1.1 |
| the reader, derived from all-MiniLM-L6-v2 (`nlp/data/reader`) | Apache-2.0 |

What it is installed with is below: every package that [`requirements.lock`](../requirements.lock)
pins by hash and that is installed on Linux with Python 3.11. None is changed or shipped by us.

- *permissive*: they ask to be named, where they are shipped.
- *of libraries* (LGPL, MPL): they bind whoever changes their files or ships them; the product only
  imports them, and each can be replaced by another version.
- Licences that bind what uses them (GPL, AGPL), unknown ones and none at all are refused:
  `make test` fails on them, and on a package that is missing here.

`make licences` writes this page. Where a package's metadata say nothing, its licence file was read:
see `supply/licences.py`.

| package | licence | kind | for |
| --- | --- | --- | --- |
"""


def page(found: Iterable[Licence]) -> str:
    """The page in Markdown."""
    return HEAD + "".join(f"{row(one)}\n" for one in found)


def row(one: Licence) -> str:
    """A package's row of the page."""
    whom = ", ".join(part or "the product" for part in one.parts) or "development"
    return f"| {one.package} | {one.expression or 'unknown'} | {one.kind} | {whom} |"


def main() -> None:
    """Write the page; 1 where a package is refused."""
    found = licences()
    PAGE.write_text(page(found), "utf-8")
    refused = [one for one in found if one.kind is Kind.REFUSED]
    for one in refused:
        sys.stderr.write(f"{one.package}: {one.expression or 'no licence that is known'}\n")
    sys.exit(bool(refused))


if __name__ == "__main__":
    main()
