"""What is put right in a text, put right in the copies of that text as well."""

from dataclasses import replace

from sqlalchemy.orm import Session

from commissioning.domain.corrections import Correction, Value, Values
from commissioning.domain.errors import CorrectionError
from commissioning.register import Register
from commissioning.store.copies import copies_of, original_of
from commissioning.store.corrections import correct
from commissioning.store.dossiers import texts
from commissioning.store.readings import readings
from desk.passages import NoSuchWords, find_words

_PLACE = ("start", "end", "words")


def correct_copies(session: Session, made: Correction, *, register: Register) -> int:
    """Make the same correction in every copy and in the original; gives in how many.

    A copy that does not have the words, or in which they are not read like that, is left alone.
    """
    original = original_of(session, made.article_id)
    root = original.article_id if original else made.article_id
    others = {one.article_id for one in copies_of(session, root)} | {root}
    others.discard(made.article_id)
    held = texts(session, sorted(others))
    done = 0
    for article, text in held.items():
        told = _there(session, made, article, text)
        if told is None:
            continue
        try:
            with session.begin_nested():
                correct(session, told, register=register)
        except CorrectionError:
            continue
        done += 1
    return done


def _there(session: Session, made: Correction, article: int, text: str) -> Correction | None:
    """The correction as it is made in another article; None where nothing is like it there."""
    before = made.before and _same_reading(session, made, article)
    if made.before is not None and before is None:
        return None
    after = made.after
    if after is not None:
        try:
            span = find_words(text, str(after["words"]), int(after["start"] or 0))
        except NoSuchWords:
            return None
        after = {**after, "start": span.start, "end": span.end, "words": span.of(text)}
    return replace(made, id=None, article_id=article, before=before, after=after)


def _same_reading(session: Session, made: Correction, article: int) -> Values | None:
    wanted = _told(made.before or {})
    for one in readings(session, article):
        if one.subject is made.subject and _told(one.values) == wanted:
            return one.values
    return None


def _told(values: Values) -> dict[str, Value]:
    """What is said, wherever it stands."""
    skipped = (*_PLACE, "method", "confidence")
    return {name: one for name, one in values.items() if name not in skipped} | {
        "words": " ".join(str(values.get("words")).split())
    }
