"""What a form on an article's page puts right: its fields as a correction. Pure.

Every form names a `subject`, what stood there `before` (JSON; '' for something that was missed)
and what to `do`: 'save', 'right' (as it is) or 'none' (it is no such thing).
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from commissioning.domain.corrections import Correction, Subject, Value, Values
from commissioning.domain.dates import Precision
from commissioning.domain.tags import HolderKind, Position, QuotationKind
from commissioning.register import Register
from desk.bodies import NoSuchBody, find_body
from desk.forms import Form
from desk.passages import NoSuchWords, find_words

RIGHT, NONE = "right", "none"


class BadFix(ValueError):
    """A form that corrects nothing; `field` is where, `reason` a sentence of what to do."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a form is read on.

    text  that is corrected: the article's, or a comment's
    day   of the article, on which bodies are looked up
    """

    article: int
    text: str
    day: date | None
    register: Register
    at: datetime
    by: str


def read_fix(form: Form, ground: Ground) -> Correction:
    """The correction that the form tells; BadFix where it tells none."""
    if form.text("subject") not in set(Subject):
        raise BadFix("subject", "There is nothing of that kind to put right.")
    subject = Subject(form.text("subject"))
    before = before_of(form)
    told = Correction(
        at=ground.at,
        by=ground.by,
        article_id=ground.article,
        comment=form.number("comment") if subject.is_tag else None,
        subject=subject,
        before=before,
        after=None,
        reason=form.text("reason", 2_000) or None,
    )
    do = form.text("do")
    if do == RIGHT:
        return replace(told, after=before) if before else _right(told, subject)
    if do == NONE and (subject.is_tag or subject in (Subject.DATE, Subject.DUPLICATE)):
        return told
    after = _READERS[subject](form, ground)
    if subject.is_tag and before is not None and after is not None:
        after = {**{name: before.get(name) for name in after}, **after}
    return replace(told, after=after)


def _right(told: Correction, subject: Subject) -> Correction:
    """That nothing stands there is right, too: no copy of anything, no date."""
    if subject in (Subject.DUPLICATE, Subject.DATE):
        return told
    raise BadFix("do", "There is nothing yet that could be right.")


def before_of(form: Form) -> Values | None:
    """What stood there when the page was made; None for something missed; BadFix for no values."""
    written = form.text("before", 20_000)
    if not written:
        return None
    try:
        found = json.loads(written)
    except ValueError:
        found = None
    if not isinstance(found, Mapping) or not all(_is_value(one) for one in found.values()):
        raise BadFix("before", "The page is an old one: load it again.")
    return found


def _is_value(one: object) -> bool:
    return one is None or isinstance(one, str | int | float | bool)


def _stance(form: Form, ground: Ground) -> Values:
    if form.text("position") not in set(Position):
        raise BadFix("position", "Choose a side.")
    body = _body(form, ground, "organisation")
    kind = form.text("holder_kind")
    holder = " ".join(form.text("holder", 300).split())
    if not holder and body is not None:
        holder, kind = ground.register.organisations[body].name, HolderKind.ORGANISATION
    if not holder:
        raise BadFix("holder", "Say whose side it is.")
    return {
        "holder": holder,
        "holder_kind": kind if kind in set(HolderKind) else HolderKind.PERSON.value,
        "organisation": body,
        "question": form.text("question", 100),
        "position": form.text("position"),
        **_place(form, ground),
    }


def _quotation(form: Form, ground: Ground) -> Values:
    kind = form.text("kind")
    return {
        "kind": kind if kind in set(QuotationKind) else QuotationKind.DIRECT.value,
        "speaker": " ".join(form.text("speaker", 300).split()) or None,
        "organisation": _body(form, ground, "organisation"),
        "office": " ".join(form.text("office", 300).split()) or None,
        **_place(form, ground),
    }


def _mention(form: Form, ground: Ground) -> Values:
    place = _place(form, ground)
    body = _body(form, ground, "organisation")
    if body is None:
        raise BadFix("organisation", "Say which body it is, or that it is none.")
    return {"organisation": body, "name": ground.register.organisations[body].name, **place}


def _relevance(form: Form, _: Ground) -> Values:
    if form.text("on_topic") not in ("yes", "no"):
        raise BadFix("on_topic", "Choose one.")
    return {"on_topic": form.text("on_topic") == "yes"}


def _date(form: Form, _: Ground) -> Values:
    day, time = form.text("day", 10), form.text("time", 8)
    written = f"{day}T{time}" if time else day
    try:
        datetime.fromisoformat(written)
    except ValueError as error:
        raise BadFix(
            "day", "Write the day as 2010-11-02 and the time, if known, as 09:14."
        ) from error
    precision = Precision.MINUTE if time else Precision.DAY
    return {"published": written, "precision": precision.value}


def _duplicate(form: Form, _: Ground) -> Values:
    original = form.number("original")
    if original is None:
        raise BadFix("original", "Say of which article it is a copy.")
    return {"original": original}


def _story(form: Form, _: Ground) -> Values | None:
    """None takes it out: it becomes a story of its own."""
    if form.text("own") == "yes":
        return None
    if not form.text("story", 200):
        raise BadFix("story", "Choose a story.")
    return {"story": form.text("story", 200)}


_READERS: Mapping[Subject, Callable[[Form, Ground], Values | None]] = {
    Subject.STANCE: _stance,
    Subject.QUOTATION: _quotation,
    Subject.MENTION: _mention,
    Subject.RELEVANCE: _relevance,
    Subject.DATE: _date,
    Subject.DUPLICATE: _duplicate,
    Subject.STORY: _story,
}


def _body(form: Form, ground: Ground, field: str) -> str | None:
    try:
        found = find_body(ground.register, form.text(field, 300), ground.day)
    except NoSuchBody as error:
        raise BadFix(field, str(error)) from error
    return found.slug if found else None


def _place(form: Form, ground: Ground) -> dict[str, Value]:
    try:
        span = find_words(ground.text, form.text("words", 50_000), form.number("near") or 0)
    except NoSuchWords as error:
        raise BadFix("words", str(error)) from error
    return {"start": span.start, "end": span.end}
