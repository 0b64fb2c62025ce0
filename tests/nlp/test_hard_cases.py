"""The hard cases: those that fail are marked, so that a mend is noticed as well as a break."""

import pytest

from nlp.tagger import Tagger
from tests.nlp.hard_cases import DOCUMENT, HardCase, load_cases, stances_in

CASES = load_cases()
AFTERWARDS = "if that is meant, run 'python -m tests.nlp.hard_cases --write'"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_read_as_it_is_marked(tagger: Tagger, case: HardCase) -> None:
    found = stances_in(tagger, case)
    now = "is read rightly" if case.fails else "fails"
    assert case.is_read_by(found) is not case.fails, f"{case.name} {now}; {AFTERWARDS}: {found}"


def test_every_case_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


def test_the_document_tells_every_case_as_it_is_marked() -> None:
    rows = {row.split(" | ")[0]: row for row in DOCUMENT.read_text("utf-8").splitlines()}
    for case in CASES:
        row = rows[f"| {case.kind}: {case.name}"]
        assert case.text in row
        assert row.endswith("| **wrong** |" if case.fails else "| right |"), AFTERWARDS
    right = sum(not case.fails for case in CASES)
    assert f"**{right} of {len(CASES)} are right.**" in DOCUMENT.read_text("utf-8")
