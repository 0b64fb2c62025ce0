"""The labelled articles say what they may, show it by their own words and are each there once."""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from commissioning.domain.tags import HolderKind, Position
from commissioning.register import Register

FOLDER = Path(__file__).parents[3] / "nlp" / "labelled"
FILES = ("train", "written", "sides", "weighed", "weighed_sides", "dev")
OWN = ("sides", "weighed_sides")


@cache
def articles(name: str) -> tuple[dict[str, Any], ...]:
    """The rows of a file."""
    path = FOLDER / f"{name}.jsonl"
    return tuple(map(json.loads, path.read_text("utf-8").splitlines()))


@pytest.mark.parametrize("name", FILES)
def test_a_stance_has_a_holder_a_question_a_side_and_words_of_the_article(
    name: str, register: Register
) -> None:
    kinds, sides = set(HolderKind), set(Position)
    for row in articles(name):
        for stance in row["stances"]:
            assert stance["holder_kind"] in kinds, row["id"]
            assert stance["stance"] in sides, row["id"]
            assert stance["question"] in register.questions, row["id"]
            assert stance["evidence"].strip(), row["id"]
            assert stance["evidence"] in row["text"], row["id"]


@pytest.mark.parametrize("name", OWN)
def test_a_holder_has_one_side_a_question_and_a_body_that_the_register_has(
    name: str, register: Register
) -> None:
    for row in articles(name):
        held = Counter((stance["holder"], stance["question"]) for stance in row["stances"])
        assert set(held.values()) <= {1}, row["id"]
        bodies = {stance["organisation"] for stance in row["stances"]} - {None}
        assert bodies <= set(register.organisations), row["id"]


def test_nothing_that_is_measured_on_was_learned_from() -> None:
    texts = Counter(row["text"] for name in FILES for row in articles(name))
    ids = Counter(row["id"] for name in FILES for row in articles(name))
    assert [key for key, count in (texts | ids).items() if count > 1] == []
