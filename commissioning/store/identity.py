"""Which stored article a new one is: by its addresses, its guid in the feed, or its text."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.domain.addresses import is_front_page, url_key
from commissioning.domain.articles import Article
from commissioning.domain.identity import Traits, is_another, is_same_text
from commissioning.store.copies import candidates
from commissioning.store.rows import AddressRow, ArticleRow, GuidRow
from commissioning.store.sketches import sketch

_BATCH = 250


def find_row(
    session: Session,
    article: Article,
    *,
    source_id: int,
    met_at: Sequence[str] = (),
    guid: str | None = None,
) -> ArticleRow | None:
    """The row of the same article; None where it is new.

    Its own URL settles it. A side address (what a feed linked to, what it was redirected from) and
    a guid are believed unless the article there is quite another. The text is asked last.
    """
    return (
        _by_address(session, article, met_at)
        or (_by_guid(session, article, source_id, guid) if guid else None)
        or _by_text(session, article, source_id)
    )


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


def keep_addresses(
    session: Session, row: ArticleRow, article: Article, met_at: Iterable[str]
) -> None:
    """Note where the article was met.

    Its own URL is taken from another that had it as a side one; a side address that leads elsewhere
    stays where it is.
    """
    own = url_key(article.url)
    wanted = dict.fromkeys([own, *(url_key(url) for url in met_at if not is_front_page(url))])
    rows = session.scalars(select(AddressRow).where(AddressRow.url.in_(wanted)))
    there = {address.url: address for address in rows}
    for key in wanted:
        if key not in there:
            session.add(AddressRow(url=key, article_id=row.id))
    if own in there and there[own].article_id != row.id:
        there[own].article_id = row.id


def keep_guid(session: Session, row: ArticleRow, source_id: int, guid: str) -> None:
    """Note the feed's identifier; one that was used for another article is this one's now."""
    known = session.get(GuidRow, (source_id, guid))
    if known is None:
        session.add(GuidRow(source_id=source_id, guid=guid, article_id=row.id))
    else:
        known.article_id = row.id


def traits_of(row: ArticleRow) -> Traits:
    """What is compared of a stored article."""
    return Traits(
        headline=row.headline,
        text=row.text,
        day=row.published_at.date() if row.published_at else None,
        paywalled=row.paywalled,
    )


def _by_address(session: Session, article: Article, met_at: Sequence[str]) -> ArticleRow | None:
    own = url_key(article.url)
    forms = [article.url, own]
    for url in met_at:
        if not is_front_page(url):
            forms += [url, url_key(url)]
    rows = list(_at(session, article.url, dict.fromkeys(forms)))
    for row in rows:
        if url_key(row.url) == own:
            return row
    return next((row for row in rows if not is_another(traits_of(row), _traits(article))), None)


def _at(session: Session, url: str, forms: Iterable[str]) -> Iterator[ArticleRow]:
    """The articles at the addresses, in the order of these; the one of this very URL first."""
    wanted = list(forms)
    query = select(AddressRow.url, ArticleRow).join(ArticleRow).where(AddressRow.url.in_(wanted))
    found: dict[str, ArticleRow] = {row.url: row.ArticleRow for row in session.execute(query)}
    rows = [found[form] for form in wanted if form in found]
    exact = next((row for row in rows if row.url == url), None)
    yield from [exact] if exact else rows


def _by_guid(session: Session, article: Article, source_id: int, guid: str) -> ArticleRow | None:
    row = session.scalar(
        select(ArticleRow)
        .join(GuidRow, GuidRow.article_id == ArticleRow.id)
        .where(GuidRow.source_id == source_id, GuidRow.guid == guid)
    )
    return row if row and not is_another(traits_of(row), _traits(article)) else None


def _by_text(session: Session, article: Article, source_id: int) -> ArticleRow | None:
    near = candidates(session, sketch(article.text))
    if not near:
        return None
    rows = session.scalars(
        select(ArticleRow)
        .where(ArticleRow.id.in_(near), ArticleRow.source_id == source_id)
        .order_by(ArticleRow.id)
    )
    return next((row for row in rows if is_same_text(traits_of(row), _traits(article))), None)


def _traits(article: Article) -> Traits:
    day: date | None = article.published.day if article.published else None
    return Traits(
        headline=article.headline, text=article.text, day=day, paywalled=article.paywalled
    )
