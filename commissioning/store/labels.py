"""Corrected articles in the form of the labelled ones, so that they train and measure the tagger.

An article is labelled as it counts today: what editors put right and saw to be right, and what they
left of the machine's that is sure enough to be counted. Readers' comments are not among it.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from commissioning.domain.articles import ArticleKind
from commissioning.domain.correcting import same_holder
from commissioning.domain.corrections import Reading, Subject, Values
from commissioning.domain.dates import Precision
from commissioning.domain.ledger import SURE
from commissioning.domain.tags import RELEVANT
from commissioning.store.readings import readings
from commissioning.store.rows import (
    OWN_TAGGING,
    ArticleRow,
    CorrectionRow,
    SourceRow,
    TaggingRow,
)

NIL = "NIL"
_READ = [subject.value for subject in Subject if subject.is_tag] + [Subject.RELEVANCE.value]
_DAYS = (Precision.DAY.value, Precision.MINUTE.value, Precision.SECOND.value)


def labels(session: Session) -> Iterator[dict[str, Any]]:
    """Each article in which a tag or the relevance was corrected, as an object for a line of JSON.

    `id` is its URL, `checked` counts the tags that an editor stands for.
    """
    for row in _corrected(session):
        tags = [one for one in readings(session, row.id) if _counts(one)]
        yield {
            "id": row.url,
            "title": row.headline,
            "url": row.url,
            "outlet": row.name,
            "byline": row.byline,
            "year": row.published_at.year if row.published_at else None,
            "published": _day(row),
            "kind": _kind(row.kind),
            "on_topic": row.relevance >= RELEVANT,
            "organisations": _organisations(_of(tags, Subject.MENTION)),
            "quotations": [_quotation(one) for one in _of(tags, Subject.QUOTATION)],
            "stances": [_stance(one) for one in _each_once(tags)],
            "checked": sum(one.correction is not None for one in tags),
            "text": row.text,
        }


def _corrected(session: Session) -> Iterator[Row[*tuple[Any, ...]]]:
    """The articles whose own text was corrected and is tagged as it stands, by id."""
    corrected = select(CorrectionRow.article_id).where(
        CorrectionRow.undone_at.is_(None),
        CorrectionRow.adrift.is_(False),
        CorrectionRow.comment.is_(None),
        CorrectionRow.subject.in_(_READ),
    )
    yield from session.execute(
        select(
            ArticleRow.id,
            ArticleRow.url,
            ArticleRow.headline,
            SourceRow.name,
            ArticleRow.byline,
            ArticleRow.published_at,
            ArticleRow.published_precision,
            ArticleRow.kind,
            ArticleRow.text,
            TaggingRow.relevance,
        )
        .join(SourceRow, ArticleRow.source_id == SourceRow.id)
        .join(TaggingRow, TaggingRow.article_id == ArticleRow.id)
        .where(OWN_TAGGING, ArticleRow.id.in_(corrected))
        .order_by(ArticleRow.id)
    ).all()


def _counts(tag: Reading) -> bool:
    return tag.confidence is None or tag.confidence >= SURE


def _of(tags: Sequence[Reading], subject: Subject) -> list[Values]:
    return [one.values for one in tags if one.subject is subject]


def _each_once(tags: Sequence[Reading]) -> list[Values]:
    """One stance a holder and question: an editor's, else the surest; by place."""
    found = [one for one in tags if one.subject is Subject.STANCE]
    ranked = sorted(found, key=lambda one: (one.correction is None, -(one.confidence or 0)))
    kept: list[Reading] = []
    for one in ranked:
        if not any(
            one.values["question"] == other.values["question"]
            and same_holder(one.values, other.values)
            for other in kept
        ):
            kept.append(one)
    return [one.values for one in found if one in kept]


def _organisations(mentions: Sequence[Values]) -> list[dict[str, Any]]:
    """Each surface once, with the body that it means first."""
    slugs: dict[str, str] = {}
    for values in mentions:
        slugs.setdefault(str(values["words"]), str(values["organisation"] or NIL))
    return [{"surface": surface, "slug": slug} for surface, slug in slugs.items()]


def _quotation(values: Values) -> dict[str, Any]:
    return {
        "text": values["words"],
        "kind": values["kind"],
        "speaker": values["speaker"],
        "organisation": values["organisation"],
    }


def _stance(values: Values) -> dict[str, Any]:
    return {
        "holder": values["holder"],
        "holder_kind": values["holder_kind"],
        "organisation": values["organisation"],
        "question": values["question"],
        "stance": values["position"],
        "evidence": values["words"],
    }


def _day(row: Row[*tuple[Any, ...]]) -> str | None:
    exact = row.published_at is not None and row.published_precision in _DAYS
    return row.published_at.date().isoformat() if exact else None


def _kind(kind: str | None) -> str:
    """As labelled articles have it: a letter is opinion there."""
    if kind == ArticleKind.LETTER.value:
        return ArticleKind.OPINION.value
    return kind or ArticleKind.OTHER.value
