"""Texts as terms."""

import time

import pytest

from nlp.stories.words import MAX_LETTERS, read_words, stem


def terms(text: str) -> list[str]:
    return [term for sentence in read_words("", text).sentences for term in sentence.terms]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("practices", "practice"),
        ("bodies", "body"),
        ("merged", "merge"),
        ("merging", "merge"),
        ("trust's", "trust"),
        ("planned", "plan"),
        ("tendering", "tender"),
    ],
)
def test_words_of_one_stem_are_one_term(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize("word", ["gas", "us", "this", "wing", "red", "less"])
def test_short_words_keep_their_letters(word: str) -> None:
    assert stem(word) == word


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("a gap of £219million", "#219m"),
        ("a gap of £219m", "#219m"),
        ("eighty billion pounds", "#80bn"),
        ("£80bn", "#80bn"),
        ("forty-one practices", "#41"),
        ("41 practices", "#41"),
        ("1,140 answered", "#1140"),
        ("the 21st", "#21"),
    ],
)
def test_a_number_is_one_term_however_it_is_written(text: str, term: str) -> None:
    assert term in terms(text)


def test_small_numbers_and_the_small_change_of_language_tell_nothing() -> None:
    assert terms("They said on Tuesday that three of the 7 would be there in July.") == []


def test_names_are_seen_by_capitals_inside_a_sentence_and_persons_by_what_stands_before() -> None:
    words = read_words("Vote", "Practices near Brackwater met Dr Odile Marwood. Nobody sang.")
    assert words.capital == {"brackwater": 1, "dr": 1, "odil": 1, "marwood": 1}
    assert words.persons == {"odil", "marwood"}
    assert "practice"[:-1] not in words.capital


def test_places_are_told_by_what_stands_before_and_behind() -> None:
    words = read_words("", "The Quillmere practices met in Brackwater, and thanked Larch for tea.")
    assert words.places["quillmer"] == words.places["brackwat" + "er"] == 1.0
    assert "larch" not in words.places


def test_a_sentence_is_known_again_unless_it_is_short_or_quotes() -> None:
    said = "The plan was published in December and is to run for five years."
    keys = [
        sentence.key
        for sentence in read_words("", f"{said} {said.upper()} It is. “{said}”").sentences
    ]
    assert keys[0] == keys[1] is not None
    assert keys[2:] == [None, None]


@pytest.mark.parametrize(
    "text",
    ["", " ", "\ud800", "a" * 200_000, "“" * 50_000, "1," * 50_000, ". " * 50_000, "\n" * 100_000,
     "A" + "'a" * 50_000, "forty " * 30_000, "\u202e<script>alert(1)</script>"],
)  # fmt: skip
def test_any_text_is_read_in_little_time(text: str) -> None:
    begin = time.process_time()
    words = read_words(text, text)
    assert words.length <= MAX_LETTERS
    assert time.process_time() - begin < 2
