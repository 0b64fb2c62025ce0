"""The database in a browser: each page answers, each question has an answer, nobody is named."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from benchmarks.archive import READER, fill
from commissioning.domain.errors import QuestionError, StoreError
from commissioning.domain.ledger import SURE
from commissioning.domain.licences import Licence
from commissioning.register import Register, load_register
from commissioning.research.archive import Archive
from commissioning.research.exploring.canned import (
    Extent,
    Kind,
    Question,
    answers,
    questions,
    values,
)
from commissioning.research.exploring.explorer import explorer, extent
from commissioning.research.exploring.guarded import WITHHELD, open_guarded
from commissioning.settings import Settings
from commissioning.store.database import Database
from commissioning.store.finding_rows import FindingRow
from commissioning.store.rows import (
    ArticleRow,
    CorrectionRow,
    PollRow,
    QuotationRow,
    Row,
    StanceRow,
    StoryAliasRow,
    StoryArticleRow,
    StoryRow,
    TaggingRow,
)
from tests.commissioning.research.archived import fill as small_archive
from tests.conftest import Once

EDITOR = "An Editor Unnamed"
ARTICLES = 500
HERE = "http://127.0.0.1"
WIDE = {"since": "2000-01-01", "confidence": "0", "copies": "1", "before": "2030-01-01"}
QUESTIONS = [pytest.param(one, id=one.name) for one in questions()]
SHOWN = sorted(WITHHELD.keys() - {"corrections"})
CLOSED = sorted(set(Row.metadata.tables) - WITHHELD.keys())


def filled(database: Database, register: Register) -> None:
    """Invented articles, a body that moved, and an editor's correction."""
    fill(database, register, ARTICLES)
    with database.session() as session:
        taggings = select(TaggingRow.id, TaggingRow.article_id).where(
            TaggingRow.comment_id.is_(None)
        )
        rows = session.execute(taggings.order_by(TaggingRow.id).limit(4)).all()
        for at, (tagging, article) in enumerate(rows):
            day = datetime(2012 + at // 2, 3, 1 + at, tzinfo=UTC)
            session.execute(
                update(ArticleRow).where(ArticleRow.id == article).values(published_at=day)
            )
            stance = {
                "tagging_id": tagging,
                "holder": "BMA",
                "holder_kind": "organisation",
                "organisation": "bma",
                "question": "gp-budgets",
                "position": "support" if at < 2 else "oppose",
                "confidence": 0.99,
                "start_char": 0,
                "end_char": 9,
                "method": "made",
            }
            session.execute(insert(StanceRow), [stance])
        session.add(
            CorrectionRow(
                made_at=datetime(2013, 1, 1, tzinfo=UTC),
                made_by=EDITOR,
                article_id=1,
                subject="stance",
                before={"holder": READER},
                after=None,
            )
        )
        session.execute(update(QuotationRow).where(QuotationRow.id == 1).values(speaker=READER))


@pytest.fixture(scope="module")
def place(once: Once) -> Path:
    def make(folder: Path) -> None:
        folder.mkdir()
        database = Database(f"sqlite:///{folder / 'digest.db'}")
        filled(database, load_register())
        database.close()

    return once("explored", make) / "digest.db"


@pytest.fixture(scope="module")
def opened(place: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{place}")
    yield database
    database.close()


@pytest.fixture(scope="module")
def client(opened: Database, place: Path) -> TestClient:
    settings = Settings(workspace=place.parent)
    return TestClient(explorer(settings, opened, load_register()), base_url=HERE)


def wide(question: Question, session: Session) -> dict[str, str]:
    """What finds something even among few articles."""
    story = session.scalars(
        select(StoryRow.slug)
        .join(StoryArticleRow, StoryArticleRow.story_id == StoryRow.id)
        .join(FindingRow, FindingRow.article_id == StoryArticleRow.article_id)
        .where(FindingRow.question == "gp-budgets")
        .order_by(FindingRow.published_at.desc())
        .limit(1)
    ).one()
    names = {want.name for want in question.wants}
    return {name: word for name, word in (WIDE | {"story": story}).items() if name in names}


def rows(client: TestClient, sql: str) -> Any:
    return client.get("/digest.json", params={"sql": sql, "_shape": "arrays"}).json()


@pytest.mark.parametrize("table", SHOWN)
def test_each_table_has_a_page_that_says_what_its_columns_hold(
    client: TestClient, table: str
) -> None:
    page = client.get(f"/digest/{table}")
    assert page.status_code == 200
    assert page.text.count("<dt>") >= len(Row.metadata.tables[table].columns)
    assert "belong to their publishers" in page.text
    assert Licence.CC_BY.called in page.text
    for name in (READER, EDITOR):
        assert name not in page.text


def test_pages_say_which_values_there_are_and_look_as_they_should(client: TestClient) -> None:
    page = client.get("/digest/stances").text
    assert "&#39;support&#39; or &#39;oppose&#39; or &#39;mixed&#39;" in page
    assert "a Position" not in page
    (style,) = re.findall(r'href="([^"]*digest\.css[^"]*)"', page)
    assert client.get(style).headers["content-type"].startswith("text/css")
    asked = client.get("/digest/who-holds-which-side").text
    assert "gp-budgets, pct-abolition" in asked


@pytest.mark.parametrize("table", CLOSED)
def test_what_is_no_research_data_is_closed(client: TestClient, table: str) -> None:
    assert client.get(f"/digest/{table}").status_code == 403
    found = rows(client, str(select(text("*")).select_from(text(table))))["rows"]
    assert all(cell is None for row in found for cell in row)


def test_of_corrections_sql_tells_what_names_nobody(client: TestClient) -> None:
    assert client.get("/digest/corrections").status_code == 403
    found = rows(client, "select subject, made_by, before, after from corrections limit 1")
    assert found["rows"] == [["stance", None, None, None]]


def test_ids_lead_to_what_they_mean_and_words_are_searched(client: TestClient) -> None:
    articles = client.get("/digest/articles").text
    assert 'href="/digest/sources/1">The Outlet' in articles
    findings = client.get("/digest/findings?_search=commissioning&_shape=array&_json").text
    assert "findings" in findings
    found = client.get("/digest/findings.json?_search=commissioning&_shape=array").json()
    assert found
    assert all("commissioning" in row["evidence"].lower() for row in found)


def test_findings_name_their_outlet_and_are_counted_by_it(client: TestClient) -> None:
    page = client.get("/digest/findings").text
    assert re.search(r'class="col-source_id[^>]*><a href="/digest/sources/\d+">The Outlet', page)
    facet = client.get("/digest/findings.json").json()["facet_results"]
    named = facet["source_id"]["results"]
    assert named
    assert all(one["label"].startswith("The Outlet") for one in named)


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_question_has_an_answer_and_a_form_that_is_filled_in(
    client: TestClient, opened: Database, question: Question
) -> None:
    with opened.session() as session:
        given = wide(question, session)
    found = client.get(f"/digest/{question.name}.json", params=given | {"_shape": "array"})
    assert found.status_code == 200, found.text
    assert len(found.json()) > 0
    page = client.get(f"/digest/{question.name}").text
    assert question.title.replace("'", "&#39;") in page
    for want in question.wants:
        if want.usual:
            assert f'name="{want.name}" value=""' not in page
    assert READER not in page


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_questions_have_the_same_answers_on_postgresql(
    database: Database, opened: Database, register: Register
) -> None:
    filled(database, register)
    there = extent(opened)
    assert extent(database) == there
    for question in questions():
        with opened.session() as session:
            given = wide(question, session)
            written = answers(question, given, register=register, extent=there)
            reference = session.execute(text(question.sql), written).all()
        with database.session() as session:
            found = session.execute(text(question.sql), values(question, written)).all()
        assert len(found) > 0, question.name
        assert [tuple(row) for row in found] == [pytest.approx(tuple(row)) for row in reference], (
            question.name
        )


def test_a_move_is_told_with_the_words_of_both_sides(client: TestClient) -> None:
    found = client.get(
        "/digest/who-has-moved.json",
        params={"since": "2012-01-01", "before": "2014-01-01", "_shape": "array"},
    ).json()
    (bma,) = (row for row in found if row["organisation"] == "bma")
    assert (bma["year_before"], bma["position_before"]) == ("2012", "support")
    assert (bma["year"], bma["position"]) == ("2013", "oppose")
    assert bma["evidence_before"]
    assert bma["evidence"]


ATTACKS = (
    "select author from comments",
    "select group_concat(author) from comments",
    "select main.comments.author from main.comments",
    "with comments as (select author from main.comments) select * from comments",
    "select holder from stances where holder_kind = 'commenter'",
    "select speaker from quotations",
    "select made_by, before, after from corrections",
    "select held from overruled",
    "select author from comments natural join (select 1 as id)",
    "select author from (select '' as author) full join comments using (author)",
    "select author from (select '' as author) full join comments using/**/(author)",
    "select author from (select '' as author) nAtUrAl/**/full join comments",
    "select b from (select '' as b) full join (select author as b from comments) using (b)",
    "select count(*) from comments where author like 'reader-%'",
    "select id from comments order by author is not null",
    "select sql from sqlite_temp_master",
    "select data from sqlite_dbpage",
    "select text from words_due",
    "select sample from sqlite_stat4",
    "explain select author from comments",
)


@pytest.mark.parametrize("sql", ATTACKS)
def test_no_sql_tells_who_a_reader_or_an_editor_is(client: TestClient, sql: str) -> None:
    answer = client.get("/digest.json", params={"sql": sql, "_shape": "arrays"})
    for name in (READER, EDITOR):
        assert name not in answer.text
    if "count(*)" in sql:
        assert answer.json()["rows"] == [[0]]


def test_sides_cannot_be_told_by_filters_and_facets_of_withheld_columns(client: TestClient) -> None:
    for asked in ("author__contains=reader", "_facet=author", "_sort=author", "_where=author>''"):
        answer = client.get(f"/digest/comments.json?{asked}")
        assert READER not in answer.text
    assert client.get("/digest/comments.json?author__contains=reader").json()["rows"] == []


def test_a_join_by_the_names_of_columns_says_what_to_write(client: TestClient) -> None:
    said = rows(client, "select * from articles natural join sources")["error"]
    assert said == "NATURAL is not understood here: join with ON, and name the columns"


@pytest.mark.parametrize(
    "sql",
    [
        "insert into sources (slug) values ('x')",
        "delete from articles",
        "pragma journal_mode = delete",
        "attach 'other.db' as other",
        "create temp table held as select 1",
        "vacuum",
    ],
)
def test_nothing_is_written(place: Path, sql: str) -> None:
    with pytest.raises(sqlite3.DatabaseError):
        open_guarded(place).execute(sql)


def test_what_is_written_meanwhile_is_seen(client: TestClient, opened: Database) -> None:
    with opened.session() as session:
        session.execute(update(ArticleRow).where(ArticleRow.id == 9).values(section="Unheard"))
        session.flush()
        assert client.get("/digest/articles.json?section=Unheard").json()["rows"] == []
    assert len(client.get("/digest/articles.json?section=Unheard").json()["rows"]) == 1


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("sides-by-month?since=absurd", "since: 'absurd' is not a day, as 2010-07-12"),
        ("sides-by-month?since=99999-01-01", "since: '99999-01-01' is not a day, as 2010-07-12"),
        ("sides-by-month?confidence=2", "confidence: '2' is not a number from 0 to 1"),
        ("sides-by-month?confidence=nan", "confidence: 'nan' is not a number from 0 to 1"),
        ("what-a-body-said?body=none", "body: the register has no body 'none'"),
        ("sides-by-month?outlet=nosuch", "outlet: there is no source 'nosuch'"),
        ("who-was-silent?story=nosuch", "story: there is no story 'nosuch'"),
        (
            "sides-by-month?since=2011-01-01&before=2010-01-01",
            "before: 2010-01-01 is not after 2011-01-01, the first day",
        ),
        ("what-was-printed-again?copies=x", "copies: 'x' is not a whole number"),
    ],
)
def test_what_cannot_be_meant_is_answered_in_a_line(
    client: TestClient, asked: str, said: str
) -> None:
    answer = client.get(f"/digest/{asked}")
    assert (answer.status_code, answer.text) == (400, said)


def test_a_story_is_known_by_an_earlier_slug_too(client: TestClient, opened: Database) -> None:
    with opened.session() as session:
        story = wide(next(one for one in questions() if one.name == "who-was-silent"), session)
        told = select(StoryRow.id).where(StoryRow.slug == story["story"]).scalar_subquery()
        session.execute(insert(StoryAliasRow).values(slug="as-it-was", story_id=told))
    found = [
        client.get("/digest/who-was-silent.json", params={"story": slug, "_shape": "array"}).json()
        for slug in (story["story"], "as-it-was")
    ]
    assert found[0] == found[1] != []


def test_a_question_can_be_asked_by_a_bodys_acronym(register: Register) -> None:
    (said,) = (one for one in questions() if one.name == "what-a-body-said")
    there = Extent(end=date(2013, 3, 31), asked=date(2013, 3, 31), story="")
    assert answers(said, {"body": "BMA"}, register=register, extent=there)["body"] == "bma"
    with pytest.raises(QuestionError, match="is not the slug of a policy question: gp-budgets"):
        answers(said, {"question": "who"}, register=register, extent=there)


def test_days_that_are_usual_count_back_from_the_end(register: Register) -> None:
    (quoted,) = (one for one in questions() if one.name == "who-is-quoted-most")
    there = Extent(end=date(2013, 1, 31), asked=date(2013, 2, 28), story="")
    found = answers(quoted, {}, register=register, extent=there)
    assert found == {"since": "2012-10-28", "before": "2013-01-31"}


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Database]:
    """The small archive, which ends on 8 January 2011, with many articles dated by their year."""
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    small_archive(database)
    with database.session() as session:
        session.execute(
            update(ArticleRow)
            .where(ArticleRow.published_at.is_not(None), ArticleRow.id % 3 == 0)
            .values(published_precision="year")
        )
    yield database
    database.close()


def visit(database: Database, folder: Path) -> TestClient:
    settings = Settings(workspace=folder)
    return TestClient(explorer(settings, database, load_register()), base_url=HERE)


def test_what_was_asked_after_the_last_article_is_in_the_coverage(
    small: Database, tmp_path: Path
) -> None:
    with small.session() as session:
        session.add(
            PollRow(
                run_id=1,
                source_id=1,
                url="http://courier.example/feed",
                polled_at=datetime(2011, 3, 5, 9, tzinfo=UTC),
                day=date(2011, 3, 5),
                outcome="answered",
            )
        )
    there = extent(small)
    assert (there.end, there.asked) == (date(2011, 1, 9), date(2011, 3, 6))
    found = visit(small, tmp_path).get("/digest/coverage.json?_shape=array").json()
    assert [row["days_asked"] for row in found if row["month"] == "2011-03"] == [1]


def test_only_this_machine_is_answered(client: TestClient) -> None:
    assert client.get("/", headers={"Host": "rebound.example"}).status_code == 421
    assert client.get("/", headers={"Host": "localhost:8002"}).status_code == 200


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_postgresql_is_told_how_to_be_explored(
    database: Database, register: Register, tmp_path: Path
) -> None:
    with pytest.raises(StoreError, match="digest export --format sqlite"):
        explorer(Settings(workspace=tmp_path), database, register)


def test_what_is_dated_by_its_year_alone_is_of_no_month_as_in_a_query(
    small: Database, tmp_path: Path, register: Register
) -> None:
    asked = {"question": "gp-budgets", "since": "2010-01-01", "before": "2012-01-01"}
    found = visit(small, tmp_path).get(
        "/digest/sides-by-month.json", params=asked | {"confidence": "0", "_shape": "array"}
    )
    counted = Archive(small, register).query(
        question="gp-budgets", min_confidence=0, since="2010-01-01", until="2011-12-31"
    )
    articles_own = Counter(one.published_precision for one in counted if one.comment is None)
    assert found.json()[-1]["month"] is None
    assert articles_own["year"] == sum(
        found.json()[-1][side] for side in ("support", "oppose", "mixed")
    )


def test_the_coverage_has_what_is_dated_by_its_year_alone_in_no_month(
    small: Database, tmp_path: Path
) -> None:
    with small.session() as session:
        (vague, clear) = (
            session.scalar(
                select(func.count()).where(ArticleRow.published_at.is_not(None), condition)
            )
            for condition in (
                ArticleRow.published_precision == "year",
                ArticleRow.published_precision != "year",
            )
        )
    found = visit(small, tmp_path).get("/digest/coverage.json?_shape=array").json()
    assert vague
    assert sum(row["articles"] for row in found if row["month"] is None) == vague
    assert sum(row["articles"] for row in found if row["month"]) == clear


def test_days_are_told_as_far_as_they_are_known(small: Database, tmp_path: Path) -> None:
    asked = {"body": "bma", "question": "gp-budgets", "_shape": "array"}
    found = visit(small, tmp_path).get("/digest/what-a-body-said.json", params=asked).json()
    assert {len(row["day"]) for row in found} == {4, 7}


def test_groups_are_left_out_as_on_the_site(
    small: Database, tmp_path: Path, register: Register
) -> None:
    with small.session() as session:
        of_authors = update(StanceRow).where(StanceRow.holder_kind == "author")
        session.execute(of_authors.values(holder_kind="group"))
    asked = {"question": "gp-budgets", "since": "2010-01-01", "before": "2012-01-01"}
    found = [
        visit(small, tmp_path)
        .get(f"/digest/{name}.json", params=asked | {"confidence": "0.6", "_shape": "array"})
        .json()
        for name in ("sides-by-month", "readers-and-bodies")
    ]
    archive = Archive(small, register)
    held, read, all_of_them = (
        archive.query(
            question="gp-budgets", min_confidence=0.6, holder_kind=kinds, since="2010-01-01"
        ).count()
        for kinds in (["person", "organisation", "author"], "commenter", None)
    )
    assert 0 < held + read < all_of_them
    sides = ("support", "oppose", "mixed")
    assert sum(row[side] for row in found[0] for side in sides) == held
    assert sum(row[side] for row in found[1] for side in sides) == held + read


def test_a_stance_counts_from_the_confidence_on_from_which_it_counts_on_the_site() -> None:
    usual = [want.usual for one in questions() for want in one.wants if want.kind is Kind.SHARE]
    assert {float(share) for share in usual} == {SURE}
