"""What the reader is to learn of a labelled article and of a statement."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from commissioning.domain.tags import Position
from commissioning.register import Register
from nlp.learning.finetuning.examples import Choices, Target, examples
from nlp.models.encoder import load_tokenizer
from nlp.positions.reader import FOLDER, QUESTIONS
from nlp.tagger import Tagger

OPPOSE = list(Position).index(Position.OPPOSE)
STATEMENT = {
    "id": "s",
    "year": 2010,
    "holder": "Dr Ann Sample",
    "holder_kind": "person",
    "context": "GPs are to hold the budgets.",
    "text": "Dr Ann Sample wants no part of it. It would ruin the practice, she said.",
    "stances": [{"question": "gp-budgets", "stance": "oppose"}],
}
SAID, WELCOMED = "it would ruin the practice", "Harnham LMC welcomed the slower pace."
ARTICLE = {
    "id": "a",
    "published": "2010-11-02",
    "source_kind": "trade",
    "title": "Budgets",
    "text": f"GPs are to hold the budgets. Dr Ann Sample said that {SAID}. {WELCOMED}",
    "quotations": [
        {"text": SAID, "kind": "indirect", "speaker": "Dr Ann Sample", "organisation": None}
    ],
    "stances": [
        {
            "holder": "Dr Ann Sample",
            "holder_kind": "person",
            "organisation": None,
            "question": "gp-budgets",
            "stance": "oppose",
            "evidence": SAID,
        },
        {
            "holder": "Harnham LMC",
            "holder_kind": "organisation",
            "organisation": None,
            "question": "pace",
            "stance": "oppose",
            "evidence": WELCOMED,
        },
    ],
}


def laid_out(tmp_path: Path, register: Register, row: dict[str, Any]) -> Choices:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row) + "\n", "utf-8")
    tokenizer = load_tokenizer(FOLDER / "tokenizer.json")
    [choices] = examples([path], tokenizer, tagger=Tagger(register, reader=False))
    return choices


def sides(target: Target) -> dict[str, int]:
    return {QUESTIONS[place]: int(target.side[place]) for place in np.flatnonzero(target.about)}


def test_a_statement_is_one_holders_words_without_what_leads_to_them(
    tmp_path: Path, register: Register
) -> None:
    [example] = laid_out(tmp_path, register, STATEMENT)
    case, target = example.laid.cases[0], example.targets[0]
    assert [one.whole for one in example.targets] == [True, False]  # then the words alone
    assert case.voice.holder == "Dr Ann Sample"
    assert len(case.shown) == 2
    assert min(span.start for span in case.shown) == len("GPs are to hold the budgets.\n\n")
    assert sides(target) == {"gp-budgets": OPPOSE}


def test_an_article_comes_as_it_is_found_and_as_it_is_labelled(
    tmp_path: Path, register: Register
) -> None:
    choices = laid_out(tmp_path, register, ARTICLE)
    assert len(choices) == 2
    _, labelled = choices
    found = {
        case.voice.holder: sides(target)
        for case, target in zip(labelled.laid.cases, labelled.targets, strict=True)
        if target.whole and target.about.any()
    }
    assert found["Dr Ann Sample"] == {"gp-budgets": OPPOSE}


def test_an_article_of_which_only_stances_are_labelled_comes_as_it_is_found(
    tmp_path: Path, register: Register
) -> None:
    row = {name: value for name, value in ARTICLE.items() if name != "quotations"}
    [example] = laid_out(tmp_path, register, row)
    found = {
        case.voice.holder: sides(target)
        for case, target in zip(example.laid.cases, example.targets, strict=True)
        if target.whole and target.about.any()
    }
    assert found["Dr Ann Sample"] == {"gp-budgets": OPPOSE}


def test_the_words_that_show_a_side_are_a_case_of_their_own(
    tmp_path: Path, register: Register
) -> None:
    text = f"{STATEMENT['text']} She said that {SAID}."
    row = {**ARTICLE, "text": f"Dr Ann Sample said that the pace was fine. {text}"}
    _, labelled = laid_out(tmp_path, register, row)
    alone = [
        (case, target)
        for case, target in zip(labelled.laid.cases, labelled.targets, strict=True)
        if not target.whole
    ]
    assert alone
    for case, target in alone:
        assert len(case.shown) == len(case.words) == len(case.lexical)
        assert target.shown == {}
        assert int(target.about.sum()) == 1


@pytest.mark.parametrize("side", list(Position))
def test_each_side_is_learned_as_itself(tmp_path: Path, register: Register, side: Position) -> None:
    row = {**STATEMENT, "stances": [{"question": "pace", "stance": side.value}]}
    [example] = laid_out(tmp_path, register, row)
    assert sides(example.targets[0]) == {"pace": list(Position).index(side)}
