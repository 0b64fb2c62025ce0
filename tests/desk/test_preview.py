"""An edition as it will be read, and its publication from there."""

import os
from email import message_from_bytes
from email.policy import default

import pytest
from lxml import html

from commissioning.domain.editions import EditionStatus
from commissioning.settings import parse_settings
from commissioning.store.database import Database
from commissioning.store.editions import edition
from desk.desk import Desk
from tests.desk.conftest import SETTINGS
from tests.desk.drafts import FIRMS, NOTES, SIZE, draft, fill
from tests.desk.editor import Editor
from tests.desk.window import Window, said

WITH_MAIL = f"""{SETTINGS}
[mail]
sender = "digest@digest.example"
editor = "editor@digest.example"
[mail.smtp]
host = "127.0.0.1"
port = 9
security = "none"
[mail.listmonk]
url = "http://127.0.0.1:9/"
lists = [1]
"""


@pytest.fixture
def editor(desk: Desk) -> Editor:
    """An editor at issue 42 with two items, both with lines."""
    fill(desk)
    draft(desk, "size", "firms")
    made = Editor(desk, 42)
    for key in made.page.xpath("//li/@data-item"):
        made.press(f"take {key} 0")
    return made


def publish(window: Window, number: int = 42) -> html.HtmlElement:
    page = window.open(f"/editions/{number}/preview")
    form = page.xpath('//form[@id="publish"]')[0]
    fields = {name: value for name, value in form.form_values() if name != "token"}
    return window.send(f"/editions/{number}/publish", **fields)


def test_four_forms_stand_side_by_side_each_under_an_address_of_its_own(editor: Editor) -> None:
    page = editor.window.open("/editions/42/preview")
    frames = page.xpath("//iframe")
    assert [one.get("src") for one in frames] == [
        "/editions/42/preview/web",
        "/editions/42/preview/mail",
        "/editions/42/preview/mail",
    ]
    assert all("allow-scripts" not in one.get("sandbox") for one in frames)
    assert page.xpath("//*[@srcdoc]") == []
    text = page.xpath("//pre")[0].text_content()
    assert text.startswith("COMMISSIONING DIGEST\nIssue")
    assert SIZE in text


@pytest.mark.parametrize(
    ("form", "rule"), [("web", "style-src 'self'"), ("mail", "style-src 'unsafe-inline'")]
)
def test_what_is_framed_may_do_nothing_and_be_framed_here_alone(
    editor: Editor, form: str, rule: str
) -> None:
    page = editor.window.open(f"/editions/42/preview/{form}")
    assert FIRMS in said(page)
    policy = editor.window.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert rule in policy
    assert "frame-ancestors 'self'" in policy
    assert "script-src" not in policy
    assert editor.window.headers["x-frame-options"] == "SAMEORIGIN"


def test_a_preview_is_of_what_was_saved_last(editor: Editor) -> None:
    editor.write({"introduction": "Just *now*."})
    for form in ("", "/web", "/mail"):
        page = editor.window.open(f"/editions/42/preview{form}")
        assert "Just now" in said(page).replace("*", ""), form


def test_a_section_without_items_is_left_out_as_it_will_be(editor: Editor) -> None:
    for form in ("web", "mail"):
        page = editor.window.open(f"/editions/42/preview/{form}")
        assert "First" in said(page)
        assert "Second" not in said(page)


def test_the_web_page_has_the_sites_looks(editor: Editor) -> None:
    page = editor.window.open("/editions/42/preview/web")
    sheets = page.xpath('//link[@rel="stylesheet"]/@href')
    assert sheets == ["/preview/site/static/site.css"]
    answer = editor.window.client.get(sheets[0])
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/css")
    font = editor.window.client.get("/preview/site/static/fonts/newsreader-latin-wght-normal.woff2")
    assert font.status_code == 200
    for place in ("weeks/index.html", "static/fonts/../../../app.py", "static/search.js"):
        assert editor.window.client.get(f"/preview/site/{place}").status_code == 404


def test_the_navigation_leads_to_the_draft_at_hand(desk: Desk, window: Window) -> None:
    window.open("/preview")
    assert window.url == "/editions"
    fill(desk)
    draft(desk, "notes", number=43)
    window.open("/preview")
    assert window.url == "/editions/43/preview"


def test_publishing_freezes_it_and_writes_its_files(desk: Desk, editor: Editor) -> None:
    page = publish(editor.window)
    assert editor.window.status == 200
    assert "Issue 42 is published. Its files are in editions/42/." in said(page)
    with desk.database.session() as session:
        held = edition(session, 42)
    assert held.status is EditionStatus.PUBLISHED
    assert held.items[0].stances
    folder = desk.settings.workspace / "editions" / "42"
    assert sorted(one.name for one in folder.iterdir()) == [
        "issue-42.eml",
        "issue-42.md",
        "issue-42.txt",
    ]
    message = message_from_bytes((folder / "issue-42.eml").read_bytes(), policy=default)
    parts = [part.get_content_type() for part in message.walk()]
    assert parts == ["multipart/alternative", "text/plain", "text/html"]
    assert SIZE in (folder / "issue-42.txt").read_text()
    assert f"### 1. [{SIZE}]" in (folder / "issue-42.md").read_text()


def test_what_is_published_can_be_neither_changed_nor_published_again(
    desk: Desk, editor: Editor
) -> None:
    publish(editor.window)
    page = editor.window.open("/editions/42/preview")
    assert page.xpath('//form[@id="publish"]') == []
    editor.window.send("/editions/42/publish", version=99)
    assert editor.window.status == 409


def test_an_edition_that_was_changed_since_its_preview_is_looked_at_first(
    desk: Desk, editor: Editor
) -> None:
    page = editor.window.open("/editions/42/preview")
    version = page.xpath('//form[@id="publish"]/input[@name="version"]/@value')[0]
    editor.write({"title": "Another"})
    page = editor.window.send("/editions/42/publish", version=version)
    assert editor.window.status == 409
    assert "changed since this preview" in said(page.xpath('//*[@role="alert"]')[0])


def test_an_unfinished_edition_is_not_published(desk: Desk, editor: Editor) -> None:
    key = editor.key(SIZE)
    editor.write({f"line.{key}": ""})
    page = publish(editor.window)
    assert editor.window.status == 409
    assert "item 1 has no line" in said(page)
    assert not (desk.settings.workspace / "editions").exists()


def test_files_that_are_gone_are_written_again_as_they_were(desk: Desk, editor: Editor) -> None:
    publish(editor.window)
    path = desk.settings.workspace / "editions" / "42" / "issue-42.eml"
    before = path.read_bytes()
    path.unlink()
    page = editor.window.open("/editions/42/preview")
    assert "Its files are not in the workspace." in said(page)
    editor.window.send("/editions/42/files")
    assert path.read_bytes() == before


def test_files_that_cannot_be_written_are_said_and_it_is_published_all_the_same(
    desk: Desk, editor: Editor
) -> None:
    (desk.settings.workspace / "editions").write_text("in the way")
    page = publish(editor.window)
    assert editor.window.status == 500
    assert "could not be written" in said(page.xpath('//*[@role="alert"]')[0])
    with desk.database.session() as session:
        assert edition(session, 42).is_published


def ways(window: Window) -> list[str]:
    page = window.open("/editions/42/preview")
    return [str(one) for one in page.xpath('//button[@name="way"]/@value')]


def test_there_is_a_button_for_what_is_set_up_alone(
    desk: Desk, editor: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ways(editor.window) == []
    database = Database(desk.settings.database_url)
    other = Desk(parse_settings(WITH_MAIL, workspace=desk.settings.workspace), database)
    window = Window(other)
    assert ways(window) == ["test"]
    publish(window)
    assert ways(window) == ["test"]
    for name in ("DIGEST_LISTMONK_USER", "DIGEST_LISTMONK_TOKEN", "DIGEST_BUTTONDOWN_KEY"):
        monkeypatch.setitem(os.environ, name, "secret")
    assert ways(window) == ["test", "listmonk", "buttondown"]
    database.close()


@pytest.mark.parametrize("way", ["test", "listmonk"])
def test_a_server_that_does_not_answer_is_told_of(
    desk: Desk, editor: Editor, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DIGEST_LISTMONK_USER", "DIGEST_LISTMONK_TOKEN"):
        monkeypatch.setitem(os.environ, name, "secret")
    database = Database(desk.settings.database_url)
    window = Window(Desk(parse_settings(WITH_MAIL, workspace=desk.settings.workspace), database))
    publish(window)
    page = window.send("/editions/42/hand-over", way=way)
    assert window.status == 502
    assert "127.0.0.1:9" in said(page.xpath('//*[@role="alert"]')[0])
    database.close()


def test_a_draft_is_handed_over_to_nobody(editor: Editor) -> None:
    page = editor.window.send("/editions/42/hand-over", way="listmonk")
    assert editor.window.status == 502
    assert "once it is published" in said(page.xpath('//*[@role="alert"]')[0])


def test_a_story_that_was_before_is_said_to_be(desk: Desk, editor: Editor) -> None:
    publish(editor.window)
    draft(desk, "size", "notes", number=43)
    second = Editor(desk, 43)
    assert NOTES in said(second.page)
    for form in ("/web", "/mail"):
        page = second.window.open(f"/editions/43/preview{form}")
        assert "before in issue 42, item 1" in said(page).replace("\u00a0", " "), form
