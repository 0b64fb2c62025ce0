"""The editor's hour on the demonstration, by mouse and by keys: sorted, put right, published."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import update

from commissioning.domain.corrections import Subject
from commissioning.domain.editions import Decision
from commissioning.settings import load_settings
from commissioning.store.corrections import corrections
from commissioning.store.database import Database
from commissioning.store.editions import edition
from commissioning.store.rows import TaggingRow
from commissioning.store.triage import decisions
from desk.desk import Desk
from site_builder import urls
from tests.conftest import Once
from tests.desk.keys import arrived
from tests.desk.serving import serving
from tests.desk.window import said
from tests.site_builder.sites import demonstration

DAYS, BEFORE = "/queue?from=2010-09-14&to=2010-10-14", "/queue?from=2010-07-13&to=2010-08-12"
SEAT, ANSWER, SUMS = (
    "Councils want more than a seat",
    "Council answers the white paper on health",
    "Who will do the sums?",
)
KEPT = (SEAT, ANSWER, SUMS)
DROPPED = {BEFORE: "The great handover", DAYS: "News in brief"}
CLOSES = "Consultation closes with a plea to slow down"
BODY, WRONG, RIGHT = "NHS Confed", "opposes", "is divided"
SPEAKER, SPEAKER_NOW = "Verity Lomond", "Dr Verity Lomond"
SECTIONS = ("The week’s story", "Who stands where", "Around the country")
LINE = "Councils ask for *more* than a seat at the table."
TITLE = "Who gets a seat?"


@pytest.fixture
def desk(once: Once, tmp_path: Path) -> Iterator[Desk]:
    """A desk on a copy of the demonstration."""
    made = once("demo-site", demonstration)
    workspace = tmp_path / "demo"
    workspace.mkdir()
    for name in ("digest.db", "digest.toml", "sources.toml", "register.toml"):
        shutil.copy(made / name, workspace / name)
    settings = load_settings(workspace)
    database = Database(settings.database_url)
    yield Desk(settings, database)
    database.close()


@pytest.fixture
def page(browser: Browser, desk: Desk) -> Iterator[Page]:
    """A tab with the queue in it."""
    with serving(desk) as origin:
        context = browser.new_context(viewport={"width": 1440, "height": 1000}, base_url=origin)
        opened = context.new_page()
        opened.goto(DAYS)
        yield opened
        context.close()


def story(page: Page, headline: str) -> Locator:
    return page.locator("li.story").filter(has=page.locator("h2", has_text=headline))


def item(page: Page, headline: str) -> Locator:
    return page.locator("[data-item]").filter(has_text=headline)


def righted(page: Page) -> None:
    """Wait until the stance is as it was put right; it may stand behind another of its words."""
    rows = page.locator("details.form > summary").filter(has_text=BODY)
    expect(rows.filter(has_text=RIGHT).filter(has_text="corrected")).to_have_count(1)


def settled(page: Page) -> None:
    """Wait until what was written is saved."""
    expect(page.locator("#saved")).to_contain_text("saved at")
    expect(page.locator("#edition")).not_to_have_attribute("aria-busy", "true")


def by_mouse(page: Page) -> None:
    """The hour with a mouse; keys only write words."""
    for headline in KEPT:
        story(page, headline).get_by_role("button", name="Keep").click()
        expect(story(page, headline)).to_contain_text("Kept")
    for days, headline in DROPPED.items():
        page.goto(days)
        story(page, headline).get_by_role("button", name="Drop").click()
        expect(story(page, headline)).to_contain_text("Dropped")

    story(page, SEAT).get_by_role("link", name=SEAT).click()
    expect(page.locator("h1")).to_have_text(SEAT)
    while page.locator("h1").inner_text() != CLOSES:
        page.get_by_role("link", name="Next article").click()
    stance = page.locator("details.form").filter(has_text=BODY).filter(has_text=WRONG).first
    row = stance.get_attribute("id")
    stance.locator("summary").first.click()
    page.locator(f"#{row} [name=position][value=mixed]").check()
    page.locator(f"#{row} button.main").first.click()
    righted(page)
    quotation = page.locator("details.form[id^=q]").filter(has_text=SPEAKER).first
    row = quotation.get_attribute("id")
    quotation.locator("summary").first.click()
    page.locator(f"#{row} [name=speaker]").fill(SPEAKER_NOW)
    page.locator(f"#{row} button.main").first.click()
    expect(page.locator(f"#{row} > summary")).to_contain_text(SPEAKER_NOW)

    page.get_by_role("link", name="Edition").click()
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("[data-kept]")).to_have_count(3)
    for headline, section in zip(KEPT, SECTIONS, strict=True):
        kept = page.locator("[data-kept]").filter(has_text=headline)
        kept.locator("select").select_option(label=section)
        kept.get_by_role("button", name="Place").click()
        expect(item(page, headline)).to_have_count(1)
    item(page, SUMS).get_by_role("button", name="Take it").click()
    item(page, ANSWER).get_by_role("button", name="Take it").click()
    page.get_by_label("Title").fill(TITLE)
    item(page, SEAT).get_by_role("textbox").first.fill(LINE)
    settled(page)
    grip = page.locator("#section-3 > .part-head [data-grip]")
    grip.scroll_into_view_if_needed()
    grip.hover()
    page.mouse.down()
    to = page.locator("#section-2 > .part-head").bounding_box()
    assert to is not None
    page.mouse.move(to["x"] + 60, to["y"] + 20, steps=5)
    page.mouse.move(to["x"] + 60, to["y"] + 4, steps=5)
    page.mouse.up()
    expect(page.locator("[data-item] h3")).to_have_text([SEAT, SUMS, ANSWER])

    page.get_by_role("link", name="Preview V").click()
    look_at_previews(page)
    page.get_by_role("button", name="Publish issue 1").click()


def by_keys(page: Page) -> None:
    """The hour without a mouse."""
    keys = page.keyboard
    for headline in KEPT:
        to_row(page, "li.story", headline)
        keys.press("k")
        expect(story(page, headline)).to_contain_text("Kept")
    for days, headline in DROPPED.items():
        page.goto(days)
        to_row(page, "li.story", headline)
        keys.press("d")
        expect(story(page, headline)).to_contain_text("Dropped")

    to_row(page, "li.story", SEAT)
    keys.press("Enter")
    arrived(page, SEAT)
    while page.locator("h1").inner_text() != CLOSES:
        before = page.url
        keys.press("]")
        page.wait_for_url(re.compile(f"^(?!{re.escape(before)}$)"))
    row = to_row(page, "details.form", BODY, WRONG)
    keys.press("4")
    expect(page.locator(f"#{row}")).to_have_attribute("open", "")
    keys.press("ArrowDown")  # from 'opposes' to 'is divided'
    keys.press("Control+Enter")
    righted(page)
    row = to_row(page, "details.form[id^=q]", SPEAKER)
    keys.press("2")
    expect(page.locator(f"#{row} [name=speaker]")).to_be_focused()
    keys.press("Control+a")
    keys.type(SPEAKER_NOW)
    keys.press("Control+Enter")
    expect(page.locator(f"#{row} > summary")).to_contain_text(SPEAKER_NOW)

    keys.press("g")
    keys.press("e")
    page.wait_for_url("**/editions")
    keys.press("b")
    expect(page.locator("[data-kept]")).to_have_count(3)
    for at, headline in enumerate(KEPT):
        to_row(page, "[data-kept]", headline)
        keys.press("s")
        expect(page.locator("[data-kept].at-hand select")).to_be_focused()
        for _ in range(at):
            keys.press("ArrowDown")
        keys.press("Tab")
        keys.press("Enter")
        expect(item(page, headline)).to_have_count(1)
    for headline in (SUMS, ANSWER):
        to_row(page, "[data-item]", headline)
        keys.press("o")
        expect(item(page, headline).locator("textarea").first).not_to_have_value("")
    to_row(page, "[data-item]", SEAT)
    keys.press("e")
    expect(item(page, SEAT).locator("textarea").first).to_be_focused()
    keys.type(LINE)
    keys.press("Escape")
    settled(page)
    keys.press("c")
    expect(page.get_by_label("Title")).to_be_focused()
    keys.type(TITLE)
    keys.press("Control+Enter")
    settled(page)
    keys.press("Escape")
    to_row(page, "[data-item]", SUMS)
    keys.press("Alt+ArrowUp")
    expect(page.locator("#section-2 [data-item]")).to_have_count(2)
    to_row(page, "[data-item]", ANSWER)
    keys.press("Alt+ArrowDown")
    expect(page.locator("[data-item] h3")).to_have_text([SEAT, SUMS, ANSWER])
    keys.press("Alt+ArrowDown")
    expect(page.locator("#section-3 [data-item] h3")).to_have_text([ANSWER])

    keys.press("v")
    look_at_previews(page)
    for _ in range(40):
        keys.press("Tab")
        if page.evaluate("document.activeElement.textContent").startswith("Publish issue 1"):
            break
    keys.press("Enter")


def to_row(page: Page, rows: str, *words: str) -> str | None:
    """Go with N, and P back, to the row that says all of the words; gives its id."""
    for key in ("n", "p"):
        for _ in range(60):
            row = page.locator("[data-row].at-hand")
            if row.count():
                text = row.first.inner_text()
                is_kind = row.first.evaluate("(e, rows) => e.matches(rows)", rows)
                if is_kind and all(word in text for word in words):
                    return row.first.get_attribute("id")
            page.keyboard.press(key)
    raise AssertionError(f"no key leads to a row of {words}")


def look_at_previews(page: Page) -> None:
    for pane in ("#web", "#mail", "#phone"):
        body = page.frame_locator(f"{pane} iframe").locator("body")
        for words in (TITLE, *KEPT, "Councils ask for more than a seat"):
            expect(body).to_contain_text(words)
    expect(page.locator("pre")).to_contain_text(TITLE)


def digest(workspace: Path, *arguments: str) -> None:
    """Run a command of the product in a workspace."""
    run = "from cli.main import main; main()"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", run, *arguments],
        cwd=workspace,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def grow_old(desk: Desk, articles: set[int]) -> None:
    """Let the tags of these articles be those of another version of the tagger."""
    with desk.database.session() as session:
        theirs = TaggingRow.article_id.in_(articles)
        session.execute(update(TaggingRow).where(theirs).values(tagger="tagger 0"))


def read(path: Path) -> html.HtmlElement:
    return html.document_fromstring(path.read_bytes())


def look_at_site(output: Path) -> None:
    """The edition is on the site, and the body's page has the stance as it was put right."""
    issue = said(read(output / "editions" / "1.html"))
    places = [issue.index(headline) for headline in (SEAT, SUMS, ANSWER)]
    assert places == sorted(places)
    assert "Councils ask for more than a seat" in issue
    assert TITLE in said(read(output / "editions" / "index.html"))
    assert TITLE in (output / urls.feed(urls.EDITIONS)).read_text("utf-8")
    body = said(read(output / "bodies" / "nhs-confederation.html"))
    assert "set by an editor" in body
    assert "was divided on the planned pace" in body


@pytest.mark.parametrize(("hour", "tagged_again"), [(by_mouse, False), (by_keys, True)])
def test_an_hour_makes_an_edition(
    hour: Callable[[Page], None], tagged_again: bool, page: Page, desk: Desk
) -> None:
    hour(page)
    expect(page.locator("#main")).to_contain_text("Issue 1 is published.")

    workspace = desk.settings.workspace
    with desk.database.session() as session:
        decided = [one.decision for one in decisions(session).values()]
        put_right = corrections(session)
        held = edition(session, 1)
    assert decided.count(Decision.KEEP) == 3
    assert decided.count(Decision.DROP) == 2
    assert sorted(one.subject for one in put_right) == [Subject.QUOTATION, Subject.STANCE]
    assert sorted(section.name for section in held.sections) == sorted(SECTIONS)
    assert [one.headline for one in held.items] == [SEAT, SUMS, ANSWER]
    assert held.items[0].line == LINE

    mail = message_from_bytes(
        (workspace / "editions" / "1" / "issue-1.eml").read_bytes(), policy=default
    )
    assert isinstance(mail, EmailMessage)
    assert mail["Subject"] == TITLE
    for kind in ("plain", "html"):
        part = mail.get_body((kind,))
        assert part is not None
        assert SEAT in part.get_content()

    if tagged_again:  # both ways leave the same rows, as was seen above
        grow_old(desk, {one.article_id for one in put_right})
        digest(workspace, "tag", "--stale", "--workers", "1")  # one loads the models once
    digest(workspace, "build")
    look_at_site(workspace / "output")
