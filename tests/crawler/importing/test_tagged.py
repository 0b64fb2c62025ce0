"""Articles that were tagged elsewhere: loaded with their tags, once, and bad lines named."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from commissioning.domain.errors import NotAnArticle
from commissioning.register import Register
from commissioning.settings import Settings
from commissioning.store.articles import Saved
from commissioning.store.database import Database
from commissioning.store.finding_rows import FindingRow
from commissioning.store.rows import ArticleRow, MentionRow, Row, StanceRow
from crawler.importing.tagged import BATCH, import_tagged
from crawler.tally import Tally

TEXT = " The BMA said that “budgets must not be handed over” and left it at that. "
SAID = "budgets must not be handed over"


def article(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "url": f"https://tagged.example/{number}",
        "title": f"Headline {number}",
        "published": "2012-03-01",
        "source": "tagged",
        "text": TEXT,
    } | more


def tags(number: int, **more: Any) -> dict[str, Any]:
    at = TEXT.index(SAID)
    place = {"start": at, "end": at + len(SAID), "text": SAID}
    return {
        "id": str(number),
        "relevance": 0.9,
        "mentions": [{"start": 5, "end": 8, "text": "BMA", "organisation": "bma", "name": "BMA"}],
        "quotations": [{**place, "kind": "direct", "speaker": "BMA", "organisation": "bma"}],
        "stances": [
            {
                "holder": "BMA",
                "holder_kind": "organisation",
                "organisation": "bma",
                "question": "gp-budgets",
                "stance": "oppose",
                "confidence": 0.8,
                "evidence": place,
            }
        ],
    } | more


class Pair:
    """Two files that answer each other, and what loading them gives."""

    def __init__(self, folder: Path, database: Database, register: Register) -> None:
        self.articles, self.tags = folder / "articles.jsonl", folder / "tags.jsonl"
        self._settings = Settings(workspace=folder)
        self._database = database
        self._register = register

    def write(self, articles: list[Any], tagged: list[Any]) -> None:
        for path, rows in ((self.articles, articles), (self.tags, tagged)):
            lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
            path.write_text("".join(f"{line}\n" for line in lines), "utf-8")

    def load(self, progress: Any = None) -> Tally:
        return import_tagged(
            self._settings,
            self._database,
            self._register,
            articles=self.articles,
            tags=self.tags,
            progress=progress,
        )

    def count(self, table: type[Row]) -> int:
        with self._database.session() as session:
            return session.scalars(select(func.count()).select_from(table)).one()


@pytest.fixture
def pair(tmp_path: Path, database: Database, register: Register) -> Pair:
    return Pair(tmp_path, database, register)


@pytest.fixture
def sqlite_pair(tmp_path: Path, register: Register) -> Iterator[Pair]:
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    yield Pair(tmp_path, database, register)
    database.close()


def test_articles_are_loaded_with_their_tags_and_can_be_asked(
    pair: Pair, database: Database
) -> None:
    pair.write([article(1), "", article(2)], [tags(1), tags(2), ""])
    assert pair.load().saved[Saved.NEW] == 2
    with database.session() as session:
        found = session.scalars(select(FindingRow).order_by(FindingRow.id)).all()
        assert [one.evidence for one in found] == [SAID] * 4
        assert {one.tag for one in found} == {"stance", "quotation"}
        assert session.scalars(select(MentionRow.organisation)).all() == ["bma", "bma"]
        assert session.scalars(select(ArticleRow.text)).all() == [TEXT] * 2


def test_what_is_stored_stays_as_it_is(pair: Pair) -> None:
    pair.write([article(1), article(1)], [tags(1), tags(1)])
    assert pair.load().saved[Saved.NEW] == 1
    pair.write([article(1, text=TEXT + "More."), article(2)], [tags(1), tags(2)])
    done = pair.load()
    assert (done.saved[Saved.NEW], done.saved[Saved.UNCHANGED]) == (1, 1)
    assert pair.count(StanceRow) == 2


def test_lines_that_both_hold_all_can_stand_in_one_file(sqlite_pair: Pair) -> None:
    sqlite_pair.write([article(1) | tags(1)], [])
    sqlite_pair.tags = sqlite_pair.articles
    assert sqlite_pair.load().saved[Saved.NEW] == 1
    assert sqlite_pair.count(StanceRow) == 1


def test_what_was_cut_short_goes_on_where_it_was(sqlite_pair: Pair) -> None:
    numbers = range(BATCH + 20)
    sqlite_pair.write([article(n) for n in numbers], [tags(n) for n in numbers])

    def stopped(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sqlite_pair.load(stopped)
    assert sqlite_pair.count(ArticleRow) == BATCH
    rest = sqlite_pair.load()
    assert (rest.saved[Saved.NEW], rest.saved[Saved.UNCHANGED]) == (20, 0)
    assert sqlite_pair.count(StanceRow) == len(numbers)
    assert sum(sqlite_pair.load().saved.values()) == 0


BAD = (
    (article(1), "{", "tags.jsonl, line 1", "not a line of JSON"),
    (article(1), {"id": "1", "error": "too long"}, "tags.jsonl, line 1", "was not tagged"),
    (article(1), tags(7), "tags.jsonl, line 1", "is not about the article of line 1"),
    ("[]", tags(1), "articles.jsonl, line 1", "not a JSON object"),
    (article(1, text="Other words."), tags(1), "tags.jsonl, line 1", "no place|other words"),
    (article(1, url="javascript:x"), tags(1), "articles.jsonl, line 1", "'url'"),
    (article(1), tags(1, relevance=float("nan")), "tags.jsonl, line 1", "'relevance'|JSON"),
    (article(1), tags(1, stances=[{}]), "tags.jsonl, line 1", "'question' is missing"),
    (article(1), tags(1, mentions="x"), "tags.jsonl, line 1", "no list of tags"),
    (
        article(1),
        tags(1, mentions=[{"start": 0, "end": 4, "organisation": "nobody"}]),
        "tags.jsonl, line 1",
        "no body 'nobody'",
    ),
)


@pytest.mark.parametrize(("first", "second", "where", "said"), BAD)
def test_a_bad_line_is_named_and_the_rest_goes_on(
    sqlite_pair: Pair, first: Any, second: Any, where: str, said: str
) -> None:
    sqlite_pair.write([first, article(2)], [second, tags(2)])
    done = sqlite_pair.load()
    assert done.saved[Saved.NEW] == 1
    (problem,) = done.problems
    assert problem.url.endswith(where)
    assert any(part in problem.reason for part in said.split("|")), problem.reason


def test_files_of_different_length_and_no_file_are_told(sqlite_pair: Pair) -> None:
    sqlite_pair.write([article(1), article(2)], [tags(1)])
    (problem,) = sqlite_pair.load().problems
    assert (problem.url.endswith("articles.jsonl, line 2"), problem.reason) == (True, "has no tags")
    sqlite_pair.tags.unlink()
    with pytest.raises(NotAnArticle, match="cannot be read"):
        sqlite_pair.load()
