"""The language of words: what it means, and what is said where it cannot be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.domain.errors import QueryError
from commissioning.domain.folding import LONGEST, MOST_BYTES, fold_letter, fold_words
from commissioning.domain.words import AllOf, AnyOf, Phrase, Without, Words, phrases, read_words

A, B, C = Phrase(("a",)), Phrase(("b",)), Phrase(("c",))


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("a", A),
        ("A", A),
        ("a b", AllOf((A, B))),
        ("a AND b", AllOf((A, B))),
        ("a and b", AllOf((A, Phrase(("and",)), B))),
        ("a OR b c", AnyOf((A, AllOf((B, C))))),
        ("(a OR b) c", AllOf((AnyOf((A, B)), C))),
        ("a NOT b", Without(A, B)),
        ("a AND NOT b NOT c", Without(A, AnyOf((B, C)))),
        ("NOT b a", Without(A, B)),
        ("a NOT (b OR c)", Without(A, AnyOf((B, C)))),
        ('"a b"', Phrase(("a", "b"))),
        ("“a b” c", AllOf((Phrase(("a", "b")), C))),
        ("GP-led", Phrase(("gp", "led"))),
        ("Trust’s", Phrase(("trust", "s"))),
        ("budg*", Phrase(("budg",), prefix=True)),
        ('"a budg*"', Phrase(("a", "budg"), prefix=True)),
        ('"a budg"*', Phrase(("a", "budg"), prefix=True)),
        ("-a", A),
    ],
)
def test_what_is_asked_is_what_is_meant(asked: str, meant: Words) -> None:
    assert read_words(asked) == meant


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("", "none are given"),
        (" ", "none are given"),
        ("a OR", "nothing stands at the end"),
        ("a NOT", "nothing stands after NOT"),
        ("OR a", "OR at character 1 has nothing before it"),
        ("a AND OR b", "OR at character 7 has nothing before it"),
        ("NOT a", "NOT stands alone"),
        ("a OR NOT b", "NOT stands alone"),
        ("(a", "'(' at character 1 is never closed"),
        ("a)", "')' at character 2 closes nothing"),
        ("()", ") at character 2 has nothing before it"),
        ('a "b', "quotation mark at character 3 is never closed"),
        ("&", "& has no letter and no digit"),
        ('""', "has no letter and no digit"),
        ("a*", "fewer than two letters"),
        ("*", "has no letter and no digit"),
        ("bu*get", "does not stand at the end"),
        ("bud.*", "does not end a word"),
        ("(" * 30 + "a" + ")" * 30, "deeper than 20"),
        ("word " * 65, "more than 64"),
        ("x" * 2001, "longer than 2000"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_line(asked: str, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        read_words(asked)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@given(st.text(max_size=60))
def test_anything_is_read_or_refused(asked: str) -> None:
    try:
        found = read_words(asked)
    except QueryError:
        return
    assert list(phrases(found))


@given(st.text())
def test_folded_words_stay_as_they_are(text: str) -> None:
    folded = fold_words(text)
    assert fold_words(folded) == folded
    assert folded == " ".join(folded.split())


@given(st.text(st.sampled_from("aZ9 ’é—½ﬁßΩж\u0301-x")))
def test_a_text_is_folded_as_its_letters_are(text: str) -> None:
    letters = "".join(map(fold_letter, text))
    assert fold_words(text) == " ".join(word[:LONGEST] for word in letters.split())


def test_case_accents_and_marks_do_not_tell_words_apart() -> None:
    assert (
        fold_words("The Trust’s CAFÉ — ﬁne, e\u0301 ½\u00a050%") == "the trust s cafe fine e 1 2 50"
    )


def test_words_and_texts_without_end_are_bounded() -> None:
    assert fold_words("x" * 10_000) == "x" * LONGEST
    endless = fold_words(" ".join(f"wørd{number}" for number in range(200_000)))
    assert len(endless.encode()) <= MOST_BYTES
    assert endless.endswith(endless.split()[-1])
    assert endless.split()[-1] == f"wørd{len(endless.split()) - 1}"
