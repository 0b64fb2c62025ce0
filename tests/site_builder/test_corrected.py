"""What an editor put right is on the site after the next build, which is as one from nothing."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.synthetic import FIRST, fill
from commissioning.domain.corrections import Correction, Reading, Subject, Value, Values
from commissioning.register import Register
from commissioning.settings import Settings, SiteSettings
from commissioning.store.corrections import correct, corrections, undo
from commissioning.store.database import Database
from commissioning.store.readings import readings
from commissioning.store.rows import ArticleRow
from commissioning.store.stories import stories
from site_builder.building import build
from tests.site_builder.test_incremental import differences, tree

ARTICLES = 40
LATER = datetime(2026, 2, 1, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(workspace=tmp_path, site=SiteSettings(search=False))


@pytest.fixture
def database(settings: Settings, register: Register) -> Iterator[Database]:
    opened = Database(settings.database_url)
    fill(opened, register, ARTICLES)
    yield opened
    opened.close()


class Editor:
    """Corrects what chance has it meet."""

    def __init__(self, session: Session, register: Register, chance: random.Random) -> None:
        self.session = session
        self.register = register
        self.chance = chance

    def article(self) -> int:
        ids = self.session.scalars(select(ArticleRow.id).order_by(ArticleRow.id)).all()
        return self.chance.choice(ids)

    def tag(self, subject: Subject) -> tuple[int, Reading]:
        while True:
            article = self.article()
            found = [one for one in readings(self.session, article) if one.subject is subject]
            if found:
                return article, self.chance.choice(found)

    def correct(
        self, article: int, subject: Subject, before: Values | None, after: Values | None
    ) -> None:
        told = Correction(
            at=LATER,
            by="Ed Itor",
            article_id=article,
            subject=subject,
            before=before,
            after=after,
        )
        correct(self.session, told, register=self.register)

    def change(self, subject: Subject, **changes: Value) -> None:
        article, tag = self.tag(subject)
        self.correct(article, subject, tag.values, {**tag.values, **changes})


def turn_sides(editor: Editor) -> None:
    editor.change(Subject.STANCE, position="mixed", holder="Dr Otto Renamed")


def take_sides_away(editor: Editor) -> None:
    article, tag = editor.tag(Subject.STANCE)
    editor.correct(article, Subject.STANCE, tag.values, None)


def give_words_to_another(editor: Editor) -> None:
    editor.change(Subject.QUOTATION, speaker="Dr Otto Renamed", organisation="bma", office="chair")


def name_another_body(editor: Editor) -> None:
    editor.change(Subject.MENTION, organisation="nhs-alliance")


def leave_out(editor: Editor) -> None:
    editor.correct(editor.article(), Subject.RELEVANCE, None, {"on_topic": False})


def date_anew(editor: Editor) -> None:
    day = FIRST + timedelta(days=editor.chance.randrange(9))
    after: dict[str, Value] = {"published": day.isoformat(), "precision": "day"}
    editor.correct(editor.article(), Subject.DATE, None, after)


def find_a_copy(editor: Editor) -> None:
    original, copy = sorted((editor.article(), editor.article() + ARTICLES // 2))
    if editor.session.get(ArticleRow, copy) and copy != original:
        editor.correct(copy, Subject.DUPLICATE, None, {"original": original})


def move_to_another_story(editor: Editor) -> None:
    found = [story for story in stories(editor.session) if story.article_ids]
    one, other = editor.chance.sample(found, 2)
    article = editor.chance.choice(one.article_ids)
    editor.correct(article, Subject.STORY, None, {"story": other.slug})


def take_back(editor: Editor) -> None:
    standing = corrections(editor.session, undone=False)
    undo(editor.session, editor.chance.choice(standing).id or 0, at=LATER)


CHANGES: tuple[Callable[[Editor], None], ...] = (
    turn_sides,
    take_sides_away,
    give_words_to_another,
    name_another_body,
    leave_out,
    date_anew,
    find_a_copy,
    move_to_another_story,
    take_back,
)


def test_after_corrections_of_all_kinds_the_site_is_what_a_build_from_nothing_makes(
    settings: Settings, database: Database, register: Register, tmp_path: Path
) -> None:
    build(settings, database)
    chance = random.Random(7)
    for change in CHANGES:
        with database.session() as session:
            for _ in range(3):
                change(Editor(session, register, chance))
        done = build(settings, database)
        assert done.made > 0, change.__name__
    build(settings, database, output=tmp_path / "anew")
    assert differences(tree(settings.output), tree(tmp_path / "anew")) == []


def test_a_corrected_side_is_on_the_articles_page_and_undone_is_not(
    settings: Settings, database: Database, register: Register
) -> None:
    build(settings, database)
    before = tree(settings.output)
    with database.session() as session:
        turn_sides(Editor(session, register, random.Random(3)))
    build(settings, database)
    pages = [path for path, found in tree(settings.output).items() if b"Dr Otto Renamed" in found]
    assert any(path.startswith("articles/") for path in pages), pages
    with database.session() as session:
        undo(session, 1, at=LATER)
    build(settings, database)
    assert differences(tree(settings.output), before) == []
