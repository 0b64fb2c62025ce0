"""The matrix: what a mark says and where it leads, and why a cell has none."""

from datetime import date, timedelta

import pytest

from commissioning.domain.articles import SourceKind
from commissioning.domain.coverage import PollOutcome
from commissioning.domain.tags import Position
from commissioning.store.recording import PollRecord, record_polls, start_run
from commissioning.store.sources import save_source
from site_builder.pages.matrix import Cell, MatrixPage
from site_builder.pages.question import QuestionPage
from tests.site_builder.atlased import Store, rendered, text
from tests.site_builder.filling import NOW
from tests.site_builder.surveyed import keys, page, surveyed

SUPPORT, OPPOSE, MIXED = Position.SUPPORT, Position.OPPOSE, Position.MIXED
SPRING, DAY = date(2011, 3, 16), timedelta(days=1)


def matrix(store: Store, path: str = "matrix.html") -> MatrixPage:
    return page(store.database, path, MatrixPage)


def cells(found: MatrixPage) -> dict[tuple[str, str], Cell]:
    return {
        (row.name, column.slug): cell
        for _, rows in found.groups
        for row in rows
        for column, cell in zip(found.columns, row.cells, strict=True)
    }


def test_a_mark_leads_to_the_words_and_says_which_side_and_when(store: Store) -> None:
    store.says("bma", OPPOSE, SPRING)
    found = matrix(store)
    cell = cells(found)["BMA", "gp-budgets"]
    question = page(store.database, "questions/gp-budgets.html", QuestionPage)
    assert (cell.mark, cell.old, cell.url) == ("d", False, question.lines[0].evidence)
    [link] = rendered(found).xpath("//table//td/a")
    assert link.get("href") == cell.url
    assert link[0].get("aria-label") == "opposes, Mar\xa02011"


def test_what_is_old_is_pale_and_not_counted(store: Store) -> None:
    store.says("bma", OPPOSE, SPRING)
    store.says("rcgp", SUPPORT, SPRING + timedelta(days=900))
    found = matrix(store)
    assert cells(found)["BMA", "gp-budgets"].old
    assert cells(found)["BMA", "gp-budgets"].label == "opposed, Mar\xa02011"
    at = [column.slug for column in found.columns].index("gp-budgets")
    assert [(mark, counts[at]) for mark, _, counts in found.totals] == [
        ("u", 1),
        ("m", 0),
        ("d", 0),
    ]
    assert (found.positions, found.old) == (2, 1)


def test_what_is_unsure_is_not_shown(store: Store) -> None:
    store.says("bma", OPPOSE, SPRING, confidence=0.4)
    found = matrix(store)
    assert found.groups == ()
    assert "No body was surely heard" in text(rendered(found))


def test_nothing_found_nothing_collected_and_not_of_its_time_are_told_apart(store: Store) -> None:
    store.says("bma", OPPOSE, SPRING)
    store.says("dhss", SUPPORT, date(1988, 6, 1), question="private-sector")
    store.says("rcgp", SUPPORT, date(2026, 5, 1))
    blanks = {place: cell.blank for place, cell in cells(matrix(store)).items()}
    assert blanks["BMA", "private-sector"] == ""
    assert blanks["BMA", "pct-abolition"] == ""
    assert blanks["DHSS", "nhs-england-abolition"] == "never"


def test_years_without_any_article_are_not_collected(store: Store) -> None:
    store.says("dhss", SUPPORT, date(1988, 6, 1), question="private-sector")
    store.says("bma", SUPPORT, date(2026, 5, 1))
    found = cells(matrix(store))
    assert found["BMA", "pct-abolition"].blank == "gap"
    assert found["BMA", "nhs-england-abolition"].blank == ""


@pytest.mark.parametrize(("outcome", "blank"), [(PollOutcome.FAILED, "gap"), (None, "gap")])
def test_a_body_whose_own_outlet_never_answered_was_not_collected(
    store: Store, outcome: PollOutcome | None, blank: str
) -> None:
    store.says("bma", OPPOSE, SPRING)
    own(store, outcome)
    assert cells(matrix(store))["BMA", "private-sector"].blank == blank


def test_a_body_whose_own_outlet_answered_was_collected(store: Store) -> None:
    store.says("bma", OPPOSE, SPRING)
    own(store, PollOutcome.NOT_MODIFIED)
    assert cells(matrix(store))["BMA", "private-sector"].blank == ""


def own(store: Store, outcome: PollOutcome | None) -> None:
    """Give the BMA an outlet of its own, which answered so when it was asked; None: never asked."""
    with store.database.session() as session:
        source = save_source(session, slug="bma-news", name="BMA", kind=SourceKind.UNION)
        if outcome is not None:
            run = start_run(session, "collect", at=NOW)
            poll = PollRecord(
                run_id=run, source_id=source, url="https://bma.example/", outcome=outcome, at=NOW
            )
            record_polls(session, [poll])


def test_local_commissioners_have_a_sheet_of_their_own_and_count_in_the_totals(
    store: Store,
) -> None:
    store.says("bma", OPPOSE, date(2015, 3, 1))
    store.says("nhs-darlington-ccg", SUPPORT, date(2015, 3, 2))
    first, local = matrix(store), matrix(store, "matrix/local.html")
    assert next(name for name, _ in cells(first)) == "BMA"
    assert {name for name, _ in cells(local)} == {"Darlington CCG"}
    assert first.totals == local.totals
    assert [path for _, path, _ in first.sheets] == ["matrix.html", "matrix/local.html"]
    question = page(store.database, "questions/gp-budgets.html", QuestionPage)
    at = [column.slug for column in first.columns].index("gp-budgets")
    assert [c[at] for _, _, c in first.totals] == [c.count for c in question.columns]


def test_the_many_are_parted_into_sheets_of_bounded_size(store: Store) -> None:
    from commissioning.register import load_register

    slugs = [slug for slug in load_register().organisations if slug.endswith("-ccg")][:150]
    for number, slug in enumerate(slugs):
        store.says(slug, SUPPORT, date(2015, 1, 1) + number * DAY)
    with surveyed(store.database) as plans:
        assert {p for p in plans if p.startswith("matrix")} == {
            "matrix.html",
            "matrix/local.html",
            "matrix/local-2.html",
        }
        local = plans["matrix/local.html"].make()
        assert isinstance(local, MatrixPage)
        assert local.bodies == 140
        assert len(rendered(local).xpath("//tbody/tr[not(@class)]")) == 140


def test_bodies_of_one_name_are_told_apart_by_their_years(store: Store) -> None:
    store.says("nhs-alliance", SUPPORT, date(2011, 3, 1))
    store.says("nhs-alliance-2026", SUPPORT, date(2026, 5, 1))
    names = {name for name, _ in cells(matrix(store))}
    assert names == {"NHS Alliance, 1998 to 2015", "NHS Alliance, since 2026"}


def test_a_sheet_is_made_again_only_for_its_own_bodies_or_other_totals(store: Store) -> None:
    store.says("bma", OPPOSE, date(2015, 3, 1))
    store.says("nhs-darlington-ccg", SUPPORT, date(2015, 3, 1))
    before = keys(store.database)
    store.says("bma", OPPOSE, date(2015, 3, 1), confidence=0.35)
    store.says("nobody", OPPOSE, date(2015, 3, 1), question="pace", confidence=0.35)
    assert keys(store.database)["matrix/local.html"] == before["matrix/local.html"]


def test_the_table_has_headings_for_rows_columns_and_groups(store: Store) -> None:
    store.says("bma", OPPOSE, SPRING)
    tree = rendered(matrix(store))
    assert tree.xpath("//table/caption")
    assert len(tree.xpath("//thead/tr[2]/th[@scope='col']")) == 17
    assert tree.xpath("//thead/tr[1]/th[@scope='colgroup']")
    assert tree.xpath("//tbody/tr/th[@scope='rowgroup']")
    assert tree.xpath("//tbody//th[@scope='row']")


def test_the_json_tells_every_mark(store: Store) -> None:
    store.says("bma", OPPOSE, SPRING)
    evidence = cells(matrix(store))["BMA", "gp-budgets"].url
    assert matrix(store).data()["cells"] == [
        {
            "body": "bodies/bma.html",
            "question": "gp-budgets",
            "stands": "opposes, Mar\xa02011",
            "current": True,
            "words": evidence,
        }
    ]
