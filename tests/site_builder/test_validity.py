"""Every page, style sheet and drawing to the letter: by the W3C's validator, or by html5lib."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import html5lib
import pytest

from tests.site_builder.sites import Built

ROOT = Path(__file__).parents[2]

# It runs for seconds: more thorough compiling costs it twice the time that it saves.
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
# What the validator says and is not so, each with why.
MISTAKEN = re.compile(
    r"Inline script violates Content Security Policy"  # linked data is no script: nothing runs it
    r"|external (?:stylesheet|script) “.*” blocked by"  # a folder has no 'self', as a site has
    r"|CSS: “(?:y|paint-order)”: Property “.*” doesn't exist"  # they do, since SVG 2
)


def find_validator() -> list[str]:
    """The command that starts the validator; empty where the machine has none."""
    java = shutil.which("java")
    jars = sorted((ROOT / ".venv").glob("vnu-jar-*/vnu.jar"))
    return [java, "-Xss8m", *QUICK, "-jar", str(jars[-1])] if java and jars else []


@pytest.fixture(scope="module")
def validator() -> list[str]:
    """The validator; a run that must have it fails where there is none."""
    found = find_validator()
    if not found:
        wanted = "Java, and the validator that 'make validator' fetches"
        if os.environ.get("DIGEST_REQUIRE_VALIDATOR") == "1":
            pytest.fail(f"DIGEST_REQUIRE_VALIDATOR is set, but there is no {wanted}")
        pytest.skip(f"needs {wanted}")
    return found


def test_the_validator_of_the_w3c_finds_nothing(
    validator: list[str], demo: Built, grown: Built, empty: Built, hostile: Built
) -> None:
    options = ("--skip-non-html", "--also-check-css", "--also-check-svg", "--no-langdetect")
    folders = [str(built.site) for built in (demo, grown, empty, hostile)]
    done = subprocess.run(  # noqa: S603
        [*validator, *options, "--format", "json", *folders],
        capture_output=True,
        timeout=400,
        check=False,
    )
    told = json.loads(done.stderr)["messages"]
    assert [
        (one["url"].rpartition("site/")[2], one.get("lastLine"), one["message"], one.get("extract"))
        for one in told
        if not MISTAKEN.search(one["message"])
    ] == []
    assert any(MISTAKEN.search(one["message"]) for one in told)  # it did look at the pages


@pytest.mark.skipif(bool(find_validator()), reason="the W3C's validator reads all of these")
@pytest.mark.parametrize("name", ["demo", "grown", "empty", "hostile"])
def test_html5lib_finds_nothing(name: str, request: pytest.FixtureRequest) -> None:
    built: Built = request.getfixturevalue(name)
    wrong = {}
    for path in sorted(built.site.rglob("*.html")):
        parser = html5lib.HTMLParser()
        parser.parse(path.read_bytes())
        if parser.errors:
            wrong[path.relative_to(built.site).as_posix()] = parser.errors[0]
    assert wrong == {}
