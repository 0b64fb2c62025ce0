"""How usual terms are."""

from pathlib import Path

from nlp.stories.background import count, load_background, save_background
from nlp.stories.words import read_words


def test_a_term_of_few_articles_is_rarer_than_one_of_many() -> None:
    found = count(read_words("", f"The doctors of Larkfield met. {text}") for text in ("a", "b"))
    assert found.articles == 2
    assert found.usual["larkfield"] == 2
    assert found.rarity("larkfield") < found.rarity("never-met") <= 1
    assert (found.capital["larkfield"], found.small["doctor"]) == (2, 2)
    assert count([]).articles == 0


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    shipped = load_background()
    save_background(shipped, tmp_path)
    from importlib.resources import files

    kept = files("nlp.stories").joinpath("background.json").read_bytes()
    assert (tmp_path / "background.json").read_bytes() == kept
    assert shipped.articles > 1000
    assert shipped.rarity("patient") < 0.3 < shipped.rarity("bidder")
