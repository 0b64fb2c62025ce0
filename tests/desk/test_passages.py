import pytest

from commissioning.domain.tags import Span
from desk.passages import NoSuchWords, find_words

TEXT = "We say yes.\n\nThey say  yes, \u202atoo😀. We say yes."


def test_the_nearest_of_several_places_is_meant() -> None:
    assert find_words(TEXT, "say yes", 0) == Span(3, 10)
    assert find_words(TEXT, "say yes", 15) == Span(18, 26)
    assert find_words(TEXT, "say yes", len(TEXT)) == Span(38, 45)


def test_white_space_and_what_nobody_sees_make_no_difference() -> None:
    span = find_words(TEXT, "yes. They\nsay yes, too", 0)
    assert span.of(TEXT) == "yes.\n\nThey say  yes, \u202atoo"


@pytest.mark.parametrize("words", ["no", "", " \n", "\u202a", "We say yes. We"])
def test_words_that_are_not_there_are_told(words: str) -> None:
    with pytest.raises(NoSuchWords):
        find_words(TEXT, words, 0)
