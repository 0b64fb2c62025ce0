"""The page of licences names all that is installed, and nothing is refused."""

from importlib.metadata import Distribution
from importlib.metadata._meta import SimplePath
from os import PathLike

import pytest

from supply.licences import HEAD, PAGE, Kind, expression_of, judged, licences, locked, row


def test_every_installed_package_has_a_licence_that_can_be_kept_and_stands_on_the_page() -> None:
    found = licences()
    assert len(found) > 150
    assert [one.package for one in found if one.kind is Kind.REFUSED] == []
    page = PAGE.read_text("utf-8")
    assert page.startswith(HEAD)
    rows = page.removeprefix(HEAD).splitlines()
    assert [row(one) for one in found if row(one) not in rows] == []
    names = [line.split(" | ")[0].removeprefix("| ") for line in rows]
    assert sorted(set(names)) == names
    assert set(names) <= set(locked())  # nothing that has gone is still there


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("MIT", Kind.PERMISSIVE),
        ("GPL-2.0-only OR MIT", Kind.PERMISSIVE),
        ("MPL-2.0 AND MIT", Kind.OF_LIBRARIES),
        ("MIT AND (GPL-3.0-only OR LGPL-3.0-only)", Kind.OF_LIBRARIES),
        ("MIT AND AGPL-3.0-only", Kind.REFUSED),
        ("GPL-3.0-or-later", Kind.REFUSED),
        ("LicenseRef-Ours", Kind.REFUSED),
        ("", Kind.REFUSED),
    ],
)
def test_what_binds_the_user_and_what_nobody_knows_is_refused(expression: str, kind: Kind) -> None:
    assert judged(expression) is kind


@pytest.mark.parametrize(
    ("metadata", "expression"),
    [
        ("License-Expression: Apache-2.0 OR MIT\nLicense: other", "Apache-2.0 OR MIT"),
        ("License: Apache License, Version 2.0", "Apache-2.0"),
        ("License: UNKNOWN\nClassifier: License :: OSI Approved :: MIT License", "MIT"),
        ("License: Free for good people", ""),
        ("License: see the file (of the folder", ""),
        ("Summary: says nothing", ""),
    ],
)
def test_licences_are_read_however_a_package_names_them(metadata: str, expression: str) -> None:
    assert expression_of(Package(metadata)) == expression


class Package(Distribution):
    """A package of which there are metadata alone."""

    def __init__(self, metadata: str) -> None:
        self._text = f"Metadata-Version: 2.4\nName: somebodys\n{metadata}\n"

    def read_text(self, filename: str) -> str | None:
        return self._text if filename == "METADATA" else None

    def locate_file(self, path: str | PathLike[str]) -> SimplePath:
        raise NotImplementedError
