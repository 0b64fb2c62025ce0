"""The shelf beside a draft: stories that were kept in the queue and stand in no edition yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from commissioning.domain.editions import Decision, Edition, Item
from commissioning.store.edition_items import article_item, story_item
from commissioning.store.edition_places import last_placed
from commissioning.store.identity import find_article
from commissioning.store.queue import QueuedArticle, queued_in
from commissioning.store.triage import decisions
from desk.drafting.fields import mark
from desk.ranking import head

MOST = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A story that was kept.

    key      in the queue: its slug, or the URL of an article that stands in none
    mark     of the key, for names of fields
    article  id of the one whose headline it goes by; None where it is not known
    """

    key: str
    mark: str
    headline: str
    outlets: tuple[str, ...]
    article: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The last kept first; `more` were kept before them."""

    kept: tuple[Kept, ...] = ()
    more: int = 0


def item_for(session: Session, key: str) -> Item:
    """The item of a story's slug or an article's address. EditionError where there is none."""
    return article_item(session, key) if ":" in key else story_item(session, key)


def shelf(session: Session, draft: Edition) -> Shelf:
    """What was kept and is in no edition since."""
    kept = decisions(session, said=Decision.KEEP)
    here = _names(draft)
    placed = last_placed(session, but=draft.id)
    left = [
        key
        for key, one in reversed(list(kept.items()))
        if key not in here and placed.get(key, date.min) < one.at.date()
    ]
    keys = left[:MOST]
    told = _stories(session, keys) | _articles(session, keys)
    return Shelf(
        kept=tuple(told[key] for key in keys if key in told), more=max(0, len(left) - MOST)
    )


def _stories(session: Session, keys: Sequence[str]) -> dict[str, Kept]:
    """Those that are about the field still."""
    piles: dict[str, list[QueuedArticle]] = {}
    for article in queued_in(session, [key for key in keys if ":" not in key]):
        if article.story is not None and article.is_relevant:
            piles.setdefault(article.story, []).append(article)
    return {key: _kept(key, pile) for key, pile in piles.items()}


def _kept(key: str, pile: Sequence[QueuedArticle]) -> Kept:
    first = head(pile)
    return Kept(
        key=key,
        mark=mark(key),
        headline=first.headline,
        outlets=tuple(dict.fromkeys([first.source_name, *(one.source_name for one in pile)])),
        article=first.id,
    )


def _articles(session: Session, keys: Sequence[str]) -> dict[str, Kept]:
    """Articles that stand in no story."""
    found = {}
    for key in keys:
        if ":" in key and (id_ := find_article(session, key)) is not None:
            item = article_item(session, key)
            outlets = tuple(dict.fromkeys(source.name for source in item.sources))
            found[key] = Kept(
                key=key, mark=mark(key), headline=item.headline, outlets=outlets, article=id_
            )
    return found


def _names(draft: Edition) -> set[str | None]:
    found: set[str | None] = set()
    for item in draft.items:
        found |= {item.story, item.article, *(source.url for source in item.sources)}
    return found - {None}
