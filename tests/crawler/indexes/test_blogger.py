"""Blogger by the pages of its feed; the invented blog is diary.example."""

from crawler.indexes import blogger
from crawler.indexes.feeds import Feed

HOME = "https://diary.example/"


def page(first: int, count: int, total: int | None, more: str = "") -> bytes:
    counted = (
        f"<openSearch:totalResults>{total}</openSearch:totalResults>"
        f"<openSearch:startIndex>{first}</openSearch:startIndex>"
        "<openSearch:itemsPerPage>150</openSearch:itemsPerPage>"
        if total is not None
        else ""
    )
    entries = "".join(
        f"<entry><id>tag:blogger.com,1999:blog-1.post-{n}</id><title>Day {n}</title>"
        f"<published>2010-07-12T08:30:00.000+01:00</published>"
        f"<link rel='replies' type='application/atom+xml' href='{HOME}feeds/{n}/comments/default'/>"
        f"<link rel='alternate' type='text/html' href='{HOME}2010/07/{n}.html'/>"
        "<thr:total>3</thr:total></entry>"
        for n in range(first, first + count)
    )
    return (
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0'"
        f" xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/'>{counted}{more}{entries}</feed>"
    ).encode()


def read(body: bytes, url: str) -> Feed:
    return blogger.read_blogger(body, url=url, content_type="application/atom+xml")


def test_the_newest_page_is_asked_of_the_blog_itself() -> None:
    first = f"{HOME}feeds/posts/default?max-results=150&start-index=1&redirect=false"
    for home in (HOME, HOME.rstrip("/"), f"{HOME}feeds/posts/default?alt=rss"):
        assert blogger.posts_address(home) == first


def test_a_post_gives_its_comments_and_how_many_there_are() -> None:
    [entry] = read(page(1, 1, 1), blogger.posts_address(HOME)).entries
    assert (entry.url, entry.title) == (f"{HOME}2010/07/1.html", "Day 1")
    assert entry.comments == 3
    assert entry.comments_url == (f"{HOME}feeds/1/comments/default?max-results=500&redirect=false")


def test_history_goes_on_until_all_posts_are_counted() -> None:
    first = blogger.posts_address(HOME)
    [second] = read(page(1, 150, 200), first).onward
    assert second == blogger.posts_address(HOME, 151)
    assert read(page(151, 50, 200), second).onward == ()
    assert read(page(151, 0, 200), second).onward == ()


def test_a_page_that_is_shorter_than_asked_leaves_no_gap() -> None:
    assert read(page(1, 40, 200), blogger.posts_address(HOME)).onward == (
        blogger.posts_address(HOME, 41),
    )


def test_without_a_count_the_link_to_the_next_page_is_followed() -> None:
    link = f"<link rel='next' href='{HOME}feeds/posts/default?start-index=26'/>"
    found = read(page(1, 25, None, link), blogger.posts_address(HOME)).onward
    assert found == (f"{HOME}feeds/posts/default?start-index=26",)
