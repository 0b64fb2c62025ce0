"""Walks through sources of every kind: all of the past the first time, then only what is new."""

import json
from datetime import date

from sqlalchemy import select

from commissioning.store.pseudonyms import is_pseudonym
from commissioning.store.rows import ArticleRow
from crawler.collecting.collect import collect
from tests.crawler.failures.web import (
    HOME,
    RSS,
    XML,
    Collection,
    atom,
    headline,
    item,
    page,
    rss,
    story,
)

API = f"{HOME}/wp-json/wp/v2/posts?per_page=100"
FIELDS = "&_fields=id,link,guid,title,date_gmt,modified_gmt,_links,_embedded&_embed=author"
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def api(number: int) -> str:
    """The address of a page of posts: as it is asked first, and as it is asked onward."""
    return f"{API}&page=1{FIELDS}" if number == 1 else f"{API}{FIELDS}&page={number}"


def posts(collection: Collection, number: int, links: list[str], *, pages: int) -> str:
    """A page of a WordPress blog's posts, as its REST API gives it."""
    told = [
        {
            "id": at,
            "link": link,
            "guid": {"rendered": f"{HOME}/?p={number}{at}"},
            "title": {"rendered": "A post"},
            "date_gmt": "2010-07-12T08:30:00",
            "modified_gmt": "2010-07-12T08:30:00",
        }
        for at, link in enumerate(links)
    ]
    return collection.web.put(
        api(number),
        json.dumps(told),
        kind="application/json",
        headers={"X-WP-TotalPages": str(pages), "X-WP-Total": "99"},
    )


def published(collection: Collection, *seeds: int) -> list[str]:
    return [collection.publish(f"story-{seed}", seed) for seed in seeds]


def sitemap(*links: str) -> str:
    return f"<urlset {SPACE}>{''.join(f'<url><loc>{link}</loc></url>' for link in links)}</urlset>"


def sitemap_index(*places: str) -> str:
    listed = "".join(f"<sitemap><loc>{place}</loc></sitemap>" for place in places)
    return f"<sitemapindex {SPACE}>{listed}</sitemapindex>"


def test_a_wordpress_blog_is_read_to_its_first_post_once(collection: Collection) -> None:
    collection.source(wordpress=f"{HOME}/")
    first = posts(collection, 1, published(collection, 1, 2), pages=3)
    second = posts(collection, 2, published(collection, 3, 4), pages=3)
    third = posts(collection, 3, published(collection, 5), pages=3)
    assert collection.collect().new == 5
    assert collection.plan().history_at is not None
    assert collection.collect().new == 0
    assert [collection.web.count(url) for url in (first, second, third)] == [2, 1, 1]
    posts(collection, 1, published(collection, 6), pages=3)
    posts(collection, 2, published(collection, 1, 2, 3), pages=3)
    assert collection.collect().new == 1
    assert collection.web.count(second) == 2
    assert collection.web.count(third) == 1


def test_a_past_that_did_not_come_to_its_end_is_gone_through_again(collection: Collection) -> None:
    collection.source(wordpress=f"{HOME}/")
    posts(collection, 1, published(collection, 1), pages=2)
    second = posts(collection, 2, published(collection, 2), pages=2)
    collection.web.put(second, status=500)
    assert collection.collect().new == 1
    assert collection.plan().history_at is None
    posts(collection, 2, published(collection, 2), pages=2)
    assert collection.collect().new == 1
    assert collection.plan().history_at is not None


def test_where_the_api_is_closed_the_pages_of_the_feed_are_read(collection: Collection) -> None:
    collection.source(wordpress=f"{HOME}/")
    collection.web.put(api(1), "closed", status=401)
    one, two = published(collection, 1, 2)
    collection.web.put(f"{HOME}/feed/", rss(item(one)), kind=RSS)
    collection.web.put(f"{HOME}/feed/?paged=2", rss(item(two)), kind=RSS)
    report = collection.collect()
    assert (report.new, report.answered) == (2, 1)
    assert collection.plan().history_at is not None


def test_all_sitemaps_of_an_index_are_read_and_later_what_changed(collection: Collection) -> None:
    collection.source(sitemap=f"{HOME}/index.xml")
    places = [f"{HOME}/map-{number}.xml" for number in range(3)]
    collection.web.put(f"{HOME}/index.xml", sitemap_index(*places), kind=XML)
    for number, place in enumerate(places):
        links = published(collection, number)
        collection.web.put(place, sitemap(*links), kind=XML, headers={"ETag": f'"{number}"'})
    assert collection.collect().new == 3
    more = published(collection, 2, 7)
    collection.web.put(places[2], sitemap(*more), kind=XML, headers={"ETag": '"new"'})
    assert collection.collect().new == 1
    assert [collection.web.last(place).headers.get("If-None-Match") for place in places] == [
        *('"0"', '"1"', '"2"')
    ]


def test_several_sitemaps_of_an_entry_are_asked_every_time(collection: Collection) -> None:
    places = [f"{HOME}/{name}.xml" for name in ("news", "blog")]
    collection.source(rest=f"sitemap = {json.dumps(places)}\n", home=HOME, kind="trade")
    for number, place in enumerate(places):
        collection.web.put(place, sitemap(*published(collection, number)), kind=XML)
    assert collection.collect().new == 2
    collection.web.put(places[1], sitemap(*published(collection, 1, 5)), kind=XML)
    assert collection.collect().new == 1


def test_a_listing_is_followed_to_its_end(collection: Collection) -> None:
    listing = f'\n[source.listing]\nurl = "{HOME}/news"\nitem = "h2 a"\nnext = "a.next"\n'
    collection.source(rest=listing, home=HOME, kind="trade")
    for number, (name, following) in enumerate((("news", "news-2"), ("news-2", ""))):
        [link] = published(collection, number)
        onward = f'<a class="next" href="/{following}">Older</a>' if following else ""
        collection.web.put(
            f"{HOME}/{name}", f"<html><body><h2><a href='{link}'>S</a></h2>{onward}</body></html>"
        )
    assert collection.collect().new == 2


def test_a_page_that_is_a_source_itself_becomes_versions(collection: Collection) -> None:
    notice = f"{HOME}/notice"
    collection.source(page=notice)
    collection.web.put(notice, page("The notice", story(1)))
    assert collection.collect().new == 1
    collection.later(days=1)
    collection.web.put(notice, page("The notice", story(2)))
    assert collection.collect().changed == 1
    assert len(collection.versions()) == 1
    assert collection.web.count(notice) == 2


def test_since_leaves_the_older_past_alone(collection: Collection) -> None:

    collection.source(wordpress=f"{HOME}/")
    posts(collection, 1, published(collection, 1), pages=2)
    second = posts(collection, 2, published(collection, 2), pages=2)
    since = date(2010, 8, 1)
    report = collect(collection.settings, collection.database, collection.sources, since=since)
    assert (report.new, collection.web.count(second)) == (0, 0)
    assert collection.plan().history_at is None


def test_comments_that_the_page_does_not_show_come_from_their_feed(collection: Collection) -> None:
    [link] = published(collection, 1)
    feed = f"{link}/feed/"
    told = (
        f"<item><title>Item</title><link>{link}</link>"
        f'<wfw:commentRss xmlns:wfw="http://wellformedweb.org/CommentAPI/">{feed}</wfw:commentRss>'
        '<slash:comments xmlns:slash="http://purl.org/rss/1.0/modules/slash/">1</slash:comments>'
        "</item>"
    )
    comment = (
        '<item><dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">A Reader</dc:creator>'
        f"<link>{link}#comment-1</link><pubDate>Mon, 12 Jul 2010 09:30:00 +0000</pubDate>"
        "<description>I would not hold it either.</description></item>"
    )
    collection.source()
    collection.feed(told)
    collection.web.put(feed, rss(comment), kind=RSS)
    assert collection.collect().comments == 1
    with collection.database.session() as session:
        row = session.scalars(select(ArticleRow)).one()
        [kept] = row.comments
        assert kept.text == "I would not hold it either."
        assert is_pseudonym(kept.author or "")


def test_an_article_that_its_feed_calls_changed_is_fetched_again(collection: Collection) -> None:

    [link] = published(collection, 1)
    collection.source()
    day = "2026-01-01T08:00:00Z"
    collection.web.put(f"{HOME}/feed.xml", atom((link, day, day)), kind="application/atom+xml")
    collection.collect()
    collection.later(days=2)
    changed = atom((link, "2026-01-02T08:00:00Z", day))
    collection.web.put(f"{HOME}/feed.xml", changed, kind="application/atom+xml")
    collection.web.put(link, page(headline(1), story(1) + "<p>Corrected on Friday.</p>"))
    assert collection.collect().changed == 1
    assert len(collection.versions()) == 1
    assert collection.collect().changed == 0
    assert collection.web.count(link) == 2
