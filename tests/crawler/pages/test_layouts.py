"""Small pages of our own in the shapes of many makers: invented words, and what is to be read.

`layouts/bodies.json` has whole pages, `layouts/comments.json` the threads below one.
"""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from commissioning.domain.dates import Dated, Precision
from crawler.pages.page import read_page
from tests.crawler.pages.golden_score import same_date

CAPTURED = Dated(
    moment=datetime(2026, 11, 16, tzinfo=UTC), precision=Precision.SECOND, found_in="response"
)
LAYOUTS = Path(__file__).with_name("layouts")


def cases(name: str) -> list[Any]:
    told = json.loads((LAYOUTS / f"{name}.json").read_text(encoding="utf-8"))
    return [pytest.param(case, id=identifier) for identifier, case in told.items()]


@pytest.mark.parametrize("case", cases("bodies"))
def test_a_page_of_any_make_is_read(case: dict[str, Any]) -> None:
    body = case["html"].encode(case["encoding"])
    found = read_page(body, url=case["url"], source="x", captured=CAPTURED)
    assert found.text.replace("\ufffd", "").split("\n\n") == case["paragraphs"]
    assert found.headline == case["headline"]
    assert found.byline == case["byline"]
    assert same_date(found.published, case["published"])
    assert same_date(found.updated, case["updated"])
    assert found.paywalled == case["paywalled"]
    assert found.comments == ()
    if case["kind"]:
        assert found.kind == case["kind"]


@pytest.mark.parametrize("case", cases("comments"))
def test_comments_of_any_make_are_records_and_not_text(case: dict[str, Any]) -> None:
    found = read_page(
        case["html"].encode(), url="https://p.example/a", source="x", captured=CAPTURED
    )
    expected = case["comments"]
    assert [comment.author for comment in found.comments] == [c["author"] for c in expected]
    for comment, wanted in zip(found.comments, expected, strict=True):
        assert same_date(comment.published, wanted["published"])
        assert re.findall(r"\w+", comment.text) == re.findall(r"\w+", wanted["text"])
        assert comment.reply_to == wanted["reply_to"]
        assert wanted["text"] not in found.text
    assert len(found.text.split("\n\n")) == 6
