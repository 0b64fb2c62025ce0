"""Which addresses of others a page links to, and how they are written."""

import pytest

from site_builder.outside import at_words, outside


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


@pytest.mark.parametrize(
    ("words", "fragment"),
    [
        ("“It never has.”", "It%20never%20has"),
        (
            "Costs, risks & well-meant plans",
            "Costs%2C%20risks%20%26%20well%2Dmeant%20plans",
        ),
        ("One day – or two", "One%20day%20%E2%80%93%20or%20two"),
        ("First line\nsecond", "First%20line"),
        ("one two three four five six seven eight nine ten, eleven", "ten"),
        ("a#b?c=d:~:text=e", "a%23b%3Fc%3Dd%3A~%3Atext%3De"),
        ("\ud800 lone", "%3F%20lone"),
    ],
)
def test_a_link_leads_to_where_the_words_begin(words: str, fragment: str) -> None:
    link = at_words("https://news.example/a?b=1", words)
    assert link is not None
    before, _, text = link.partition("#:~:text=")
    assert before == "https://news.example/a?b=1"
    assert text.endswith(fragment)
    assert not set(text) & set(",-& #")


def test_the_way_to_words_is_short_however_long_they_are() -> None:
    link = at_words("https://news.example/a", "word " * 500)
    assert link == "https://news.example/a#:~:text=" + "%20".join(["word"] * 10)
    assert at_words("https://news.example/a", "w" * 5_000) is None


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://news.example/a#comments", "It never has"),
        ("urn:sha256:abc", "It never has"),
        (None, "It never has"),
        ("https://news.example/a", " … “” "),
        ("https://news.example/a", ""),
    ],
)
def test_no_link_leads_to_words_where_none_can(address: str | None, words: str) -> None:
    assert at_words(address, words) is None
