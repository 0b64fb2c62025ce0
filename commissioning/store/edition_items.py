"""What the archive gives an edition: items made of stories and articles, and lines for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.domain.editions import Edition, Item, ItemSource
from commissioning.domain.errors import EditionError
from commissioning.domain.ledger import SURE, Head, Record
from commissioning.domain.offers import Offer, offers
from commissioning.domain.tags import RELEVANT, Span
from commissioning.register import Register
from commissioning.store import ledger, stories
from commissioning.store.item_stances import NAME, clipped, item_stances
from commissioning.store.rows import (
    OWN_TAGGING,
    TO_OWN_TAGGING,
    AddressRow,
    ArticleRow,
    CopyRow,
    MentionRow,
    SourceRow,
    StanceRow,
    StoryArticleRow,
    StoryRow,
    TaggingRow,
)

MOST_SOURCES, MOST_PLACED = 40, 8_000
HEADLINE = 300  # letters
_OPINION = frozenset({"opinion", "letter", "blog"})
_HASH = 12


def story_item(session: Session, slug: str, *, headline_of: str | None = None) -> Item:
    """An item about a story; a slug that it once had will do.

    Its headline is that of its first news that is no copy, or of the article `headline_of` (URL).
    EditionError where there is no such story, or the article is not in it.
    """
    today = stories.aliases(session).get(slug, slug)
    ids = _in_stories(session, [today]).get(today, [])
    heads = _by_rank(_heads(session, ids), _copies(session, ids))
    if not heads:
        raise EditionError(f"story ‘{slug}’", "there is no such story with articles of the field")
    if headline_of is not None:
        chosen = [head for head in heads if head.url == headline_of]
        if not chosen:
            raise EditionError(f"story ‘{slug}’", f"it has no article {headline_of}")
        heads = [*chosen, *(head for head in heads if head.url != headline_of)]
    return _item(heads, key=today, story=today)


def article_item(session: Session, url: str) -> Item:
    """An item about one article, by its URL or another that led to it.

    It is about the article's story too, where it has one with others. EditionError where the
    archive has no such article.
    """
    found = _article(session, url)
    if found is None:
        raise EditionError(url, "the archive has no article of this address")
    id_, address = found
    slug = session.scalar(
        select(StoryRow.slug)
        .join(StoryArticleRow, StoryArticleRow.story_id == StoryRow.id)
        .where(StoryArticleRow.article_id == id_)
    )
    others = _in_stories(session, [slug]).get(slug, []) if slug is not None else []
    if slug is not None and id_ in others and len(others) > 1:
        return story_item(session, slug, headline_of=address)
    head = ledger.heads(session, [id_])[id_]
    return _item([head], key=_key(address), story=None)


def own_item(headline: str, *, url: str | None = None, line: str | None = None) -> Item:
    """An item of the editor's own, of which the archive knows nothing."""
    return Item(key=_key(url or headline), headline=headline, url=url, line=line)


def refreshed(session: Session, register: Register, draft: Edition) -> Edition:
    """The draft with the sources and sides of its items as the archive has them now.

    What is published, and any preview of it, is made of this. Headlines and lines stay as the
    editor has them, and so does what the archive knows nothing of any more.
    """
    today = stories.aliases(session)
    items = draft.items
    slugs = {item.key: today.get(item.story, item.story) for item in items if item.story}
    placed = _in_stories(session, slugs.values())
    alone = _at_addresses(session, [item.article for item in items if item.article])
    ids = list(dict.fromkeys([*alone.values(), *(id_ for held in placed.values() for id_ in held)]))
    heads, records = ledger.heads(session, ids), ledger.records(session, ids)
    copies = _copies(session, ids)

    def now(item: Item) -> Item:
        held = [heads[id_] for id_ in placed.get(slugs.get(item.key, ""), ())]
        shown = _by_rank(held, copies)
        if item.article in alone:
            first = heads[alone[item.article]]
            shown = [first, *(head for head in shown if head.id != first.id)]
        return _refreshed(item, shown, records, copies, register) if shown else item

    return replace(
        draft,
        sections=tuple(
            replace(section, items=tuple(map(now, section.items))) for section in draft.sections
        ),
    )


def offered(session: Session, item: Item) -> tuple[Offer, ...]:
    """Lines for an item from its article's own sentences, the best first; () where none can be."""
    if item.article is None:
        return ()
    row = session.execute(
        select(ArticleRow.text, SourceRow.name, TaggingRow.id)
        .join(SourceRow, ArticleRow.source_id == SourceRow.id)
        .outerjoin(TaggingRow, TO_OWN_TAGGING)
        .where(ArticleRow.url == item.article)
    ).first()
    if row is None:
        return ()
    text, source, tagging = row
    mentions = session.execute(
        select(MentionRow.organisation, MentionRow.start_char, MentionRow.end_char).where(
            MentionRow.tagging_id == tagging, MentionRow.organisation.is_not(None)
        )
    )
    shown = session.execute(
        select(StanceRow.start_char, StanceRow.end_char).where(
            StanceRow.tagging_id == tagging, StanceRow.confidence >= SURE
        )
    )
    return offers(
        text,
        source=source,
        bodies=[(slug, Span(start, end)) for slug, start, end in mentions if slug],
        evidence=[Span(start, end) for start, end in shown],
    )


def _refreshed(
    item: Item,
    heads: Sequence[Head],
    records: Mapping[int, Record],
    copies: frozenset[int],
    register: Register,
) -> Item:
    told = [records[head.id] for head in heads if head.id in records]
    return replace(
        item,
        sources=tuple(_source(head) for head in heads),
        stances=item_stances(told, register, copies=copies),
    )


def _item(heads: Sequence[Head], *, key: str, story: str | None) -> Item:
    return Item(
        key=key,
        story=story,
        article=heads[0].url,
        headline=clipped(heads[0].headline, HEADLINE),
        url=None if heads[0].url.startswith("urn:") else heads[0].url,
        sources=tuple(_source(head) for head in heads),
    )


def _source(head: Head) -> ItemSource:
    name = clipped(head.source_name, NAME)
    return ItemSource(name=name, url=head.url, published=head.published)


def _key(name: str) -> str:
    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH]


def _article(session: Session, url: str) -> tuple[int, str] | None:
    """The id and canonical URL of the article that has the address, or was met at it."""
    met = select(AddressRow.article_id).where(AddressRow.url == url)
    rows = session.execute(
        select(ArticleRow.id, ArticleRow.url)
        .where((ArticleRow.url == url) | ArticleRow.id.in_(met))
        .order_by(ArticleRow.url != url, ArticleRow.id)
    )
    found = rows.first()
    return None if found is None else (found[0], found[1])


def _at_addresses(session: Session, urls: Sequence[str]) -> dict[str | None, int]:
    """The ids of the articles with these canonical URLs."""
    rows = session.execute(select(ArticleRow.url, ArticleRow.id).where(ArticleRow.url.in_(urls)))
    return {row[0]: row[1] for row in rows}


def _in_stories(session: Session, slugs: Iterable[str]) -> dict[str, list[int]]:
    """The articles of the field in stories, by slug; the first of each by time."""
    # Stories are looked for first: SQLite would begin with all that is relevant.
    first = session.execute(
        select(StoryArticleRow.article_id, StoryRow.slug)
        .join(StoryRow, StoryArticleRow.story_id == StoryRow.id)
        .where(StoryRow.slug.in_(list(slugs)))
        .order_by(StoryArticleRow.article_id)
        .limit(MOST_PLACED)
    )
    placed: dict[int, str] = {row[0]: row[1] for row in first}
    rows = session.scalars(
        select(ArticleRow.id)
        .join(TaggingRow, TaggingRow.article_id == ArticleRow.id)
        .where(
            ArticleRow.id.in_(placed),
            OWN_TAGGING,
            TaggingRow.relevance >= RELEVANT,
        )
        .order_by(ArticleRow.published_at.is_(None), ArticleRow.published_at, ArticleRow.url)
    )
    found: dict[str, list[int]] = {slug: [] for slug in placed.values()}
    for id_ in rows:
        if len(found[placed[id_]]) < MOST_SOURCES:
            found[placed[id_]].append(id_)
    return found


def _heads(session: Session, ids: Sequence[int]) -> list[Head]:
    found = ledger.heads(session, ids)
    return [found[id_] for id_ in ids]


def _by_rank(heads: Iterable[Head], copies: frozenset[int]) -> list[Head]:
    """News before columns, what is no copy before copies; then as they were."""
    return sorted(heads, key=lambda it: (it.kind in _OPINION, it.id in copies, it.kind != "news"))


def _copies(session: Session, ids: Sequence[int]) -> frozenset[int]:
    """Those of the articles that are copies of others."""
    query = select(CopyRow.article_id).where(CopyRow.article_id.in_(ids))
    return frozenset(session.scalars(query))
