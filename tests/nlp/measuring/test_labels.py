"""Labelled files are read line by line, and each line that is wrong is named."""

from pathlib import Path
from typing import Any

import pytest

from commissioning.domain.errors import TaggingError
from nlp.measuring.labels import count_labelled, read_labelled
from tests.nlp.labelled import article, write_articles

OURS = ("train", "written", "sides", "weighed", "weighed_sides")


def test_the_rows_come_by_id_and_a_later_one_replaces_an_earlier(tmp_path: Path) -> None:
    first = write_articles(tmp_path / "a.jsonl", article(1), article(2))
    corrected = write_articles(tmp_path / "b.jsonl", article(1, stances=[]))
    rows, faults = read_labelled([first, corrected])
    assert list(rows) == ["sample-1", "sample-2"]
    assert rows["sample-1"]["stances"] == []
    assert faults == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": None}, "'id' is missing"),
        ({"text": 3}, "'text' is missing or not a string"),
        ({"published": "soon"}, "'published' is not an ISO 8601 date"),
        ({"on_topic": "yes"}, "'on_topic' is neither true nor false"),
        ({"stances": {}}, "'stances' is not a list of objects"),
        ({"stances": [{"question": "pace"}]}, "stance 1: neither 'holder' nor 'organisation'"),
        ({"stances": [{"holder": "A", "question": "what"}]}, "'question' is 'what'"),
        (
            {"stances": [{"holder": "A", "question": "pace", "stance": "maybe"}]},
            "'stance' is 'maybe'; write support, oppose, mixed",
        ),
        ({"quotations": [{"text": "a", "kind": "shouted"}]}, "'kind' of quotation 1"),
    ],
)
def test_a_wrong_line_is_named_with_its_file_and_number_and_the_rest_goes_on(
    tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    path = write_articles(tmp_path / "x.jsonl", article(1), article(2, **change), article(3))
    rows, [fault] = read_labelled([path])
    assert len(rows) == 2
    assert str(fault).startswith(f"{path}:2: ")
    assert said in str(fault)
    assert "\n" not in str(fault)


def test_what_is_no_json_is_named_and_blank_lines_are_not(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("\n[]\nno\n", "utf-8")
    rows, faults = read_labelled([path])
    assert rows == {}
    assert [str(fault).split(": ", 1)[1][:8] for fault in faults] == ["not a JS", "not JSON"]


def test_a_file_that_is_not_there_stops_it(tmp_path: Path) -> None:
    with pytest.raises(TaggingError, match=r"none\.jsonl: cannot be read"):
        read_labelled([tmp_path / "none.jsonl"])


def test_our_own_files_have_no_fault() -> None:
    paths = [Path("nlp/labelled") / f"{name}.jsonl" for name in OURS]
    rows, faults = read_labelled(Path(__file__).parents[3] / path for path in paths)
    assert faults == ()
    counts = count_labelled()
    assert len(rows) == sum(counts[path.stem] for path in paths)
