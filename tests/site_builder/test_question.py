"""A question's pages: who stands where and how that shifted, each with its words, and its years."""

from datetime import date, timedelta
from typing import Any

from lxml import html

from commissioning.domain.tags import HolderKind, Position
from commissioning.register import Register
from site_builder.pages.heard import HeardPage
from site_builder.pages.question import NEWEST, QuestionPage
from site_builder.pages.question_bodies import QuestionBodiesPage
from site_builder.pages.questions import QuestionsPage
from site_builder.pages.sides import Apart
from tests.site_builder.atlased import Store, rendered, text
from tests.site_builder.filling import Side
from tests.site_builder.surveyed import keys, page

SUPPORT, OPPOSE, MIXED = Position.SUPPORT, Position.OPPOSE, Position.MIXED
SPRING, DAY = date(2011, 3, 16), timedelta(days=1)
PATH = "questions/gp-budgets.html"


def question(store: Store, path: str = PATH, *, as_of: date | None = None) -> QuestionPage:
    return page(store.database, path, QuestionPage, as_of=as_of)


def columns(found: QuestionPage) -> list[list[str]]:
    return [[one.name for one in column.standing] for column in found.columns]


def names(found: Apart) -> list[tuple[str, str]]:
    return [(one.name, one.verb) for row in found.rows for one in row]


def test_each_body_stands_in_the_column_of_its_side_and_its_date_leads_to_the_words(
    store: Store,
) -> None:
    store.says("bma", OPPOSE, SPRING)
    store.says("rcgp", SUPPORT, SPRING + DAY)
    store.says("rcn", MIXED, SPRING + 2 * DAY)
    found = question(store)
    assert columns(found) == [["RCGP"], ["RCN"], ["BMA"]]
    evidence = found.columns[2].standing[0].evidence
    assert evidence in {line.evidence for line in found.lines}
    tree = rendered(found)
    assert tree.xpath(f"//section[@id='stands']//a[@href='../{evidence}']")


def test_one_statement_against_many_moves_nobody_to_another_column(store: Store) -> None:
    store.says_often("bma", 5, first=SPRING)
    store.says("bma", OPPOSE, SPRING + timedelta(days=200))
    assert columns(question(store)) == [["BMA"], [], []]


def test_what_is_old_is_last_heard_on_a_day_and_in_no_column(store: Store) -> None:
    store.says("bma", OPPOSE, SPRING)
    store.says("rcgp", SUPPORT, SPRING + timedelta(days=900))
    found = question(store)
    assert columns(found) == [["RCGP"], [], []]
    assert names(found.stale) == [("BMA", "opposed")]


def test_a_body_that_is_no_longer_there_stands_nowhere(store: Store) -> None:
    store.says("nhs-alliance", SUPPORT, date(2015, 10, 1))
    store.says("bma", OPPOSE, date(2016, 3, 1))
    found = question(store)
    assert columns(found) == [[], [], ["BMA"]]
    assert names(found.stale) == [("NHS Alliance", "supported")]


def test_what_is_unsure_is_told_apart_and_counted_nowhere(store: Store) -> None:
    store.says("bma", OPPOSE, SPRING, confidence=0.4)
    found = question(store)
    assert columns(found) == [[], [], []]
    assert names(found.unsure) == [("BMA", "may oppose")]
    assert (found.positions, found.unsure_positions, found.chart) == (0, 1, None)
    assert "No body is known to stand on a side" in text(rendered(found))


def test_a_settled_question_stands_as_on_its_last_day(store: Store) -> None:
    store.says("bma", OPPOSE, date(2014, 6, 1), question="pct-abolition")
    store.says("bma", SUPPORT, date(2024, 6, 1), question="gp-budgets")
    found = question(store, "questions/pct-abolition.html")
    assert found.settled
    assert columns(found) == [[], [], ["BMA"]]
    assert "As it stood on 31 December 2014, when it was settled" in text(rendered(found))


def test_the_chart_and_its_table_tell_the_end_of_each_period(store: Store) -> None:
    store.says("bma", SUPPORT, date(2010, 8, 1))
    store.says("bma", SUPPORT, date(2010, 9, 1))
    store.says("bma", OPPOSE, date(2011, 3, 16))
    store.says("bma", OPPOSE, date(2011, 4, 16))
    store.says("rcgp", SUPPORT, date(2011, 5, 1))
    found = question(store)
    told = [(shift.period.label, shift.counts, shift.articles) for shift in found.shifts]
    assert told == [
        ("Jan to Jun 2010", (0, 0, 0), 0),
        ("Jul to Dec 2010", (1, 0, 0), 2),
        ("Jan to Jun 2011", (1, 0, 1), 3),
    ]
    tree = rendered(found)
    rows = [text(row) for row in tree.xpath("//section[@id='shift']//tbody/tr")]
    assert rows[0] == "Jan to Jun 2010–––nothing collected"
    assert tree.xpath("//section[@id='shift']//*[local-name()='svg'][@role='img']/@aria-label")
    assert "White Paper" in text(tree.xpath("//section[@id='shift']")[0])


def test_the_same_numbers_stand_in_the_columns_and_at_the_end_of_the_chart(store: Store) -> None:
    for slug in ("bma", "rcn", "unison"):
        store.says(slug, OPPOSE, SPRING)
    store.says("rcgp", SUPPORT, SPRING)
    found = question(store)
    assert found.shifts[-1].counts == tuple(column.count for column in found.columns) == (1, 0, 3)
    index = page(store.database, "questions/index.html", QuestionsPage)
    [row] = [row for _, rows in index.groups for row in rows if row.url == PATH]
    assert [bar.count for bar in row.bars] == [1, 0, 3]


def test_who_moved_stands_with_both_pieces_of_evidence(store: Store) -> None:
    for day in (date(2010, 8, 1), date(2010, 9, 1)):
        before = store.says("bma", SUPPORT, day)
    after = store.says("bma", OPPOSE, date(2011, 3, 16))
    store.says("bma", OPPOSE, date(2011, 4, 16))
    found = question(store)
    [move] = found.moves
    assert (move.before.words, move.after.words, move.seen) == (before, after, (2, 2))
    index = rendered(page(store.database, "questions/index.html", QuestionsPage))
    assert "last to move: BMA, 16 Mar 2011" in text(index)


def test_people_who_speak_for_no_body_stand_apart_and_are_counted_nowhere(store: Store) -> None:
    store.says(None, SUPPORT, SPRING, by="Dr Ann Sample")
    index = rendered(page(store.database, "questions/index.html", QuestionsPage))
    assert text(index).count("Only people took a side that counts, no body") == 1
    assert "Nobody took a side that counts" in text(index)
    found = question(store)
    assert [line.holder for line in found.people] == ["Dr Ann Sample"]
    assert (found.lines, columns(found), found.strips) == ((), [[], [], []], ())


def test_readers_are_counted_apart_and_never_named(store: Store) -> None:
    comment = "I am against it and say so."
    side = Side(
        holder="Private Person",
        organisation=None,
        question="gp-budgets",
        position=OPPOSE,
        words="I am against it",
        kind=HolderKind.COMMENTER,
    )
    store.says("bma", SUPPORT, SPRING, comments=[(comment, [side])])
    found = question(store)
    assert found.readers == (0, 0, 1)
    told = text(rendered(found))
    assert "0 for, 0 divided, 1 against, in their comments; in none of the counts" in told
    assert "Private Person" not in told


def test_every_position_can_be_reached_by_its_year(store: Store) -> None:
    store.says_often("bma", NEWEST + 5, first=date(2008, 1, 1), by="Dr Ann Sample")
    store.says(None, OPPOSE, None, by="Dr Bo Sample")
    found = question(store)
    assert len(found.lines) == NEWEST
    held = [page(store.database, path, HeardPage) for _, path, _ in found.chapters]
    words = [line.words for chapter in held for line in chapter.lines]
    assert len(words) == len(set(words)) == NEWEST + 6
    assert held[-1].path == "questions/gp-budgets/undated.html"
    assert [count for _, _, count in found.chapters] == [len(chapter.lines) for chapter in held]


def test_a_long_year_is_told_in_parts_that_lead_on(store: Store) -> None:
    for number in range(130):
        store.says("bma", SUPPORT, date(2011, 1, 1) + number * DAY)
    parts = [f"questions/gp-budgets/2011{part}.html" for part in ("", "-2")]
    first, second = (page(store.database, path, HeardPage) for path in parts)
    assert (len(first.lines), len(second.lines)) == (120, 10)
    assert first.earlier == (second.time, second.path)
    assert second.later == (first.time, first.path)


def test_the_pages_of_a_question_are_bounded(store: Store, register: Register) -> None:
    slugs = [slug for slug in register.organisations if slug.endswith("-ccg")][:70]
    for number, slug in enumerate(slugs):
        store.says(slug, SUPPORT if number % 3 else OPPOSE, date(2015, 1, 1) + number * DAY)
    found = question(store)
    assert len(found.columns[0].standing) == 18
    assert found.columns[0].more == found.columns[0].count - 18 > 0
    assert len(found.strips) == 25
    tree = rendered(found)
    [more] = tree.xpath("//div[@class='u']//p[@class='more']/a")
    assert more.get("href") == "../questions/gp-budgets/bodies.html#on-u"
    every = page(store.database, "questions/gp-budgets/bodies.html", QuestionBodiesPage)
    assert sum(len(rows) for _, _, rows in every.groups) == len(slugs)
    assert rendered(every).xpath("//section[@id='on-u']")


def test_marks_lead_to_their_words_where_they_are_few(store: Store) -> None:
    store.says("bma", OPPOSE, SPRING)
    found = question(store)
    [strip] = found.strips
    assert [mark.url for mark in strip.marks] == [found.lines[0].evidence]


def test_a_page_is_made_again_for_what_it_shows_and_for_nothing_else(store: Store) -> None:
    store.says("bma", OPPOSE, SPRING)
    store.says("rcgp", OPPOSE, SPRING, question="private-sector")
    before = keys(store.database)
    store.says("rcn", SUPPORT, SPRING, question="private-sector")
    after = keys(store.database)
    changed = {path for path, key in after.items() if before.get(path) != key}
    assert changed >= {"questions/private-sector.html", "questions/private-sector/2011.html"}
    assert "questions/gp-budgets/2011.html" not in changed


def test_nothing_is_said_of_a_question_on_which_nothing_was_found(store: Store) -> None:
    store.says("bma", OPPOSE, SPRING)
    found = question(store, "questions/pace.html")
    told = text(rendered(found))
    assert "None of the 1 article here shows a side on it" in told
    assert "Silence is no proof" in told
    assert (found.chart, found.strips, found.chapters) == (None, (), ())


def test_the_json_tells_sides_periods_and_words(store: Store) -> None:
    store.says("bma", OPPOSE, SPRING)
    data: Any = question(store).data()
    assert data["sides"]["oppose"]["bodies"] == 1
    assert data["periods"][-1]["oppose"] == 1
    assert [p["stance"] for p in data["positions"]] == ["oppose"]


def test_each_chart_has_its_table_and_each_table_its_caption(store: Store) -> None:
    store.says("bma", OPPOSE, SPRING)
    tree: html.HtmlElement = rendered(question(store))
    assert len(tree.xpath("//details[summary='Show as table']//table/caption")) == 2
    assert not tree.xpath("//th[not(@scope)]")
    assert len(tree.xpath("//h1")) == 1


def test_as_it_stood_nothing_later_is_known(store: Store) -> None:
    for day in (date(2010, 8, 1), date(2010, 9, 1)):
        store.says("bma", SUPPORT, day)
    for day in (date(2011, 3, 16), date(2011, 4, 16)):
        store.says("bma", OPPOSE, day)
    found = question(store, as_of=date(2010, 12, 31))
    assert columns(found) == [["BMA"], [], []]
    assert (found.moves, found.as_of) == ((), "31\xa0December\xa02010")
    assert len(found.shifts) == 2
