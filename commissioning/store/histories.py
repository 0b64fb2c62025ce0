"""What each source gave so far, so that silence and a broken extraction are noticed."""

from datetime import timedelta
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.domain.coverage import Reading, RejectionReason, SourceHistory
from commissioning.store.polling import rhythms
from commissioning.store.rows import ArticleRow, RejectionRow, SourceRow

LATELY, BEFORE = 20, 60

_Page = tuple[bool, int, bool, bool]


def source_histories(session: Session) -> dict[str, SourceHistory]:
    """The history of each source, by slug."""
    rows = session.execute(select(SourceRow.id, SourceRow.slug).order_by(SourceRow.slug)).all()
    usual = rhythms(session)
    return {slug: _history(session, source_id, usual.get(source_id)) for source_id, slug in rows}


def _history(session: Session, source_id: int, rhythm: timedelta | None) -> SourceHistory:
    newest = session.scalar(
        select(ArticleRow.published_at)
        .where(ArticleRow.source_id == source_id, ArticleRow.published_at.is_not(None))
        .order_by(ArticleRow.published_at.desc())
        .limit(1)
    )
    pages = _pages(session, source_id)
    return SourceHistory(
        newest=newest,
        rhythm=rhythm,
        lately=_reading(pages[:LATELY]),
        before=_reading(pages[LATELY:]),
    )


def _pages(session: Session, source_id: int) -> list[_Page]:
    """(gave an article, letters, has a date, names an author) of the latest pages, newest first."""
    most = LATELY + BEFORE
    articles = session.execute(
        select(
            ArticleRow.first_seen_at,
            func.length(ArticleRow.text),
            ArticleRow.published_at,
            ArticleRow.byline,
        )
        .where(ArticleRow.source_id == source_id)
        .order_by(ArticleRow.first_seen_at.desc(), ArticleRow.id.desc())
        .limit(most)
    )
    found = [
        (at, (True, letters, published is not None, byline is not None))
        for at, letters, published, byline in articles
    ]
    refused = session.scalars(
        select(RejectionRow.first_at)
        .where(
            RejectionRow.source_id == source_id,
            RejectionRow.reason == RejectionReason.NOT_AN_ARTICLE.value,
        )
        .order_by(RejectionRow.first_at.desc())
        .limit(most)
    )
    found += [(at, (False, 0, False, False)) for at in refused]
    found.sort(key=lambda pair: pair[0], reverse=True)
    return [page for _, page in found[:most]]


def _reading(pages: list[_Page]) -> Reading:
    articles = [page for page in pages if page[0]]
    if not articles:
        return Reading(pages=len(pages), refused=1.0 if pages else 0.0)
    return Reading(
        pages=len(pages),
        refused=1 - len(articles) / len(pages),
        letters=int(median(page[1] for page in articles)),
        dated=sum(page[2] for page in articles) / len(articles),
        signed=sum(page[3] for page in articles) / len(articles),
    )
