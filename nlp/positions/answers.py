"""What somebody says without quotation marks: in an interview, at a panel, in a diary."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from spacy.tokens import Doc

from commissioning.domain.tags import Span
from nlp.attributes import SectionKind, Speaker, text_of
from nlp.positions.spans import FIRST_PERSON, QUOTED

_LABEL = re.compile(r"(?P<label>[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,3}) ?: ?(?=\S)")
_ASKING = frozenset({"q", "question", "interviewer", "presenter", "host", "moderator", "chair"})
_ANSWERING = frozenset({"a", "answer"})
_DAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b(?! (?:is|was|will|has)\b)")
_FEWEST = 3
_LONGEST_QUESTION = 30  # words


@dataclass(frozen=True, slots=True)
class Answer:
    """A stretch of words and whose they are; `organisation` as of a `Speaker`."""

    name: str
    organisation: str | None
    span: Span


def answers(doc: Doc) -> tuple[Answer, ...]:
    """What is said in a page's lines by those who are asked, or whose diary it is; in order.

    Lines with their speaker's name before them ('Q:' and 'A:' among them), else those below lines
    that ask, else those below the days of a diary. Of the last two whoever is named above them has
    the words, where they speak as 'I'.
    """
    text = text_of(doc)
    lines = [section.span for section in doc._.sections if section.kind is SectionKind.BODY]
    people: Sequence[Speaker] = doc._.people
    return tuple(_labelled(text, lines, people)) or tuple(_told_as_i(text, lines, people))


def _labelled(text: str, lines: Sequence[Span], people: Sequence[Speaker]) -> Iterator[Answer]:
    heads = [_LABEL.match(text, line.start, line.end) for line in lines]
    labels = [head["label"].casefold() if head else None for head in heads]
    surnames = {person.name.casefold().split()[-1]: person for person in people}
    asked = _named_above(people, next((at.start() for at in heads if at), 0))
    by_label = {
        label: asked if label in _ANSWERING else surnames.get(label.split()[-1])
        for label in labels
        if label is not None and label not in _ASKING
    }
    known = [label for label in labels if label in _ASKING or by_label.get(label or "")]
    if len(known) < _FEWEST or len(set(known)) == 1:
        return
    whose: Speaker | None = None
    for at, (head, label) in enumerate(zip(heads, labels, strict=True)):
        whose = by_label.get(label) if label is not None else whose
        if whose is not None:
            begin = head.end() if head else lines[at].start
            yield Answer(whose.name, whose.organisation, Span(begin, lines[at].end))


def _told_as_i(text: str, lines: Sequence[Span], people: Sequence[Speaker]) -> Iterator[Answer]:
    for opens in (_asks, _is_day):
        heads = [at for at, line in enumerate(lines) if opens(text, line)]
        if len(heads) < _FEWEST:
            continue
        told = [lines[a:b] for a, b in pairwise([*heads, len(lines)])]
        as_i = [any(FIRST_PERSON.search(line.of(text)) for line in turn) for turn in told]
        teller = _named_above(people, lines[heads[0]].start)
        if teller is None or 2 * sum(as_i) < len(told):
            continue
        asked = set(heads) if opens is _asks else set()
        for at in range(heads[0], len(lines)):
            if at not in asked:
                yield Answer(teller.name, teller.organisation, lines[at])
        return


def _asks(text: str, line: Span) -> bool:
    words = line.of(text)
    short = len(words.split()) <= _LONGEST_QUESTION
    return words.endswith("?") and short and not QUOTED.match(words)


def _is_day(text: str, line: Span) -> bool:
    return _DAY.match(text, line.start, line.end) is not None


def _named_above(people: Sequence[Speaker], place: int) -> Speaker | None:
    """Whoever is named first, and before a character."""
    first = min(
        (person for person in people if person.mentions),
        key=lambda person: person.mentions[0],
        default=None,
    )
    return first if first is not None and first.mentions[0].start < place else None
