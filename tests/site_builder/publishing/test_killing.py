"""A build killed at any moment leaves a whole site, and the next build is right."""

import subprocess
import sys
from pathlib import Path

import pytest

STEP = "9"  # "1" tries each operation, and takes half a minute


@pytest.mark.skipif(sys.platform != "linux", reason="two renames take the place of one elsewhere")
def test_a_build_killed_between_file_operations_leaves_a_whole_site(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    program = "tests.site_builder.publishing.killing"
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", program, str(folder), STEP],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("killed before") == 6
