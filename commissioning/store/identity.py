"""Which stored article a new one is: by its addresses, its guid in the feed, or its text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from commissioning.domain.addresses import is_front_page, url_key
from commissioning.domain.articles import Article
from commissioning.domain.identity import Traits, is_another, is_same_text
from commissioning.store.rows import AddressRow, ArticleRow, GuidRow

_BATCH = 250

_ADDRESSES = select(AddressRow.url, AddressRow.article_id).where(
    AddressRow.url.in_(bindparam("forms", expanding=True))
)
_GUID = select(GuidRow.article_id).where(
    GuidRow.source_id == bindparam("source_id"), GuidRow.guid == bindparam("guid")
)
_ADD_ADDRESSES, _ADD_GUID = insert(AddressRow), insert(GuidRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """Where an article was met, and which stored ones the same places lead to.

    forms    its own URL and side addresses (what a feed linked to, what it was redirected from),
             each as it is and as a key
    keys     what it is kept under, its own URL's first
    there    the articles that some of the forms lead to, by these
    guid     the identifier that the source's feed gives it
    by_guid  the article that had it last
    """

    forms: tuple[str, ...]
    keys: tuple[str, ...]
    there: Mapping[str, int]
    source_id: int
    guid: str | None
    by_guid: int | None


def look_up(
    session: Session, url: str, *, source_id: int, met_at: Iterable[str], guid: str | None
) -> Met:
    """What is known of the places where an article was met."""
    others = (other for other in dict.fromkeys(met_at) if other != url)
    sides = {other: url_key(other) for other in others if not is_front_page(other)}
    own = url_key(url)
    forms = dict.fromkeys([url, own, *(form for pair in sides.items() for form in pair)])
    connection = session.connection()
    by_guid = None
    if guid:
        by_guid = connection.scalar(_GUID, {"source_id": source_id, "guid": guid})
    return Met(
        forms=tuple(forms),
        keys=tuple(dict.fromkeys([own, *sides.values()])),
        there={
            row.url: row.article_id for row in connection.execute(_ADDRESSES, {"forms": [*forms]})
        },
        source_id=source_id,
        guid=guid,
        by_guid=by_guid,
    )


def find_row(session: Session, article: Article, met: Met) -> ArticleRow | None:
    """The row of the same article, by where it was met; None where that does not tell.

    Its own URL settles it. A side address and a guid are believed unless the article there is quite
    another.
    """
    return _by_address(session, article, met) or _by_guid(session, article, met)


def find_by_text(
    session: Session, article: Article, source_id: int, near: Sequence[int]
) -> ArticleRow | None:
    """The row of the same article among those `near`, by its words; to be asked last."""
    if not near:
        return None
    rows = session.scalars(
        select(ArticleRow)
        .where(ArticleRow.id.in_(near), ArticleRow.source_id == source_id)
        .order_by(ArticleRow.id)
    )
    return next((row for row in rows if is_same_text(traits_of(row), _traits(article))), None)


def keep_met(session: Session, article_id: int, met: Met) -> None:
    """Note where the article was met.

    Its own URL is taken from another that had it as a side one; a side address that leads elsewhere
    stays where it is. A guid that was used for another article is this one's now.
    """
    connection = session.connection()
    own = met.keys[0]
    new = [{"url": key, "article_id": article_id} for key in met.keys if key not in met.there]
    if new:
        connection.execute(_ADD_ADDRESSES, new)
    if met.there.get(own, article_id) != article_id:
        connection.execute(
            update(AddressRow).where(AddressRow.url == own).values(article_id=article_id)
        )
    if met.guid and met.by_guid is None:
        row = {"source_id": met.source_id, "guid": met.guid, "article_id": article_id}
        connection.execute(_ADD_GUID, row)
    elif met.guid and met.by_guid != article_id:
        known = (GuidRow.source_id == met.source_id, GuidRow.guid == met.guid)
        connection.execute(update(GuidRow).where(*known).values(article_id=article_id))


def find_article(session: Session, url: str) -> int | None:
    """The id of the article that the URL leads to, in whatever form it is given."""
    found = session.scalar(select(ArticleRow.id).where(ArticleRow.url == url))
    if found is not None:
        return found
    forms = {url_key(url), url}
    return session.scalar(
        select(AddressRow.article_id).where(AddressRow.url.in_(forms)).order_by(AddressRow.url)
    )


def known_urls(session: Session, urls: Iterable[str]) -> frozenset[str]:
    """Those of the URLs that lead to an article that is stored, in whatever form they are given."""
    asked = list(dict.fromkeys(urls))
    known: set[str] = set()
    for at in range(0, len(asked), _BATCH):
        forms = {url: (url_key(url), url) for url in asked[at : at + _BATCH]}
        wanted = {form for pair in forms.values() for form in pair}
        found = set(session.scalars(select(AddressRow.url).where(AddressRow.url.in_(wanted))))
        known.update(url for url, pair in forms.items() if found.intersection(pair))
    return frozenset(known)


def traits_of(row: ArticleRow) -> Traits:
    """What is compared of a stored article."""
    return Traits(
        headline=row.headline,
        text=row.text,
        day=row.published_at.date() if row.published_at else None,
        paywalled=row.paywalled,
    )


def _by_address(session: Session, article: Article, met: Met) -> ArticleRow | None:
    if not met.there:
        return None
    found = session.scalars(select(ArticleRow).where(ArticleRow.id.in_(set(met.there.values()))))
    by_id = {row.id: row for row in found}
    rows = [by_id[met.there[form]] for form in met.forms if form in met.there]
    own = [row for row in rows if url_key(row.url) == met.keys[0]]
    if own:
        return next((row for row in own if row.url == article.url), own[0])
    return next((row for row in rows if not is_another(traits_of(row), _traits(article))), None)


def _by_guid(session: Session, article: Article, met: Met) -> ArticleRow | None:
    row = session.get(ArticleRow, met.by_guid) if met.by_guid is not None else None
    return row if row and not is_another(traits_of(row), _traits(article)) else None


def _traits(article: Article) -> Traits:
    day: date | None = article.published.day if article.published else None
    return Traits(
        headline=article.headline, text=article.text, day=day, paywalled=article.paywalled
    )
