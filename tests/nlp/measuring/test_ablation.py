"""Each part of the tagger can be left out, and what that changes is told."""

from collections.abc import Collection
from datetime import date
from pathlib import Path

import pytest

from commissioning.domain.tags import Text
from commissioning.register import Register
from nlp.measuring.ablation import FIGURES, WHOLE, Variant, ablate
from nlp.tagger import Part, Tagger
from tests.nlp.labelled import article

TEXT = Text(
    id="sample",
    text="Ann Sample is of the BMA and the NHS Alliance. The union met. “We are ready,” she said.",
    day=date(2026, 9, 1),
)


def test_without_references_nobody_is_meant_by_she_or_the_union(register: Register) -> None:
    found = Tagger(register, reader=False, without={Part.REFERENCES}).tag(TEXT)
    assert [mention.span.of(TEXT.text) for mention in found.mentions] == ["BMA", "NHS Alliance"]
    assert {quotation.speaker for quotation in found.quotations} <= {None}


def test_without_days_a_name_is_the_body_that_had_it_first(register: Register) -> None:
    found = Tagger(register, reader=False, without={Part.DAYS})
    slugs = {mention.organisation for mention in found.tag(TEXT).mentions}
    assert slugs == {"bma", "nhs-alliance"}
    assert found.version.endswith("+without-days")


def test_each_variant_stands_beside_the_one_that_has_the_part(
    register: Register,
) -> None:
    rows = {row["id"]: row for row in (article(n) for n in range(3))}

    def make(*, reader: bool, without: Collection[Part], weights: Path | None) -> Tagger:
        return Tagger(register, reader=False, without=without, weights=weights)

    less = Variant(name="less", beside=WHOLE, without=frozenset({Part.CONSTRUCTIONS}))
    whole, other = ablate(rows, make, [Variant(name=WHOLE, beside=WHOLE), less])
    assert set(whole.change) == set(FIGURES)
    assert all(change.value == 0 for change in whole.change.values())
    assert (other.name, other.beside) == ("less", WHOLE)
    assert other.change["relevance"].value == pytest.approx(
        other.f1["relevance"] - whole.f1["relevance"], abs=1e-3
    )
