from hypothesis import given
from hypothesis import strategies as st

from desk.marking import Mark, marked


def mark(start: int, end: int, row: str = "t1", number: int | None = 1) -> Mark:
    return Mark(start=start, end=end, row=row, shown="sup", number=number)


def test_paragraphs_know_where_they_begin() -> None:
    found = marked("One.\n\nTwo.\n \n\n Three.\nStill three.")
    assert [(one.start, one.pieces[0].text) for one in found] == [
        (0, "One."),
        (6, "Two."),
        (15, "Three.\nStill three."),
    ]


def test_marks_that_cross_cut_each_other_into_pieces() -> None:
    [paragraph] = marked(
        "abcdefghij", stances=[mark(2, 6)], quotations=[mark(4, 8, "q1")], bodies=[mark(5, 7, "b1")]
    )
    told = [
        (one.text, one.evidence is not None, one.quotation, one.body) for one in paragraph.pieces
    ]
    assert told == [
        ("ab", False, False, None),
        ("cd", True, False, None),
        ("e", True, True, None),
        ("f", True, True, "b1"),
        ("g", False, True, "b1"),
        ("h", False, True, None),
        ("ij", False, False, None),
    ]


def test_of_two_stances_the_shorter_is_marked_and_both_end_with_a_number() -> None:
    [paragraph] = marked("abcdef", stances=[mark(0, 6, "t1", 1), mark(2, 6, "t2", 2)])
    last = paragraph.pieces[-1]
    assert last.evidence is not None
    assert last.evidence.row == "t2"
    assert [one.number for one in last.ends] == [1, 2]
    assert paragraph.pieces[0].begins == ("t1",)


def test_offsets_count_code_points() -> None:
    text = "𝒜😀 says yes"
    [paragraph] = marked(text, stances=[mark(3, 7)])
    assert [one.text for one in paragraph.pieces] == ["𝒜😀 ", "says", " yes"]


def test_a_span_that_is_not_in_the_text_is_left_out() -> None:
    [paragraph] = marked("short", stances=[mark(2, 60), mark(-1, 2)])
    assert [one.text for one in paragraph.pieces] == ["short"]


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8)


@given(st.text(alphabet="ab \n\té😀", max_size=60), spans, spans, spans)
def test_the_pieces_are_the_text(
    text: str,
    stances: list[tuple[int, int]],
    quotations: list[tuple[int, int]],
    bodies: list[tuple[int, int]],
) -> None:
    found = marked(
        text,
        stances=[mark(*span) for span in stances],
        quotations=[mark(*span) for span in quotations],
        bodies=[mark(*span) for span in bodies],
    )
    for one in found:
        whole = "".join(piece.text for piece in one.pieces)
        assert text[one.start : one.start + len(whole)] == whole
    paragraphs = ["".join(piece.text for piece in one.pieces) for one in found]
    assert "\n".join(paragraphs).split() == text.split()
