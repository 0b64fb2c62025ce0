"""Copies and originals: what is linked, which was first, and what must never be."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.domain.articles import Article, SourceKind
from commissioning.domain.copies import Member, is_copy, order_of, originals, shingles
from commissioning.domain.dates import Dated, Precision
from commissioning.store.articles import Saved, find_article, save_article
from commissioning.store.copies import (
    FULL,
    MAX_CANDIDATES,
    candidates,
    copies_of,
    link_again,
    original_of,
    save_sketch,
)
from commissioning.store.database import Database
from commissioning.store.rows import ArticleRow, CopyRow, SketchRow
from commissioning.store.sketches import sketch
from commissioning.store.sources import save_source
from tests.commissioning.copied import AFTER, NOTES, Pair, bases, cut, pairs, reset, within

NOW = datetime(2012, 1, 1, tzinfo=UTC)
STORY, OTHER, THIRD = bases(150)[:3]
PAIRS = tuple(pairs())


def add(
    session: Session,
    source: str,
    text: str,
    *,
    day: int | None = None,
    hour: int | None = None,
    kind: SourceKind = SourceKind.TRADE,
    name: str = "a",
    headline: str = "Doctors are to hold the purse",
    paywalled: bool = False,
) -> int:
    """Store an article of July 2010; gives its id."""
    source_id = save_source(session, slug=source, name=source.title(), kind=kind)
    published = day and Dated(
        moment=datetime(2010, 7, day, hour or 0, tzinfo=UTC),
        precision=Precision.DAY if hour is None else Precision.MINUTE,
        found_in="feed",
    )
    url = f"http://{source}.example/{name}"
    article = Article(
        url=url, source=source, headline=headline, text=text,
        published=published or None, extractor="pages/1",
        paywalled=paywalled,
    )  # fmt: skip
    assert save_article(session, article, source_id=source_id, at=NOW) is Saved.NEW
    found = find_article(session, url)
    assert found is not None
    return found


def link(session: Session, article_id: int) -> None:
    """Sketch and link an article that is stored, as when its text has changed."""
    session.flush()
    buckets = sketch(session.get_one(ArticleRow, article_id).text)
    save_sketch(session, article_id, buckets)
    link_again(session, article_id, buckets)


def links(session: Session) -> dict[int, int]:
    return {row.article_id: row.original_id for row in session.scalars(select(CopyRow))}


def members(*texts: str) -> list[Member]:
    return [
        Member(
            id=at,
            source_id=at,
            headline="A headline",
            paywalled=False,
            order=order_of(NOW, None, issues=False, article_id=at),
            shingles=shingles(text),
        )
        for at, text in enumerate(texts)
    ]


# ---- precision and recall ----------------------------------------------------------------------


def is_found(pair: Pair) -> bool:
    meet = bool({*enumerate(sketch(pair.one))} & {*enumerate(sketch(pair.other))})
    return meet and is_copy(*members(pair.one, pair.other))


def test_of_our_pairs_all_copies_are_found_and_nothing_else_is() -> None:
    found = Counter((pair.copy, is_found(pair)) for pair in PAIRS)
    assert found[False, True] == 0
    assert found[True, True] / (found[True, True] + found[True, False]) >= 0.98
    assert found[True, True] >= 100
    assert found[False, False] >= 60


def test_our_pairs_in_one_database_are_linked_each_to_its_own(database: Database) -> None:
    """Six of each kind, but for texts to which something was added: copies of those without."""
    grown = ("notes to editors", "own words, one statement")
    held = Counter[str]()
    expected: dict[str, str] = {}
    with database.session() as session:
        ids: dict[str, int] = {}
        for pair in PAIRS:
            held[pair.kind] += 1
            if held[pair.kind] > 6 or pair.kind in grown:
                continue
            for text, day in ((pair.one, 1), (pair.other, 2)):
                if text not in ids:
                    ids[text] = add(session, f"source-{len(ids)}", text, day=day)
            if pair.copy:
                expected[pair.other] = pair.one
        assert len(ids) > 50
        assert links(session) == {ids[copy]: ids[first] for copy, first in expected.items()}


def test_labelled_articles_are_no_copies_of_each_other(shared: Path) -> None:
    lines = [
        line
        for name in ("dev", "train")
        for line in (shared / "gold" / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    texts = members(*(json.loads(line)["text"] for line in lines))
    assert len(texts) >= 150
    assert [
        (one.id, other.id) for one in texts for other in texts[: one.id] if is_copy(one, other)
    ] == []


# ---- which was first ---------------------------------------------------------------------------


def test_a_copy_is_linked_with_the_earliest_and_both_keep_their_rows(database: Database) -> None:
    with database.session() as session:
        first = add(session, "wire", STORY, day=1)
        second = add(session, "gazette", cut(STORY, 0.7), day=2)
        third = add(session, "courier", within(STORY), day=3)
        assert links(session) == {second: first, third: first}
        found = original_of(session, second)
        assert found is not None
        assert (found.article_id, found.source_name, found.share) == (first, "Wire", 1.0)
        assert [copy.source for copy in copies_of(session, first)] == ["gazette", "courier"]
        assert copies_of(session, first)[1].share < 0.8
        assert original_of(session, first) is None
        assert session.scalar(select(func.count()).select_from(ArticleRow)) == 3


def test_an_earlier_one_that_comes_later_takes_the_links(database: Database) -> None:
    with database.session() as session:
        second = add(session, "gazette", reset(STORY), day=5)
        third = add(session, "courier", STORY, day=6)
        assert links(session) == {third: second}
        first = add(session, "wire", STORY, day=1)
        assert links(session) == {second: first, third: first}


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (2, 0, 1)])
def test_a_copy_of_a_copy_is_one_of_the_first_in_whatever_order_they_come(
    database: Database, order: tuple[int, ...]
) -> None:
    """The third has four fifths of the second, which has four fifths of the first."""
    texts = (STORY, cut(STORY, 0.85) + AFTER[:150], cut(STORY, 0.7) + AFTER[:150])
    with database.session() as session:
        ids = {at: add(session, f"s{at}", texts[at], day=at + 1) for at in order}
        assert links(session) == {ids[1]: ids[0], ids[2]: ids[0]}


def test_two_releases_within_one_round_up_are_no_copies_of_each_other(database: Database) -> None:
    with database.session() as session:
        add(session, "a", STORY, day=1)
        longer = add(session, "b", f"{STORY}\n\n{OTHER}", day=2)
        add(session, "c", OTHER, day=3)
        assert original_of(session, longer) is not None
        copied = links(session)
        assert {copied[longer]} == {find_article(session, "http://a.example/a")}
        assert copied[find_article(session, "http://c.example/a") or 0] == longer


@pytest.mark.parametrize(
    ("release", "report"),
    [
        ({"day": 1, "kind": SourceKind.OFFICIAL}, {"day": 1}),
        ({"day": 1, "hour": 9}, {"day": 1}),
        ({"day": 1, "hour": 9}, {"day": 1, "hour": 10}),
        ({"day": 1}, {}),
    ],
)
def test_who_was_first_is_told_by_time_then_by_who_issues_statements(
    database: Database, release: dict[str, object], report: dict[str, object]
) -> None:
    with database.session() as session:
        printed = add(session, "gazette", within(STORY), **report)  # type: ignore[arg-type]
        issued = add(session, "body", STORY, **release)  # type: ignore[arg-type]
        assert links(session) == {printed: issued}


def test_a_month_or_a_year_may_have_been_its_last_day() -> None:
    first = datetime(2010, 7, 1, tzinfo=UTC)
    keys = [
        order_of(first, precision, issues=False, article_id=1)[0]
        for precision in (None, Precision.DAY, Precision.MONTH, Precision.YEAR)
    ]
    assert keys == sorted(set(keys))
    assert keys[1] - first == timedelta(days=1)


# ---- what is not linked ------------------------------------------------------------------------


def test_one_source_s_own_texts_must_be_nearly_the_same(database: Database) -> None:
    with database.session() as session:
        add(session, "column", STORY + NOTES, day=1)
        like = add(session, "column", cut(STORY, 0.75) + AFTER[:110], day=8, name="b")
        assert links(session) == {}
        same = add(session, "column", STORY + NOTES, day=15, name="c")
        assert set(links(session)) == {same}
        assert like not in links(session)


@pytest.mark.parametrize(("sources", "paywalled"), [(("a", "a"), False), (("a", "b"), True)])
def test_the_same_notice_below_two_headlines_is_no_copy(
    database: Database, sources: tuple[str, str], *, paywalled: bool
) -> None:
    with database.session() as session:
        for day, (source, headline) in enumerate(
            zip(sources, ("A fair", "A vote"), strict=True), 1
        ):
            add(
                session, source, STORY, day=day, name=str(day), headline=headline,
                paywalled=paywalled,
            )  # fmt: skip
        assert links(session) == {}


def test_a_release_that_is_a_small_part_of_a_long_article_is_a_quotation() -> None:
    long = " ".join(bases()[3:12])
    assert not is_copy(*members(STORY, f"{long} {STORY}"))
    assert is_copy(*members(STORY, f"{OTHER} {STORY} {THIRD}"))


def test_short_texts_are_linked_with_nothing(database: Database) -> None:
    with database.session() as session:
        for source in ("a", "b"):
            add(session, source, "The office is shut today and opens again on Monday at nine.")
        assert links(session) == {}
        assert session.scalar(select(func.count()).select_from(SketchRow)) == 0


def test_an_edit_that_takes_the_common_text_away_takes_the_link_away(database: Database) -> None:
    with database.session() as session:
        first = add(session, "wire", STORY, day=1)
        second = add(session, "gazette", STORY, day=2)
        third = add(session, "courier", STORY, day=3)
        row = session.get(ArticleRow, first)
        assert row is not None
        row.text = OTHER
        link(session, first)
        assert links(session) == {third: second}


def test_linking_twice_changes_nothing(database: Database) -> None:
    with database.session() as session:
        first = add(session, "wire", STORY, day=1)
        second = add(session, "gazette", STORY, day=2)
        for one in (first, second, first):
            link(session, one)
        assert links(session) == {second: first}


def test_a_removed_original_leaves_no_link(database: Database) -> None:
    with database.session() as session:
        first = add(session, "wire", STORY, day=1)
        second = add(session, "gazette", STORY, day=2)
        session.delete(session.get(ArticleRow, first))
        session.flush()
        session.expire_all()
        assert original_of(session, second) is None
        assert links(session) == {}


# ---- bounds ------------------------------------------------------------------------------------


def test_what_too_many_have_in_common_is_passed_over(database: Database) -> None:
    with database.session() as session:
        source = save_source(session, slug="a", name="A", kind=SourceKind.TRADE)
        session.add_all(
            ArticleRow(
                id=at, url=str(at), source_id=source, headline="A", text="A", text_sha256="",
                extractor="", first_seen_at=NOW, paywalled=False,
            )
            for at in range(1, FULL + 2)
        )  # fmt: skip
        session.flush()
        for at in range(1, FULL + 1):
            save_sketch(session, at, sketch(STORY))
        found = candidates(session, sketch(STORY))
        assert found == tuple(range(1, MAX_CANDIDATES + 1))
        save_sketch(session, FULL + 1, sketch(STORY))
        assert candidates(session, sketch(STORY)) == ()
        assert candidates(session, ()) == ()


def test_a_link_that_was_found_stays_while_half_of_the_text_is_shared() -> None:
    one, other = members(STORY, cut(STORY, 0.55) + NOTES)
    assert originals([one, other], {}) == {}
    assert originals([one, other], {1: 0}) == {1: 0}
    one, other = members(STORY, OTHER)
    assert originals([one, other], {1: 0}) == {}
