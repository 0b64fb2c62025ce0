"""An article with tags, and a tagger that always reads the same wrong things. All is invented."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from commissioning.domain.articles import Article, Comment, SourceKind
from commissioning.domain.corrections import Correction, Reading, Subject, Value
from commissioning.domain.dates import Dated, Precision
from commissioning.domain.tags import (
    HolderKind,
    Mention,
    Position,
    Quotation,
    QuotationKind,
    Span,
    Stance,
    Tagging,
)
from commissioning.register import load_register
from commissioning.store.articles import find_article, save_article
from commissioning.store.corrections import correct
from commissioning.store.readings import readings
from commissioning.store.sources import save_source
from commissioning.store.tags import Backlog, save_taggings, texts_to_tag

URL = "http://courier.example/1"
NOW = datetime(2010, 7, 30, 12, tzinfo=UTC)
LATER = datetime(2010, 7, 31, 9, tzinfo=UTC)
SAID = "We will not hold a penny of it"
TEXT = (
    "The DH wrote to the Vale committee. “We will not hold a penny of it,” said Dr Ada Sample, who"
    " leads it. Mr Ben Other wants the purse at once. The DH did not answer, and neither did the"
    " DH’s minister."
)
COMMENT = "I would not give them my purse."


def an_article(text: str = TEXT, **changes: Any) -> Article:
    values: dict[str, Any] = {
        "url": URL,
        "source": "courier",
        "headline": "Committee will not hold budgets",
        "text": text,
        "published": Dated(
            moment=datetime(2010, 7, 14, tzinfo=UTC), precision=Precision.DAY, found_in="feed"
        ),
        "comments": (Comment(text=COMMENT, author="Private Person"),),
        "extractor": "pages/1",
    }
    return Article(**{**values, **changes})


def add(session: Session, article: Article) -> int:
    """Store it or what is new of it; gives its id."""
    source = save_source(session, slug="courier", name="Courier", kind=SourceKind.TRADE)
    save_article(session, article, source_id=source, at=NOW)
    found = find_article(session, article.url)
    assert found is not None
    return found


def span(text: str, words: str) -> Span:
    at = text.index(words)
    return Span(at, at + len(words))


def read(text: str, tagger: str = "tagger/1", *, relevance: float = 0.9) -> Tagging:
    """What the machine reads: the side of the speaker is wrong, and 'DH' is taken for another."""
    if text == COMMENT:
        whole = Span(0, len(text))
        own = stance("Private Person", "oppose", whole, kind=HolderKind.COMMENTER, body=None)
        return Tagging(relevance=relevance, tagger=tagger, stances=(own,))
    named = [at for at in range(len(text)) if text.startswith("DH", at)]
    bodies = tuple(
        Mention(span=Span(at, at + 2), organisation="bma", name="BMA", method="acronym")
        for at in named
    )
    other = stance("Mr Ben Other", "support", span(text, "wants the purse at once"), body=None)
    if SAID not in text:
        return Tagging(relevance=relevance, tagger=tagger, mentions=bodies, stances=(other,))
    quoted = Quotation(
        span=span(text, SAID),
        kind=QuotationKind.DIRECT,
        speaker="Dr Ada Sample",
        office="chair",
        method="marks",
    )
    return Tagging(
        relevance=relevance,
        tagger=tagger,
        mentions=bodies,
        quotations=(quoted,),
        stances=(stance("Dr Ada Sample", "support", span(text, SAID)), other),
    )


def stance(
    holder: str,
    side: str,
    evidence: Span,
    *,
    question: str = "gp-budgets",
    kind: HolderKind = HolderKind.PERSON,
    body: str | None = "bma",
) -> Stance:
    return Stance(
        holder=holder,
        holder_kind=kind,
        organisation=body,
        question=question,
        position=Position(side),
        confidence=0.71,
        evidence=evidence,
        method="rule",
    )


def tag(session: Session, tagger: str = "tagger/1", *, relevance: float = 0.9) -> None:
    """Tag everything anew."""
    for item in texts_to_tag(session, Backlog.ALL, tagger=tagger):
        found = read(item.text.text, tagger, relevance=relevance)
        save_taggings(session, [(item, found)], at=NOW)


def tags(session: Session, article: int, subject: Subject, **wanted: Value) -> list[Reading]:
    """The tags of a kind that count, those with these values."""
    comment = wanted.pop("comment", None)
    assert comment is None or isinstance(comment, int)
    return [
        one
        for one in readings(session, article, comment=comment)
        if one.subject is subject and wanted.items() <= one.values.items()
    ]


def put_right(
    session: Session,
    article: int,
    subject: Subject,
    before: Mapping[str, Value] | None,
    after: Mapping[str, Value] | None,
    *,
    comment: int | None = None,
    reason: str | None = None,
) -> Correction:
    """A correction by the test's editor."""
    told = Correction(
        at=NOW,
        by="Ed Itor",
        article_id=article,
        comment=comment,
        subject=subject,
        before=before,
        after=after,
        reason=reason,
    )
    return correct(session, told, register=load_register())
