import pytest

from commissioning.domain.errors import SettingsError
from crawler.sources import packaged_sources, parse_sources

ENTRY = '[[source]]\nslug = "a"\nname = "A"\nhome = "https://a.example/"\nkind = "trade"\n'


def test_thirty_or_more_real_outlets_come_with_the_product() -> None:
    sources = parse_sources(packaged_sources())
    assert len(sources) >= 30
    assert not any(source.sample for source in sources)
    kinds = {source.kind.value for source in sources}
    assert {"trade", "national", "think-tank", "union", "official", "campaign", "blog"} <= kinds


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (ENTRY.replace("trade", "paper"), 5, "write one of"),
        (ENTRY.replace('slug = "a"', 'slug = "A B"'), 2, "slug"),
        (ENTRY.replace("https://a.example/", "a.example"), 4, "home"),
        (ENTRY + 'colour = "red"\n', 6, "colour"),
        (ENTRY + ENTRY, 7, "another source"),
        ("[[source]\n", 1, ""),
        ("[other]\nx = 1\n", 1, "[[source]]"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_sources(text, path="sources.toml")
    assert str(caught.value).startswith(f"sources.toml, line {line}: "), str(caught.value)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
