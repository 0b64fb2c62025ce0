"""Which addresses of others a page links to, and how they are written."""

import pytest

from site_builder.outside import outside


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://news.example/a?b=1&c=2#d", "https://news.example/a?b=1&c=2#d"),
        ("HTTPS://news.example/ä", "https://news.example/ä"),
        ('https://news.example/a b"<c>', "https://news.example/a%20b%22%3Cc%3E"),
        ("https://news.example/\u202egro.elpmaxe", "https://news.example/%E2%80%AEgro.elpmaxe"),
        ("https://news.example/50%25?x=%2F", "https://news.example/50%25?x=%2F"),
        ("https://bank.example@evil.example/", "https://evil.example/"),
        (" https://news.example/", "https://news.example/"),
        ("https://news.example:8080/", "https://news.example:8080/"),
    ],
)
def test_an_address_of_the_web_is_linked_with_odd_characters_escaped(
    address: str, link: str
) -> None:
    assert outside(address) == link


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "javascript:alert(1)",
        "JavaScript://news.example/%0aalert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "urn:sha256:abc",
        "//news.example/",
        "/news",
        "news.example",
        "https:///news",
        "https://[broken/",
        "https://news.example:port/",
        "https://news.example:99999/",
    ],
)
def test_what_is_none_of_the_web_is_no_link(address: str | None) -> None:
    assert outside(address) is None
