"""What an editor writes in Markdown: as HTML, as text, and as Markdown again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.mail.prose import Picture, html_of, links_of, pictures_of
from desk.mail.written import Notes, escaped, markdown_of, text_of, wrapped
from site_builder.prose import plainly

SITE = "https://digest.example/"


def test_marks_become_html_with_their_styles() -> None:
    html = html_of("A *small* **loud** `code`\n\n- one\n- two\n\n> said", SITE)
    for part in ("<em>small</em>", "<strong>loud</strong>", "<code style=", "<ul style=", "<li>"):
        assert part in html
    assert html.count("<p style=") == 2


def test_relative_links_lead_to_the_site() -> None:
    assert 'href="https://digest.example/a.html"' in html_of("[a](/a.html)", SITE)
    assert "[a](https://digest.example/a.html)" in markdown_of("[a](/a.html)", SITE)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd"]
)
def test_links_that_lead_nowhere_are_none(link: str) -> None:
    html = html_of(f"[words](<{link}>)", SITE)
    assert "href" not in html
    assert "words" in html
    assert links_of(f"[words](<{link}>)", SITE) == ()


def test_raw_html_is_shown_as_it_was_written() -> None:
    html = html_of("<script>alert(1)</script> <b onclick=x>b</b>\n\n<div>x</div>", SITE)
    assert "<script" not in html
    assert "<b " not in html
    assert "&lt;script&gt;" in html
    assert text_of("<b>b</b>", SITE, Notes()) == "<b>b</b>"
    assert markdown_of("<b>b</b>", SITE) == "\\<b\\>b\\</b\\>"


def test_a_picture_becomes_a_link_to_it() -> None:
    markdown = "![A map](/map.png) ![](https://p.example/b.png) [![c](c.png)](https://l.example/)"
    html = html_of(markdown, SITE)
    assert "<img" not in html
    assert '<a href="https://digest.example/map.png">Picture: A map</a>' in html
    assert '<a href="https://l.example/">Picture: c</a>' in html
    assert pictures_of(markdown) == (
        Picture("/map.png", "A map"),
        Picture("https://p.example/b.png", ""),
        Picture("c.png", "c"),
    )


def test_links_of_text_are_numbered_below_it() -> None:
    notes = Notes()
    assert text_of("A [b](/b) and [c](https://c.example/)", SITE, notes) == (
        "A b [1] and c [2]\n\n[1] https://digest.example/b\n[2] https://c.example/"
    )
    assert text_of("Again [b](/b)", SITE, notes) == "Again b [1]"


def test_text_has_lists_quotations_and_code() -> None:
    markdown = "# Head\n\n- one\n  1. a\n  2. b\n- two\n\n> said so\n\n    code  here\n\n* * *\n"
    text = text_of(markdown, SITE, Notes())
    assert text == (
        "*Head*\n\n- one\n  1. a\n  2. b\n- two\n\n> said so\n\n    code  here\n\n* * *"
    )


def test_no_line_of_text_is_taken_for_the_beginning_of_a_message() -> None:
    assert wrapped("From here on") == ["From\u00a0here on"]


def test_long_words_are_broken_and_addresses_are_not() -> None:
    lines = wrapped(f"{'x' * 100} https://a.example/{'y' * 100}")
    assert [len(line) for line in lines] == [66, 34, 118]


def test_markdown_that_is_written_again_means_the_same() -> None:
    markdown = (
        "# Head *x*\n\nA [b](/b_(c)) `co``de` \\*not\\* &amp; &copy;  \nline\n\n"
        "- one\n- two\n  1. a\n  2. b\n\n> quote\n\n```\ncode <b>\n```\n\n1986\\. A year\n\n\\# no"
    )
    again = markdown_of(markdown, SITE)
    assert html_of(again, SITE).replace("\n", "") == html_of(markdown, SITE).replace("\n", "")
    assert markdown_of(again, SITE) == again


@given(st.text(alphabet="ab #*_`[]()<>!\\&;1.-+=~|{}%\n\t", max_size=60))
@settings(max_examples=300, deadline=None)
def test_words_are_escaped_whatever_they_are(words: str) -> None:
    shown = " ".join(words.split())
    assert plainly(escaped(words)) == shown
    if shown:
        assert html_of(escaped(words), SITE).startswith("<p style=")


@given(st.text(alphabet="ab #*_`[]()<>!\\&;:/1.-+=~|x\n", max_size=120))
@settings(max_examples=200, deadline=None)
def test_no_markdown_makes_other_tags_than_the_listed(markdown: str) -> None:
    html = html_of(markdown, SITE)
    assert "<img" not in html
    assert "<script" not in html
    text_of(markdown, SITE, Notes())
    markdown_of(markdown, SITE)


def test_much_nesting_stays_within_bounds() -> None:
    deep = "> " * 8 + "- " * 4 + "words " * 30
    assert "words" in text_of(deep, SITE, Notes())
    for markdown in ("> " * 500 + "words", "- " * 500 + "words", "*" * 20_000):
        text_of(markdown, SITE, Notes())
        markdown_of(markdown, SITE)
    assert html_of("[" * 20_000, SITE)
