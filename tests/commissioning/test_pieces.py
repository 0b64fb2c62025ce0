"""Articles as evidence: which wait, which are near, and what they hold."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from commissioning.domain.articles import Article, SourceKind
from commissioning.domain.dates import Dated, Precision
from commissioning.store import pieces as kept
from commissioning.store.articles import find_article, save_article
from commissioning.store.database import Database
from commissioning.store.rows import ArticleRow, CopyRow, MentionRow, TaggingRow
from commissioning.store.sources import save_source
from commissioning.store.stories import add_story, place


def when(day: int) -> datetime:
    return datetime(2010, 7, day, tzinfo=UTC)


def add(session: Session, name: str, day: int | None, *, relevance: float | None = 0.9) -> int:
    """Store an article of July 2010 with a tagging that names a body; gives its id."""
    source = save_source(session, slug="courier", name="Courier", kind=SourceKind.TRADE)
    url = f"http://courier.example/{name}"
    article = Article(
        url=url,
        source="courier",
        headline=f"Headline {name}",
        text=f"BMA: the text of {name}.",
        published=Dated(moment=when(day), precision=Precision.DAY, found_in="feed")
        if day
        else None,
        extractor="pages/1",
    )
    save_article(session, article, source_id=source, at=when(1))
    found = find_article(session, url)
    assert found is not None
    if relevance is not None:
        named = MentionRow(start_char=0, end_char=3, organisation="bma", name="BMA", method="r")
        unknown = MentionRow(start_char=4, end_char=8, organisation=None, name="the", method="r")
        session.add(
            TaggingRow(
                article_id=found,
                tagger="t/1",
                text_sha256="x",
                tagged_at=when(1),
                relevance=relevance,
                current=True,
                mentions=[named, unknown],
            )
        )
        session.flush()
    return found


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    opened = Session(database.engine)
    yield opened
    opened.close()


def test_what_is_of_the_field_dated_and_in_no_story_waits_by_time(session: Session) -> None:
    late, early = add(session, "late", 9), add(session, "early", 3)
    add(session, "undated", None)
    add(session, "other field", 4, relevance=0.49)
    add(session, "untagged", 5, relevance=None)
    assert [item.id for item in kept.waiting(session)] == [early, late]


def test_what_is_in_a_story_waits_again_once_its_text_changed(session: Session) -> None:
    article = add(session, "a", 3)
    waits = kept.waiting(session)[0]
    story = add_story(session, "2010-07-03-a")
    place(session, story, {article: waits.text})
    assert kept.waiting(session) == ()
    session.execute(update(ArticleRow).values(text_sha256="new"))
    assert [(item.id, item.story) for item in kept.waiting(session)] == [(article, story)]


def test_the_placed_and_the_nearest_are_found_by_time(session: Session) -> None:
    ids = [add(session, f"{day}", day) for day in (1, 5, 10, 20, 31)]
    story = add_story(session, "2010-07-01-a")
    place(session, story, dict.fromkeys(ids[:4], "x"))
    found = kept.placed(session, when(5), when(31), limit=10)
    assert [item.id for item in found] == [ids[3], ids[2], ids[1]]
    assert [item.id for item in kept.placed(session, when(5), when(31), limit=1)] == [ids[3]]
    nearest = kept.nearest(session, when(11), limit=3)
    assert [item.id for item in nearest] == [ids[2], ids[1], ids[3]]
    assert len(kept.nearest(session, when(11), limit=99)) == len(ids)


def test_copies_and_originals_that_are_in_stories_are_found(session: Session) -> None:
    original, copy, other = (add(session, name, 3) for name in "abc")
    session.add(CopyRow(article_id=copy, original_id=original, share=1.0))
    session.flush()
    assert kept.copies_among(session, [copy]) == ()
    place(session, add_story(session, "2010-07-03-a"), {original: "x", copy: "y", other: "z"})
    assert [item.id for item in kept.copies_among(session, [copy])] == [original]
    assert [item.id for item in kept.copies_among(session, [original, other])] == [copy]
    assert kept.copies_among(session, [original, copy, other]) == ()


def test_a_piece_has_the_bodies_that_it_names_and_the_first_of_its_originals(
    session: Session,
) -> None:
    first, second, third = (add(session, name, 3) for name in "abc")
    session.add(CopyRow(article_id=third, original_id=second, share=1.0))
    session.add(CopyRow(article_id=second, original_id=first, share=1.0))
    session.flush()
    found = {piece.id: piece for piece in kept.pieces(session, [third, first, 99, second])}
    assert {number: piece.copy_of for number, piece in found.items()} == {
        first: None,
        second: first,
        third: first,
    }
    piece = found[first]
    assert (piece.url, piece.source) == ("http://courier.example/a", "courier")
    assert (piece.headline, piece.text) == ("Headline a", "BMA: the text of a.")
    assert piece.published == when(3)
    assert piece.mentions == (("bma", 0, 3),)
