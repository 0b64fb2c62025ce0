"""What editors write is shown as they meant it, and nothing of it runs."""

import pytest
from lxml import html

from site_builder.prose import LONGEST, plainly, prose
from tests.site_builder.hostile import LINKS, WORDS

URL = "https://digest.example/"
ALLOWED = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"}


def shown(markdown: str, root: str = "../") -> html.HtmlElement:
    return html.fragment_fromstring(str(prose(markdown, url=URL, root=root)), create_parent="div")


def test_marks_become_what_they_mean() -> None:
    found = shown("# Head\n\nOne *two* **three**\n\n- a\n- b\n\n> said\n\n1. c\n")
    assert [one.tag for one in found.iter()][1:] == [
        *("p", "strong", "p", "em", "strong"),
        *("ul", "li", "li", "blockquote", "p", "ol", "li"),
    ]


def test_links_of_the_site_stay_within_it_and_others_are_whole() -> None:
    markdown = (
        "[a](bodies/bma.html) [b](https://digest.example/x.html#y) [c](https://other.example/)"
        " [d](mailto:a@b.example) [e](https://digest.example/)"
    )
    links = [one.get("href") for one in shown(markdown).iter("a")]
    assert links == [
        *("../bodies/bma.html", "../x.html#y", "https://other.example/"),
        *("mailto:a@b.example", "../"),
    ]
    assert [one.get("href") for one in shown("[e](/)", root="").iter("a")] == ["./"]


def test_a_picture_is_a_link_to_it() -> None:
    found = shown("![A chart](https://pic.example/a.png) ![](javascript:alert(1))")
    assert [(one.text, one.get("href")) for one in found.iter("a")] == [
        ("Picture: A chart", "https://pic.example/a.png")
    ]
    assert "<img" not in html.tostring(found, encoding="unicode")


@pytest.mark.parametrize("evil", [*WORDS.values(), *LINKS])
@pytest.mark.parametrize(
    "form",
    ["{}", "[x]({})", "[x](<{}>)", "![x]({})", "<{}>", "**{}**", "[{}](https://a.example/)"],
)
def test_nothing_hostile_becomes_markup(evil: str, form: str) -> None:
    found = shown(form.replace("{}", evil))
    for one in found.iter():
        assert one is found or one.tag in ALLOWED
        assert set(one.attrib) <= {"href", "start"}
        address = one.get("href", "https://")
        assert address.startswith(("https://", "http://", "mailto:", "../", "./"))


def test_raw_html_is_shown_as_it_was_written() -> None:
    assert "&lt;script&gt;" in str(prose("<script>alert(1)</script>", url=URL, root=""))
    assert shown("<b onclick=x>y</b>").text_content().strip() == "<b onclick=x>y</b>"


def test_no_text_is_without_end() -> None:
    assert len(str(prose("a " * LONGEST, url=URL, root=""))) < LONGEST + 100


def test_words_alone_are_on_one_line() -> None:
    assert (
        plainly("# Head\n\nOne *two* [three](x.html)\nfour\n\n- a") == "Head One two three four a"
    )
