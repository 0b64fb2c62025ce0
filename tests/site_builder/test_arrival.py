"""The site shows what was said when, not what happened to be collected and tagged first."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from commissioning.domain.tags import Position
from commissioning.settings import Settings, SiteSettings
from commissioning.store.database import Database
from site_builder.building import build
from site_builder.publishing import manifest
from tests.site_builder.filling import NOW, Side, put

TEXT = (
    "GPs should hold the budget, she said in an invented town, and trusts should go. The tea was"
    " cold, the hall was full, and nobody who was there in week {} had a coat with a hood. " * 3
)

FORMAL = (0, 1, 6)


def site(folder: Path, numbers: Sequence[int], *, daily: bool = False) -> dict[str, bytes]:
    """The site of articles of two days that came in this order; `daily` builds after each."""
    folder.mkdir()
    settings = Settings(workspace=folder, now=NOW, site=SiteSettings(search=False))
    database = Database(settings.database_url)
    for number in numbers:
        sides = [
            Side(
                holder=f"{'Dr ' if number in FORMAL else ''}Ann Sample{number % 2}",
                organisation="bma" if number % 3 else None,
                question=question,
                position=Position.SUPPORT,
                words=words,
            )
            for question, words in (
                ("gp-budgets", "GPs should"),
                ("pct-abolition", "trusts should"),
            )
        ]
        put(
            database,
            url=f"https://news{number}.example/{number}",
            text=TEXT.format(number, number, number),
            day=date(2010, 7, 13 + number // 4),
            headline=f"A headline of {number}",
            sides=sides,
            source=f"outlet-{number}",
        )
        if daily:
            build(settings, database)
    build(settings, database)
    database.close()
    return {
        str(path.relative_to(settings.output)): path.read_bytes()
        for path in settings.output.rglob("*")
        if path.is_file() and path.name != manifest.NAME  # it has keys, which name rows
    }


def test_the_order_in_which_articles_came_changes_nothing(tmp_path: Path) -> None:
    first = site(tmp_path / "first", range(8))
    second = site(tmp_path / "second", (5, 2, 7, 0, 6, 3, 1, 4))
    assert {path for path in first if first[path] != second.get(path)} == set()
    assert first.keys() == second.keys()


def test_a_site_built_again_and_again_is_that_which_is_built_at_once(tmp_path: Path) -> None:
    order = (5, 2, 7, 0, 6, 3, 1, 4)
    daily = site(tmp_path / "daily", order, daily=True)
    once = site(tmp_path / "once", order)
    assert {path for path in once if once[path] != daily.get(path)} == set()
    assert once.keys() == daily.keys()
