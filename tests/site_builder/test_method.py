"""How it works, and how each tag says how it was made."""

import ast
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html

from commissioning.domain.ledger import SHOWN, SURE
from commissioning.domain.quoting import EVIDENCE
from commissioning.settings import Settings
from commissioning.store.database import Database
from site_builder import urls, words
from site_builder.accuracy import accuracy, measured
from site_builder.building import build
from tests.site_builder.filling import NOW

NLP = Path(__file__).parents[2] / "nlp"
EXTRA = ("whole", "kinds", "bins", "eras", "questions")
VERDICTS = ("reader", "linear")


def calls(folder: str, name: str) -> Iterator[str]:
    """The texts that stand last in the calls of `name` in a package of the tagger."""
    for path in sorted((NLP / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                last = node.args[-1] if node.args else None
                if node.func.id == name and isinstance(last, ast.Constant) and last.value:
                    yield str(last.value)


def pieces() -> Iterator[str]:
    """The names of the ways in which words can be a holder's."""
    for node in ast.walk(ast.parse((NLP / "positions" / "voices.py").read_text("utf-8"))):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "METHODS":
            for part in ast.walk(node.value):
                if isinstance(part, ast.Constant):
                    yield str(part.value)


def reported() -> Iterator[str]:
    """The last of what is yielded for reported speech."""
    text = (NLP / "components" / "quotations.py").read_text("utf-8")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
            last = node.value.elts[-1]
            if isinstance(last, ast.Constant):
                yield str(last.value)


STANCES = sorted({f"{piece}+{verdict}" for piece in pieces() for verdict in VERDICTS})
QUOTATIONS = sorted({f"direct-{name}" for name in calls("speech", "Said")} | set(reported()))
MENTIONS = sorted({name for folder in ("naming", "components") for name in calls(folder, "Found")})


def test_the_tagger_is_read_for_its_names() -> None:
    assert {"author+reader", "comment+reader", "following+linear"} <= set(STANCES)
    assert {"direct-after", "direct-carried", "indirect", "according"} <= set(QUOTATIONS)
    assert {"anaphor", "ner", "outlet", "pattern", "register"} <= set(MENTIONS)


@pytest.mark.parametrize("name", [*STANCES, *QUOTATIONS, *MENTIONS, "editor"])
def test_every_name_that_the_tagger_writes_is_said_in_plain_words(name: str) -> None:
    said = words.method(name)
    assert said != name
    assert " " in said
    assert "+" not in said


def test_a_name_that_nobody_knows_is_shown_as_it_is() -> None:
    assert words.method("oracle") == "oracle"


def test_a_confidence_is_never_rounded_up_to_a_limit() -> None:
    assert words.certainty(0.796) == "fairly sure\xa0(0.79)"
    assert words.certainty(0.68) == "not very sure\xa0(0.68)"
    assert words.certainty(0.599) == "unsure\xa0(0.59), not counted"


def test_what_is_measured_comes_from_the_file_and_can_lack_intervals() -> None:
    found = accuracy(measured())
    assert found.articles == measured()["articles"]
    assert all(band.among for band in found.bands)
    told = [(band.right, band.among) for band in found.bands if band.right is not None]
    rights = [right for right, _ in told]
    assert rights[0] == max(rights), "what is said to be surest is right most often"
    assert rights[-1] == min(rights), "what is said to be least sure is right least often"
    for (surer, many), (other, few) in pairwise(told):
        error = 50 * (1 / many + 1 / few) ** 0.5  # the standard error of a difference, at most
        assert surer > other - error, "what is said to be surer is right more often"
    bare = {key: value for key, value in measured().items() if key not in EXTRA}
    plain = accuracy(bare)
    assert plain.figures[0].precision.value == measured()["relevance"]["precision"]
    assert plain.figures[0].precision.low is None
    assert plain.kinds == ()
    assert all(band.right is None for band in plain.bands)


def test_the_page_says_the_limits_of_the_code_and_the_figures_of_the_file(tmp_path: Path) -> None:
    settings = Settings(workspace=tmp_path, now=NOW)
    database = Database(settings.database_url)
    site = build(settings, database).output
    database.close()
    tree = html.document_fromstring((site / urls.METHOD).read_text("utf-8"))
    text = " ".join(" ".join(tree.xpath("//main//text()")).split()).replace("\u00a0", " ")
    assert f"Below {SURE} it is shown hollow" in text
    assert f"Below {SHOWN} it is not shown" in text
    assert f"Measured on {measured()['articles']} labelled articles" in text
    assert f"{measured()['organisations']['f1']:.2f}" in text
    assert f"at most {EVIDENCE} words for each position" in text
    assert tree.xpath("//*[@id='wrong']")
    assert "Write to whoever runs this site" in text
