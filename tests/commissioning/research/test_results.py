"""What comes of a query in Python: read lazily, cut into frames, opened by any name."""

import ast
import json
from dataclasses import replace
from datetime import UTC, date
from pathlib import Path

import pytest

import commissioning
from commissioning import open_archive
from commissioning.domain.errors import QueryError, StoreError
from commissioning.domain.findings import Finding
from commissioning.domain.tags import HolderKind, Position
from commissioning.domain.words import read_words
from commissioning.research import frames
from commissioning.research.frames import COLUMNS
from commissioning.research.query import Query
from commissioning.research.snippets import AROUND, excerpt
from tests.commissioning.research.conftest import Shelf


@pytest.fixture(scope="module")
def finding(shelf: Shelf) -> Finding:
    return next(iter(shelf.sqlite.query("budget", look_in="evidence", limit=1)))


def test_a_query_is_written_and_read_back() -> None:
    asked = {"words": "budget", "stance": "oppose", "since": "2011-01-01", "limit": 5}
    query = Query.read(asked)
    assert (query.stance, query.since) == (Position.OPPOSE, date(2011, 1, 1))
    assert query.as_written() == asked
    assert Query.read(query.as_written()) == query


def test_holders_are_asked_for_by_one_kind_or_several() -> None:
    one, same = Query.read({"holder_kind": "person"}), Query.read({"holder_kind": ["person"]})
    assert one == same
    assert one.as_written() == {"holder_kind": "person"}
    several = Query.read({"holder_kind": ("person", HolderKind.AUTHOR, "person")})
    assert several.as_written() == {"holder_kind": ["person", "author"]}
    assert Query.read(json.loads(json.dumps(several.as_written()))) == several


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"holder_kind": ["person", "crowd"]}, "holder_kind: 'crowd' is none of person, org"),
        ({"holder_kind": []}, "holder_kind: of which? There are person"),
        ({"holder_kind": 7}, "holder_kind: 7 cannot be asked for"),
        ({"stance": "maybe"}, "stance: 'maybe' is none of support, oppose, mixed"),
        ({"since": "2011-02-30"}, "since: '2011-02-30' is no day"),
        ({"until": "the day after"}, "until: 'the day after' is no day"),
        ({"colour": "red"}, "colour: a query has no such argument"),
        ({"page": 2}, "page: a page needs a limit"),
    ],
)
def test_arguments_that_make_no_sense_are_named(asked: dict[str, object], said: str) -> None:
    with pytest.raises(QueryError) as caught:
        Query.read(asked)
    assert str(caught.value).startswith(said)


def test_frames_have_a_row_for_each_finding(shelf: Shelf) -> None:
    found = shelf.postgresql.query(organisation="bma")
    pandas, polars = found.to_pandas(), found.to_polars()
    assert len(pandas) == polars.height == found.count() > 3
    assert tuple(pandas.columns) == tuple(polars.columns) == COLUMNS
    assert [str(kind) for kind in pandas.dtypes[["published", "comment", "confidence"]]] == [
        "datetime64[us, UTC]",
        "Int64",
        "float64",
    ]
    assert polars["words"].to_list() == [one.words for one in found]
    assert shelf.sqlite.query("nowhere").to_pandas().empty
    assert shelf.sqlite.query("nowhere").to_polars().is_empty()


def test_a_library_that_is_not_there_is_named() -> None:
    with pytest.raises(QueryError, match="no-such-library: it is not installed; the extra"):
        frames._library("no-such-library")


def test_findings_are_read_as_of_one_moment_and_not_before_they_are_asked_for(
    shelf: Shelf,
) -> None:
    found = shelf.sqlite.query(sort="confidence")
    first = next(iter(found))
    assert first.confidence == 0.875
    assert next(one.id for one in found) == first.id  # and may be asked for again


def test_to_import_the_archive_is_light() -> None:
    tree = ast.parse(Path(commissioning.__file__).read_text("utf-8"))
    imported = [node.module for node in tree.body if isinstance(node, ast.ImportFrom)]
    assert imported == ["os", "typing"]


def test_workspaces_and_files_are_opened_and_what_is_not_there_is_named(
    shelf: Shelf, tmp_path: Path
) -> None:
    file = Path(shelf.sqlite.database.engine.url.database or "")
    everything = shelf.sqlite.query().count()
    with open_archive(file) as archive:
        assert archive.query().count() == everything
    (tmp_path / "digest.toml").write_text(f"[store]\nurl = 'sqlite:///{file}'\n", "utf-8")
    with open_archive(tmp_path) as archive:
        assert archive.query().count() == everything
    with open_archive(f"sqlite:///{file}") as archive:
        assert archive.query().count() == everything
    with pytest.raises(StoreError, match="there is no such workspace or database"):
        open_archive(tmp_path / "nowhere")


def test_a_person_is_found_under_all_their_names_with_or_without_title(shelf: Shelf) -> None:
    names = {one.who for one in shelf.sqlite.query(person="Professor Ada Sample")}
    assert names == {"Dr Ada Sample", "Ada Sample"}
    assert {one.who for one in shelf.sqlite.query(person="zoe cafe")} == {"Zoë Café"}


def test_a_snippet_marks_what_was_looked_for_in_a_long_text(finding: Finding) -> None:
    said = "They set the Trust’s-budget (twice), “the BUDGET”. "
    text = "Nothing. " * 500 + said + "More. " * 500
    finding = replace(finding, headline="A headline")
    snippet = excerpt(read_words('"trust s" OR twice'), finding, text)
    assert snippet is not None
    assert snippet.place == "text"
    assert [mark.of(snippet.text) for mark in snippet.marks] == ["Trust’s", "twice"]
    assert len(snippet.text) < 3 * AROUND
    assert snippet.text.startswith("… ")
    assert snippet.text.endswith(" …")
    assert excerpt(read_words("nowhere"), finding, text) is None


def test_moments_come_back_in_utc(shelf: Shelf) -> None:
    day = date(2011, 1, 1)
    for archive in shelf.archives:
        moments = [one.published for one in archive.query(since=day, until=day)]
        assert moments
        assert {(moment.tzinfo, moment.date()) for moment in moments if moment} == {(UTC, day)}


def test_the_sql_that_is_shown_can_be_asked_as_it_stands(shelf: Shelf) -> None:
    for archive in shelf.archives:
        found = archive.query('"budget purse" OR bud*', since="2011-01-01", sort="relevance")
        told = found.explain()
        assert "%%" not in told
        with archive.database.engine.connect() as connection:
            ids = connection.connection.cursor().execute(told).fetchall()
        assert [row[0] for row in ids] == [one.id for one in found]
