"""The same articles give the same site, whichever database holds them."""

from pathlib import Path

import pytest

from benchmarks.synthetic import fill
from commissioning.register import Register
from commissioning.settings import Settings, SiteSettings
from commissioning.store.database import Database
from site_builder.building import build
from site_builder.publishing.manifest import NAME


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_site_is_the_same_from_sqlite_and_from_postgresql(
    database: Database, register: Register, tmp_path: Path
) -> None:
    settings = Settings(workspace=tmp_path, site=SiteSettings(search=False))
    reference = Database(f"sqlite:///{tmp_path / 'reference.db'}")
    trees = []
    for name, held in (("one", database), ("other", reference)):
        fill(held, register, 30)
        output = tmp_path / name
        build(settings, held, output=output)
        trees.append(
            {
                path.relative_to(output).as_posix(): path.read_bytes()
                for path in output.rglob("*")
                if path.is_file() and path.name != NAME
            }
        )
    reference.close()
    one, other = trees
    assert [path for path in one.keys() | other.keys() if one.get(path) != other.get(path)] == []
