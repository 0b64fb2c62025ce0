"""What an editor tells, completed from what is stored: what counts now, words, names, addresses."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.domain.corrections import (
    FIELDS,
    Correction,
    Subject,
    Value,
    Values,
    date_of,
    date_values,
    fault_of,
    place,
    same,
)
from commissioning.domain.errors import CorrectionError
from commissioning.domain.findings import A_READER
from commissioning.domain.tags import RELEVANT, HolderKind
from commissioning.register import Register
from commissioning.store.pinning import own_slug, slug_in, story_of
from commissioning.store.pins import told_copies
from commissioning.store.pseudonyms import pseudonyms_of
from commissioning.store.readings import readings
from commissioning.store.rows import (
    OWN_TAGGING,
    ArticleRow,
    CommentRow,
    CopyRow,
    StoryRow,
    TaggingRow,
)
from commissioning.store.stories import is_alone
from commissioning.store.values import dated

_CHANGED = "it no longer stands as it did when it was looked at; look again"
_UNTAGGED = "its text waits for the tagger; correct it once it is tagged"


def completed(
    session: Session, article: ArticleRow, told: Correction, register: Register
) -> Correction:
    """The correction with all that it needs; CorrectionError says what it cannot have."""
    after = told.after and {
        name: told.after[name]
        for name in (*FIELDS[told.subject], "words", "url")
        if name in told.after
    }
    told = replace(told, after=after)
    if told.subject.is_tag:
        return _of_tag(session, article, told, register)
    now = _NOW[told.subject](session, article)
    if told.before is not None and not same(told.subject, told.before, now or {}):
        raise CorrectionError(article.url, _CHANGED)
    told = replace(told, before=now)
    if told.after is not None and (fault := fault_of(told)):
        raise CorrectionError(article.url, fault)
    return replace(told, after=_AFTER[told.subject](session, article, told))


def _of_tag(
    session: Session, article: ArticleRow, told: Correction, register: Register
) -> Correction:
    text = _text(session, article, told.comment)
    after = told.after and _named(told, told.after, register, article)
    if after and after.get("holder_kind") == HolderKind.COMMENTER and after["holder"] != A_READER:
        after = {**after, "holder": pseudonyms_of(session).of(str(after["holder"]))}
    found = replace(told, after=after)
    if fault := fault_of(found):
        raise CorrectionError(article.url, fault)
    if after is not None:
        start, end = place(after)
        if end > len(text):
            raise CorrectionError(article.url, f"its text ends before character {end}")
        found = replace(found, after={**after, "words": text[start:end]})
    if told.before is None:
        return found
    for one in readings(session, article.id, comment=told.comment):
        if one.subject is told.subject and same(told.subject, one.values, told.before):
            before: dict[str, Value] = {**one.values, "method": one.method}
            if one.confidence is not None:
                before["confidence"] = one.confidence
            return replace(found, before=before)
    raise CorrectionError(article.url, _CHANGED)


def _text(session: Session, article: ArticleRow, comment: int | None) -> str:
    """The text that is corrected, which must have been tagged as it is."""
    whose = TaggingRow.comment_id.is_(None) if comment is None else CommentRow.position == comment
    found = session.execute(
        select(TaggingRow.id, CommentRow.text)
        .outerjoin(CommentRow, TaggingRow.comment_id == CommentRow.id)
        .where(TaggingRow.article_id == article.id, TaggingRow.current, whose)
    ).first()
    if found is None:
        raise CorrectionError(article.url, _UNTAGGED)
    return article.text if comment is None else str(found[1])


def _named(told: Correction, after: Values, register: Register, article: ArticleRow) -> Values:
    """With the body's name; CorrectionError where the register lacks a slug."""
    slug, question = after.get("organisation"), after.get("question")
    if slug is not None and slug not in register.organisations:
        raise CorrectionError(article.url, f"the register has no body {slug!r}")
    if told.subject is Subject.STANCE and question not in register.questions:
        raise CorrectionError(article.url, f"the register has no question {question!r}")
    if told.subject is Subject.MENTION and slug is not None:
        return {**after, "name": register.organisations[str(slug)].name}
    return after


def _relevance_now(session: Session, article: ArticleRow) -> Values:
    query = select(TaggingRow.relevance).where(TaggingRow.article_id == article.id, OWN_TAGGING)
    found = session.scalar(query)
    if found is None:
        raise CorrectionError(article.url, _UNTAGGED)
    return {"on_topic": found >= RELEVANT, "relevance": found}


def _date_now(_: Session, article: ArticleRow) -> Values | None:
    found = dated(article, "published")
    return date_values(found) if found else None


def _copy_now(session: Session, article: ArticleRow) -> Values | None:
    row = session.execute(
        select(CopyRow.original_id, CopyRow.share, ArticleRow.url)
        .join(ArticleRow, CopyRow.original_id == ArticleRow.id)
        .where(CopyRow.article_id == article.id)
    ).first()
    return {"original": row.original_id, "share": row.share, "url": row.url} if row else None


def _story_now(session: Session, article: ArticleRow) -> Values | None:
    slug = slug_in(session, article.id)
    return {"story": slug} if slug else None


def _as_told(_: Session, __: ArticleRow, told: Correction) -> Values | None:
    return told.after


def _date_after(_: Session, __: ArticleRow, told: Correction) -> Values | None:
    return date_values(date_of(told.after)) if told.after else None


def _copy_after(session: Session, article: ArticleRow, told: Correction) -> Values | None:
    """With the original's URL; a chain of copies does not lead back to its beginning."""
    if told.after is None:
        return None
    original = session.get(ArticleRow, told.after["original"])
    if original is None:
        raise CorrectionError(article.url, "there is no such original")
    at: int | None = original.id
    seen: set[int] = set()
    while at is not None and at not in seen:
        if at == article.id:
            raise CorrectionError(article.url, "it would be a copy of itself")
        seen.add(at)
        at = told_copies(session, [at]).get(at)
    return {"original": original.id, "url": original.url}


def _story_after(session: Session, article: ArticleRow, told: Correction) -> Values | None:
    """The story as it is called today; one of its own where it is taken out of its story."""
    if article.published_at is None:
        raise CorrectionError(article.url, "without a date it can stand in no story")
    if told.after is None:
        if (at := slug_in(session, article.id)) and is_alone(
            session, article.id, story_of(session, at) or 0
        ):
            raise CorrectionError(article.url, "it stands in a story of its own")
        return {"story": own_slug(session, article)}
    story = story_of(session, str(told.after["story"]))
    if story is None:
        raise CorrectionError(article.url, f"there is no story {told.after['story']!r}")
    return {"story": session.get_one(StoryRow, story).slug}


_NOW: dict[Subject, Callable[[Session, ArticleRow], Values | None]] = {
    Subject.RELEVANCE: _relevance_now,
    Subject.DATE: _date_now,
    Subject.DUPLICATE: _copy_now,
    Subject.STORY: _story_now,
}
_AFTER: dict[Subject, Callable[[Session, ArticleRow, Correction], Any]] = {
    Subject.RELEVANCE: _as_told,
    Subject.DATE: _date_after,
    Subject.DUPLICATE: _copy_after,
    Subject.STORY: _story_after,
}
