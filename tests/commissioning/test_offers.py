"""Lines that are offered: an article's own sentences, with who reports them."""

from commissioning.domain.offers import LONGEST, attributed, offers, sentences
from commissioning.domain.tags import Span

TEXT = """Boards are thinning two years before they are to close.
A survey of 88 chief executives, by Dr. J. Smith of the N.H.S. unit, was published today. The
 BMA wants no trust closed until its work has a home, and the NAPC wants the date brought forward.
"The money will follow," said Mr Jones. "It always does." He would not say when that was to be done.
And so the LGA applauds the new boards but would have councils sign off every plan there is.
"""


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def test_sentences_end_at_marks_and_lines_but_not_at_short_forms() -> None:
    found = [" ".join(one.of(TEXT).split()) for one in sentences(TEXT)]
    assert found[0] == "Boards are thinning two years before they are to close."
    assert found[1].startswith(
        "A survey of 88 chief executives, by Dr. J. Smith of the N.H.S. unit,"
    )
    assert "".join("".join(one.of(TEXT).split()) for one in sentences(TEXT)) == "".join(
        TEXT.split()
    )


def test_the_sentence_with_most_in_it_is_offered_first() -> None:
    text = TEXT.replace("\n BMA", " BMA")
    bodies = [(slug, Span(text.index(name), text.index(name) + 3)) for slug, name in _NAMES]
    found = offers(text, source="Pulse", bodies=bodies, evidence=[bodies[0][1]])
    assert found[0].line == (
        "Pulse reports: “The BMA wants no trust closed until its work has a home, and the NAPC"
        " wants the date brought forward.”"
    )
    assert found[0].words in " ".join(text.split())
    assert [one.sentence for one in found[1:]] == [1, 2]


_NAMES = (("bma", "BMA"), ("napc", "NAPC"), ("lga", "LGA"))


def test_what_leans_on_others_or_is_part_of_a_quotation_is_not_offered() -> None:
    told = " ".join(one.words for one in offers(TEXT, source="P", bodies=(), evidence=()))
    for left_out in ("He would not", "And so the LGA", "It always does"):
        assert left_out not in told


def test_nothing_is_offered_where_nothing_fits() -> None:
    assert offers("", source="P", bodies=(), evidence=()) == ()
    assert offers("Short. " + "word " * LONGEST + ".", source="P", bodies=(), evidence=()) == ()
    assert (
        offers("A heading without an end that is long enough", source="P", bodies=(), evidence=())
        == ()
    )


def test_the_words_are_the_articles_and_show_as_they_are() -> None:
    line = attributed('He said "no" to <b>*all*</b> of [it](javascript:x).', "1. News_paper")
    assert line == (
        "1\\. News\\_paper reports: “He said ‘no’ to \\<b\\>\\*all\\*\\</b\\> of"
        " \\[it\\](javascript:x).”"
    )
