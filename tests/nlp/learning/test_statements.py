"""The single statements that the reader learns from say what they may and are each there once."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commissioning.domain.tags import HolderKind, Position
from commissioning.register import Register

FOLDER = Path(__file__).parents[3] / "nlp" / "labelled"
FILES = ("statements.jsonl", "contrasts.jsonl")
FIELDS = {"id", "year", "holder", "holder_kind", "context", "text", "stances"}


def statements(name: str) -> Iterator[dict[str, Any]]:
    """The rows of a file."""
    return map(json.loads, (FOLDER / name).read_text("utf-8").splitlines())


@pytest.mark.parametrize("name", FILES)
def test_a_statement_has_a_holder_words_and_sides_on_questions(
    name: str, register: Register
) -> None:
    kinds, sides = set(HolderKind), set(Position)
    for row in statements(name):
        assert set(row) == FIELDS, row["id"]
        assert row["holder_kind"] in kinds, row["id"]
        assert row["holder"].strip(), row["id"]
        assert row["text"].strip(), row["id"]
        assert {stance["stance"] for stance in row["stances"]} <= sides, row["id"]
        asked = [stance["question"] for stance in row["stances"]]
        assert set(asked) <= set(register.questions), row["id"]
        assert len(set(asked)) == len(asked), row["id"]


def test_nothing_is_said_twice() -> None:
    rows = [row for name in FILES for row in statements(name)]
    ids = Counter(row["id"] for row in rows)
    words = Counter((row["holder"], row["context"], row["text"]) for row in rows)
    assert [key for key, count in (ids | words).items() if count > 1] == []
