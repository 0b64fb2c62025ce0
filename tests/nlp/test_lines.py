import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlp.lines import Answered, tag_lines
from nlp.tagger import Tagger

GOOD = {
    "id": "a1",
    "title": "Too fast",
    "text": "🙂 The BMA said that the timetable was too fast.",
    "published": "2010-09-01T08:00:00Z",
}


def test_a_line_is_answered_with_offsets_into_its_own_text(tagger: Tagger) -> None:
    [answer] = map(json.loads, tag_lines(tagger, [json.dumps(GOOD)]))
    assert set(answer) == {"id", "relevance", "mentions", "quotations", "stances"}
    [mention] = answer["mentions"]
    assert (mention["organisation"], mention["name"]) == ("bma", "British Medical Association")
    [quotation] = answer["quotations"]
    assert (quotation["kind"], quotation["speaker"]) == ("indirect", "BMA")
    for part in (mention, quotation, *(stance["evidence"] for stance in answer["stances"])):
        assert GOOD["text"][part["start"] : part["end"]] == part["text"]


@pytest.mark.parametrize(
    ("line", "key", "says"),
    [
        ("not json", None, "not JSON"),
        ("[]", None, "not a JSON object"),
        ('{"text": "x"}', None, "'id'"),
        ('{"id": "x"}', "x", "'text'"),
        ('{"id": "x", "text": 3}', "x", "'text'"),
        ('{"id": "x", "text": "y", "published": "soon"}', "x", "'published'"),
        ('{"id": "x", "text": "\\ud800"}', "x", "surrogate"),
        (b"\xff\xfe", None, "not JSON"),
    ],
)
def test_a_bad_line_is_answered_in_its_place_and_the_rest_goes_on(
    tagger: Tagger, line: str | bytes, key: str | None, says: str
) -> None:
    before, bad, after = map(
        json.loads, tag_lines(tagger, [json.dumps(GOOD), line, json.dumps(GOOD)])
    )
    assert before == after
    assert bad["id"] == key
    assert says in bad["error"]


def test_what_could_not_be_tagged_is_counted_and_the_first_is_named(tagger: Tagger) -> None:
    answered = Answered()
    list(tag_lines(tagger, [json.dumps(GOOD), "", '{"text": "x"}', "not json"], answered))
    assert (answered.lines, answered.failed) == (3, 2)
    assert answered.first == "line 3: 'id' is missing or not a string"


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.text(min_size=1, max_size=60).filter(str.strip), max_size=5))
def test_there_is_an_answer_for_every_line(tagger: Tagger, lines: list[str]) -> None:
    assert len(list(tag_lines(tagger, lines))) == len(lines)
