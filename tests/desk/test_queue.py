from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from lxml import html
from sqlalchemy import select

from commissioning.domain.articles import ArticleKind
from commissioning.domain.editions import Edition, Item, Section, Unseen
from commissioning.domain.tags import Position
from commissioning.store.corrections import corrections
from commissioning.store.editions import create_edition, publish_edition
from commissioning.store.rows import ArticleRow
from commissioning.store.triage import decisions
from desk.desk import Desk
from tests.desk.window import Window, said
from tests.site_builder.filling import Side, put
from tests.site_builder.newsroom import Newsroom

SUPPORT, OPPOSE = Position.SUPPORT, Position.OPPOSE
NOW = datetime(2010, 11, 4, 10, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def newsroom(desk: Desk) -> Newsroom:
    """A week of three stories, the strongest first, and one article of the week before."""
    room = Newsroom(desk.database)
    before = room.prints("Last week", date(2010, 10, 20), ("bma", SUPPORT))
    large = [
        room.prints("How big is too big", date(2010, 11, 1), ("bma", SUPPORT), ("rcgp", OPPOSE)),
        room.prints("Small is fine", date(2010, 11, 2), ("unison", OPPOSE), source="gazette"),
    ]
    single = room.prints("Firms circle", date(2010, 11, 2), ("bma", SUPPORT))
    room.prints("An evening at the surgery", date(2010, 11, 3), kind=ArticleKind.OPINION)
    room.story("last", before)
    room.story("size", *large)
    room.story("firms", single)
    return room


def headlines(tree: html.HtmlElement) -> list[str]:
    return [said(one) for one in tree.xpath('//li[contains(@class, "story")]//h2')]


def at_hand(tree: html.HtmlElement) -> list[str]:
    return [said(one) for one in tree.xpath('//li[@aria-current="true"]//h2')]


def tabs(tree: html.HtmlElement) -> dict[str, int]:
    words = [said(one).rsplit(" ", 1) for one in tree.xpath('//nav[@class="tabs"]/a')]
    return {name: int(number) for name, number in words}


WEEK = ["How big is too big", "Firms circle", "An evening at the surgery"]


@pytest.mark.usefixtures("newsroom")
def test_the_weeks_stories_stand_by_rank_with_why(window: Window) -> None:
    page = window.open("/queue")
    assert headlines(page) == WEEK
    assert at_hand(page) == WEEK[:1]
    first = page.xpath('//li[@id="story-1"]')[0]
    assert "2 articles, 2 sources" in said(first)
    assert "BMA" in said(first)
    assert "3 differ on GP budgets; first words of RCGP and UNISON on GP budgets" in said(first)
    assert first.xpath('.//span[@class="opp"]/span[@class="vh"]/text()')[0] == "opposes: "
    assert "Fri 29 Oct to Thu 4 Nov 2010. 3 stories made of 4 articles" in said(page)


@pytest.mark.usefixtures("newsroom")
def test_the_one_at_hand_shows_words_articles_and_bodies(window: Window) -> None:
    hand = said(window.open("/queue").xpath('//*[@id="hand"]')[0])
    assert "Plan 2 number 0 would be weighed by us" in hand
    assert "Small is fine Gazette · Tue 2 Nov · news" in hand
    assert "Bodies named 3" in hand
    part = window.open("/queue/hand?at=firms")
    assert window.status == 200
    assert "Firms circle" in said(part)
    window.client.get("/queue/hand?at=unheard-of")
    assert window.client.get("/queue/hand?at=unheard-of").status_code == 404


def test_who_was_expected_and_took_no_side_is_told(newsroom: Newsroom, desk: Desk) -> None:
    for day in (date(2010, 3, 1), date(2010, 4, 1)):
        newsroom.prints("Spring", day, ("napc", SUPPORT), ("rcgp", SUPPORT), ("bma", OPPOSE))
    window = Window(desk)
    link = window.open("/queue?at=firms").xpath("//a[@data-fill]/@href")[0]
    assert "RCGP" not in said(window.open("/queue?at=firms").xpath('//*[@id="hand"]')[0])
    told = said(window.open(link))
    assert told == "RCGP and NAPC: nothing in what was found later; nobody was asked in those days."
    newsroom.asked("courier", date(2010, 11, 3))
    assert said(window.open(link)) == "RCGP and NAPC: nothing said."
    column = "/queue/silent?at=https%3A%2F%2Fnews.example%2F5"
    assert said(window.open(column)) == "Nobody who is usually heard on this is missing."
    assert window.client.get("/queue/silent?at=unheard-of").status_code == 404


def decide(window: Window, story: str, decision: str, wish: str = "") -> html.HtmlElement:
    return window.send("/queue/decide", story=story, decision=decision, wish=wish)


@pytest.mark.usefixtures("newsroom")
def test_stories_are_kept_dropped_and_put_off_and_the_next_is_at_hand(
    desk: Desk, window: Window
) -> None:
    page = decide(window, "size", "keep")
    assert window.url == "/queue?after=size"
    assert headlines(page) == WEEK
    assert at_hand(page) == ["Firms circle"]
    assert tabs(page) == {"To decide": 2, "Kept": 1, "Later": 0, "Dropped": 0, "All": 3}
    decide(window, "firms", "drop")
    page = decide(window, "https://news.example/5", "later")
    assert tabs(page) == {"To decide": 0, "Kept": 1, "Later": 1, "Dropped": 1, "All": 3}
    with desk.database.session() as session:
        assert {key: one.by for key, one in decisions(session).items()} == {
            "size": "RH",
            "firms": "RH",
            "https://news.example/5": "RH",
        }
    assert headlines(window.open("/queue?show=drop")) == ["Firms circle"]


@pytest.mark.usefixtures("newsroom")
def test_a_decision_is_undone_and_its_story_is_at_hand_again(window: Window) -> None:
    page = decide(window, "firms", "drop")
    assert "Dropped: ‘Firms circle’" in said(page)
    number = page.xpath('//form[@class="last"]/input[@name="id"]/@value')[0]
    page = window.send("/queue/undo", id=number)
    assert at_hand(page) == ["Firms circle"]
    assert tabs(page)["To decide"] == 3


def test_a_story_that_was_put_off_comes_back(newsroom: Newsroom, desk: Desk) -> None:
    window = Window(desk)
    decide(window, "firms", "later")
    later = Desk(
        desk.settings.model_copy(update={"now": datetime(2010, 11, 14, tzinfo=UTC)}), desk.database
    )
    newsroom.prints("A new week", date(2010, 11, 12))
    page = Window(later).open("/queue")
    assert "Firms circle" in headlines(page)
    assert "put off on Thu 4 Nov" in said(page)
    assert tabs(page)["To decide"] == 2


def issued(desk: Desk, *slugs: str, day: date = TODAY, at: datetime = NOW) -> None:
    """Issue 41 with these stories, published."""
    with desk.database.session() as session:
        items = tuple(Item(key=slug, story=slug, headline=slug, line="x") for slug in slugs)
        draft = Edition(
            number=41, day=day, title="Forty-one", sections=(Section(name="One", items=items),)
        )
        unseen = Unseen(first=date(2010, 10, 29), last=min(day, at.date()), asked=0, answered=0)
        made = create_edition(session, replace(draft, unseen=unseen), at=at)
        publish_edition(session, made, at=at)


def window_on(desk: Desk, now: datetime) -> Window:
    """A window at another time."""
    return Window(Desk(desk.settings.model_copy(update={"now": now}), desk.database))


@pytest.mark.usefixtures("newsroom")
def test_what_an_issue_left_over_stays_until_it_is_decided(desk: Desk, window: Window) -> None:
    column = "https://news.example/5"
    decide(window, "size", "keep")
    decide(window, column, "later")
    issued(desk, "size", at=NOW + timedelta(hours=1))
    later = window_on(desk, datetime(2010, 11, 5, 9, tzinfo=UTC))
    page = later.open("/queue")
    assert set(headlines(page)) == {"Firms circle", "An evening at the surgery"}
    assert tabs(page)["To decide"] == 2
    assert "Since issue 41: Thu 4 Nov to Fri 5 Nov 2010. 2 stories" in said(page)
    assert "from 1 source; 2 left over from before" in said(page)
    rows = {
        said(row.xpath(".//h2")[0]): said(row)
        for row in page.xpath('//li[contains(@class, "story")]')
    }
    assert all("Left over" in row for row in rows.values())
    assert "put off on Thu 4 Nov" in rows["An evening at the surgery"]
    assert "before these days" not in said(page)
    page = decide(later, "firms", "keep")
    assert tabs(page) == {"To decide": 1, "Kept": 1, "Later": 0, "Dropped": 0, "All": 2}
    page = decide(later, column, "later")
    assert headlines(later.open("/queue?show=later")) == ["An evening at the surgery"]
    page = decide(later, column, "drop")
    assert tabs(page) == {"To decide": 0, "Kept": 1, "Later": 0, "Dropped": 1, "All": 2}


@pytest.mark.usefixtures("newsroom")
def test_what_was_put_off_is_there_right_after_publishing(desk: Desk, window: Window) -> None:
    decide(window, "size", "keep")
    decide(window, "https://news.example/5", "later")
    decide(window, "firms", "drop")
    issued(desk, "size")
    page = window.open("/queue?show=later")
    assert headlines(page) == ["An evening at the surgery"]
    assert "Since issue 41: Thu 4 Nov 2010. 2 stories made of 2 articles" in said(page)
    assert "2 left over from before" in said(page)
    assert "How big is too big" not in headlines(window.open("/queue"))
    links = window.open("/queue").xpath('//nav[@aria-label="Other days"]/a/@href')
    assert links == ["/queue?from=2010-10-28&to=2010-11-03", "/queue?from=2010-11-05&to=2010-11-11"]


def test_an_article_that_came_after_the_issue_is_in_the_queue(
    newsroom: Newsroom, desk: Desk
) -> None:
    issued(desk, "size", day=date(2010, 11, 9))
    newsroom.prints("Late that day", date(2010, 11, 4))
    again = newsroom.prints("How big, again", date(2010, 11, 6))
    later = window_on(desk, datetime(2010, 11, 6, 9, tzinfo=UTC))
    page = later.send("/queue/merge", story=again, into="size")
    assert {"Late that day", "How big, again"} <= set(headlines(page))
    assert "1 new article of 3 since issue 41" in said(page)


def test_an_article_that_was_put_off_comes_back_with_the_story_that_it_joined(
    newsroom: Newsroom, desk: Desk, window: Window
) -> None:
    decide(window, "https://news.example/5", "later")
    issued(desk, "size")
    newsroom.story("evening", "https://news.example/5")
    later = window_on(desk, datetime(2010, 11, 14, tzinfo=UTC))
    assert "An evening at the surgery" in headlines(later.open("/queue"))
    decide(later, "evening", "drop")
    much_later = window_on(desk, datetime(2010, 11, 20, tzinfo=UTC))
    assert "An evening at the surgery" not in headlines(much_later.open("/queue?show=todo"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("question=gp-budgets", WEEK[:2]),
        ("question=pace", []),
        ("body=rcgp", WEEK[:1]),
        ("kind=opinion", WEEK[2:]),
        ("order=newest", [WEEK[2], WEEK[0], WEEK[1]]),
        ("q=surgery", WEEK[2:]),
        ("q=small+fine", WEEK[:1]),
        ("q=royal+college", WEEK[:1]),
        ("q=100%25", []),
        ("from=2010-10-18&to=2010-10-24", ["Last week"]),
        ("to=2010-10-24", ["Last week"]),
        ("from=2010-10-19", ["Last week"]),
        ("from=yesterday&to=x&show=nothing&order=up&page=x", WEEK),
        ("page=99", WEEK),
    ],
)
@pytest.mark.usefixtures("newsroom")
def test_filters_and_search(window: Window, query: str, found: list[str]) -> None:
    page = window.open(f"/queue?{query}")
    assert window.status == 200
    assert headlines(page) == found


def test_how_sure_a_side_is_is_said_in_the_sites_words(desk: Desk) -> None:
    words = ("We back it whole", "We fear it", "We know it", "We set it")
    figures = ((0.655, "test"), (0.4, "test"), (0.799, "test"), (1.0, "editor"))
    put(
        desk.database,
        url="https://news.example/sure",
        text=". ".join(words),
        day=date(2010, 11, 2),
        sides=[
            Side(
                holder=f"Dr {at}",
                organisation=None,
                question="pace",
                position=SUPPORT,
                words=one,
                confidence=confidence,
                method=method,
            )
            for at, (one, (confidence, method)) in enumerate(zip(words, figures, strict=True))
        ],
    )
    found = Window(desk).open("/queue").xpath('//*[@id="hand"]//cite')
    assert sorted(map(said, found)) == [
        "fairly sure (0.79)",
        "not very sure (0.65)",
        "set by an editor",
        "unsure (0.40), not counted",
    ]


@pytest.mark.usefixtures("newsroom")
def test_a_search_that_finds_nothing_says_in_which_days_and_leads_farther_back(
    window: Window,
) -> None:
    page = window.open("/queue?q=last+week")
    (told,) = page.xpath('//p[@class="nothing"]')
    assert said(told) == (
        "Nothing for ‘last week’ in these days. Look from Mon 4 Oct to Thu 4 Nov 2010"
        " , or among all articles ."
    )
    page = window.open(told.xpath("a/@href")[0])
    assert headlines(page) == ["Last week"]
    page = window.open("/queue?from=2010-10-04&to=2010-11-04&q=nowhere")
    (told,) = page.xpath('//p[@class="nothing"]')
    assert "Look from Thu 2 Sep to Sun 3 Oct 2010" in said(told)


@pytest.mark.usefixtures("newsroom")
def test_the_search_says_which_days_it_searches_and_stays_in_them(window: Window) -> None:
    page = window.open("/queue?from=2010-10-18&to=2010-10-24&q=%3Cb%3E")
    (search,) = page.xpath('//form[@role="search"]')
    assert said(search.xpath("label")[0]).endswith("Mon 18 Oct to Sun 24 Oct 2010")
    assert search.xpath("input/@placeholder") == ["Search 18 Oct to 24 Oct"]
    assert dict(search.form_values()) == {"from": "2010-10-18", "to": "2010-10-24", "q": "<b>"}
    assert "Nothing for ‘<b>’ in these days." in said(page)
    assert dict(window.open("/queue").xpath('//form[@role="search"]')[0].form_values()) == {"q": ""}


@pytest.mark.usefixtures("newsroom")
def test_what_an_issue_had_says_so_and_can_be_left_out(desk: Desk) -> None:
    at = datetime(2010, 11, 1, 12, tzinfo=UTC)
    with desk.database.session() as session:
        draft = create_edition(
            session,
            Edition(
                number=41,
                day=date(2010, 11, 1),
                title="Forty-one",
                sections=(
                    Section(
                        name="One", items=(Item(key="a", story="size", headline="Big", line="x"),)
                    ),
                ),
            ),
            at=at,
        )
        publish_edition(session, draft, at=at)
    window = Window(desk)
    page = window.open("/queue?from=2010-10-29&to=2010-11-04")
    assert "Already in issue 41, item 1" in said(page)
    assert "1 new article of 2 since issue 41" in said(page)
    assert "How big is too big" not in headlines(window.open("/queue?from=2010-10-29&fresh=1"))
    assert "Since issue 41" in said(window.open("/queue"))


def test_what_is_not_shown_is_counted_with_a_reason(newsroom: Newsroom, desk: Desk) -> None:
    day = date(2010, 11, 2)
    put(desk.database, url="https://news.example/off", text="Off it.", day=day, relevance=0.2)
    put(desk.database, url="https://news.example/never", text="No date.", day=None)
    copy = newsroom.prints("Small is fine, they say", day, source="gazette")
    newsroom.copy(copy, "https://news.example/3", 0.94)
    window = Window(desk)
    told = said(window.open("/queue").xpath('//section[@class="hidden-count"]')[0])
    assert "Not about the subject 1 relevance under 0.50 Look" in told
    assert "Same text as one that is shown 1" in told
    page = window.open("/queue?show=off")
    assert "A headline" in said(page)
    assert "relevance 0.20" in said(page)


def test_stories_are_merged_by_corrections_that_hold(newsroom: Newsroom, desk: Desk) -> None:
    window = Window(desk)
    page = window.send("/queue/merge", story="firms", into="size", reason="one event")
    assert headlines(page) == [WEEK[0], WEEK[2]]
    assert "3 articles" in said(page)
    with desk.database.session() as session:
        (made,) = corrections(session)
    assert (made.by, made.reason, made.after) == ("RH", "one event", {"story": "size"})


@pytest.mark.usefixtures("newsroom")
def test_what_is_not_there_cannot_be_decided(window: Window) -> None:
    decide(window, "unheard-of", "keep")
    assert window.status == 404
    decide(window, "size", "burn")
    assert window.status == 422
    window.send("/queue/undo", id="x")
    assert window.status == 422
    window.send("/queue/merge", story="size", into="size")
    assert window.status == 404
    window.send("/queue/decide", story="size", decision="keep", wish="é=%ff&&&" * 50)
    assert window.status in (200, 422)


def test_a_long_week_has_pages_and_the_one_at_hand_is_on_its_own(desk: Desk) -> None:
    room = Newsroom(desk.database)
    for number in range(45):
        room.prints(f"Number {number:02}", date(2010, 11, 2))
    window = Window(desk)
    pages = [headlines(window.open(f"/queue?page={page}")) for page in (1, 2, 3)]
    assert [len(one) for one in pages] == [20, 20, 5]
    assert not any(set(one) & set(other) for one, other in pairwise(pages))
    page = window.open("/queue?at=https%3A%2F%2Fnews.example%2F44")
    assert at_hand(page) == ["Number 43"]
    page = decide(window, "https://news.example/20", "keep")
    assert "Page 2 of 3" in said(page) or "Page 1 of 3" in said(page)


def test_what_outlets_wrote_is_escaped(desk: Desk) -> None:
    room = Newsroom(desk.database)
    nasty = "<script>alert(1)</script> \u202edeclare & \x07<b>"
    url = room.prints(nasty, date(2010, 11, 2), ('Dr <img src=x> "Q"', SUPPORT))
    window = Window(desk)
    page = window.open("/queue?q=%3Cscript%3E")
    assert headlines(page) == ["<script>alert(1)</script> declare & <b>"]
    assert page.xpath("//script[not(@src)] | //img | //b[text()='']") == []
    with desk.database.session() as session:
        assert session.scalar(select(ArticleRow.id).where(ArticleRow.url == url))


def test_an_empty_store_says_what_to_do(window: Window) -> None:
    page = window.open("/queue")
    assert window.status == 200
    assert "see how the sources are" in said(page)
