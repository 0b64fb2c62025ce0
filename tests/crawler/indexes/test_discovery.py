"""Sites that are asked what they are; all of them are invented and stand in a dictionary."""

import json
from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from commissioning.domain.articles import SourceKind
from crawler.indexes import blogger, wordpress
from crawler.indexes.discovery import Answer, Proposal, guess_kind, propose

HOME = "https://vale-gazette.example/"
FEED = (
    "<rss version='2.0'><channel><title>Vale Gazette feed</title><link>{home}</link><item>"
    "<title>A</title><link>{home}a</link><pubDate>Mon, 12 Jul 2010 08:30:00 GMT</pubDate></item>"
    "</channel></rss>"
)
ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:openSearch='http://a9.com/-/spec/opensearchrss"
    "/1.0/'><openSearch:totalResults>9</openSearch:totalResults><openSearch:startIndex>1"
    "</openSearch:startIndex><title>Diary</title><entry><id>x</id><title>A</title>"
    "<link href='/a'/></entry></feed>"
)
SITEMAP = (
    "<urlset><url><loc>{home}news/a</loc><lastmod>2010-07-12</lastmod></url>"
    "<url><loc>{home}about</loc></url></urlset>"
)


def page(head: str = "", title: str = "Latest news | Vale Gazette") -> bytes:
    return f"<html><head><title>{title}</title>{head}</head><body></body></html>".encode()


class Site:
    """What stands at each address, and what was asked for."""

    def __init__(self, **pages: str) -> None:
        self.pages = {HOME + path.lstrip("/"): body for path, body in pages.items()}
        self.asked: list[str] = []

    def __call__(self, urls: Sequence[str]) -> Mapping[str, Answer]:
        self.asked += urls
        return {
            url: Answer(url=url, status=200, body=self.pages[url].format(home=HOME).encode())
            for url in urls
            if url in self.pages
        }

    def put(self, url: str, body: str) -> None:
        self.pages[url] = body.replace("{", "{{").replace("}", "}}")


def look(head: str, site: Site, url: str = HOME) -> Proposal:
    return propose(url, page(head), site)


def test_a_feed_that_the_home_page_names_is_proposed_with_what_it_lists() -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/news.xml">'
    found = look(head, Site(**{"news.xml": FEED}))
    assert (found.way, found.entry.feed) == ("feed", f"{HOME}news.xml")
    assert (found.entries, found.newest) == (1, date(2010, 7, 12))
    assert (found.entry.slug, found.entry.name) == ("vale-gazette", "Vale Gazette")
    assert found.entry.kind is SourceKind.LOCAL


def test_a_wordpress_site_is_proposed_for_its_history() -> None:
    site = Site()
    post = {"link": f"{HOME}a", "title": {"rendered": "A"}, "date_gmt": "2010-07-12T00:00:00"}
    site.put(wordpress.posts_address(HOME), json.dumps([post]))
    found = look('<link rel="https://api.w.org/" href="/wp-json/">', site)
    assert (found.way, found.entry.wordpress, found.entries) == ("wordpress", HOME, 1)


def test_a_wordpress_site_with_a_closed_api_is_one_by_its_feed() -> None:
    site = Site(feed="")
    site.put(f"{HOME}feed/", FEED.format(home=HOME))
    found = look('<meta name="Generator" content="WordPress 6.5">', site)
    assert (found.way, found.entries) == ("wordpress", 1)


def test_a_blogger_blog_is_proposed_for_its_history() -> None:
    site = Site()
    site.put(blogger.posts_address(HOME), ATOM)
    found = look('<meta name="generator" content="blogger">', site)
    assert (found.way, found.entry.blogger, found.entries) == ("blogger", HOME, 1)


def test_a_site_without_a_feed_is_asked_for_its_sitemap() -> None:
    site = Site(
        **{"robots.txt": "User-agent: *\nSitemap: /maps/all.xml\n", "maps/all.xml": SITEMAP}
    )
    found = look("", site)
    assert (found.way, found.entry.sitemap) == ("sitemap", f"{HOME}maps/all.xml")
    assert (found.entries, found.newest) == (2, date(2010, 7, 12))


def test_the_sitemap_of_a_section_is_kept_to_it_and_an_index_is_looked_into() -> None:
    index = "<sitemapindex><sitemap><loc>{home}one.xml</loc></sitemap></sitemapindex>"
    found = look("", Site(**{"sitemap.xml": index, "one.xml": SITEMAP}), f"{HOME}news/")
    assert (found.entry.sitemap, found.entry.only) == (f"{HOME}sitemap.xml", ("/news/",))
    assert found.entries == 1


@pytest.mark.parametrize(
    ("body", "way"), [(FEED, "feed"), (SITEMAP, "sitemap"), (f"{HOME}a\n", "sitemap")]
)
def test_a_feed_or_sitemap_may_be_given_itself(body: str, way: str) -> None:
    site = Site()
    found = propose(f"{HOME}given.xml", body.format(home=HOME).encode(), site)
    assert (found.way, found.entry.home) == (way, HOME)
    assert getattr(found.entry, way) == f"{HOME}given.xml"
    assert site.asked == []


def test_a_site_with_nothing_is_proposed_without_a_way() -> None:
    found = look("", Site())
    assert (found.way, found.entries, found.entry.home) == (None, 0, HOME)


def test_slugs_that_are_taken_are_left_to_others() -> None:
    assert propose(HOME, page(), Site(), taken=["vale-gazette"]).entry.slug == "vale-gazette-2"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Vale Gazette | Home", "Vale Gazette"),
        ("Something else - Vale Gazette - Home", "Vale Gazette"),
        ("Home", "vale-gazette.example"),
        ("", "vale-gazette.example"),
    ],
)
def test_the_name_is_the_part_of_the_title_that_is_the_sites(title: str, name: str) -> None:
    assert propose(HOME, page(title=title), Site()).entry.name == name


@pytest.mark.parametrize(
    ("home", "name", "kind"),
    [
        ("https://www.valeicb.nhs.uk/", "Vale", SourceKind.OFFICIAL),
        ("https://x.example/", "Royal College of Samples", SourceKind.UNION),
        ("https://x.example/", "Institute for Samples", SourceKind.THINK_TANK),
        ("https://x.example/", "Save Our Samples", SourceKind.CAMPAIGN),
        ("https://x.example/", "A practice diary", SourceKind.BLOG),
        ("https://x.example/", "Sample Week", SourceKind.TRADE),
    ],
)
def test_the_kind_is_guessed_by_address_and_name(home: str, name: str, kind: SourceKind) -> None:
    assert guess_kind(home, name) is kind
