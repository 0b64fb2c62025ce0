"""What was put right, in words: from, to, who, when and why. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from commissioning.domain.corrections import Correction, Subject, Values, date_of
from commissioning.domain.tags import Position
from desk.tagged import is_confirmed
from desk.wording import dated, verb

_SUBJECTS = {
    Subject.STANCE: "Stance",
    Subject.QUOTATION: "Quotation",
    Subject.MENTION: "Body",
    Subject.RELEVANCE: "Relevance",
    Subject.DATE: "Date",
    Subject.DUPLICATE: "Duplicate",
    Subject.STORY: "Story",
}
_NOTHING = {
    Subject.STANCE: "no stance",
    Subject.QUOTATION: "no quotation",
    Subject.MENTION: "no body",
    Subject.DATE: "no date",
    Subject.DUPLICATE: "no copy",
    Subject.STORY: "no story",
}
_LONGEST = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A correction.

    about   what kind of thing, and its words
    before, after  in words; `before` is '' where the machine was found to be right
    """

    told: Correction
    about: str
    words: str
    before: str
    after: str

    @property
    def is_confirmed(self) -> bool:
        """Whether it says that all was right."""
        return not self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What bodies, questions and articles are called: by slug, by slug, by id."""

    bodies: Mapping[str, str]
    questions: Mapping[str, str]
    articles: Mapping[int, str]


def step(told: Correction, names: Names) -> Step:
    """A correction in words."""
    values = told.before or told.after or {}
    words = " ".join(str(values.get("words") or "").split())
    return Step(
        told=told,
        about=_about(told),
        words=words if len(words) <= _LONGEST else f"{words[:_LONGEST].rstrip()}…",
        before="" if is_confirmed(told) else _said(told.subject, told.before, names),
        after=_said(told.subject, told.after, names),
    )


def _about(told: Correction) -> str:
    if told.subject is Subject.QUOTATION and told.before and told.after:
        changed = told.before.get("speaker") != told.after.get("speaker")
        return "Speaker" if changed else "Quotation"
    return _SUBJECTS[told.subject]


def _said(subject: Subject, values: Values | None, names: Names) -> str:
    if values is None:
        return _NOTHING[subject]
    body = names.bodies.get(str(values.get("organisation")), values.get("organisation"))
    match subject:
        case Subject.STANCE:
            question = names.questions.get(str(values["question"]), values["question"])
            whose = f", {body}" if body and body != values["holder"] else ""
            return (
                f"{values['holder']}{whose}, {verb(Position(str(values['position'])))}: {question}"
            )
        case Subject.QUOTATION:
            speaker = values.get("speaker") or "nobody named"
            return f"{speaker}, {body}" if body else str(speaker)
        case Subject.MENTION:
            return str(values.get("name") or body)
        case Subject.RELEVANCE:
            return "on the subject" if values["on_topic"] else "not on the subject"
        case Subject.DATE:
            return dated(date_of(values))
        case Subject.DUPLICATE:
            number = int(values.get("original") or 0)
            return f"copy of ‘{names.articles.get(number, values.get('url') or number)}’"
        case Subject.STORY:
            return str(values["story"])
