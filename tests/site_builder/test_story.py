"""A story's page: its headline, who carries it, who said what, and what came before and after."""

from datetime import date

from commissioning.domain.articles import ArticleKind, SourceKind
from commissioning.domain.dates import PartialDate
from commissioning.register import Register
from site_builder.pages.stories import StoriesPage
from site_builder.pages.story import StoryPage
from tests.site_builder.newsroom import (
    OPPOSE,
    SUPPORT,
    Newsroom,
    keys,
    made,
    planned,
    rendered,
    section,
    text,
)

SLUG = "2010-10-05-trusts"
PATH = f"stories/{SLUG}.html"


def on(day: int) -> date:
    return date(2010, 10, day)


def page(room: Newsroom, register: Register) -> StoryPage:
    found = made(room.database, register, PATH)
    assert isinstance(found, StoryPage)
    return found


def test_it_goes_by_its_first_weighty_news_and_by_no_column(
    room: Newsroom, register: Register
) -> None:
    column = room.prints(
        "Letters", on(4), ("bma", OPPOSE), ("rcn", OPPOSE), kind=ArticleKind.LETTER
    )
    light = room.prints("News in brief", on(5))
    first = room.prints("Trusts are emptying", on(5), ("bma", OPPOSE))
    later = room.prints("Trusts still empty", on(7), ("bma", OPPOSE))
    room.story(SLUG, column, light, first, later)
    assert page(room, register).headline == "Trusts are emptying"


def test_a_copy_gives_its_headline_to_nothing_where_there_is_its_original(
    room: Newsroom, register: Register
) -> None:
    release = room.prints(
        "Union warns of closures", on(5), ("bma", OPPOSE), kind=ArticleKind.ANNOUNCEMENT
    )
    copy = room.prints("Closures loom", on(6), ("bma", OPPOSE), source="gazette")
    room.story(SLUG, release, copy)
    room.copy(copy, release, 0.88)
    found = page(room, register)
    assert found.headline == "Union warns of closures"
    ((heading, (carrier,)),) = found.shelves
    assert heading == "Releases and announcements"
    assert [one.share for one in carrier.copies] == [88]
    assert "Word for word in Gazette, 6 October 2010" in section(rendered(found), "Who carries it")


def test_news_stand_apart_from_opinion_and_from_releases(
    room: Newsroom, register: Register
) -> None:
    urls = [
        room.prints("News", on(5)),
        room.prints("My view", on(6), kind=ArticleKind.OPINION),
        room.prints("A blog says", on(6), kind=None, source="diary"),
        room.prints("The union says", on(6), source="union"),
    ]
    room.outlet("diary", SourceKind.BLOG)
    room.outlet("union", SourceKind.UNION)
    room.story(SLUG, *urls)
    assert [
        (heading, [one.headline for one in held]) for heading, held in page(room, register).shelves
    ] == [
        ("News and analysis", ["News"]),
        ("Releases and announcements", ["The union says"]),
        ("Opinion, letters and blogs", ["My view", "A blog says"]),
    ]


def test_a_copy_of_a_copy_stands_under_the_first_of_them(
    room: Newsroom, register: Register
) -> None:
    first, second, third = (room.prints(f"News {at}", on(5 + at)) for at in range(3))
    room.story(SLUG, first, second, third)
    room.copy(second, first, 0.9)
    room.copy(third, second, 0.8)
    ((_, (carrier,)),) = page(room, register).shelves
    assert [copy.headline for copy in carrier.copies] == ["News 1", "News 2"]


def test_each_holder_is_shown_once_a_side_by_the_surest_words(
    room: Newsroom, register: Register
) -> None:
    weak = room.prints("News", on(5), ("bma", OPPOSE), confidence=0.6)
    strong = room.prints("News again", on(6), ("bma", OPPOSE), ("rcn", SUPPORT))
    room.story(SLUG, weak, strong)
    found = page(room, register)
    (group,) = found.groups
    assert sorted((line.holder, line.side) for line in group.lines) == [
        ("BMA", "oppose"),
        ("RCN", "support"),
    ]
    (line,) = (line for line in group.lines if line.holder == "BMA")
    assert line.headline == "News again"
    assert [(row.label, row.names) for row in group.tally] == [
        ("for", "RCN"),
        ("against", "BMA"),
    ]
    assert "for RCN" in section(rendered(found), "Sides taken")
    assert found.positions == 3


def test_when_it_began_and_last_grew(room: Newsroom, register: Register) -> None:
    urls = [room.prints(f"News {at}", on(at)) for at in (5, 9, 7)]
    room.story(SLUG, *urls)
    found = page(room, register)
    said = [one.replace("\xa0", " ") for one in (found.began, found.grew, found.span)]
    assert said == ["5 October 2010", "9 October 2010", "5 to 9 October 2010"]
    assert found.data()["began"] == "2010-10-05"
    assert found.linked_data()["dateModified"] == "2010-10-09"


def test_the_way_to_what_came_before_and_after(room: Newsroom, register: Register) -> None:
    alone = room.prints("White Paper", date(2010, 7, 13))
    room.story("2010-07-13-paper", alone)
    room.story(SLUG, room.prints("News", on(5)), room.prints("More", on(6)),
               after="2010-07-13-paper")  # fmt: skip
    room.story("2010-11-01-next", room.prints("Next", date(2010, 11, 1)),
               room.prints("Next too", date(2010, 11, 2)), after=SLUG)  # fmt: skip
    chain = {note.name: note.url.split("/")[0] for note in page(room, register).chain}
    assert chain["White Paper"] == "articles"
    assert chain["Next"] == "stories"
    assert next(iter(chain)) == "White Paper"


def test_milestones_of_its_days_stand_among_them(room: Newsroom, register: Register) -> None:
    urls = [room.prints(f"News {at}", date(2012, 3, at)) for at in (26, 29)]
    room.story(SLUG, *urls)
    names = [note.name for note in page(room, register).chain]
    assert any("royal assent" in name for name in names)


def test_who_is_silent_is_told_apart_from_whom_nobody_collected(
    room: Newsroom, register: Register
) -> None:
    for at in (1, 2):
        room.prints("Before", date(2010, 9, at), ("rcn", OPPOSE), ("unison", OPPOSE))
    room.story(SLUG, room.prints("News", on(5), ("bma", SUPPORT)), room.prints("More", on(6)))
    room.prints("Elsewhere", date(2010, 1, 1), source="unison")
    room.outlet("unison", SourceKind.UNION)
    room.asked("courier", on(5))
    room.asked("unison", on(5), answered=False)
    shown = section(rendered(page(room, register)), "Who was silent")
    assert "RCN on GP budgets took a side in 2 articles" in shown
    assert "Not silent but not collected: UNISON. Its own site gave no answer" in shown


def test_how_it_ran_is_drawn_with_its_table(room: Newsroom, register: Register) -> None:
    urls = [
        room.prints("News", on(5)),
        room.prints("My view", on(6), kind=ArticleKind.OPINION, source="gazette"),
        room.prints("Copied", on(7), source="gazette"),
    ]
    room.story(SLUG, *urls)
    room.copy(urls[2], urls[0], 0.9)
    found = page(room, register)
    assert found.run is not None
    assert [(row.source, len(row.marks)) for row in found.run.rows] == [
        ("Courier", 1),
        ("Gazette", 2),
    ]
    assert [row.copied for row in found.run.rows] == [(), ((0.0, 66.7),)]
    table = rendered(found).xpath("//section[contains(@class, 'chart')]//tbody/tr")
    assert len(table) == 3


def test_two_articles_or_one_day_make_no_picture(room: Newsroom, register: Register) -> None:
    room.story(SLUG, *(room.prints(f"News {at}", on(5)) for at in range(3)))
    assert page(room, register).run is None


def test_a_story_of_one_article_has_no_page_of_its_own(room: Newsroom, register: Register) -> None:
    room.story(SLUG, room.prints("News", on(5)))
    with planned(room.database, register) as plans:
        assert not any(path.startswith("stories/2010") for path in plans)


def test_readers_are_counted_and_hostile_words_are_text(room: Newsroom, register: Register) -> None:
    evil = '"><script>alert(1)</script>'
    room.story(
        SLUG,
        room.prints(evil, on(5), comments=(("I am for it", SUPPORT),)),
        room.prints("More", on(6)),
    )
    tree = rendered(page(room, register))
    assert evil in text(tree)
    assert not [s for s in tree.iter("script") if s.get("type") != "application/ld+json"]
    assert "1 for, in their comments" in section(tree, "What readers say")


def test_the_index_has_the_newest_first_and_the_months(room: Newsroom, register: Register) -> None:
    room.story("2010-07-13-old", room.prints("Old", date(2010, 7, 13)), room.prints("O", on(1)))
    room.story(SLUG, room.prints("New", on(5)), room.prints("More", on(6)))
    room.story("2010-10-09-alone", room.prints("Alone", on(9)))
    found = made(room.database, register, "stories/index.html")
    assert isinstance(found, StoriesPage)
    assert [card.headline for card in found.newest] == ["New", "Old"]
    assert found.count == 2
    assert [path for _, held in found.years for _, path, _ in held] == [
        "months/2010-10.html",
        "months/2010-07.html",
    ]


def test_a_story_is_made_again_when_it_grows_or_is_gone_on_from(
    room: Newsroom, register: Register
) -> None:
    room.story(SLUG, room.prints("News", on(5)), room.prints("More", on(6)))
    known = keys(room.database, register)[PATH]
    other = room.prints("Elsewhere", on(20))
    assert keys(room.database, register)[PATH] == known
    room.story("2010-10-20-next", other, after=SLUG)
    assert keys(room.database, register)[PATH] != known


def test_it_claims_no_day_that_no_article_tells(room: Newsroom, register: Register) -> None:
    vague = PartialDate(year=2010)
    urls = [room.prints("Trusts", vague, ("bma", OPPOSE)), room.prints("Again", vague)]
    room.story(SLUG, *urls)
    found = page(room, register)
    assert (found.span, found.began, found.grew) == ("2010", "2010", "2010")
    assert (found.first, found.last) == ("2010", "2010")
    assert [(place.kind, place.path) for place in found.places] == [("Year", "years/2010.html")]
    assert found.facets is not None
    assert found.facets.when == "2010"


def test_it_tells_each_date_as_exactly_as_it_is_known(room: Newsroom, register: Register) -> None:
    urls = [room.prints("Trusts", PartialDate(year=2010, month=10)), room.prints("Again", on(7))]
    room.story(SLUG, *urls)
    found = page(room, register)
    assert found.span.replace("\xa0", " ") == "October 2010 to 7 October 2010"
    assert (found.first, found.last) == ("2010-10", "2010-10-07")
