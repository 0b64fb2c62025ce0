"""How much of what others wrote is given out, and what leads to quoted words."""

import pytest

from commissioning.domain.quoting import QUOTATION, run_up


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ("It began. Was it worth its cost? “", "Was it worth its cost?"),
        ("It began.\nWas it worth its cost?\n\n“", "Was it worth its cost?"),
        ("It began. Of the cost she said: “", "Of the cost she said:"),
        ("“So it began.” Then ", "Then"),
        ("Nothing ends here ", "Nothing ends here"),
        ("", ""),
        ("“", ""),
    ],
)
def test_what_leads_to_words_is_their_sentence_or_the_one_before(before: str, found: str) -> None:
    assert run_up(f"{before}It never has.” And more.", len(before)) == found


def test_of_a_long_one_the_last_words_are_given() -> None:
    before = " ".join(f"w{at}" for at in range(100)) + " "
    found = run_up(f"{before}It never has.", len(before))
    assert found.startswith("…\u00a0w60 ")
    assert found.endswith(" w99")
    assert len(found.split()) == QUOTATION + 1
    assert run_up("x" * 5_000 + "It never has.", 5_000) == "x" * 600
