"""Stored pages of two hands: half were looked at while the reader was made, half never were.

`dev` may be opened; of `held` only totals are ever shown.
"""

import pytest

from tests.crawler.golden_score import Golden, Marks, load, ours, table, total

GROUPS = {"dev": ("dev",), "held": ("held",), "all": ("dev", "held")}


@pytest.fixture(scope="module", params=list(GROUPS))
def marks(request: pytest.FixtureRequest) -> Marks:
    goldens = load(*GROUPS[request.param])
    if not goldens:
        pytest.skip(f"no pages of {request.param}")
    return total(goldens, ours)


def test_the_body_is_what_its_author_wrote(marks: Marks) -> None:
    assert marks.mean("f1") >= 0.97, "\n" + table({"found": marks})


def test_the_date_of_publication_is_right(marks: Marks) -> None:
    assert marks.mean("published") >= 0.95, "\n" + table({"found": marks})


def test_comments_are_found_with_author_date_and_words(marks: Marks) -> None:
    assert marks.mean("found") >= 0.95, "\n" + table({"found": marks})


def test_comments_do_not_leak_into_the_text(marks: Marks) -> None:
    assert marks.mean("leaked") <= 0.02, "\n" + table({"found": marks})


@pytest.mark.parametrize("golden", load("dev"), ids=lambda golden: golden.name)
def test_what_stands_around_an_article_is_not_in_it(golden: Golden) -> None:
    article = ours(golden)
    assert article is not None
    plain = " ".join(article.text.split())
    assert not [
        words for words in golden.expected["not_in_text"] if " ".join(words.split()) in plain
    ]
