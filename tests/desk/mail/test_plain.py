"""The plain text of a mail, and an issue as Markdown: whole, within bounds, nothing but words."""

import re
from dataclasses import replace

from markdown_it import MarkdownIt

from desk.mail.letter import compose
from desk.mail.markdown import markdown_letter
from desk.mail.mjml import html_mail
from desk.mail.plain import text_mail
from tests.desk.mail import issues

LETTER = compose(issues.published(30), issues.HEAD)


def test_lines_are_wrapped_but_for_addresses() -> None:
    lines = text_mail(LETTER).split("\n")
    assert [line for line in lines if len(line) > 66 and "https://" not in line] == []
    assert [line for line in lines if line != line.rstrip()] == []


def test_every_item_line_and_link_of_the_html_is_in_the_text() -> None:
    text = text_mail(LETTER)
    flat = " ".join(text.replace("| ", "").split())
    for part in LETTER.parts:
        assert part.name.upper() in text
        for entry in part.entries:
            assert entry.headline.text in flat
            assert "finds boards thinning *two years* early." in flat
            for side in entry.sides:
                assert " ".join(side.words.split()) in flat
                assert " ".join(side.whose.split()) in flat
    for url in re.findall(r'href="([^"]*)"', html_mail(LETTER)):
        assert url.replace("&amp;", "&") in text


def test_amendments_and_samples_are_told() -> None:
    letter = compose(issues.published(), replace(issues.HEAD, sample=True))
    for form in (text_mail(letter), markdown_letter(letter)):
        assert "Corrected on 5\u00a0November\u00a02010" in form
        assert "Sample issue: articles, people and words are invented." in form


def test_no_line_is_what_programs_take_for_something_else() -> None:
    for line in text_mail(compose(issues.hostile(), issues.HEAD)).split("\n"):
        assert not line.startswith("From ")
        assert line not in ("-- ", "--")
        assert line.isprintable() or "\u00a0" in line


def test_markdown_has_everything_and_reads_as_it_is_meant() -> None:
    markdown = markdown_letter(LETTER)
    html = MarkdownIt("commonmark").render(markdown)
    assert html.count("<h1>") == 1
    assert html.count("<h2>") == len(LETTER.parts)
    assert html.count("<h3>") == 30
    assert html.count("<blockquote>") == sum(
        len(entry.sides) for part in LETTER.parts for entry in part.entries
    )
    for url in re.findall(r'href="([^"]*)"', html_mail(LETTER)):
        assert url.replace("&amp;", "&") in markdown


def test_markdown_of_what_tries_to_be_markup_has_no_markup() -> None:
    markdown = markdown_letter(compose(issues.hostile(), issues.HEAD))
    html = MarkdownIt("commonmark", {"html": True}).render(markdown)
    assert not re.findall(r"<(?:script|img|iframe|mj-)", html)
    assert "javascript:" not in "".join(re.findall(r'href="[^"]*"', html))
    assert html.count("<h1>") == 1
    assert html.count("<h2>") == 1


def test_services_that_write_title_and_footer_get_neither() -> None:
    bare = markdown_letter(LETTER, title=False, footer=False)
    assert not bare.startswith("# ")
    assert "Unsubscribe" not in bare
