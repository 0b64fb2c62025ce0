"""The page at an old address."""

import pytest
from lxml import html

from commissioning.domain.errors import BuildError
from site_builder.publishing.redirects import redirect_page


def test_it_leads_on_at_once_by_a_link_and_without_a_script() -> None:
    page = redirect_page("../stories/one.html?a=1&b=2#top")
    tree = html.document_fromstring(page.decode())
    address = "../stories/one.html?a=1&b=2#top"
    assert tree.xpath("//meta[@http-equiv='refresh']/@content") == [f"0; url={address}"]
    assert tree.xpath("//link[@rel='canonical']/@href") == [address]
    assert tree.xpath("//a/@href") == [address]
    assert tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert tree.xpath("//main/h1")
    assert not tree.xpath("//script | //@style | //@onload")


@pytest.mark.parametrize(
    "hostile",
    ['a"><script>alert(1)</script>.html', "a'b.html", "a\\b.html", "a\nb.html", "é <b>.html"],
)
def test_what_is_no_address_stays_text(hostile: str) -> None:
    tree = html.document_fromstring(redirect_page(hostile).decode())
    assert not tree.xpath("//script | //b")
    (address,) = tree.xpath("//a/@href")
    assert not set(address) & set("\"'<>\\\n ")


@pytest.mark.parametrize(
    "elsewhere",
    [
        "",
        "https://other.example/",
        "//other.example/",
        "///other.example/",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.example",
    ],
)
def test_it_never_leads_out_of_the_site(elsewhere: str) -> None:
    with pytest.raises(BuildError, match="within the site"):
        redirect_page(elsewhere)


def test_the_same_address_gives_the_same_bytes() -> None:
    assert redirect_page("a.html") == redirect_page("a.html")
