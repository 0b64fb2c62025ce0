from datetime import date

import pytest
from lxml import html
from sqlalchemy import update

from commissioning.domain.corrections import Correction, Subject
from commissioning.domain.tags import HolderKind, Position
from commissioning.register import load_register
from commissioning.store.corrections import corrections
from commissioning.store.readings import readings
from commissioning.store.rows import TaggingRow
from desk.desk import Desk
from tests.desk.window import Window, said
from tests.site_builder.filling import Side, put
from tests.site_builder.newsroom import Newsroom

DAY = date(2010, 11, 2)
TEXT = (
    "“We will fight it,” said Ada Larchfield of the BMA 😀.\n\n"
    "The Royal College of General Practitioners welcomed the plan. “Give us the money,” it said."
)
FIGHT, MONEY = "We will fight it,", "Give us the money,"


def side(
    holder: str,
    organisation: str | None,
    question: str,
    position: Position,
    words: str,
    *,
    confidence: float = 0.9,
    kind: HolderKind = HolderKind.PERSON,
) -> Side:
    return Side(
        holder=holder,
        organisation=organisation,
        question=question,
        position=position,
        words=words,
        confidence=confidence,
        kind=kind,
    )


READER = side(
    "Private Person", None, "pace", Position.OPPOSE, "no to it", kind=HolderKind.COMMENTER
)
COLLEGE = side(
    "RCGP",
    "rcgp",
    "gp-budgets",
    Position.SUPPORT,
    MONEY,
    confidence=0.4,
    kind=HolderKind.ORGANISATION,
)
DOCTORS = side("Ada Larchfield", "bma", "pace", Position.SUPPORT, FIGHT)


@pytest.fixture
def room(desk: Desk) -> Newsroom:
    """Article 1, with two stances, two quotations and two bodies, in a story with article 2."""
    put(
        desk.database,
        url="https://news.example/plan",
        text=TEXT,
        day=DAY,
        headline="The plan",
        sides=[DOCTORS, COLLEGE],
        comments=[("I say no to it", [READER])],
    )
    room = Newsroom(desk.database)
    other = room.prints("Another", DAY)
    room.story("plan", "https://news.example/plan", other)
    return room


def row(page: html.HtmlElement, name: str) -> html.HtmlElement:
    found: list[html.HtmlElement] = page.xpath(f'//*[@id="{name}"]')
    return found[0]


def filled(form: html.HtmlElement) -> dict[str, str]:
    """What a form sends as it stands."""
    assert isinstance(form, html.FormElement)
    found = {name: value for name, value in form.form_values() if name != "token"}
    return {name: str(value) for name, value in found.items()}


def fix(window: Window, name: str, do: str = "save", **changes: str) -> html.HtmlElement:
    """Open the row's form, change it and send it."""
    form = row(window.open("/articles/1"), name).xpath(".//form")[0]
    fields = {**filled(form), "do": do, **changes}
    return window.send(form.get("action"), **fields)


def told(desk: Desk) -> list[Correction]:
    with desk.database.session() as session:
        return list(corrections(session, article_id=1))


def read(desk: Desk, subject: Subject, comment: int | None = None) -> list[dict[str, object]]:
    with desk.database.session() as session:
        found = readings(session, 1, comment=comment)
        return [dict(one.values) for one in found if one.subject is subject]


@pytest.mark.usefixtures("room")
def test_the_text_shows_its_evidence_and_each_leads_to_its_row(window: Window) -> None:
    page = window.open("/articles/1")
    text = row(page, "text")
    marks = text.xpath(".//mark")
    assert [(one.text_content(), one.get("class"), one.get("data-of")) for one in marks] == [
        (FIGHT, "ev sup", "t1"),
        (MONEY, "ev uns", "t2"),
    ]
    links = text.xpath('.//a[@class="ref sup" or @class="ref uns"]')
    assert [(one.get("href"), one.get("aria-label")) for one in links] == [
        ("#t1", "Stance 1, supports"),
        ("#t2", "Stance 2, unsure"),
    ]
    for link in links:
        assert row(page, link.get("href")[1:]).tag == "details"
    assert [one.get("data-start") for one in text.xpath("./p")] == [
        "0",
        str(TEXT.index("The Royal")),
    ]
    assert "Shown as unsure, not counted" in said(row(page, "t2"))
    (how,) = row(page, "t1").xpath('./summary/span[@class="how"]')
    assert said(how) == "sure (0.90) Change"
    assert "BMA, supports" in said(row(page, "t1"))
    assert "may support: GP budgets" in said(row(page, "t2"))


def test_readers_have_pseudonyms_on_the_desk(room: Newsroom, window: Window) -> None:
    page = window.open("/articles/1")
    hidden = room.database.pseudonyms.of("Private Person")
    assert f"{hidden} I say no to it" in said(page)
    assert "Private Person" not in said(page)
    assert "opposes : the pace" in said(row(page, "c0-t1")).replace(": the", " : the")


@pytest.mark.usefixtures("room")
def test_a_wrong_side_is_put_right_and_undone(desk: Desk, window: Window) -> None:
    page = fix(window, "t1", position="oppose", reason="It says that it fights")
    assert window.url.startswith("/articles/1")
    assert "Ada Larchfield , BMA, opposes: the pace" in said(row(page, "t1"))
    assert "Was: Ada Larchfield, BMA, supports: the pace" in said(page)
    (made,) = told(desk)
    assert (made.by, made.reason, made.subject) == ("RH", "It says that it fights", Subject.STANCE)
    assert read(desk, Subject.STANCE)[0]["position"] == "oppose"
    page = window.send(f"/corrections/{made.id}/undo")
    assert read(desk, Subject.STANCE)[0]["position"] == "support"
    assert "Undone" in said(page)
    window.send(f"/corrections/{made.id}/undo")
    assert window.status == 503


@pytest.mark.usefixtures("room")
def test_a_speaker_and_whom_they_speak_for_are_put_right(desk: Desk, window: Window) -> None:
    page = fix(window, "q2", speaker="Dr Bo Elm", organisation="NHS Alliance", office="chair")
    assert "Dr Bo Elm , NHS Alliance" in said(row(page, "q2"))
    assert "Speaker ‘Give us the money,’: RCGP, RCGP → Dr Bo Elm, NHS Alliance" in said(page)
    changed = read(desk, Subject.QUOTATION)[1]
    assert (changed["speaker"], changed["organisation"]) == ("Dr Bo Elm", "nhs-alliance")


@pytest.mark.usefixtures("room")
def test_words_are_taken_from_the_place_that_is_nearest(desk: Desk, window: Window) -> None:
    fix(window, "q1", words="will  fight\nit")
    changed = read(desk, Subject.QUOTATION)[0]
    assert (changed["words"], changed["start"]) == ("will fight it", TEXT.index("will fight"))
    fix(window, "new-stance", position="mixed", holder="Ada", words="😀", near="40")
    assert [one["words"] for one in read(desk, Subject.STANCE)] == [FIGHT, "😀", MONEY]


@pytest.mark.usefixtures("room")
def test_what_was_missed_is_added(desk: Desk, window: Window) -> None:
    fix(window, "new-body", organisation="unison", words="it said", near=str(len(TEXT)))
    added = read(desk, Subject.MENTION)[-1]
    assert (added["organisation"], added["words"]) == ("unison", "it said")
    fix(window, "new-quotation", speaker="", words="welcomed the plan", kind="indirect")
    assert "welcomed the plan" in [one["words"] for one in read(desk, Subject.QUOTATION)]


@pytest.mark.usefixtures("room")
def test_what_is_none_is_taken_away_and_stays_in_the_trail(desk: Desk, window: Window) -> None:
    page = fix(window, "b1", do="none")
    assert [one["organisation"] for one in read(desk, Subject.MENTION)] == ["rcgp"]
    assert "→ no body" in said(page)
    fix(window, "t1", do="none")
    assert len(read(desk, Subject.STANCE)) == 1


@pytest.mark.usefixtures("room")
def test_what_is_right_is_said_to_be(desk: Desk, window: Window) -> None:
    page = fix(window, "t2", do="right")
    assert "right, RH" in said(row(page, "t2"))
    assert "not counted" not in said(row(page, "t2"))
    (made,) = told(desk)
    assert made.before is not None
    assert made.after is not None
    assert "Stance ‘Give us the money,’: Right as it is" in said(page)


@pytest.mark.usefixtures("room")
def test_relevance_date_duplicate_and_story_are_put_right(desk: Desk, window: Window) -> None:
    page = fix(window, "f-relevance", on_topic="no")
    assert "Not about the subject corrected" in said(row(page, "f-relevance"))
    fix(window, "f-relevance", on_topic="yes")
    page = fix(window, "f-date", day="2010-10-30", time="09:14")
    assert "Sat 30 Oct 2010, 09:14" in said(row(page, "f-date"))
    page = fix(window, "f-duplicate", original="2")
    assert "A copy" in said(row(page, "f-duplicate"))
    page = fix(window, "f-duplicate", do="none")
    assert "Neither copy nor original" in said(row(page, "f-duplicate"))
    page = fix(window, "f-duplicate", other="https://news.example/1")
    assert "A copy" in said(row(page, "f-duplicate"))
    fix(window, "f-duplicate", do="none")
    page = fix(window, "f-story", own="yes")
    assert "Story 1 article" in said(row(page, "f-story"))
    page = fix(window, "f-story", other="https://news.example/1")
    assert "Story 2 articles" in said(row(page, "f-story"))
    page = fix(window, "f-date", do="none")
    assert "Date no date" in said(row(page, "f-date"))
    assert len(told(desk)) == 10


@pytest.mark.parametrize(
    ("name", "changes", "reason"),
    [
        ("t1", {"words": "never said"}, "The text does not say ‘never said’ word for word."),
        ("t1", {"words": ""}, "No words were picked."),
        ("t1", {"position": "up"}, "Choose a side."),
        ("t1", {"holder": " ", "organisation": ""}, "Say whose side it is."),
        ("t1", {"organisation": "Nobody’s"}, "The register has no body ‘Nobody’s’ on that day."),
        ("t1", {"question": "weather"}, "the register has no question 'weather'"),
        ("t1", {"before": "{"}, "The page is an old one: load it again."),
        ("t1", {"before": '{"start": []}'}, "The page is an old one: load it again."),
        ("t1", {"before": '{"start": 1}'}, "Not so:"),
        ("b1", {"organisation": ""}, "Say which body it is, or that it is none."),
        ("f-relevance", {"on_topic": ""}, "Choose one."),
        ("f-date", {"day": "yesterday"}, "Write the day as 2010-11-02"),
        ("f-date", {"day": "2010-13-01"}, "Write the day as 2010-11-02"),
        ("f-duplicate", {"original": ""}, "Say of which article it is a copy."),
        ("f-duplicate", {"original": "1"}, "it would be a copy of itself"),
        ("f-duplicate", {"other": "https://nowhere.example/"}, "No article of that address"),
        ("f-duplicate", {"original": "77"}, "there is no such original"),
        ("f-story", {"story": ""}, "Choose a story."),
        ("f-story", {"other": "unheard-of"}, "No story has that name"),
        ("f-story", {"story": "unheard-of"}, "there is no story 'unheard-of'"),
        ("t1", {"subject": "weather"}, "nothing of that kind"),
        ("new-stance", {"do": "right"}, "There is nothing yet that could be right."),
    ],
)
@pytest.mark.usefixtures("room")
def test_what_cannot_be_is_told_where_it_was_written_and_changes_nothing(
    desk: Desk, window: Window, name: str, changes: dict[str, str], reason: str
) -> None:
    page = fix(window, name, **{"reason": "because", **changes})
    assert window.status == 422
    form = row(page, name)
    assert form.get("open") is not None
    (alert,) = page.xpath('//*[@role="alert"]')
    assert reason in said(alert)
    assert alert in list(form.iter())
    assert form.xpath('.//input[@name="reason"]/@value')[0] == "because"
    assert told(desk) == []


@pytest.mark.usefixtures("room")
def test_two_windows_do_not_overwrite_each_other(desk: Desk, window: Window) -> None:
    old = row(window.open("/articles/1"), "t1").xpath(".//form")[0]
    fix(window, "t1", position="oppose")
    page = window.send(old.get("action"), **{**filled(old), "position": "mixed", "do": "save"})
    assert window.status == 422
    assert "it no longer stands as it did when it was looked at" in said(page)
    assert read(desk, Subject.STANCE)[0]["position"] == "oppose"


@pytest.mark.usefixtures("room")
def test_a_readers_stance_is_put_right_in_the_comment(desk: Desk, window: Window) -> None:
    fix(window, "c0-t1", position="support", words="I say no")
    assert [one["words"] for one in read(desk, Subject.STANCE, comment=0)] == ["I say no"]


def test_a_correction_is_made_in_the_copies_too(room: Newsroom, desk: Desk, window: Window) -> None:
    put(
        desk.database,
        url="https://news.example/copy",
        text=f"From our wire.\n\n{TEXT}",
        day=DAY,
        source="gazette",
        sides=[DOCTORS],
    )
    with desk.database.session() as session:
        known = {one.article_id for one in corrections(session)}
    assert known == set()
    page = window.open("/articles/1")
    if not page.xpath('//input[@name="copies"]'):
        room.copy("https://news.example/copy", "https://news.example/plan", 0.97)
    fix(window, "t1", position="oppose")
    with desk.database.session() as session:
        made = corrections(session)
    assert [one.article_id for one in made] == [1, 3]
    assert [one.after and one.after["position"] for one in made] == ["oppose", "oppose"]
    with desk.database.session() as session:
        stances = [one for one in readings(session, 3) if one.subject is Subject.STANCE]
    assert [one.values["position"] for one in stances] == ["oppose"]


@pytest.mark.usefixtures("room")
def test_a_name_and_a_body_go_into_the_register_from_there(desk: Desk, window: Window) -> None:
    forms = row(window.open("/articles/1"), "b1").xpath(".//form")
    alias, body = (filled(form) for form in forms[1:])
    window.send("/articles/1/name", **{**alias, "alias": "The Medics", "organisation": "bma"})
    assert window.status == 200
    register = load_register(added=desk.settings.register)
    assert [one.organisation for one in register.by_surface["the medics"]] == ["bma"]
    new = {**body, "name": "Medics’ Guild of Wye", "type": "union", "from": "1998"}
    page = window.send("/articles/1/name", **new)
    assert window.status == 200
    assert desk.register.organisations["medics-guild-of-wye"].type == "union"
    assert "Medics’ Guild of Wye" in said(row(page, "b1"))
    assert read(desk, Subject.MENTION)[0]["organisation"] == "medics-guild-of-wye"


@pytest.mark.parametrize(
    ("form", "changes", "reason"),
    [
        (1, {"alias": "BMA", "organisation": "bma"}, "is a name of 'bma' already"),
        (1, {"alias": "", "organisation": "bma"}, "Write the name."),
        (1, {"alias": "X", "organisation": ""}, "Say whose name it is."),
        (1, {"alias": "X", "organisation": "unheard of"}, "The register has no body"),
        (2, {"name": "😀"}, "Write the name in full."),
        (2, {"name": "BMA"}, "the register has a body 'bma' already"),
        (2, {"name": "New", "from": "once"}, "Write a date as 1998"),
        (2, {"name": "New", "type": "no type"}, "Choose a type."),
    ],
)
@pytest.mark.usefixtures("room")
def test_what_the_register_refuses_is_told(
    desk: Desk, window: Window, form: int, changes: dict[str, str], reason: str
) -> None:
    fields = filled(row(window.open("/articles/1"), "b1").xpath(".//form")[form])
    page = window.send("/articles/1/name", **{**fields, **changes})
    assert window.status == 422
    assert reason in said(page)
    assert desk.settings.register is None


def test_names_are_offered_for_the_articles_day(room: Newsroom, window: Window) -> None:
    assert room
    found = window.client.get("/names?q=british+med&article=1").text
    assert '<option value="British Medical Association' in found


@pytest.mark.usefixtures("room")
def test_a_story_is_decided_from_its_article(window: Window) -> None:
    page = window.send("/queue/decide", story="plan", decision="keep", article="1")
    assert window.url == "/articles/1"
    assert "Story: kept" in said(page)
    assert page.xpath('//a[@rel="prev"]/@href') == ["/articles/2"]


def test_what_is_not_there_is_not_found(window: Window) -> None:
    for place in ("/articles/1", f"/articles/{1 << 70}", "/articles/x"):
        window.open(place)
        assert window.status == 404
    window.send("/articles/1/correct", subject="relevance", on_topic="yes")
    assert window.status == 404


def test_hostile_words_are_only_words(desk: Desk, window: Window) -> None:
    nasty = '<img src=x onerror=alert(1)> "quoted" & \u202eturned'
    put(
        desk.database,
        url="javascript:alert(1)",
        text=f"{nasty} said so.",
        headline=nasty,
        day=DAY,
        sides=[side(nasty, None, "pace", Position.SUPPORT, nasty)],
        comments=[(nasty, [])],
    )
    page = window.open("/articles/1")
    assert page.xpath("//img | //@onerror | //script[not(@src)]") == []
    assert page.xpath('//a[starts-with(@href, "javascript")]') == []
    assert "\u202e" not in page.text_content()
    fix(window, "t1", position="oppose", words=nasty.replace("\u202e", ""))
    assert window.status == 200
    assert read(desk, Subject.STANCE)[0]["words"] == nasty


def test_an_article_that_waits_for_the_tagger_can_be_looked_at(desk: Desk, window: Window) -> None:
    room = Newsroom(desk.database)
    room.prints("Tagged", DAY)
    with desk.database.session() as session:
        session.execute(update(TaggingRow).values(current=False))
    page = window.open("/articles/1")
    assert "This text waits for the tagger" in said(page)
    assert "no side" not in said(page)
