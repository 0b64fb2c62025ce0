"""The page of all changes of position: both pieces of evidence, by year, and what counts as one."""

from datetime import date, timedelta

from commissioning.domain.tags import Position
from commissioning.register import Register
from site_builder.accuracy import measured
from site_builder.pages.changes import ChangesPage
from tests.site_builder.atlased import Store, rendered, text
from tests.site_builder.surveyed import keys, page, surveyed

SUPPORT, OPPOSE = Position.SUPPORT, Position.OPPOSE
EARLY, LATE, MONTH = date(2010, 8, 1), date(2011, 3, 16), timedelta(days=30)


def moves(store: Store, slug: str, late: date = LATE, *, question: str = "gp-budgets") -> None:
    """Let a body support twice and then oppose twice."""
    for day, side in ((late - 4 * MONTH, SUPPORT), (late - 3 * MONTH, SUPPORT)):
        store.says(slug, side, day, question=question)
    for day, side in ((late, OPPOSE), (late + MONTH, OPPOSE)):
        store.says(slug, side, day, question=question)


def changes(store: Store, path: str = "changes.html") -> ChangesPage:
    return page(store.database, path, ChangesPage)


def test_a_change_stands_in_its_year_with_the_words_before_and_after(store: Store) -> None:
    moves(store, "bma")
    found = changes(store)
    [(year, [move])] = found.groups
    assert (year, move.holder, move.before.side, move.after.side) == (
        "2011",
        "BMA",
        "support",
        "oppose",
    )
    tree = rendered(found)
    assert len(tree.xpath("//article[@class='change']//blockquote")) == 2
    assert "BMA supported, and now opposes, GP-held budgets" in text(tree)
    assert "One change of position" in text(tree)


def test_a_change_is_the_past_once_it_lapsed(store: Store) -> None:
    moves(store, "bma")
    store.says("rcn", OPPOSE, date(2013, 3, 1))
    assert "BMA supported, then opposed, GP-held budgets" in text(rendered(changes(store)))


def test_the_newest_come_first(store: Store) -> None:
    moves(store, "bma", date(2011, 3, 16))
    moves(store, "rcn", date(2012, 2, 1))
    assert [(year, [m.holder for m in held]) for year, held in changes(store).groups] == [
        ("2012", ["RCN"]),
        ("2011", ["BMA"]),
    ]


def test_one_statement_on_the_other_side_is_no_change(store: Store) -> None:
    store.says_often("bma", 3, first=EARLY)
    store.says("bma", OPPOSE, LATE)
    found = changes(store)
    assert found.groups == ()
    assert "Nobody has been heard to change sides yet" in text(rendered(found))


def test_it_says_what_counts_and_how_often_the_machine_is_right(store: Store) -> None:
    told = text(rendered(changes(store)))
    right = round(100 * measured()["whole"]["side"]["value"])
    assert f"the side is right {right} times in 100" in told
    assert "At least two articles of different days" in told


def test_many_changes_are_told_by_year_and_none_is_lost(store: Store, register: Register) -> None:
    slugs = [s for s, b in register.organisations.items() if b.type in {"union", "think-tank"}][:31]
    for number, slug in enumerate(slugs):
        moves(store, slug, date(2010 + number % 2, 6, 1))
        moves(store, slug, date(2012, 6, 1), question="pace")
    found = changes(store)
    assert found.total == 62
    assert sum(len(held) for _, held in found.groups) == 60
    assert [(label, count) for label, _, count in found.years] == [
        ("2012", 31),
        ("2011", 15),
        ("2010", 16),
    ]
    every = [changes(store, path) for _, path, _ in found.years]
    held = [(m.holder, m.question) for p in every for _, group in p.groups for m in group]
    assert len(held) == len(set(held)) == 62
    assert "and now" in text(rendered(found))
    assert not [p.path for p in every if "and now" in text(rendered(p))]
    assert [(label, count) for label, _, count in found.questions] == [
        ("GP budgets", 31),
        ("The pace", 31),
    ]


def test_the_page_is_made_again_for_a_new_change_and_not_for_other_words(store: Store) -> None:
    moves(store, "bma")
    before = keys(store.database)["changes.html"]
    store.says("rcn", OPPOSE, LATE)
    assert keys(store.database)["changes.html"] == before
    moves(store, "rcn")
    assert keys(store.database)["changes.html"] != before


def test_few_changes_have_no_pages_of_years(store: Store) -> None:
    moves(store, "bma")
    with surveyed(store.database) as plans:
        assert [path for path in plans if path.startswith("changes")] == ["changes.html"]
