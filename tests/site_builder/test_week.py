"""A week by story: what leads, what is said once, what is ahead, who is new, and what was read."""

from datetime import date, timedelta

from commissioning.domain.articles import ArticleKind
from commissioning.domain.dates import PartialDate
from commissioning.register import Register
from site_builder.pages.week import EmptyPage, WeekPage
from tests.site_builder.newsroom import (
    MIXED,
    OPPOSE,
    SUPPORT,
    Newsroom,
    keys,
    made,
    rendered,
    section,
    text,
)

MONDAY = date(2010, 10, 4)
WEEK = "weeks/2010-w40.html"


def day(number: int) -> date:
    """A day of the week, from 0."""
    return MONDAY + timedelta(days=number)


def week(room: Newsroom, register: Register, *, as_of: date | None = None) -> WeekPage:
    page = made(room.database, register, WEEK, as_of=as_of)
    assert isinstance(page, WeekPage)
    return page


def test_articles_of_one_story_are_told_once(room: Newsroom, register: Register) -> None:
    first = room.prints("Trusts are emptying", day(1), ("bma", OPPOSE))
    room.prints("A car park is full", day(1))
    more = room.prints("Trusts lose directors", day(2), ("rcn", OPPOSE), source="gazette")
    room.story("2010-10-05-trusts", first, more)
    page = week(room, register)
    assert page.lead.headline == "Trusts are emptying"
    assert (page.lead.url, page.lead.articles, page.lead.more) == (
        "stories/2010-10-05-trusts.html",
        2,
        1,
    )
    assert [card.headline for card in page.others] == ["A car park is full"]
    shown = text(rendered(page))
    assert "Two stories from 3 articles. Two positions taken." in shown
    assert "2 articles · Courier and 1 more source · first on 5 October 2010" in shown


def test_where_another_source_was_first_it_is_named(room: Newsroom, register: Register) -> None:
    first = room.prints("A view", day(0), source="gazette", kind=ArticleKind.OPINION)
    news = room.prints("Trusts are emptying", day(1), ("bma", OPPOSE))
    room.story("2010-10-04-trusts", first, news)
    shown = text(rendered(week(room, register)))
    assert "Courier and 1 more source · first in Gazette, 4 October 2010" in shown


def test_the_other_stories_come_before_what_stands_in_the_margin(
    room: Newsroom, register: Register
) -> None:
    room.prints("Two sides", day(1), ("bma", SUPPORT), ("rcn", OPPOSE))
    room.prints("A car park is full", day(1))
    tree = rendered(week(room, register))
    (split,) = tree.xpath("//*[@id='stories']")
    assert [part.get("class") for part in split] == ["lead head", "sec across", "side"]
    assert "A car park is full" in split[1].text_content()


def test_who_moved_comes_straight_after_the_first_story(room: Newsroom, register: Register) -> None:
    for at in (90, 80):
        room.prints("Before", day(-at), ("bma", SUPPORT))
    room.prints("After", day(1), ("bma", OPPOSE), ("rcn", OPPOSE))
    room.prints("After that", day(2), ("bma", OPPOSE))
    tree = rendered(week(room, register))
    (split,) = tree.xpath("//*[@id='stories']")
    assert [part.get("class") for part in split] == ["lead head", *["sec across"] * 2, "side"]
    assert "BMA supported, and now opposes, GP-held budgets" in text(split[1])
    assert "After that" in text(split[2])


def test_the_story_in_which_most_bodies_take_sides_leads(
    room: Newsroom, register: Register
) -> None:
    room.prints("One side", day(0), ("bma", SUPPORT))
    room.prints("Two sides", day(1), ("bma", SUPPORT), ("rcn", OPPOSE))
    room.prints("Opinion of many", day(2), ("unison", OPPOSE), ("rcgp", OPPOSE), ("bma", OPPOSE),
                kind=ArticleKind.OPINION)  # fmt: skip
    page = week(room, register)
    assert page.lead.headline == "Two sides"
    assert [card.headline for card in page.others] == ["One side"]
    assert [card.headline for card in page.opinions] == ["Opinion of many"]


def test_a_week_of_opinions_alone_is_led_by_one(room: Newsroom, register: Register) -> None:
    room.prints("Why I am tired", day(0), kind=ArticleKind.BLOG)
    assert week(room, register).lead.headline == "Why I am tired"


def test_each_number_of_the_sentences_leads_to_a_part_of_the_page(
    room: Newsroom, register: Register
) -> None:
    room.prints("Before", day(-90), ("bma", SUPPORT))
    room.prints("Before", day(-80), ("bma", SUPPORT), ("rcn", SUPPORT))
    room.prints("After", day(1), ("bma", OPPOSE))
    room.prints("After", day(2), ("bma", OPPOSE))
    room.asked("courier", day(2))
    page = rendered(week(room, register))
    links = [a.get("href") for a in page.xpath("//p[contains(@class, 'intro')]/a")]
    assert links[:2] == ["#stories", "#taken"]
    for link in links:
        assert page.get_element_by_id(link[1:]) is not None


def test_positions_are_listed_once_a_holder_on_the_page_and_the_rest_is_counted(
    room: Newsroom, register: Register
) -> None:
    for at in range(6):
        room.prints(f"News {at}", day(0), ("bma", SUPPORT), (f"Dr Ann Sample{at}", OPPOSE))
    page = week(room, register)
    (group,) = page.groups
    assert page.positions == 12
    shown = [*page.lead_lines, *group.lines]
    assert [line.holder for line in shown].count("BMA") == 1
    assert {line.mark for line in shown} == {"u", "d"}
    assert len(shown) + group.more == 12
    assert len({line.holder for line in shown}) == len(shown)
    assert page.data()["positions"] == [line.data for line in shown]
    more = section(rendered(page), "More positions taken")
    assert f"{group.more} more on GP budgets" in more


def test_what_the_first_story_tells_is_not_listed_again(room: Newsroom, register: Register) -> None:
    room.prints("News", day(0), ("bma", SUPPORT))
    page = week(room, register)
    assert (page.positions, len(page.lead_lines), page.groups) == (1, 1, ())
    room.prints("Again", day(1), ("bma", SUPPORT))
    page = week(room, register)
    assert (page.positions, page.groups) == (2, ())
    assert "Nobody else took a side" in section(rendered(page), "More positions taken")


def test_what_is_too_unsure_is_counted_apart(room: Newsroom, register: Register) -> None:
    room.prints("Maybe", day(0), ("bma", SUPPORT), confidence=0.4)
    page = week(room, register)
    assert (page.positions, page.unsure, page.groups) == (0, 1, ())
    assert "1 more is too unsure to count" in section(rendered(page), "Positions taken")


def test_new_voices_are_those_never_heard_before(room: Newsroom, register: Register) -> None:
    room.prints("Before", day(-30), ("bma", SUPPORT))
    room.prints("Now", day(0), ("bma", SUPPORT), ("rcn", OPPOSE))
    assert [voice.name for voice in week(room, register).voices] == ["RCN"]


def test_in_the_first_week_of_all_nobody_is_called_new(room: Newsroom, register: Register) -> None:
    room.prints("Now", day(0), ("bma", SUPPORT))
    assert week(room, register).voices == ()


def test_what_was_known_to_lie_ahead_on_the_weeks_sunday(
    room: Newsroom, register: Register
) -> None:
    room.prints("News", date(2010, 7, 14))
    page = made(room.database, register, "weeks/2010-w28.html")
    shown = section(rendered(page), "Dates ahead")
    assert "5 OctLast day: Comments on the White Paper" in shown
    assert "in 79 days" in shown
    assert "12 JulWhite Paper ‘Equity and excellence" in section(
        rendered(page), "Milestones that week"
    )


def test_nothing_is_ahead_that_nobody_knew_of_yet(room: Newsroom, register: Register) -> None:
    room.prints("News", date(2010, 7, 7))
    page = made(room.database, register, "weeks/2010-w27.html")
    assert "White Paper" not in text(rendered(page))


def test_readers_are_counts_without_names(room: Newsroom, register: Register) -> None:
    room.prints("News", day(0), comments=(("I am for it", SUPPORT), ("I am torn about it", MIXED)))
    page = rendered(week(room, register))
    assert section(page, "What readers say") == (
        "What readers say GP budgets 1 for, 1 divided, in their comments"
    )
    assert "Private Person" not in text(page)


def test_who_usually_speaks_and_did_not_is_silent(room: Newsroom, register: Register) -> None:
    for at in (60, 30):
        room.prints("Before", day(-at), ("rcn", OPPOSE))
    room.prints("Now", day(0), ("bma", SUPPORT))
    room.asked("courier", day(1))
    shown = section(rendered(week(room, register)), "Who was silent")
    assert "RCN on GP budgets took a side in 2 articles of the two years before" in shown


def test_silence_cannot_be_told_where_nothing_was_asked(room: Newsroom, register: Register) -> None:
    for at in (60, 30):
        room.prints("Before", day(-at), ("rcn", OPPOSE))
    room.prints("Now", day(0), ("bma", SUPPORT))
    page = week(room, register)
    assert page.absences is not None
    assert page.absences.silent == ()
    shown = section(rendered(page), "Who was silent")
    assert "This cannot be told" in shown
    assert "Not heard in what was found RCN" in shown
    assert "No source was asked in these days" in section(rendered(page), "Coverage")


def test_silence_and_coverage_agree_on_who_was_listening(
    room: Newsroom, register: Register
) -> None:
    for at in (60, 30):
        room.prints("Before", day(-at), ("rcn", OPPOSE))
    room.prints("Now", day(0), ("bma", SUPPORT))
    before = keys(room.database, register)["index.html"]
    room.asked("courier", day(13))
    assert keys(room.database, register)["index.html"] != before
    page = week(room, register)
    assert page.absences is not None
    assert [one.name for one in page.absences.silent] == ["RCN"]
    coverage = section(rendered(page), "Coverage")
    assert "The sources were asked only on 17 October 2010, seven days after these days" in coverage
    assert "No source was asked" not in text(rendered(page))


def test_who_was_asked_more_than_a_week_later_tells_of_no_silence(
    room: Newsroom, register: Register
) -> None:
    for at in (60, 30):
        room.prints("Before", day(-at), ("rcn", OPPOSE))
    room.prints("Now", day(0), ("bma", SUPPORT))
    room.asked("courier", day(14))
    page = week(room, register)
    assert page.absences is not None
    assert not page.absences.known
    assert page.looked.later is None


def test_coverage_tells_failing_sources_and_what_was_left_out(
    room: Newsroom, register: Register
) -> None:
    room.prints("News", day(0))
    room.prints("More", day(0), source="gazette")
    room.asked("courier", day(0))
    room.asked("gazette", day(0), answered=False)
    page = week(room, register)
    assert (page.looked.sources, page.looked.polled, page.looked.answered) == (2, 2, 1)
    assert [row.name for row in page.looked.failing] == ["Gazette"]
    assert "1 of 2 sources answered" in text(rendered(page))


def test_weeks_lead_to_their_neighbours_and_say_what_lies_between(
    room: Newsroom, register: Register
) -> None:
    room.prints("Before", day(-21))
    room.prints("Now", day(0))
    room.asked("courier", day(-10))
    page = week(room, register)
    assert page.before is not None
    assert (page.before.path, page.after) == ("weeks/2010-w37.html", None)
    assert [(gap.days.replace("\xa0", " "), gap.state) for gap in page.before.gaps] == [
        ("20 to 26 September 2010", "nothing on the topic"),
        ("27 September to 3 October 2010", "not collected"),
    ]


def test_the_newest_week_is_the_home_page(room: Newsroom, register: Register) -> None:
    room.prints("Before", day(-21))
    room.prints("Now", day(0))
    page = made(room.database, register, "index.html")
    assert isinstance(page, WeekPage)
    assert (page.is_home, page.lead.headline) == (True, "Now")
    assert rendered(page).xpath("string(//h1)") == "Now"
    assert page.period == page.name
    assert made(room.database, register, "weeks/2010-w37.html").period == ""  # its heading says it


def test_before_anything_is_collected_the_home_page_says_so(
    room: Newsroom, register: Register
) -> None:
    room.prints("A file", None)
    page = made(room.database, register, "index.html")
    assert isinstance(page, EmptyPage)
    assert "1 article has been read, but none with a date" in text(rendered(page))


def test_before_there_is_a_week_the_home_page_leads_to_the_years(
    room: Newsroom, register: Register
) -> None:
    room.prints("A file", PartialDate(year=2010))
    page = made(room.database, register, "index.html")
    assert isinstance(page, EmptyPage)
    assert "but none with a day: see their years," in text(rendered(page))


def test_as_of_a_day_nothing_later_is_known(room: Newsroom, register: Register) -> None:
    first = room.prints("News", date(2010, 10, 5), ("bma", SUPPORT))
    later = room.prints("Later", date(2010, 10, 8), ("rcn", OPPOSE))
    room.story("2010-10-05-news", first, later)
    room.asked("courier", date(2010, 10, 9))
    page = week(room, register, as_of=date(2010, 10, 6))
    assert (page.articles, page.lead.url.split("/")[0]) == (1, "articles")
    assert page.looked.polled == 0
    assert "Later" not in text(rendered(page))


def test_a_heavy_week_stays_small(room: Newsroom, register: Register) -> None:
    for at in range(150):
        room.prints(f"Headline number {at}", day(at % 7), ("bma", SUPPORT))
    page = week(room, register)
    assert len(page.others) == 9
    assert len(page.further) == 120
    assert page.unlisted == 20
    assert "20 more are found by their sources" in text(rendered(page))


def test_a_week_is_made_again_only_for_what_it_shows(room: Newsroom, register: Register) -> None:
    for at in (60, 30):
        room.prints("Before", day(-at), ("rcn", OPPOSE))
    room.prints("Now", day(0), ("bma", SUPPORT))
    room.prints("Next", day(7), ("bma", SUPPORT))
    known = keys(room.database, register)
    room.prints("Far later", day(70), ("unison", OPPOSE))
    assert keys(room.database, register)[WEEK] == known[WEEK]
    room.prints("Before", day(-20), ("unison", OPPOSE))
    changed = keys(room.database, register)
    assert changed[WEEK] != known[WEEK]
    room.asked("courier", day(5))
    assert keys(room.database, register)[WEEK] != changed[WEEK]


def test_weeks_are_made_again_when_a_source_comes_in(room: Newsroom, register: Register) -> None:
    room.prints("Now", day(0))
    known = keys(room.database, register)[WEEK]
    room.prints("Elsewhere", day(70), source="gazette")
    assert keys(room.database, register)[WEEK] != known
