from datetime import date
from pathlib import Path

from commissioning.domain.tags import Position
from commissioning.settings import StoreSettings, parse_settings
from commissioning.store.database import Database
from desk.desk import Desk
from tests.desk.conftest import SETTINGS
from tests.desk.window import Window, said
from tests.site_builder.newsroom import Newsroom


def test_an_editors_way_is_the_same_on_both_databases(database_url: str, tmp_path: Path) -> None:
    settings = parse_settings(SETTINGS, workspace=tmp_path).model_copy(
        update={"store": StoreSettings(url=database_url)}
    )
    database = Database(database_url)
    room = Newsroom(database)
    room.story("plan", room.prints("The plan", date(2010, 11, 2), ("bma", Position.SUPPORT)))
    window = Window(Desk(settings, database))
    assert "first words of BMA on GP budgets" in said(window.open("/queue?q=weighed"))
    window.send("/queue/decide", story="plan", decision="keep")
    assert "Kept: ‘The plan’" in said(window.open("/queue"))
    page = window.open("/articles/1")
    before = page.xpath('//details[@id="t1"]//input[@name="before"]/@value')[0]
    fields = {
        "subject": "stance",
        "row": "t1",
        "before": before,
        "do": "save",
        "position": "oppose",
        "holder": "bma",
        "holder_kind": "organisation",
        "organisation": "bma",
        "question": "gp-budgets",
        "words": "Plan 1 number 0",
    }
    page = window.send("/articles/1/correct", **fields)
    assert "opposes: GP budgets" in said(page)
    assert "Stances 1 0" in said(window.open("/health"))
    database.close()
