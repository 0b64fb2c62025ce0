"""The editor and the preview in a real browser: by mouse, by key, in two windows, for everybody."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from commissioning.domain.editions import Edition
from commissioning.store.editions import edition, publish_edition
from desk.desk import Desk
from tests.accessibility import CONTRAST, violations
from tests.desk.drafts import FIRMS, NOTES, SIZE, draft, fill
from tests.desk.serving import serving
from tests.desk.window import Window


@pytest.fixture
def base(desk: Desk) -> Iterator[str]:
    """Where the desk is, with a draft of two items and a third story kept."""
    fill(desk)
    draft(desk, "size", "firms")
    with serving(desk) as origin:
        yield origin


@pytest.fixture
def context(browser: Browser, base: str) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1440, "height": 1000}, base_url=base)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """The editor in a tab; whatever its console says fails the test."""
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))  # with every answer of 409
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.goto("/editions/42")
    yield opened
    assert [one for one in said if "409 (Conflict)" not in one and "status of 422" not in one] == []


def stored(desk: Desk) -> Edition:
    with desk.database.session() as session:
        return edition(session, 42)


def order(page: Page) -> list[str]:
    return page.locator("[data-item] h3").all_inner_texts()


def saved(page: Page) -> None:
    """Wait until all is saved."""
    expect(page.locator("#saved")).to_contain_text("saved at")
    expect(page.locator("#edition")).not_to_have_attribute("aria-busy", "true")


def test_what_is_written_is_saved_without_a_button(desk: Desk, page: Page) -> None:
    field = page.get_by_label("Introduction")
    field.fill("Written and left.")
    expect(page.locator("#saved")).to_have_text("not saved yet")
    saved(page)
    assert stored(desk).introduction == "Written and left."
    expect(field).to_be_focused()
    expect(page.locator("#words")).to_have_text("Markdown · 3 words")
    field.press("End")
    field.press_sequentially(" And more.", delay=20)
    expect(page.locator("#saved")).to_have_text("not saved yet")
    saved(page)
    assert stored(desk).introduction == "Written and left. And more."


def drag(page: Page, grip: str, target: str, *, below: bool = False) -> None:
    """Take a handle, go to the upper or lower edge of the target, and let go."""
    box = page.locator(grip).bounding_box()
    to = page.locator(target).bounding_box()
    assert box is not None
    assert to is not None
    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down()
    y = to["y"] + (to["height"] - 4 if below else 4)
    page.mouse.move(to["x"] + 40, y - 10, steps=4)
    page.mouse.move(to["x"] + 40, y, steps=4)
    page.mouse.up()


def test_items_are_dragged_by_their_handle(desk: Desk, page: Page) -> None:
    drag(page, '[data-item="firms"] [data-grip]', '[data-item="size"]')
    expect(page.locator("[data-item] h3")).to_have_text([FIRMS, SIZE])
    drag(page, '[data-item="size"] [data-grip]', "#section-2", below=True)
    expect(page.locator("#section-2 [data-item] h3")).to_have_text([SIZE])
    drag(page, "[data-kept] [data-grip]", '[data-item="firms"]')
    expect(page.locator("[data-item] h3")).to_have_text([NOTES, FIRMS, SIZE])
    drag(page, "#section-2 > .part-head [data-grip]", "#section-1 .part-head")
    expect(page.locator("[data-item] h3")).to_have_text([SIZE, NOTES, FIRMS])
    saved(page)
    assert [one.name for one in stored(desk).sections] == ["Second", "First"]


def test_what_is_refused_is_at_hand_in_its_field_with_the_reason(page: Page) -> None:
    field = page.get_by_label("Address, or a story’s slug")
    field.fill("no-such-story")
    page.get_by_role("button", name="Add the item").click()
    expect(field).to_be_focused()
    expect(field).to_have_value("no-such-story")
    expect(page.locator("#no-add")).to_contain_text("no such story")
    expect(page.locator("#said")).to_contain_text("no such story")
    field.fill("notes")
    field.press("Enter")
    expect(page.locator("[data-item] h3")).to_have_text([SIZE, FIRMS, NOTES])
    expect(field).to_have_value("")


def test_a_date_ahead_is_dragged_to_its_place(desk: Desk, page: Page) -> None:
    page.get_by_label("Date", exact=True).fill("2010-09-20")
    page.get_by_role("button", name="Save", exact=False).first.click()
    first = page.locator("[data-date]").first
    name = first.locator("a").inner_text()
    drag(page, "[data-date] >> nth=0 >> [data-grip]", '[data-item="firms"]')
    expect(page.locator("[data-item] h3")).to_have_text([SIZE, name, FIRMS])
    saved(page)
    assert stored(desk).items[1].headline == name


def test_escape_puts_what_is_dragged_back(desk: Desk, page: Page) -> None:
    page.locator('[data-item="firms"] [data-grip]').hover()
    page.mouse.down()
    page.mouse.move(300, 300, steps=3)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert order(page) == [SIZE, FIRMS]
    assert stored(desk).version == 1


def test_an_edition_is_made_by_keys_alone(desk: Desk, page: Page) -> None:
    page.keyboard.press("n")
    expect(page.locator('[data-item="size"]')).to_have_attribute("aria-current", "true")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("[data-item] h3")).to_have_text([FIRMS, SIZE])
    expect(page.locator('[data-item="size"]')).to_have_attribute("aria-current", "true")
    page.keyboard.press("o")
    line = page.locator('textarea[name="line.size"]')
    expect(line).to_have_value(
        "Courier reports: “The plan number 0 would be weighed by all of us before the spring.”"
    )
    page.keyboard.press("e")
    expect(line).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("No reorganisation: so say the rest.")
    page.keyboard.press("Control+Enter")
    saved(page)
    page.keyboard.press("Escape")
    expect(line).not_to_be_focused()
    held = stored(desk).item("size")
    assert held is not None
    assert held.line == "No reorganisation: so say the rest."
    page.locator('[data-item="size"] h3 a').focus()
    page.keyboard.press("s")
    expect(page.locator('[data-item="size"] select')).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#section-2 [data-item] h3")).to_have_text([SIZE])
    page.locator('[data-item="firms"] h3 a').focus()
    page.keyboard.press("r")
    expect(page.locator("[data-item] h3")).to_have_text([SIZE])
    expect(page.locator("[data-kept]")).to_have_count(2)


def test_letters_in_a_field_are_letters(desk: Desk, page: Page) -> None:
    page.get_by_label("Title").fill("")
    page.get_by_label("Title").press_sequentially("Never remove or preview: SCORE")
    saved(page)
    assert stored(desk).title == "Never remove or preview: SCORE"
    assert order(page) == [SIZE, FIRMS]


def test_single_keys_can_be_turned_off(page: Page) -> None:
    page.locator("#single button").click()
    page.locator('[data-item="size"] h3 a').focus()
    page.keyboard.press("r")
    page.wait_for_timeout(200)
    assert order(page) == [SIZE, FIRMS]
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("[data-item] h3")).to_have_text([FIRMS, SIZE])


def test_c_goes_from_check_to_check(page: Page) -> None:
    page.locator("#main").focus()
    page.keyboard.press("c")
    expect(page.locator('textarea[name="line.size"]')).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(page.locator('textarea[name="line.firms"]')).to_be_focused()


def test_two_windows_on_one_text_lose_nothing(
    desk: Desk, page: Page, context: BrowserContext
) -> None:
    other = context.new_page()
    other.goto("/editions/42")
    page.get_by_label("Introduction").fill("From the first window.")
    saved(page)
    other.get_by_label("Introduction").fill("From the second window.")
    box = other.locator('[data-conflict="introduction"]')
    expect(box).to_contain_text("From the first window.")
    assert other.get_by_label("Introduction").input_value() == "From the second window."
    expect(other.get_by_label("Introduction")).to_be_focused()
    assert stored(desk).introduction == "From the first window."
    other.get_by_label("Introduction").press_sequentially(" Longer.")
    other.wait_for_timeout(1_500)
    expect(box).to_be_visible()
    box.get_by_role("button", name="Keep both").click()
    expect(box).to_have_count(0)
    assert stored(desk).introduction == (
        "From the first window.\n\nFrom the second window. Longer."
    )


def test_a_window_takes_what_another_changed_elsewhere(
    desk: Desk, page: Page, context: BrowserContext
) -> None:
    other = context.new_page()
    other.goto("/editions/42")
    page.get_by_label("Title").fill("From the first")
    saved(page)
    other.get_by_label("Introduction").fill("From the second.")
    expect(other.locator("#telling")).to_contain_text("It changed the title")
    expect(other.get_by_label("Title")).to_have_value("From the first")
    assert (stored(desk).title, stored(desk).introduction) == ("From the first", "From the second.")


def test_a_desk_that_does_not_answer_is_said_and_the_text_stays(
    desk: Desk, browser: Browser, base: str
) -> None:
    context = browser.new_context(base_url=base)
    page = context.new_page()
    page.goto("/editions/42")
    context.set_offline(True)
    page.get_by_label("Introduction").fill("Not lost.")
    expect(page.locator("#saved")).to_contain_text("does not answer")
    assert page.get_by_label("Introduction").input_value() == "Not lost."
    context.set_offline(False)
    expect(page.locator("#saved")).to_contain_text("saved at", timeout=10_000)
    assert stored(desk).introduction == "Not lost."
    context.close()


def test_a_preview_follows_what_is_saved_in_the_editor(page: Page, context: BrowserContext) -> None:
    preview = context.new_page()
    preview.goto("/editions/42/preview")
    page.get_by_label("Introduction").fill("Seen at once.")
    saved(page)
    expect(preview.locator("pre")).to_contain_text("Seen at once.")
    for pane in ("#web", "#mail", "#phone"):
        frame = preview.frame_locator(f"{pane} iframe")
        expect(frame.locator("body")).to_contain_text("Seen at once.")


def test_keys_bring_a_form_to_full_size_and_back(context: BrowserContext) -> None:
    preview = context.new_page()
    preview.goto("/editions/42/preview")
    for key, pane, gone in (
        ("1", "#web", "#plain"),
        ("2", "#mail", "#web"),
        ("4", "#plain", "#web"),
    ):
        preview.keyboard.press(key)
        expect(preview.locator(f"{pane} .frame")).to_be_visible()
        expect(preview.locator(gone)).to_be_hidden()
        preview.keyboard.press("0")
        expect(preview.locator(gone)).to_be_visible()
    preview.keyboard.press("b")
    expect(preview).to_have_url("/editions/42")


PLACES = (
    "/editions",
    "/editions/42",
    "/editions/42/preview",
    "/editions/42/versions",
    "/editions/41",
)


@pytest.mark.parametrize("width", [1440, 400])
def test_the_pages_are_for_everybody(desk: Desk, context: BrowserContext, width: int) -> None:
    before = draft(desk, "size", number=41)
    with desk.database.session() as session:
        publish_edition(session, before, at=desk.now())
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    for place in PLACES:
        page.emulate_media(color_scheme="light")
        page.goto(place)
        page.keyboard.press("n")
        page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
        assert violations(page, iframes=False) == [], place
        page.emulate_media(color_scheme="dark")
        assert violations(page, CONTRAST, iframes=False) == [], place
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place


def test_a_clash_is_for_everybody(desk: Desk, page: Page) -> None:
    window = Window(desk)
    window.send("/editions/42", title="Other", introduction="Other.", do="save", version=1)
    page.get_by_label("Introduction").fill("Mine.")
    expect(page.locator("[data-conflict]")).to_be_visible()
    assert violations(page, iframes=False) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, CONTRAST, iframes=False) == []
