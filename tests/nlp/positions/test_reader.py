from datetime import date

import numpy as np
import pytest

from commissioning.domain.tags import Text
from nlp.positions.holders import voices
from nlp.positions.reader import (
    KINDS,
    LONGEST,
    QUESTIONS,
    Attention,
    StanceReader,
    lay_out,
    softmax,
)
from nlp.positions.voices import METHODS
from nlp.tagger import Tagger

TEXT = (
    "The BMA has voted against the bill. Dr Orla Penhaligon, who chairs a practice in Truro, has"
    " signed up. “GPs should hold the budget,” Dr Penhaligon said."
)


@pytest.fixture(scope="module")
def reader() -> StanceReader:
    return StanceReader()


def test_a_question_sees_the_words_of_a_piece_by_their_weights_head_by_head() -> None:
    rng = np.random.default_rng(3)
    heads, width, questions, words = 2, 3, 4, 7
    hidden = heads * width
    weights = {
        "key.weight": rng.normal(size=(hidden, 5)).astype(np.float32),
        "value.weight": rng.normal(size=(hidden, 5)).astype(np.float32),
        "value.bias": rng.normal(size=hidden).astype(np.float32),
        "query": rng.normal(size=(2, questions, heads, width)).astype(np.float32),
    }
    vectors = rng.normal(size=(words, 5)).astype(np.float32)
    found = Attention(weights, vectors).pooled(2, 6)
    assert found.shape == (2, questions, hidden)
    keys = (vectors @ weights["key.weight"].T).reshape(words, heads, width)
    values = vectors @ weights["value.weight"].T + weights["value.bias"]
    for aim in range(2):
        for question in range(questions):
            for head in range(heads):
                scores = keys[2:6, head] @ weights["query"][aim, question, head] / width**0.5
                own = slice(head * width, (head + 1) * width)
                wanted = softmax(scores, axis=0) @ values[2:6, own]
                assert np.allclose(found[aim, question, own], wanted, atol=1e-5)


def test_it_gives_chances_for_every_holder_and_question_of_the_day(
    tagger: Tagger, reader: StanceReader
) -> None:
    [doc] = tagger.docs((Text(id="sample", text=TEXT, day=date(2011, 3, 1)),))
    for verdict in reader.read(doc, voices(doc)):
        assert verdict.about.shape == (len(QUESTIONS),)
        assert ((verdict.about >= 0) & (verdict.about <= 1)).all()
        assert np.allclose(verdict.sides.sum(axis=1), 1, atol=1e-5)
        assert (verdict.telling < len(verdict.case.shown)).all()
        assert verdict.about[QUESTIONS.index("nhs-england-abolition")] == 0


def test_it_finds_who_takes_a_plain_side(tagger: Tagger, reader: StanceReader) -> None:
    [doc] = tagger.docs((Text(id="sample", text=TEXT, day=date(2011, 3, 1)),))
    verdicts = {verdict.case.voice.holder: verdict for verdict in reader.read(doc, voices(doc))}
    bill, budgets = QUESTIONS.index("reform-bill"), QUESTIONS.index("gp-budgets")
    bma, doctor = verdicts["BMA"], verdicts["Dr Orla Penhaligon"]
    assert bma.about[bill] > doctor.about[bill]
    assert doctor.about[budgets] > bma.about[budgets]


def test_a_piece_is_bounded_and_marked_by_holder_and_method(
    tagger: Tagger, reader: StanceReader
) -> None:
    text = "Dr Ann Sample said: “" + "We want the money and " * 200 + "so on.”"
    [doc] = tagger.docs((Text(id="sample", text=text),))
    laid = lay_out(doc, voices(doc), reader.encoder.tokenizer)
    assert laid.cases
    for case in laid.cases:
        assert ((case.words[:, 1] - case.words[:, 0]) <= LONGEST).all()
        assert case.marks[:, : len(KINDS)].sum(axis=1).tolist() == [1.0] * len(case.shown)
        assert case.marks[:, len(KINDS) :].shape[1] == len(METHODS)
