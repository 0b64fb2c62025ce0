"""Whatever the text: offsets into it, the same answer each time, and an end in time."""

import random
import time
from collections.abc import Callable
from datetime import date
from string import printable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from commissioning.domain.errors import TaggingError
from commissioning.domain.tags import Span, Tagging, Text, TextRole
from commissioning.register import Register
from nlp.lines import row
from nlp.tagger import LONGEST, Tagger

THEN = date(2010, 9, 1)
TITLE = "GPs to hold the commissioning budget"
SAID = (
    "“GPs should hold the commissioning budget,” said Dr Ann Sample, chair of the NHS Alliance. The"
    " BMA said that the timetable was too fast. Bob Example, a manager, feared that PCTs would go."
)
WORDS = (
    "“ ” ‘ ’ ' \" said that BMA Dr Ann Sample , . ? the PCT PCTs GPs should not hold budget bill"
    " she they told oppose support NHS Alliance fears (BMA) : • – 🙂 👩‍⚕️ é e\u0301 ﷺ 基层 الطبيب"
    " \u200b \ufeff \x00 ß İ"
).split(" ")
GAPS = [" ", "\n", "\r\n", "\n\n", "\t", "\u00a0", "\u2028", ""]
PIECES = st.tuples(st.sampled_from(WORDS) | st.text(max_size=4), st.sampled_from(GAPS)).map("".join)
TEXTS = st.lists(PIECES, max_size=60).map("".join)
OTHERS = {
    "Chinese": "基层医疗委托制度改革引起了广泛的讨论。\n“我们支持预算,”医生说。\n",
    "Arabic": "قال الطبيب إن الميزانية يجب أن تكون في أيدي الأطباء. «لا نؤيد ذلك»، قالت.\n",
    "German": "Der Verband sagte, dass die Hausärzte das Budget nicht verwalten sollten. „Nein!“\n",
    "Welsh": "Dywedodd y meddyg na ddylai’r meddygon teulu ddal y gyllideb gomisiynu.\n",
}
MANY = 6
usual = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="session")
def phrases(register: Register) -> Tagger:
    """A tagger without the reader."""
    return Tagger(register, reader=False)


def as_text(text: str, role: TextRole = TextRole.ARTICLE) -> Text:
    return Text(id="sample", text=text, title=TITLE, day=THEN, role=role)


def spans(tagging: Tagging) -> list[Span]:
    return [
        *(mention.span for mention in tagging.mentions),
        *(quotation.span for quotation in tagging.quotations),
        *(quotation.cue for quotation in tagging.quotations if quotation.cue),
        *(stance.evidence for stance in tagging.stances),
    ]


def check_offsets(text: str, tagging: Tagging) -> None:
    for span in spans(tagging):
        assert 0 <= span.start < span.end <= len(text)
        assert span.of(text).strip()
    written = row(as_text(text), tagging)
    for part in (
        *written["mentions"],
        *written["quotations"],
        *(stance["evidence"] for stance in written["stances"]),
    ):
        assert text[part["start"] : part["end"]] == part["text"]
    assert 0 <= tagging.relevance <= 1
    assert all(0 <= stance.confidence <= 1 for stance in tagging.stances)


@usual
@given(TEXTS, st.sampled_from(TextRole))
@example(SAID, TextRole.ARTICLE)
@example("", TextRole.COMMENT)
def test_every_offset_lies_in_the_text_and_a_second_look_sees_the_same(
    tagger: Tagger, text: str, role: TextRole
) -> None:
    asked = as_text(text, role)
    found = tagger.tag(asked)
    check_offsets(text, found)
    assert list(tagger.tag_all([as_text(SAID), asked, asked]))[1:] == [found, found]


@usual
@given(TEXTS)
@example(SAID)
def test_the_reader_changes_stances_alone(tagger: Tagger, phrases: Tagger, text: str) -> None:
    with_it, without = tagger.tag(as_text(text)), phrases.tag(as_text(text))
    check_offsets(text, without)
    assert with_it.mentions == without.mentions
    assert with_it.quotations == without.quotations
    assert with_it.relevance == without.relevance


@pytest.mark.parametrize(
    "before",
    ["🙂👩‍⚕️\n", "e\u0301" * 30 + "\n", "\r\n\r\n", "\ufeff", "\t \u00a0", "\x00\n"],
    ids=["emoji", "combining marks", "CRLF", "byte order mark", "white space", "NUL"],
)
def test_odd_characters_before_a_text_move_its_offsets_and_change_no_words(
    tagger: Tagger, before: str
) -> None:
    text = before + SAID
    plain, moved = tagger.tag(as_text(SAID)), tagger.tag(as_text(text))
    assert _read(text, moved) == _read(SAID, plain)


def test_windows_line_ends_change_no_words(tagger: Tagger) -> None:
    text = SAID.replace(". ", ".\n\n")
    windows = text.replace("\n", "\r\n")
    plain, found = tagger.tag(as_text(text)), tagger.tag(as_text(windows))
    assert _read(windows, found) == _read(text, plain)


def _read(text: str, tagging: Tagging) -> list[tuple[str, str | None]]:
    """What is read by rules: the reader may be swayed by what stands beside."""
    bodies = [(mention.span.of(text), mention.organisation) for mention in tagging.mentions]
    words = [(quotation.span.of(text), quotation.speaker) for quotation in tagging.quotations]
    return bodies + words


@pytest.mark.parametrize("text", ["", " ", "\n" * 100, "\r\n \t\u00a0\u2028", "\ufeff", "."])
def test_a_text_without_words_has_no_tags(tagger: Tagger, text: str) -> None:
    assert spans(tagger.tag(as_text(text))) == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_text_in_another_language_names_no_body_and_shows_next_to_nothing(
    tagger: Tagger, language: str
) -> None:
    text = OTHERS[language] * 40
    found = tagger.tag(as_text(text))
    check_offsets(text, found)
    assert {mention.organisation for mention in found.mentions} <= {None}
    assert len({(stance.holder, stance.question) for stance in found.stances}) < MANY
    assert not any(stance.sure for stance in found.stances)


@pytest.mark.parametrize("between", [", ", "\n"])
def test_people_on_a_list_say_nothing_and_take_no_side(tagger: Tagger, between: str) -> None:
    found = tagger.tag(as_text(between.join(_names(600))))
    assert (found.quotations, found.stances) == ((), ())


def test_a_megabyte_of_garbage_is_refused_by_its_length(tagger: Tagger) -> None:
    with pytest.raises(TaggingError, match=f"longer than {LONGEST:,} characters"):
        tagger.tag(as_text(_garbage(1_000_000)))


def test_twenty_thousand_words_in_one_line_are_read(tagger: Tagger) -> None:
    line = f"{SAID} " * (20_000 // len(SAID.split()) + 1)
    assert len(line.split()) >= 20_000
    check_offsets(line, tagger.tag(as_text(line)))


def _names(count: int) -> list[str]:
    chance = random.Random(1)
    first, second = "Ann Bob Carol Dan Eve Flo".split(), "fox hill mill barn gate lane".split()
    return [
        f"{chance.choice(first)} {''.join(chance.sample(second, 2)).title()}" for _ in range(count)
    ]


def _garbage(count: int) -> str:
    return "".join(random.Random(2).choices(printable, k=count))


def _one_sentence(count: int) -> str:
    words = "the gps said that pct budget bill board and will not support commissioning".split()
    return " ".join(random.Random(3).choices(words, k=count))


@pytest.mark.parametrize(
    "make",
    [
        _one_sentence,
        lambda count: ", ".join(_names(count // 2)),
        lambda count: "BMA, NHS Alliance, RCN and Monitor, " * (count // 6),
        lambda count: _garbage(5 * count),
        lambda count: f"{SAID} " * (count // len(SAID.split())),
        lambda count: "“ said Dr Ann Sample of the BMA " * (count // 8),
        lambda count: "She said he said that they feared it. " * (count // 8),
        lambda count: "British Medical Association (BMA) " * (count // 4),
        lambda count: "Ann Sample says:\nI support the bill.\n2 comments\n" * (count // 9),
        lambda count: ("A." * (count // 80) + "!\n") * 10,
        lambda count: "Dr Ann Sample spoke. " + "GPs went there. " * (count // 3),
        lambda count: "The BMA met. " + "We ask for more, that is all. " * (count // 7),
    ],
    ids=[
        "one sentence",
        "names",
        "bodies",
        "garbage",
        "speech",
        "marks",
        "pronouns",
        "acronyms",
        "comments",
        "initials",
        "telling",
        "a paper",
    ],
)
def test_four_times_the_words_take_no_more_than_ten_times_as_long(
    tagger: Tagger, make: Callable[[int], str]
) -> None:
    _seconds(tagger, make(200))
    assert _seconds(tagger, make(2_000)) < 10 * max(_seconds(tagger, make(500)), 0.1)


def _seconds(tagger: Tagger, text: str) -> float:
    begin = time.process_time()
    check_offsets(text, tagger.tag(as_text(text)))
    return time.process_time() - begin
