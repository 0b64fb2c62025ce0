"""`digest query` over a small archive: what is printed, counted, explained and refused."""

import csv
import json
import sys
from io import StringIO
from pathlib import Path

import pytest

from cli.main import main
from commissioning.store.database import Database
from tests.commissioning.research.archived import READER, fill


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    (folder / "digest.toml").write_text("", "utf-8")
    database = Database(f"sqlite:///{folder / 'digest.db'}")
    fill(database)
    database.close()
    return folder


@pytest.fixture
def query(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> "Asking":
    return Asking(workspace, monkeypatch, capsys)


class Asking:
    """Calls the command; gives its exit code, and what it said on both streams."""

    def __init__(
        self, workspace: Path, patch: pytest.MonkeyPatch, said: pytest.CaptureFixture[str]
    ) -> None:
        self._workspace, self._patch, self._said = workspace, patch, said

    def __call__(self, *asked: str) -> tuple[int, str, str]:
        command = ["digest", "query", *asked, "--workspace", str(self._workspace)]
        self._patch.setattr(sys, "argv", command)
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = self._said.readouterr()
        return int(ended.value.code or 0), out, err


def test_all_forms_have_the_same_rows(query: Asking) -> None:
    asked = ("budget*", "--stance", "oppose", "--limit", "5")
    rows = json.loads(query(*asked, "--format", "json")[1])
    lines = [json.loads(line) for line in query(*asked, "--format", "jsonl")[1].splitlines()]
    flat = list(csv.DictReader(StringIO(query(*asked, "--format", "csv")[1])))
    assert len(rows) == 5
    assert lines == rows
    assert [row["article.url"] for row in flat] == [row["article"]["url"] for row in rows]
    for row in rows:
        assert row["stance"] == "oppose"
        snippet = row["snippet"]
        marked = [snippet["text"][start:end] for start, end in snippet["marks"]]
        assert marked
        assert all(word.casefold().startswith("budget") for word in marked)
        assert row["evidence"]["text"]


def test_pages_follow_each_other(query: Asking) -> None:
    def ids(*asked: str) -> list[str]:
        return query("--format", "jsonl", *asked)[1].splitlines()

    whole = ids()
    assert ids("--limit", "7", "--page", "2") == whole[7:14]
    assert ids("--page", "2") == whole[50:100]
    assert query("--count")[1] == f"{len(whole)}\n"


def test_a_table_of_counts_has_what_was_collected_beside_each(query: Asking) -> None:
    rows = json.loads(query("--count-by", "month,stance", "--format", "json")[1])
    december = next(row for row in rows if (row["month"], row["stance"]) == ("2010-12", "oppose"))
    # Four days of three outlets, asked daily, every second and every third day.
    assert december["collected"]["days_polled"] == 4 + 2 + 2
    assert december["collected"]["days_answered"] == 4 + 2 + 2
    january = next(row for row in rows if (row["month"], row["stance"]) == ("2011-01", "oppose"))
    assert january["collected"]["days_answered"] == january["collected"]["days_polled"] - 2
    assert sum(row["findings"] for row in rows) == int(query("--count")[1])
    assert [row["collected"] for row in rows if row["month"] is None] == [None] * sum(
        row["month"] is None for row in rows
    )
    printed = query("--count-by", "source", "--tag", "stance")[1]
    assert "courier" in printed
    assert "days polled" in printed


def test_days_are_printed_as_far_as_they_are_known(query: Asking) -> None:
    told = [
        (row["article"]["published"] or "undated")[:10]
        for row in json.loads(query("--format", "json")[1])
    ]
    assert {len(day) for day in told} == {4, 7, 10}
    printed = [line.split()[0] for line in query()[1].splitlines() if "http" in line]
    assert printed == told


def test_the_sql_is_shown_and_not_run(query: Asking) -> None:
    code, out, _ = query("budget", "--source", "nowhere", "--explain")
    assert code == 0
    assert "FROM findings" in out
    assert "'nowhere'" in out
    assert "count(*)" in query("--count", "--explain")[1]
    assert "GROUP BY" in query("--count-by", "year", "--explain")[1]


def test_readers_have_no_names(query: Asking) -> None:
    everything = "".join(
        query("--format", form, *more)[1]
        for form in ("table", "jsonl", "csv")
        for more in ((), ("--holder-kind", "commenter"))
    )
    assert "a reader" in everything
    assert READER not in everything
    assert query("--person", READER, "--count")[1] == "0\n"


def test_kinds_of_holders_are_asked_for_together(query: Asking) -> None:
    def many(*kinds: str) -> int:
        return int(query("--count", *(word for one in kinds for word in ("--holder-kind", one)))[1])

    assert many("person", "commenter") == many("person") + many("commenter")
    assert many("person", "commenter") > many("person") > 0


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("(budget",), "words: the '(' at character 1 is never closed"),
        (("NOT", "budget"), "words: NOT stands alone"),
        (('"budget',), "words: the quotation mark at character 1 is never closed"),
        (("'; DROP TABLE articles; --",), "words: '; has no letter and no digit"),
        (("--source", "x' OR 1=1 --"), 'source: there is no source "x\' OR 1=1 --"'),
        (("--story", "nowhere"), "story: there is no story 'nowhere'"),
        (("--organisation", "nobody"), "no organisation 'nobody'"),
        (("--person", "?"), "person: '?' is no name"),
        (("--and-successors",), "organisation: predecessors and successors of which body?"),
        (("--since", "2011-01-02", "--until", "2011-01-01"), "2011-01-01 is before 2011-01-02"),
        (("--sort", "relevance"), "sort: relevance is that of words"),
        (("--limit", "0"), "limit: 0 is no number of findings"),
        (("--page", "0"), "page: 0 is no page"),
        (("--min-confidence", "2"), "min_confidence: 2.0 is not between 0 and 1"),
        (("--count-by", "moon"), "count by: 'moon' is none of year, month"),
        (("--count-by", ""), "count by: '' is none of"),
        (("",), "words: none are given; leave them out to ask for everything"),
        (("--organisation", "bmaa"), "no organisation 'bmaa'; did you mean bma"),
        (("--tag", "quotation", "--stance", "oppose"), "stance: quotations have none"),
        (("--tag", "quotation", "--min-confidence", "0"), "min_confidence: quotations have none"),
        (("--explain", "--freeze", "held"), "explain: then nothing is asked, and there is nothing"),
        (("--count", "--count-by", "month"), "count: the whole is one number, the other a table"),
        (("--count", "--freeze", "held"), "count: what is frozen are findings"),
        (("--count-by", "month", "--limit", "2"), "take --count-by or --limit out"),
        (
            ("--count", "--page", "2"),
            "count: all are counted, not some; take --count or --page out",
        ),
        (("--rerun", "held", "--explain"), "rerun: a frozen query says itself what is asked"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_line(
    query: Asking, asked: tuple[str, ...], said: str
) -> None:
    code, out, err = query(*asked)
    assert (code, out) == (2, "")
    assert err.startswith("digest: ")
    assert said in err
    assert err.count("\n") == 1
    assert not Path("held").exists()


def test_a_missing_table_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE findings")
    database.close()
    (tmp_path / "digest.toml").write_text("", "utf-8")
    code, out, err = Asking(tmp_path, monkeypatch, capsys)()
    assert (code, out) == (1, "")
    assert "no such table: findings" in err
    assert err.count("\n") == 1


def test_what_does_not_count_is_told_from_what_does(query: Asking) -> None:
    counted = query("--question", "gp-budgets", "--min-confidence", "0.6")[1]
    assert "gp-budgets" in counted
    assert "perhaps" not in counted
    rows = json.loads(query("--tag", "stance", "--format", "json")[1])
    unsure = sum(row["confidence"] < 0.6 for row in rows)
    assert query("--tag", "stance")[1].count("perhaps") == unsure > 0


def test_that_nothing_was_found_is_said(query: Asking) -> None:
    assert query("--person", "Nobody Atall")[::2] == (0, "nothing was found\n")
