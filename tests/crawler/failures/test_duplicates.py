"""One story told in several places: linked, never merged, and never more than it is."""

import pytest

from tests.crawler.failures.modes import mode
from tests.crawler.failures.web import (
    FEED,
    HOME,
    XML,
    Collection,
    atom,
    headline,
    item,
    page,
    story,
)

WIRE, OTHER = "http://wire.example", "http://other.example"
NAME = '<meta property="og:site_name" content="Outlet">'


@mode("duplicates: wire copy")
def test_wire_copy_is_linked_with_the_earliest_that_had_it(collection: Collection) -> None:
    days = {OTHER: "Tue, 13 Jul 2010 10:00:00 +0000", WIRE: "Mon, 12 Jul 2010 09:00:00 +0000"}
    for number, (home, day) in enumerate(days.items()):
        collection.source(f"source-{number}", home=home)
        link = collection.web.put(f"{home}/a", page(headline(number), story(1)))
        own = collection.publish("b", 10 + number, home=home)
        collection.feed(item(link, date=day), item(own, date=day), url=f"{home}/feed.xml")
    assert collection.collect().new == 4
    assert collection.copies() == {f"{OTHER}/a": f"{WIRE}/a"}


@mode("duplicates: wire copy")
def test_an_original_that_is_met_after_its_copy_is_the_original(collection: Collection) -> None:
    collection.source("other", home=OTHER)
    copied = collection.web.put(f"{OTHER}/a", page("Copied", story(1)))
    collection.feed(item(copied, date="Tue, 13 Jul 2010 10:00:00 +0000"), url=f"{OTHER}/feed.xml")
    collection.collect()
    collection.source("wire", home=WIRE)
    original = collection.publish("a", 1, home=WIRE)
    collection.feed(item(original), url=f"{WIRE}/feed.xml")
    collection.collect()
    assert collection.copies() == {copied: original}


@mode("duplicates: section or outlet in the headline")
@pytest.mark.parametrize("title", ["Opinion | {}", "{} - Outlet", "{} | Outlet", "{} « Outlet"])
def test_what_is_put_around_a_headline_is_not_of_it(collection: Collection, title: str) -> None:
    collection.source()
    text = page(headline(1), story(1), head=NAME)
    written = title.format(headline(1))
    text = text.replace(f"<title>{headline(1)}", f"<title>{written}", 1)
    collection.feed(item(collection.web.put(f"{HOME}/a", text), title=written))
    collection.collect()
    assert collection.article().headline == headline(1)


@mode("duplicates: section or outlet in the headline")
def test_a_story_at_two_addresses_with_two_headlines_is_one(collection: Collection) -> None:
    collection.source()
    titles = (f"Opinion | {headline(1)}", f"{headline(1)} - Outlet")
    for name, title in zip("ab", titles, strict=True):
        head = f"<head><title>{title}</title>{NAME}</head>"
        text = f"<html>{head}<body><article>{story(1)}</article></body></html>"
        collection.web.put(f"{HOME}/{name}", text)
    collection.feed(
        *(item(f"{HOME}/{name}", title=title) for name, title in zip("ab", titles, strict=True))
    )
    collection.collect()
    assert collection.article().headline == headline(1)


@mode("duplicates: a syndicated blog and its original")
def test_a_syndicated_blog_keeps_its_page_and_names_its_original(collection: Collection) -> None:
    blog = "http://gp.blog.example"
    collection.source("blog", home=blog)
    collection.source()
    original = collection.publish("2010/07/a", 1, home=blog)
    canonical = f'<link rel="canonical" href="{original}">'
    note = "<p>This post first appeared on the writer's own blog, and is here by leave.</p>"
    printed = collection.web.put(
        f"{HOME}/blogs/a", page(headline(1), story(1) + note, head=canonical)
    )
    collection.feed(item(original), url=f"{blog}/feed.xml")
    collection.feed(item(printed, date="Thu, 15 Jul 2010 08:00:00 +0000"))
    collection.collect()
    assert len(collection.articles()) == 2
    assert collection.copies() == {printed: original}


@mode("duplicates: an old item promoted again")
def test_an_old_item_that_comes_again_is_not_news(collection: Collection) -> None:
    collection.source()
    link = collection.web.put(f"{HOME}/a", page(headline(1), story(1), date="12 July 2010"))
    collection.feed(item(link))
    collection.collect()
    collection.later(days=30)
    collection.web.put(link, page(headline(1), story(1), date="30 January 2026"))
    collection.feed(item(link, date="Fri, 30 Jan 2026 08:00:00 +0000"))
    report = collection.collect()
    assert (report.new, report.known) == (0, 1)
    assert collection.article().published_at.isoformat().startswith("2010-07-12")  # type: ignore[union-attr]


@mode("duplicates: an old item promoted again")
def test_an_old_item_under_a_new_address_keeps_its_day(collection: Collection) -> None:
    collection.source()
    collection.feed(item(collection.publish("a", 1), guid="urn:1", permalink=False))
    collection.collect()
    collection.later(days=30)
    again = {"date": "Fri, 30 Jan 2026 08:00:00 +0000", "guid": "urn:1", "permalink": False}
    collection.feed(item(collection.publish("again/a", 1), **again))  # type: ignore[arg-type]
    assert collection.collect().new == 0
    assert collection.article().published_at.isoformat().startswith("2010-07-12")  # type: ignore[union-attr]


@mode("duplicates: columns with a fixed headline")
def test_columns_with_a_fixed_headline_stay_apart(collection: Collection) -> None:
    collection.source()
    collection.source("other", home=OTHER)
    for home in (HOME, OTHER):
        links = [
            collection.web.put(f"{home}/brief-{seed}", page("News in brief", story(seed)))
            for seed in (len(home), len(home) + 100)
        ]
        days = ("Mon, 12 Jul 2010 08:30:00 +0000", "Tue, 13 Jul 2010 08:30:00 +0000")
        items = (
            item(*pair[:1], title="News in brief", date=pair[1])
            for pair in zip(links, days, strict=True)
        )
        collection.feed(*items, url=f"{home}/feed.xml")
    assert collection.collect().new == 4
    assert collection.copies() == {}


@mode("duplicates: columns with a fixed headline")
def test_a_column_that_stays_at_one_address_keeps_what_it_said(collection: Collection) -> None:
    collection.source()
    link = collection.web.put(f"{HOME}/column", page("The week", story(1)))
    collection.web.put(FEED, atom((link, "2025-12-25T00:00:00Z", None)), kind=XML)
    collection.collect()
    collection.web.put(link, page("The week", story(2)))
    collection.web.put(FEED, atom((link, "2026-01-08T00:00:00Z", None)), kind=XML)
    collection.later(days=7)
    report = collection.collect()
    assert (report.new, report.changed) == (0, 1)
    [before] = collection.versions()
    assert before.text != collection.article().text


@mode("duplicates: columns with a fixed headline")
def test_columns_with_one_frame_around_them_stay_apart(collection: Collection) -> None:
    """Half of the words are the same every week, and so is the headline."""
    collection.source()
    frame = story(99, sentences=8)
    links = [
        collection.web.put(
            f"{HOME}/week-{seed}", page("The week", frame + story(seed, sentences=8))
        )
        for seed in (1, 2)
    ]
    collection.feed(*(item(link, title="The week") for link in links))
    assert collection.collect().new == 2
    assert collection.copies() == {}
