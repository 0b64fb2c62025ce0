"""Under which licence the tags are given out. The words of articles stay their publishers'."""

from enum import StrEnum


class Licence(StrEnum):
    """A licence for open data, by its SPDX name; NONE: none is given, all rights are kept."""

    CC_BY = "CC-BY-4.0"
    CC0 = "CC0-1.0"
    ODBL = "ODbL-1.0"
    OGL_UK = "OGL-UK-3.0"
    NONE = ""

    @property
    def called(self) -> str:
        """What it is called."""
        return _TOLD[self][0]

    @property
    def url(self) -> str | None:
        """Where its text stands; None for no licence."""
        return _TOLD[self][1]


_TOLD: dict[Licence, tuple[str, str | None]] = {
    Licence.CC_BY: (
        "Creative Commons Attribution 4.0 International",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    Licence.CC0: (
        "Creative Commons Zero 1.0 Universal",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
    Licence.ODBL: (
        "Open Data Commons Open Database License 1.0",
        "https://opendatacommons.org/licenses/odbl/1-0/",
    ),
    Licence.OGL_UK: (
        "Open Government Licence 3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
    Licence.NONE: ("all rights kept", None),
}
OF_WORDS = "the words of articles belong to their publishers"
