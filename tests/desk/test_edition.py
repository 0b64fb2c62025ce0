"""The editor of an edition by plain forms: texts, order, sections, the shelf, checks."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from commissioning.domain.editions import Edition, EditionStatus
from commissioning.store.edition_templates import templates
from commissioning.store.editions import edition, publish_edition, save_edition
from desk.desk import Desk
from tests.desk.drafts import FIRMS, NOTES, SIZE, draft, fill, keep
from tests.desk.editor import Editor
from tests.desk.window import OWN, said


@pytest.fixture
def editor(desk: Desk) -> Editor:
    """An editor at issue 42, with two of three kept stories in it."""
    fill(desk)
    draft(desk, "size", "firms")
    return Editor(desk, 42)


def stored(desk: Desk, number: int = 42) -> Edition:
    with desk.database.session() as session:
        return edition(session, number)


def lines(desk: Desk) -> dict[str, str | None]:
    return {item.headline: item.line for item in stored(desk).items}


def test_texts_are_saved_and_shown_again(desk: Desk, editor: Editor) -> None:
    key = editor.key(SIZE)
    texts = {
        "title": "Who minds the shop?",
        "day": "2010-11-11",
        "introduction": "Two\n\nparagraphs.",
        f"line.{key}": "It *depends*.",
        f"note.{key}": "Ask them.",
    }
    editor.write(texts)
    assert editor.window.status == 200
    assert texts.items() <= editor.fields.items()
    held = stored(desk)
    assert (held.title, held.day, held.version) == ("Who minds the shop?", date(2010, 11, 11), 2)
    assert (held.items[0].line, held.items[0].note) == ("It *depends*.", "Ask them.")


def test_a_save_without_a_change_is_no_new_version(desk: Desk, editor: Editor) -> None:
    editor.press("save")
    assert stored(desk).version == 1


def test_an_items_new_number_leads_to_its_new_address(desk: Desk, editor: Editor) -> None:
    editor.write({"number": "43"})
    assert editor.window.url == "/editions/43"
    assert stored(desk, 43).title == "Who minds?"


def test_items_move_up_and_down_and_through_the_sections(editor: Editor) -> None:
    editor.press(f"down {editor.key(SIZE)}")
    assert editor.order == [("First", [FIRMS, SIZE]), ("Second", [])]
    editor.press(f"down {editor.key(SIZE)}")
    assert editor.order == [("First", [FIRMS]), ("Second", [SIZE])]
    editor.press(f"up {editor.key(SIZE)}")
    assert editor.order == [("First", [FIRMS, SIZE]), ("Second", [])]
    editor.press(f"up {editor.key(FIRMS)}")
    assert editor.order == [("First", [FIRMS, SIZE]), ("Second", [])]


def test_a_button_keeps_what_was_written_before_it_was_pressed(desk: Desk, editor: Editor) -> None:
    editor.write({"introduction": "Written."}, do=f"down {editor.key(SIZE)}")
    assert stored(desk).introduction == "Written."


def test_an_item_goes_to_the_section_that_was_chosen(editor: Editor) -> None:
    key = editor.key(FIRMS)
    editor.write({f"to.{key}": editor.mark("Second")}, do=f"to {key}")
    assert editor.order == [("First", [SIZE]), ("Second", [FIRMS])]
    assert said(editor.page.xpath('//li[@aria-current="true"]//h3')[0]) == FIRMS


def test_an_item_is_dragged_to_a_place(editor: Editor) -> None:
    key = editor.key(FIRMS)
    editor.write({"drag-to": editor.mark("First"), "drag-at": "1"}, do=f"drag {key}")
    assert editor.order == [("First", [FIRMS, SIZE]), ("Second", [])]


def test_a_kept_story_stands_on_the_shelf_until_it_has_its_place(editor: Editor) -> None:
    shelf = editor.page.xpath('//*[@id="shelf"]')[0]
    assert NOTES in said(shelf)
    assert FIRMS not in said(shelf)
    keys = editor.page.xpath("//li/@data-kept")
    marks = [name for name in editor.fields if name.startswith("place.")]
    editor.write({marks[0]: editor.mark("Second")}, do=f"place {keys[0]}")
    assert editor.order == [("First", [SIZE, FIRMS]), ("Second", [NOTES])]
    assert editor.page.xpath("//li/@data-kept") == []
    editor.press(f"remove {editor.key(NOTES)}")
    assert editor.order == [("First", [SIZE, FIRMS]), ("Second", [])]
    assert editor.page.xpath("//li/@data-kept") == keys


def test_a_story_of_another_draft_is_on_no_shelf(desk: Desk, editor: Editor) -> None:
    draft(desk, "notes", number=43)
    editor.again()
    assert editor.page.xpath("//li/@data-kept") == []


def test_a_story_that_is_kept_after_its_issue_is_on_the_shelf_though_that_bears_a_later_date(
    desk: Desk, editor: Editor
) -> None:
    ahead = replace(draft(desk, "notes", number=43), day=date(2010, 11, 11))
    line = replace(ahead.items[0], line="A line.")
    section = replace(ahead.sections[0], items=(line,))
    with desk.database.session() as session:
        saved = save_edition(session, replace(ahead, sections=(section,)), at=desk.now())
        publish_edition(session, saved, at=desk.now())
    keep(desk, "notes", at=desk.now() + timedelta(days=1))
    editor.again()
    assert editor.page.xpath("//li/@data-kept") == ["notes"]


def test_a_line_is_offered_from_the_articles_own_sentence_and_taken(
    desk: Desk, editor: Editor
) -> None:
    key = editor.key(SIZE)
    offer = editor.page.xpath(f'//li[@data-item="{key}"]//*[@class="offer"]')[0]
    assert "no line yet" in said(offer)
    editor.press(f"take {key} 0")
    taken = lines(desk)[SIZE]
    assert taken is not None
    assert taken.startswith("Courier reports: “")
    assert editor.page.xpath(f'//li[@data-item="{key}"]//*[@class="offer"]') == []


def test_an_offered_line_is_set_below_the_editors_own(desk: Desk, editor: Editor) -> None:
    key = editor.key(SIZE)
    editor.write({f"line.{key}": "Mine."}, do=f"offer {key} 0")
    assert "Add it to the line" in said(editor.page.xpath('//*[@class="offer"]')[0])
    editor.press(f"take {key} 0")
    assert str(lines(desk)[SIZE]).startswith("Mine.\n\nCourier reports: “")


def test_sections_are_added_named_moved_and_taken_out(editor: Editor) -> None:
    editor.write({"new-section": "Third"}, do="section-in")
    editor.press(f"section-up {editor.mark('Third')}")
    assert [name for name, _ in editor.order] == ["First", "Third", "Second"]
    editor.write({f"name.{editor.mark('Third')}": "Dates"})
    assert [name for name, _ in editor.order] == ["First", "Dates", "Second"]
    editor.press(f"section-out {editor.mark('Dates')}")
    assert [name for name, _ in editor.order] == ["First", "Second"]
    editor.press(f"section-out {editor.mark('First')}")
    assert editor.window.status == 422
    assert "still has items" in editor.told()
    assert [name for name, _ in editor.order] == ["First", "Second"]


def test_enter_in_the_field_of_a_new_section_adds_it(editor: Editor) -> None:
    editor.write({"new-section": "Third"}, do="save")
    assert [name for name, _ in editor.order] == ["First", "Second", "Third"]


def test_an_item_is_added_by_slug_by_address_or_as_the_editors_own(editor: Editor) -> None:
    editor.write({"new-address": "notes"}, do="add")
    editor.write(
        {"new-address": "https://elsewhere.example/a", "new-headline": "From elsewhere"}, do="add"
    )
    editor.write({"new-headline": "Of my own", "new-to": editor.mark("Second")}, do="add")
    assert editor.order == [
        ("First", [SIZE, FIRMS, NOTES, "From elsewhere"]),
        ("Second", ["Of my own"]),
    ]


def test_what_cannot_be_added_is_said_and_the_rest_is_saved(desk: Desk, editor: Editor) -> None:
    editor.write({"new-address": "no-such-story", "introduction": "Kept."}, do="add")
    assert editor.window.status == 422
    assert "no such story" in editor.told()
    assert stored(desk).introduction == "Kept."
    assert editor.fields["new-address"] == "no-such-story"
    (field,) = editor.page.xpath('//input[@name="new-address"]')
    assert field.get("aria-invalid") == "true"
    (beside,) = editor.page.xpath(f'//*[@id="{field.get("aria-describedby")}"]')
    assert "no such story" in said(beside)
    editor.write({"new-address": "notes"}, do="add")
    assert editor.fields["new-address"] == ""
    assert editor.page.xpath("//*[@aria-invalid]") == []


@pytest.mark.parametrize(
    ("do", "field", "name"),
    [("section-in", "new-section", "First"), ("template", "template-name", "x" * 150)],
)
def test_a_name_that_is_refused_stays_in_its_field(
    editor: Editor, do: str, field: str, name: str
) -> None:
    texts = {field: name, "new-headline": "Not sent yet", "new-to": editor.mark("Second")}
    editor.write(texts, do=do)
    assert editor.window.status == 422
    assert texts.items() <= editor.fields.items()
    assert [one.get("name") for one in editor.page.xpath("//*[@aria-invalid]")] == [field]


def dates(editor: Editor) -> dict[str, str]:
    rows = editor.page.xpath("//li[@data-date]")
    return {said(row.xpath(".//a")[0]): row.get("data-date") for row in rows}


def test_the_milestones_that_are_ahead_can_be_placed(desk: Desk, editor: Editor) -> None:
    editor.write({"day": "2010-09-20"})
    places = dates(editor)
    (name, url), *_ = places.items()
    slug = url.removeprefix(f"{desk.settings.site.url}milestones.html#")
    known = {one.slug: one for one in desk.register.milestones}
    assert known[slug].name in name
    assert (known[slug].until or known[slug].day).latest >= date(2010, 9, 20)
    editor.write({"new-section": "Dates ahead"}, do="section-in")
    (drop,) = editor.page.xpath('//section[@id="section-3"]//p[@class="drop"]')
    assert f"{len(places)} dates to place" in said(drop)
    editor.press(f"place {url}")
    assert editor.order[2] == ("Dates ahead", [name])
    item = stored(desk).items[-1]
    assert item.url == url
    assert item.line is not None
    assert item.line.endswith("October\u00a02010.")
    assert dates(editor) == {one: place for one, place in places.items() if place != url}
    editor.press(f"place {url}")
    assert editor.window.status == 422
    assert len(stored(desk).items) == 3


def test_where_no_date_is_ahead_the_section_for_them_says_so(editor: Editor) -> None:
    editor.write({"new-section": "Dates ahead"}, do="section-in")
    assert dates(editor) == {}
    (drop,) = editor.page.xpath('//section[@id="section-3"]//p[@class="drop"]')
    assert "no date in the three months after the issue’s own" in said(drop)


def test_dates_go_into_the_first_section_where_none_is_for_them(editor: Editor) -> None:
    editor.write({"day": "2010-09-20"})
    (name, url), *_ = dates(editor).items()
    editor.press(f"place {url}")
    assert editor.order[0] == ("First", [SIZE, FIRMS, name])


def test_the_sections_are_kept_as_a_template(desk: Desk, editor: Editor) -> None:
    editor.write({"template-name": "Ours"}, do="template")
    with desk.database.session() as session:
        assert [(one.name, one.sections) for one in templates(session)][1:] == [
            ("Ours", ("First", "Second"))
        ]


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("number", "41x", "number must be"),
        ("day", "soon", "date must be one"),
        ("title", "x" * 300, "more than 200 letters"),
    ],
)
def test_what_cannot_be_kept_is_said_and_stays_in_its_field(
    desk: Desk, editor: Editor, field: str, text: str, why: str
) -> None:
    editor.write({field: text, "introduction": "Not lost."})
    assert editor.window.status == 422
    assert why in editor.told()
    assert editor.fields[field] == text
    assert editor.fields["introduction"] == "Not lost."
    assert stored(desk).version == 1
    editor.write({field: {"number": "42", "day": "2010-11-04", "title": "Fine"}[field]})
    assert stored(desk).introduction == "Not lost."


def test_the_checks_stand_beside_it_and_the_reason_beside_the_button(editor: Editor) -> None:
    checks = said(editor.page.xpath('//*[@id="checks"]')[0])
    assert "Stops it: item 1 has no line." in checks
    assert "section ‘Second’ is empty" in checks
    reason = said(editor.page.xpath('//*[@id="whynot"]')[0])
    assert reason.startswith("Item 1 has no line; 1 more to mend.")
    assert editor.page.xpath('//button[@value="publish"]/@aria-disabled') == ["true"]
    for key in editor.page.xpath("//li/@data-item"):
        editor.press(f"take {key} 0")
    assert editor.page.xpath('//button[@value="publish"]/@aria-disabled') == []


def test_with_something_that_stops_it_there_is_no_way_on_to_publishing(
    desk: Desk, editor: Editor
) -> None:
    editor.press("publish")
    assert editor.window.status == 409
    assert "It cannot be published yet: item 1 has no line" in editor.told()
    assert stored(desk).status is EditionStatus.DRAFT


def test_what_an_earlier_issue_had_is_said(desk: Desk, editor: Editor) -> None:
    before = draft(desk, "size", number=41)
    with desk.database.session() as session:
        publish_edition(session, before, at=desk.now())
    editor.again()
    again = editor.page.xpath('//a[@class="again"]')
    assert [said(one) for one in again] == ["Already in issue 41, item 1"]


def test_the_second_window_is_told_what_the_first_changed(desk: Desk, editor: Editor) -> None:
    second = Editor(desk, 42)
    editor.write({"title": "From the first"})
    second.write({"introduction": "From the second."})
    assert second.window.status == 200
    assert "Another window saved meanwhile. It changed the title" in second.told()
    held = stored(desk)
    assert (held.title, held.introduction) == ("From the first", "From the second.")


def test_the_second_window_is_told_of_an_order_that_changed(desk: Desk, editor: Editor) -> None:
    second = Editor(desk, 42)
    editor.press(f"down {editor.key(SIZE)}")
    second.write({"introduction": "Mine."})
    assert "Another window saved meanwhile." in second.told()
    assert second.order == [("First", [FIRMS, SIZE]), ("Second", [])]


@pytest.mark.parametrize(
    ("way", "kept"), [("mine", "Mine."), ("theirs", "Theirs."), ("both", "Theirs.\n\nMine.")]
)
def test_a_text_that_two_windows_changed_is_kept_twice_until_one_is_chosen(
    desk: Desk, editor: Editor, way: str, kept: str
) -> None:
    second = Editor(desk, 42)
    editor.write({"introduction": "Theirs."})
    second.write({"introduction": "Mine.", "title": "New title"})
    assert second.window.status == 409
    beside = second.page.xpath('//*[@data-conflict="introduction"]')[0]
    assert "Theirs." in said(beside)
    assert second.fields["introduction"] == "Mine."
    assert (stored(desk).introduction, stored(desk).title) == ("Theirs.", "New title")
    second.press("save")
    assert second.window.status == 409
    ways = {one.split(" ")[0]: one for one in beside.xpath(".//button/@value")}
    second.press(ways[way])
    assert second.window.status == 200
    assert stored(desk).introduction == kept


def test_what_could_not_be_saved_is_among_the_versions(desk: Desk, editor: Editor) -> None:
    second = Editor(desk, 42)
    editor.write({"introduction": "Theirs."})
    second.write({"introduction": "Mine, and the window was closed."})
    page = editor.window.open("/editions/42/versions")
    assert "put aside" in said(page)
    assert "Mine, and the window was closed." in said(page)


def test_a_line_whose_item_another_window_took_out_is_kept(desk: Desk, editor: Editor) -> None:
    second = Editor(desk, 42)
    key = editor.key(SIZE)
    editor.press(f"remove {key}")
    second.write({f"line.{key}": "A line for nothing."})
    assert "A line for nothing." in second.told()
    assert "A line for nothing." in said(second.window.open("/editions/42/versions"))


def test_what_is_sent_to_a_published_edition_is_kept_and_told(desk: Desk, editor: Editor) -> None:
    with desk.database.session() as session:
        publish_edition(session, edition(session, 42), at=desk.now())
    editor.write({"introduction": "Too late."})
    assert editor.window.status == 409
    assert "published meanwhile" in said(editor.page.xpath('//*[@role="alert"]')[0])
    assert stored(desk).introduction == "Start."
    assert "Too late." in said(editor.window.open("/editions/42/versions"))


def test_an_earlier_state_is_taken_back_and_the_later_one_stays_among_the_versions(
    desk: Desk, editor: Editor
) -> None:
    editor.write({"introduction": "Second state."})
    page = editor.window.open("/editions/42/versions")
    form = page.xpath('//form[.//input[@name="which"]]')[0]
    editor.window.send("/editions/42/versions", **dict(form.form_values()))
    assert stored(desk).introduction == "Start."
    assert "Second state." in said(editor.window.open("/editions/42/versions"))


def test_a_published_edition_is_shown_frozen_and_takes_corrections(
    desk: Desk, editor: Editor
) -> None:
    with desk.database.session() as session:
        publish_edition(session, edition(session, 42), at=desk.now())
    page = editor.again()
    assert page.xpath('//*[@id="edition"]') == []
    page = editor.window.send("/editions/42/amend", text="It was *not* so.")
    assert "It was *not* so." in said(page)
    assert [one.text for one in stored(desk).amendments] == ["It was *not* so."]
    editor.window.send("/editions/42/amend", text=" ")
    assert editor.window.status == 422


def test_hostile_words_are_text_on_every_page(desk: Desk, editor: Editor) -> None:
    evil = "</textarea><script>alert(1)</script><img src=x onerror=alert(1)>"
    key = editor.key(SIZE)
    editor.write({"title": evil, "introduction": evil, f"line.{key}": evil, f"note.{key}": evil})
    assert editor.fields["introduction"] == evil
    for place in ("", "/versions", "/preview", "/preview/web", "/preview/mail"):
        page = editor.window.open(f"/editions/42{place}")
        assert editor.window.status == 200
        assert page.xpath('//script[not(@src) and not(@type="application/ld+json")]') == [], place
        assert page.xpath("//*[@onerror]") == [], place


def test_a_form_without_the_token_changes_nothing(desk: Desk, editor: Editor) -> None:
    answer = editor.window.client.post("/editions/42", data={"title": "Not so"}, headers=OWN)
    assert answer.status_code == 403
    assert stored(desk).title == "Who minds?"


def test_an_edition_that_is_not_there_is_said_to_be_none(editor: Editor) -> None:
    editor.window.open("/editions/7")
    assert editor.window.status == 404
    editor.window.send("/editions/7", title="x", do="save")
    assert editor.window.status == 404


def test_a_save_that_another_one_overtook_begins_again(desk: Desk, editor: Editor) -> None:
    held = stored(desk)
    with desk.database.session() as session:
        save_edition(session, replace(held, title="Quicker"), at=desk.now())
    editor.write({"introduction": "After it."})
    assert (stored(desk).title, stored(desk).introduction) == ("Quicker", "After it.")
