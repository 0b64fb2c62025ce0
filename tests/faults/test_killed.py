"""Killed before any commit of an import, of tagging and of grouping: the next run goes on."""

import os
import random
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from commissioning.register import Register
from commissioning.settings import Settings
from commissioning.store.database import Database
from commissioning.store.tags import Backlog
from crawler.importing.files import import_paths
from nlp.backlog import tag_backlog
from nlp.grouping import group_articles
from tests.faults.test_disk import Plain, lines
from tests.nlp.test_grouping import fill

Work = Callable[[Settings, Database], object]
ROWS = {
    "import": "SELECT url, headline, text FROM articles ORDER BY url",
    "tag": (
        "SELECT a.url, t.tagger, t.current FROM taggings t JOIN articles a ON a.id = t.article_id"
        " ORDER BY 1, 2"
    ),
    "cluster": (
        "SELECT a.url, s.slug FROM story_articles m JOIN stories s ON s.id = m.story_id"
        " JOIN articles a ON a.id = m.article_id ORDER BY 1"
    ),
}


def is_killed(settings: Settings, work: Work, moment: int) -> bool:
    """Do the work in a child that kills itself before the statement of this number."""
    child = os.fork()
    if child == 0:
        database = Database(settings.database_url)
        left = moment

        def count(*_: object) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(database.engine, "before_cursor_execute", count)
        event.listen(database.engine, "commit", count)
        work(settings, database)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status in (0, signal.SIGKILL)
    return status != 0


@pytest.mark.parametrize("stage", ROWS)
@pytest.mark.skipif(not hasattr(os, "fork"), reason="no process can be forked here")
def test_a_stage_killed_again_and_again_ends_as_if_it_had_not_been(
    tmp_path: Path, fresh_store: Path, register: Register, stage: str
) -> None:
    path = lines(tmp_path, 45)
    works: dict[str, Work] = {
        "import": lambda settings, database: import_paths(settings, database, [path]),
        "tag": lambda settings, database: tag_backlog(
            database, Plain(), Backlog.UNTAGGED, clock=settings.clock
        ),
        "cluster": lambda _, database: group_articles(database, register),
    }
    found = []
    for name in ("whole", "killed"):
        settings = Settings(workspace=tmp_path / name)
        settings.workspace.mkdir()
        shutil.copy(fresh_store, settings.workspace / "digest.db")
        with closing(Database(settings.database_url)) as database:
            if stage == "tag":
                works["import"](settings, database)
            if stage == "cluster":
                fill(database)
        chance = random.Random(stage)
        kills = 0
        while name == "killed" and is_killed(settings, works[stage], chance.randrange(1, 40)):
            kills += 1
            if kills == 8:
                break
        assert (kills > 1) is (name == "killed")
        with closing(Database(settings.database_url)) as database:
            works[stage](settings, database)
        with closing(sqlite3.connect(settings.workspace / "digest.db")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            found.append(connection.execute(ROWS[stage]).fetchall())
    assert found[0] == found[1] != []
