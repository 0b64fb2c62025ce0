"""When articles were published: as feeds and pages write it, wrong and right."""

from dataclasses import dataclass
from typing import Any

import pytest

from commissioning.store.rows import ArticleRow
from tests.crawler.failures.modes import mode
from tests.crawler.failures.web import FEED, HOME, XML, Collection, atom, item, page, story


@dataclass(frozen=True)
class Case:
    """What feed and page say, and when the article was published: to the second, or the day.

    fed    the item's date
    shown  a line on the page
    data   in the page's head
    path   of the page's address
    """

    published: str | None
    fed: str | None = None
    shown: str = ""
    data: str = ""
    path: str = ""


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def linked(published: str, modified: str = "") -> str:
    """JSON-LD."""
    changed = f', "dateModified": "{modified}"' if modified else ""
    return (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Title",'
        f' "datePublished": "{published}"{changed}}}</script>'
    )


CASES = {
    "dates: missing": {
        "nowhere": Case(None),
        "only a year in the footer": Case(None, shown="© 2010 Outlet"),
        "on the page alone": Case("2010-07-12", shown="Monday 12 July 2010"),
    },
    "dates: two-digit year": {
        "in the feed": Case("2010-07-12 08:30:00", fed="Mon, 12 Jul 10 08:30:00 GMT"),
        "of the last century": Case("1998-03-02 08:30:00", fed="Mon, 02 Mar 98 08:30:00 GMT"),
        "on the page": Case("2010-07-12", shown="Published 12/07/10"),
    },
    "dates: zone names": {
        "GMT": Case("2010-01-11 08:30:00", fed="Mon, 11 Jan 2010 08:30:00 GMT"),
        "EST": Case("2010-01-11 13:30:00", fed="Mon, 11 Jan 2010 08:30:00 EST"),
        "PDT": Case("2010-07-12 15:30:00", fed="Mon, 12 Jul 2010 08:30:00 PDT"),
        "UT": Case("2010-07-12 08:30:00", fed="Mon, 12 Jul 2010 08:30:00 UT"),
        "unknown": Case("2010-07-12", fed="Mon, 12 Jul 2010 12:30:00 XYZ"),
    },
    "dates: no zone": {
        "in summer": Case("2010-07-12 07:30:00", fed="2010-07-12 08:30:00"),
        "in winter": Case("2010-01-11 08:30:00", fed="2010-01-11T08:30:00"),
        "in words": Case("2010-07-12 07:30:00", fed="Mon, 12 Jul 2010 08:30:00"),
    },
    "dates: future": {
        "in the feed alone": Case(None, fed="Tue, 01 Dec 2026 08:00:00 GMT"),
        "in the feed, not on the page": Case(
            "2025-12-01", fed="Tue, 01 Dec 2026 08:00:00 GMT", shown="1 December 2025"
        ),
        "in the data": Case(
            "2010-07-12", data=linked("2099-01-01T00:00:00Z"), shown="12 July 2010"
        ),
        "tomorrow, somewhere": Case("2026-01-01 10:00:00", fed="Thu, 01 Jan 2026 10:00:00 GMT"),
    },
    "dates: a year off": {
        "in the feed": Case(
            "2011-01-04",
            fed="Mon, 04 Jan 2010 08:00:00 GMT",
            shown="4 January 2011",
            path="2011/01/04/",
        ),
        "in the data": Case(
            "2011-01-04", data=linked("2010-01-04"), shown="4 January 2011", path="2011/01/04/"
        ),
    },
    "dates: 1 January default": {
        "in the data": Case(
            "2010-07-12", data=linked("2010-01-01T00:00:00Z"), shown="12 July 2010"
        ),
        "in the feed": Case(
            "2010-07-12", fed="Fri, 01 Jan 2010 00:00:00 GMT", shown="12 July 2010"
        ),
        "of the epoch": Case(None, fed="Thu, 01 Jan 1970 00:00:00 GMT"),
        "of the year one": Case(None, data=linked("0001-01-01T00:00:00")),
        "and it was that day": Case(
            "2010-01-01", shown="1 January 2010", data=linked("2010-01-01")
        ),
    },
    "dates: dd/mm or mm/dd": {
        "British": Case("2011-04-03", shown="Published 03/04/2011"),
        "in the feed": Case("2011-04-03", fed="03/04/2011"),
        "only one can be": Case("2011-04-13", shown="Published 04/13/2011"),
        "by the weekday": Case("2011-04-03", shown="Sunday 04/03/2011"),
    },
    "dates: `updated` used as published": {
        "in the data": Case(
            "2010-07-12", data=linked("2010-07-12T08:00:00Z", "2015-03-02T08:00:00Z")
        ),
        "on the page": Case(
            "2010-07-12", shown="Published 12 July 2010. Last updated 2 March 2015"
        ),
        "alone on the page": Case(None, shown="Last updated: 2 March 2015"),
        "in tags": Case(
            "2010-07-12",
            data=meta("article:modified_time", "2015-03-02T08:00:00Z")
            + meta("article:published_time", "2010-07-12T08:00:00Z"),
        ),
    },
    "dates: feed-level date only": {
        "nowhere else": Case(None),
        "and another on the page": Case("2010-07-12", shown="Monday 12 July 2010"),
    },
    "dates: BST": {
        "as a name": Case("2010-07-12 07:30:00", fed="Mon, 12 Jul 2010 08:30:00 BST"),
        "as a number": Case("2010-07-11 23:30:00", fed="Mon, 12 Jul 2010 00:30:00 +0100"),
        "on the page": Case("2010-07-12 15:05:00", shown="12 July 2010, 4.05pm BST"),
        "in the hour that comes twice": Case("2010-10-31 00:30:00", fed="2010-10-31 01:30:00"),
    },
}
ALL = [(name, which) for name, cases in CASES.items() for which in cases]
for _name in CASES:
    mode(_name)


def address(name: str, which: str) -> str:
    path = CASES[name][which].path
    return f"{HOME}/{path}story-{ALL.index((name, which))}-of-the-day"


@pytest.fixture(scope="module")
def collected(shared_collection: Collection) -> dict[str, ArticleRow]:
    items = []
    for seed, (name, which) in enumerate(ALL):
        case = CASES[name][which]
        html = page(f"Title {seed}", story(seed), head=case.data, date=case.shown)
        link = shared_collection.web.put(
            address(name, which), html.replace('"Title"', f'"Title {seed}"')
        )
        items.append(item(link, date=case.fed))
    channel = "<pubDate>Wed, 01 Jun 2011 08:00:00 GMT</pubDate>"
    shared_collection.feed(*items, head=channel)
    shared_collection.source()
    shared_collection.collect()
    return {row.url: row for row in shared_collection.articles()}


def named(name: str, which: str) -> Any:
    return pytest.param(name, which, id=f"{name}, {which}")


@pytest.mark.parametrize(("name", "which"), [named(*case) for case in ALL])
def test_an_article_has_the_day_on_which_it_was_published(
    collected: dict[str, ArticleRow], name: str, which: str
) -> None:
    found, wanted = collected[address(name, which)].published_at, CASES[name][which].published
    if found is None or wanted is None:
        assert found == wanted
    elif ":" in wanted:
        assert f"{found:%Y-%m-%d %H:%M:%S}" == wanted
    else:
        assert f"{found:%Y-%m-%d}" == wanted


@mode("dates: `updated` used as published")
def test_an_atom_entry_that_only_says_when_it_changed_was_published_nobody_knows_when(
    collection: Collection,
) -> None:
    links = [collection.publish(f"a{seed}", seed) for seed in (1, 2)]
    changed, published = "2015-03-02T08:00:00Z", "2010-07-12T08:00:00Z"
    collection.source()
    collection.web.put(
        FEED, atom((links[0], changed, None), (links[1], changed, published)), kind=XML
    )
    collection.collect()
    only_changed, both = collection.articles()
    assert only_changed.published_at is None
    assert both.published_at is not None
    assert f"{both.published_at:%Y}" == "2010"
    assert {f"{row.updated_at:%Y-%m-%d}" for row in (only_changed, both)} == {"2015-03-02"}
