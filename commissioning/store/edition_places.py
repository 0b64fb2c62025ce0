"""Where editions have stories and articles: 'already in issue 41, item 3'."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.orm import Session

from commissioning.domain.editions import Appearance, Edition, EditionStatus, Item
from commissioning.store.edition_rows import EditionPlaceRow, EditionRow
from commissioning.store.stories import aliases

_BATCH = 500


def appearances(
    session: Session,
    *,
    stories: Iterable[str] = (),
    articles: Iterable[str] = (),
    but: int | None = None,
) -> tuple[Appearance, ...]:
    """Where editions have one of the stories (slugs) or articles (canonical URLs), newest first.

    A story is also found under slugs that it once had, an article also as a source of a story's
    item. `but` is the id of an edition to leave out, the one at hand.
    """
    slugs = dict.fromkeys(stories)
    if slugs:
        slugs |= {old: None for old, new in aliases(session).items() if new in slugs}
    found: dict[tuple[int, int, str | None, str | None], Appearance] = {}
    for chosen in _chosen(tuple(slugs), tuple(dict.fromkeys(articles))):
        rows = session.execute(
            select(
                EditionRow.number,
                EditionRow.day,
                EditionRow.title,
                EditionRow.status,
                EditionPlaceRow.item,
                EditionPlaceRow.story,
                EditionPlaceRow.article,
                EditionRow.published_at,
            )
            .join(EditionPlaceRow, EditionPlaceRow.edition_id == EditionRow.id)
            .where(chosen, EditionRow.id != (but if but is not None else -1))
        )
        for row in rows:
            found[row[0], row[4], row[5], row[6]] = Appearance(
                number=row[0],
                day=row[1],
                title=row[2],
                status=EditionStatus(row[3]),
                item=row[4],
                story=row[5],
                article=row[6],
                published_at=row[7],
            )
    return tuple(sorted(found.values(), key=_newest_first))


def last_placed(session: Session, *, but: int | None) -> dict[str, date]:
    """The last day on which editions have something, by today's slug of a story and by URL.

    A draft has it on a day that is yet to come, an issue no later than it was published. `but` is
    the id of an edition to leave out.
    """
    today = aliases(session)
    rows = session.execute(
        select(
            EditionPlaceRow.story, EditionPlaceRow.article, EditionRow.day, EditionRow.published_at
        )
        .join(EditionRow, EditionPlaceRow.edition_id == EditionRow.id)
        .where(EditionRow.id != (but if but is not None else -1))
    )
    found: dict[str, date] = {}
    for story, article, day, published in rows:
        name = today.get(story, story) if story else article
        if name:
            until = min(day, published.date()) if published else date.max
            found[name] = max(found.get(name, until), until)
    return found


def elsewhere(session: Session, shown: Edition) -> dict[str, tuple[Appearance, ...]]:
    """By the key of each item that other editions have too: where they have it, newest first."""
    today = aliases(session)
    found = appearances(
        session,
        stories=[today.get(item.story, item.story) for item in shown.items if item.story],
        articles=[item.article for item in shown.items if item.article],
        but=shown.id,
    )
    places: dict[str, tuple[Appearance, ...]] = {}
    for item in shown.items:
        story = today.get(item.story or "", item.story)
        held = {
            (one.number, one.item): one
            for one in found
            if (one.story and today.get(one.story, one.story) == story)
            or (one.article and one.article == item.article)
        }
        if held:
            places[item.key] = tuple(held.values())
    return places


def before(places: Mapping[str, Sequence[Appearance]], shown: Edition) -> dict[str, Appearance]:
    """Of what `elsewhere` gave: by item key, the last published edition before this that had it."""
    found = {}
    for key, held in places.items():
        published = [
            one
            for one in held
            if one.status is EditionStatus.PUBLISHED and one.number < shown.number
        ]
        if published:
            found[key] = published[0]
    return found


def place(session: Session, id_: int, shown: Edition) -> None:
    """Note which stories and articles the edition has now, and where."""
    session.execute(delete(EditionPlaceRow).where(EditionPlaceRow.edition_id == id_))
    rows = [
        {"edition_id": id_, "item": number, "story": story, "article": article}
        for number, item in enumerate(shown.items, start=1)
        for story, article in _named(item)
    ]
    if rows:
        session.execute(insert(EditionPlaceRow).execution_options(render_nulls=True), rows)


def _named(item: Item) -> Iterator[tuple[str | None, str | None]]:
    articles = dict.fromkeys(filter(None, (item.article, *(one.url for one in item.sources))))
    if item.story:
        yield item.story, None
    for url in articles:
        yield None, url


def _newest_first(one: Appearance) -> tuple[int, int, str, str]:
    return -one.number, one.item, one.story or "", one.article or ""


def _chosen(stories: Sequence[str], articles: Sequence[str]) -> Iterator[ColumnElement[bool]]:
    for column, wanted in ((EditionPlaceRow.story, stories), (EditionPlaceRow.article, articles)):
        for at in range(0, len(wanted), _BATCH):
            yield column.in_(wanted[at : at + _BATCH])
