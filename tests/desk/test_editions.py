"""The list of editions: begun, listed, deleted."""

from datetime import date

import pytest

from commissioning.domain.editions import Edition, EditionTemplate, Item, Section
from commissioning.store.edition_templates import save_template
from commissioning.store.editions import create_edition, editions, publish_edition
from desk.desk import Desk
from desk.pages.editions import coming_thursday
from tests.desk.window import Window, said

ITEM = Item(key="one", headline="One", line="A line.")


def put(desk: Desk, number: int, title: str, *, out: bool = False) -> Edition:
    made = Edition(
        number=number,
        day=date(2010, 11, 4),
        title=title,
        sections=(Section(name="First", items=(ITEM,)),),
    )
    with desk.database.session() as session:
        held = create_edition(session, made, at=desk.now())
        return publish_edition(session, held, at=desk.now()) if out else held


@pytest.mark.parametrize(
    ("today", "wanted"),
    [
        (date(2010, 11, 1), date(2010, 11, 4)),
        (date(2010, 11, 4), date(2010, 11, 4)),
        (date(2010, 11, 5), date(2010, 11, 11)),
    ],
)
def test_an_edition_comes_out_on_a_thursday(today: date, wanted: date) -> None:
    assert coming_thursday(today) == wanted


def test_a_new_one_has_the_next_number_the_coming_thursday_and_the_usual_sections(
    desk: Desk, window: Window
) -> None:
    put(desk, 41, "Before", out=True)
    page = window.open("/editions")
    form = page.xpath('//form[@action="/editions/new"]')[0]
    told = dict(form.form_values())
    assert (told["number"], told["day"], told["template"]) == (
        "42",
        "2010-11-04",
        "The usual sections",
    )
    page = window.send("/editions/new", **{k: v for k, v in told.items() if k != "token"})
    assert window.url == "/editions/42"
    names = [said(head) for head in page.xpath("//section[@data-section]//h2")]
    assert names == [
        "Section 1: The week’s story",
        "Section 2: Who stands where",
        "Section 3: Around the country",
        "Section 4: Dates ahead",
    ]


def test_drafts_and_published_ones_are_listed_with_their_items(desk: Desk, window: Window) -> None:
    put(desk, 41, "Out", out=True)
    put(desk, 42, "Still a draft")
    rows = [said(row) for row in window.open("/editions").xpath("//tbody/tr")]
    assert rows[0].startswith("42 Thu 4 Nov 2010 Still a draft 1 Thu 4 Nov 2010, 10:00 Preview")
    assert rows[1].startswith("41 Thu 4 Nov 2010 Out 1")
    assert "Delete" in rows[0]
    assert "Delete" not in rows[1]


def test_another_template_has_other_sections(desk: Desk, window: Window) -> None:
    with desk.database.session() as session:
        save_template(session, EditionTemplate(name="Short week", sections=("Only",)))
    page = window.send("/editions/new", number=1, day="2010-11-04", template="Short week")
    assert [said(head) for head in page.xpath("//section[@data-section]//h2")] == [
        "Section 1: Only"
    ]


@pytest.mark.parametrize(
    ("number", "day", "why"),
    [
        ("42", "2010-11-04", "already"),
        ("none", "2010-11-04", "takes a number"),
        ("43", "soon", "takes a number from 1 and a date"),
        ("0", "2010-11-04", "1 or more"),
    ],
)
def test_what_cannot_be_begun_is_said_and_what_was_written_stays(
    desk: Desk, window: Window, number: str, day: str, why: str
) -> None:
    put(desk, 42, "There")
    page = window.send("/editions/new", number=number, day=day, template="The usual sections")
    assert window.status == 422
    assert why in said(page.xpath('//*[@role="alert"]')[0])
    assert dict(page.xpath('//form[@action="/editions/new"]')[0].form_values())["number"] == number


def test_a_draft_is_deleted(desk: Desk, window: Window) -> None:
    held = put(desk, 42, "Not this")
    window.send("/editions/42/delete", version=held.version)
    with desk.database.session() as session:
        assert editions(session) == ()


def test_a_draft_that_was_changed_meanwhile_is_not_deleted(desk: Desk, window: Window) -> None:
    held = put(desk, 42, "Not this")
    window.send("/editions/42/delete", version=held.version - 1)
    assert window.status == 409
    with desk.database.session() as session:
        assert editions(session) == (held,)


def test_what_is_published_is_not_deleted(desk: Desk, window: Window) -> None:
    held = put(desk, 42, "Out", out=True)
    window.send("/editions/42/delete", version=held.version)
    assert window.status == 404
    with desk.database.session() as session:
        assert editions(session) == (held,)


def test_a_hostile_title_is_text(desk: Desk, window: Window) -> None:
    put(desk, 42, "<script>alert(1)</script>")
    page = window.open("/editions")
    assert page.xpath("//script[not(@src)]") == []
    assert "<script>alert(1)</script>" in said(page)


def test_a_year_of_issues_is_listed_at_a_time(desk: Desk, window: Window) -> None:
    for number in range(1, 61):
        put(desk, number, f"Issue of week {number}", out=True)
    put(desk, 61, "Draft")
    page = window.open("/editions")
    assert said(page.xpath("//h2[@id='published']")[0]) == "Published 52 of 60"
    assert "1 draft, 60 published" in said(page)
    numbers = [said(head) for head in page.xpath("//section[h2/@id='published']//tbody//th")]
    assert numbers == [str(number) for number in range(60, 8, -1)]
    [older] = page.xpath("//a[@rel='next']/@href")
    page = window.open(older)
    numbers = [said(head) for head in page.xpath("//section[h2/@id='published']//tbody//th")]
    assert numbers == [str(number) for number in range(8, 0, -1)]
    assert not page.xpath("//a[@rel='next']")
    assert page.xpath("//a[.='Newest issues']/@href") == ["/editions"]


def test_without_a_draft_the_preview_is_that_of_the_last_issue(desk: Desk, window: Window) -> None:
    window.open("/preview")
    assert window.url == "/editions"
    put(desk, 7, "Seven", out=True)
    put(desk, 8, "Eight", out=True)
    window.open("/preview")
    assert window.url == "/editions/8/preview"
    put(desk, 5, "Draft")
    window.open("/preview")
    assert window.url == "/editions/5/preview"
