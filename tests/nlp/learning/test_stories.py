"""What is learned of stories, and how good it is on stretches of time that were held out."""

from pathlib import Path

import pytest

from commissioning.register import Register
from nlp.learning.stories import (
    Labelled,
    by_names,
    hold_out,
    learn,
    measure,
    pools,
    read_events,
    stretches,
    thinned,
    with_context,
)
from nlp.stories.articles import Reader
from nlp.stories.assembling import load_model
from nlp.stories.background import load_background

EVENTS = Path(__file__).parents[3] / "nlp" / "labelled" / "stories.jsonl"


@pytest.fixture(scope="module")
def events(register: Register) -> list[Labelled]:
    return read_events(EVENTS, Reader(register), by_names(register))


def test_stories_are_told_apart_on_what_was_held_out(events: list[Labelled]) -> None:
    background = load_background()
    weighed = pools(events, background)
    thin = [pool for fewer in thinned(events) for pool in pools(fewer, background)]
    found = measure(events, hold_out(weighed, thin))
    assert found.merged == ()
    assert found.agreement.precision >= 0.97
    assert found.agreement.f1 >= 0.90


def test_the_product_has_the_weights_that_are_learned(events: list[Labelled]) -> None:
    background = load_background()
    chosen = [pool for some in (events, *thinned(events)) for pool in pools(some, background)]
    learned, shipped = learn(chosen), load_model().weights
    assert learned.keys() == shipped.keys()
    for name, weight in shipped.items():
        assert learned[name] == pytest.approx(weight, abs=0.5)


def test_stretches_are_years_apart_and_no_story_is_in_two(events: list[Labelled]) -> None:
    found = stretches(events)
    assert len(found) == 12
    assert sum(map(len, found)) == len(events) == 326
    homes = [{item.story for item in stretch} for stretch in found]
    assert sum(map(len, homes)) == len(set().union(*homes)) == 122


def test_the_context_is_nearest_in_time(events: list[Labelled]) -> None:
    stretch = stretches(events)[5]
    found = with_context(stretch, events)
    assert len(found) == 150
    assert {item.key for item in stretch} <= {item.key for item in found}
    years = {item.read.piece.published.year for item in found}
    assert 2010 in years
    assert 1998 not in years


def test_bodies_are_found_by_their_names(register: Register) -> None:
    find = by_names(register)
    text = "The Royal College of GPs and the BMA met. The BMAs did not."
    assert [(slug, text[start:end]) for slug, start, end in find("x", text)] == [
        ("rcgp", "Royal College of GPs"),
        ("bma", "BMA"),
    ]
