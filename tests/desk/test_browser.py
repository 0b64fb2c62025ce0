"""The desk in a real browser: accessible in both schemes, by keys alone, and without scripts."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from commissioning.domain.articles import ArticleKind
from commissioning.domain.corrections import Subject
from commissioning.domain.tags import HolderKind, Position
from commissioning.settings import parse_settings
from commissioning.store.database import Database
from commissioning.store.readings import readings
from commissioning.store.triage import decisions
from desk.desk import Desk
from tests.accessibility import CONTRAST, RULES, violations
from tests.desk.keys import arrived
from tests.desk.serving import serving
from tests.desk.test_security import HASH, PASSWORD, WRONG
from tests.site_builder.filling import Side, put
from tests.site_builder.newsroom import Newsroom

Scheme = Literal["light", "dark"]
LOOKS: tuple[tuple[int, Scheme], ...] = ((1440, "light"), (1024, "dark"), (400, "light"))
SUPPORT, OPPOSE = Position.SUPPORT, Position.OPPOSE
DAY = date(2010, 11, 2)
FIGHT, MONEY = "We will fight it,", "Give us the money,"
TEXT = (
    f"“{FIGHT}” said Ada Larchfield of the BMA 😀 today.\n\n"
    f"The Royal College of General Practitioners welcomed the plan. “{MONEY}” it said."
)


def fill(desk: Desk) -> None:
    """Four stories; the article with everything in it is the first, and has the id 1."""
    room = Newsroom(desk.database)
    reader = Side(
        holder="Private Person",
        organisation=None,
        question="pace",
        position=OPPOSE,
        words="no to it",
        kind=HolderKind.COMMENTER,
    )
    put(
        desk.database,
        url="https://news.example/plan",
        text=TEXT,
        day=DAY,
        headline="The plan",
        sample=True,
        kind=ArticleKind.NEWS,
        sides=[
            Side(
                holder="Ada Larchfield",
                organisation="bma",
                question="pace",
                position=SUPPORT,
                words=FIGHT,
            ),
            Side(
                holder="RCGP",
                organisation="rcgp",
                question="pace",
                position=OPPOSE,
                words=MONEY,
            ),
            Side(
                holder="RCGP",
                organisation="rcgp",
                question="gp-budgets",
                position=SUPPORT,
                words="welcomed the plan",
                confidence=0.4,
            ),
        ],
        comments=[("I say no to it", [reader])],
    )
    second = room.prints("Another view", date(2010, 11, 3), ("unison", OPPOSE), source="gazette")
    room.story("plan", "https://news.example/plan", second)
    room.story("firms", room.prints("Firms circle", DAY, ("bma", SUPPORT)))
    room.story("column", room.prints("A column", DAY, kind=ArticleKind.OPINION))
    put(desk.database, url="https://news.example/off", text="Off it.", day=DAY, relevance=0.2)
    room.asked("courier", date(2010, 11, 3))
    room.asked("gazette", date(2010, 11, 3), answered=False)


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    fill(desk)
    with serving(desk) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A tab in which nothing may go wrong unheard."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=address)
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    context.close()
    assert [one for one in said if "status of 4" not in one] == []


@pytest.mark.parametrize(
    "place",
    [
        "/queue",
        "/queue?after=plan",
        "/queue?show=off",
        "/queue?q=nothing+like+it",
        "/archive",
        "/archive?q=plan",
        "/articles/1",
        "/articles/1?wrong",
        "/health",
        "/keys",
        "/nowhere",
    ],
)
def test_pages_are_accessible_in_both_schemes(page: Page, place: str) -> None:
    if "after" in place:
        page.goto("/queue")
        page.keyboard.press("k")
        expect(page.locator(".story.done")).to_have_count(1)
    response = page.goto(place.removesuffix("?wrong"))
    assert response is not None
    page.evaluate("document.fonts.ready")
    if place.startswith("/articles"):
        page.evaluate(
            "document.querySelectorAll('details').forEach(d => d.removeAttribute('name'))"
        )
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    if "wrong" in place:
        page.locator("#t1 [data-words]").fill("never said")
        page.locator("#t1 button.main").click()
        expect(page.get_by_role("alert")).to_be_visible()
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.evaluate("scrollTo(0, 0)")
        rules = RULES if scheme == "light" else CONTRAST
        assert violations(page, rules) == [], (width, scheme)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (width, f"{wide} pixels wide")


def test_the_week_is_sorted_by_keys_alone(page: Page, desk: Desk) -> None:
    page.goto("/queue")
    hand = page.locator("li[aria-current=true] h2")
    expect(hand).to_have_text("The plan")
    page.keyboard.press("k")
    expect(hand).to_have_text("Firms circle")
    assert page.evaluate("document.activeElement.textContent") == "Firms circle"
    expect(page.locator("#said")).to_have_text("Kept: ‘The plan’")
    page.keyboard.press("n")
    expect(page.locator("#hand-title")).to_have_text("A column")
    expect(page.locator("#hand")).to_contain_text("Nobody who is usually heard on this is missing.")
    page.keyboard.press("d")
    expect(page.locator(".story.done")).to_have_count(2)
    page.keyboard.press("u")
    expect(page.locator(".story.done")).to_have_count(1)
    expect(hand).to_have_text("A column")
    page.keyboard.press("l")
    expect(page.locator(".story.done")).to_have_count(2)
    with desk.database.session() as session:
        assert {key: one.decision.value for key, one in decisions(session).items()} == {
            "plan": "keep",
            "column": "later",
        }
    page.keyboard.press("Enter")
    arrived(page, "Firms circle")
    page.keyboard.press("g")
    page.keyboard.press("q")
    arrived(page, "The week’s stories")
    page.keyboard.press("/")
    page.keyboard.type("kd plan")
    page.keyboard.press("Enter")
    page.wait_for_url("**/queue?q=kd+plan")
    expect(page.locator(".story")).to_have_count(0)
    page.keyboard.press("Shift+?")
    arrived(page, "All keys")


def test_the_holders_of_a_side_stand_beside_its_question_and_not_under_it(
    page: Page, desk: Desk
) -> None:
    room = Newsroom(desk.database)
    holders = [(f"Dr Somebody Longname the {at}th", SUPPORT) for at in range(6)]
    room.prints("Many speak", DAY, *holders)
    page.goto("/queue")
    sides = page.locator("li.story").filter(has_text="Many speak").locator(".sides li")
    for width in (1440, 1024, 400):
        page.set_viewport_size({"width": width, "height": 900})
        lefts = sides.first.locator(".sup").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().left)"
        )
        label = sides.first.locator("b").bounding_box()
        assert label is not None
        assert len(lefts) == 6
        assert min(lefts) == lefts[0] > label["x"], width


def test_enter_opens_the_story_at_hand(page: Page) -> None:
    page.goto("/queue")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("The plan")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_login_is_accessible(browser: Browser, workspace: Path, scheme: Scheme) -> None:
    settings = parse_settings(f"[desk]\npassword = '{HASH}'\n", workspace=workspace)
    database = Database(settings.database_url)
    with serving(Desk(settings, database)) as address:
        page = browser.new_page(color_scheme=scheme)
        page.goto(f"{address}/queue?q=a")
        assert violations(page) == []
        page.get_by_label("Password").fill(WRONG)
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("That is not the password.")
        assert violations(page) == []
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("The week’s stories")
        assert page.url == f"{address}/queue?q=a"
        page.get_by_role("button", name="Log out").click()
        expect(page.get_by_label("Password")).to_be_visible()
        page.close()
    database.close()


def test_single_keys_can_be_turned_off(page: Page) -> None:
    page.goto("/queue")
    page.get_by_role("button", name="turn off").click()
    page.keyboard.press("k")
    page.reload()
    expect(page.get_by_role("button", name="turn on")).to_be_visible()
    assert page.locator(".story.done").count() == 0
    page.get_by_role("button", name="turn on").click()
    page.keyboard.press("k")
    expect(page.locator(".story.done")).to_have_count(1)


def stances(desk: Desk) -> list[dict[str, object]]:
    with desk.database.session() as session:
        found = [one for one in readings(session, 1) if one.subject is Subject.STANCE]
    return [dict(one.values) for one in found]


def test_a_stance_is_put_right_by_keys_alone(page: Page, desk: Desk) -> None:
    page.goto("/articles/1")
    page.keyboard.press("4")
    expect(page.locator("#t1")).to_have_attribute("open", "")
    expect(page.locator("#text mark.now")).to_have_text(FIGHT)
    page.keyboard.press("ArrowDown")  # from 'supports' to 'opposes'
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator("#t1 [data-words]")).to_have_value("We will fight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#t1 summary")).to_contain_text("opposes")
    assert page.evaluate("document.activeElement.closest('details').id") == "t1"
    expect(page.locator("#said")).to_contain_text("Saved:")
    found = stances(desk)[0]
    assert (found["position"], found["words"]) == ("oppose", "We will fight")
    page.keyboard.press("u")
    expect(page.locator("#t1 summary")).to_contain_text("supports")
    page.keyboard.press("n")
    page.keyboard.press("a")
    expect(page.locator(".trail li")).to_have_count(2)
    page.keyboard.press("5")
    expect(page.locator("#f-relevance")).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(page.locator("#f-relevance")).not_to_have_attribute("open", "")
    page.keyboard.press("]")
    expect(page.locator("h1")).to_have_text("Another view")


def test_words_that_were_missed_are_selected_and_tagged(page: Page, desk: Desk) -> None:
    page.goto("/articles/1")
    page.evaluate(
        """() => {
          const walk = document.createTreeWalker(document.getElementById("text"), 4);
          while (walk.nextNode()) {
            const at = walk.currentNode.data.indexOf("😀 today");
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(walk.currentNode, at);
            range.setEnd(walk.currentNode, at + 8);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
          }
        }"""
    )
    page.keyboard.press("4")
    place = page.locator("#new-stance [data-words]")
    expect(place).to_have_value("😀 today")
    page.locator("#new-stance [name=position][value=mixed]").check()
    page.locator("#new-stance [name=holder]").fill("Ada Larchfield")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#t2 summary")).to_contain_text("is divided")
    assert stances(desk)[1]["start"] == TEXT.index("😀")


def test_a_speaker_is_put_right_by_mouse_with_a_name_that_is_offered(
    page: Page, desk: Desk
) -> None:
    page.goto("/articles/1")
    page.locator("#q2 summary").click()
    page.locator("#q2 [name=speaker]").fill("Dr Bo Elm")
    page.locator("#q2 [name=organisation]").fill("")
    page.locator("#q2 [name=organisation]").press_sequentially("british medic")
    expect(page.locator("#bodies option").first).to_have_attribute(
        "value", "British Medical Association, since 1832"
    )
    page.locator("#q2 [name=organisation]").fill("British Medical Association, since 1832")
    page.get_by_role("button", name="Save").locator("visible=true").click()
    expect(page.locator("#q2 summary")).to_contain_text("Dr Bo Elm, BMA")


def test_what_cannot_be_is_told_beside_the_field(page: Page) -> None:
    page.goto("/articles/1")
    page.locator("#t1 summary").click()
    page.locator("#t1 [data-words]").fill("never said")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("word for word")
    assert page.evaluate("document.activeElement.name") == "words"
    page.locator("#t1 [data-words]").fill(MONEY)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_number_in_the_text_opens_its_row(page: Page) -> None:
    page.goto("/articles/1")
    page.get_by_role("link", name="Stance 3, opposes").click()
    expect(page.locator("#t3")).to_have_attribute("open", "")
    expect(page.locator("#text mark.now")).to_have_text(MONEY)


def test_the_desk_says_when_it_is_gone(browser: Browser, desk: Desk) -> None:
    fill(desk)
    page = browser.new_page()
    with serving(desk) as address:
        page.goto(f"{address}/queue")
    page.keyboard.press("k")
    expect(page.get_by_role("alert")).to_contain_text("The desk does not answer")
    page.close()


def test_everything_goes_without_scripts(browser: Browser, address: str, desk: Desk) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("/queue")
    page.locator("li[aria-current=true]").get_by_role("button", name="Keep").click()
    expect(page.locator(".story.done")).to_have_count(1)
    page.locator(".story.done").get_by_role("button", name="Undo").click()
    expect(page.locator(".story.done")).to_have_count(0)
    page.get_by_label("Kind").select_option("opinion")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".story")).to_have_count(1)
    page.goto("/articles/1")
    page.locator("#t1 summary").click()
    page.locator("#t1 [name=position][value=oppose]").check()
    page.locator("#t1 button.main").click()
    expect(page.locator("#t1 summary")).to_contain_text("opposes")
    assert stances(desk)[0]["position"] == "oppose"
    page.locator(".trail").get_by_role("button", name="Undo").click()
    expect(page.locator("#t1 summary")).to_contain_text("supports")
    context.close()


def test_focus_is_always_seen(page: Page) -> None:
    page.goto("/queue")
    for _ in range(25):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            """() => {
              const e = document.activeElement, style = getComputedStyle(e);
              const box = e.getBoundingClientRect();
              return [e.outerHTML.slice(0, 80), style.outlineStyle !== "none",
                box.width > 0 && box.bottom > 0 && box.top < innerHeight];
            }"""
        )
        assert shown[1:] == [True, True], shown[0]
