import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.attributes import SectionKind
from nlp.components.layout import lay_out

LONG = "The board of an invented county met on Tuesday and talked until the caretaker came. " * 3


def kinds(text: str) -> list[tuple[str, str | None]]:
    return [(section.kind.value, section.name) for section in lay_out(text)]


def test_bylines_dates_and_notices_are_told_from_the_text() -> None:
    text = f"This site is intended for health professionals only\nBy Ann Sample\n5 May 2011\n{LONG}"
    assert kinds(text) == [
        ("furniture", None),
        ("byline", "Ann Sample"),
        ("furniture", None),
        ("body", None),
    ]


@pytest.mark.parametrize(
    "below",
    [
        "2 comments\nOld Bones said...\nNever.\nNew Broom said...\nAt last.",
        "Comments (2)\nOld Bones: Never.\nNew Broom: At last.",
        "Readers' comments (2)\nOld Bones | 2 May 2011\nNever.\nNew Broom | 3 May 2011\nAt last.",
        "2 thoughts on “A title”\nOld Bones\nNever.\nNew Broom\nAt last.",
        "YOUR VIEWS\nPosted by Old Bones at 9:40: Never.\nPosted by New Broom at 11:02: At last.",
        "Posted by Old Bones: Never.\nPosted by New Broom: At last.\nThis thread is now closed.",
        "2 replies\nOld Bones — Never.\nNew Broom — At last.",
        "Comments » 2\nOld Bones » Never.\nNew Broom » At last.",
        "Old Bones commented: Never.\nNew Broom commented: At last.",
        "Comments\nOld Bones, 9 Feb: Never.\nNew Broom, 9 Feb: At last.",
        "COMMENTS\nOld Bones 12 Jun 07:31\nNever.\nNew Broom 12 Jun 08:10\nAt last.",
        "Comment: Old Bones\nNever.\nComment: New Broom\nAt last.",
        "Comments\n1. Old Bones on 20 May 2016\nNever.\n2. New Broom on 20 May 2016\nAt last.",
        "2 responses\n1. Old Bones\nNever.\n2. New Broom\nAt last.",
        "Readers had this to say.\nOld Bones: Never.\nNew Broom: At last.",
    ],
)
def test_readers_comments_are_records_however_the_page_writes_them(below: str) -> None:
    text = f"{LONG}\n\n{below}"
    found = [s for s in lay_out(text) if s.kind is SectionKind.COMMENT]
    assert [(s.name, s.span.of(text)) for s in found] == [
        ("Old Bones", "Never."),
        ("New Broom", "At last."),
    ]


def test_an_article_that_says_what_its_readers_said_has_no_comments() -> None:
    below = f"Here is what you said about the board.\nMost of you are for it.\n{LONG}"
    assert {kind for kind, _ in kinds(f"{LONG}\n\n{below}")} == {"body"}


def test_a_speaker_of_a_debate_is_no_commenter() -> None:
    below = f"Mr Reed said:\n“Nobody was asked.”\nMr Frith: Nobody.\n{LONG}"
    assert {kind for kind, _ in kinds(f"{LONG}\n\n{below}")} == {"body"}


def test_letters_have_their_writers_below_them() -> None:
    text = f"{LONG}\nBernard Sample, Ludlow\n• {LONG}\nDr Ann Example\nBury"
    names = [s.name for s in lay_out(text) if s.kind is SectionKind.BYLINE]
    assert names == ["Bernard Sample", "Dr Ann Example"]


@given(st.text(max_size=300))
def test_any_text_gives_sections_in_order_that_lie_in_it(text: str) -> None:
    found = lay_out(text)
    for section in found:
        assert section.span.of(text).strip()
    starts = [section.span.start for section in found]
    assert starts == sorted(starts)
