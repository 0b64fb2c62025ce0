"""Stored pages of several hands: two thirds were looked at while the reader was made, a third not.

`dev` may be opened; of `held` only totals are ever shown. Each half and the whole are held to the
same targets.
"""

import pytest

from tests.crawler.pages.golden_score import Marks, load, ours, table, total


@pytest.fixture(scope="module")
def read() -> dict[str, Marks]:
    """The marks of each half."""
    return {half: total(load(half), ours) for half in ("dev", "held")}


@pytest.fixture(params=["all", "dev", "held"])
def marks(request: pytest.FixtureRequest, read: dict[str, Marks]) -> Marks:
    found = Marks()
    for half in ("dev", "held") if request.param == "all" else (request.param,):
        found.add(read[half])
    return found


def test_the_body_is_what_its_author_wrote(marks: Marks) -> None:
    assert marks.mean("f1") >= 0.97, "\n" + table({"found": marks})


def test_the_date_of_publication_is_right(marks: Marks) -> None:
    assert marks.mean("published") >= 0.95, "\n" + table({"found": marks})


def test_comments_are_found_with_author_date_and_words(marks: Marks) -> None:
    assert marks.mean("found") >= 0.95, "\n" + table({"found": marks})


def test_comments_do_not_leak_into_the_text(marks: Marks) -> None:
    assert marks.mean("leaked") <= 0.02, "\n" + table({"found": marks})


def test_what_stands_around_an_article_is_not_in_it(marks: Marks) -> None:
    assert marks.mean("unwanted") <= 0.02, "\n" + table({"found": marks})
