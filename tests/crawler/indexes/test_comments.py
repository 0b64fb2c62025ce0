"""Comments from feeds; blogs, readers and their words are invented."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissioning.domain.articles import Comment
from commissioning.domain.errors import NotAFeed
from crawler.indexes.comments import read_comments

URL = "https://blog.example/so/feed/"


def wordpress(number: int, minute: int, content: str) -> str:
    return (
        f"<item><title>By: Reader {number}</title>"
        f"<link>https://blog.example/so/#comment-{number}</link>"
        f"<guid isPermaLink='false'>https://blog.example/?p=7#comment-{number}</guid>"
        f"<dc:creator><![CDATA[Reader {number}]]></dc:creator>"
        f"<pubDate>Mon, 12 Jul 2010 08:{minute}:00 +0000</pubDate>"
        f"<description>cut short</description>"
        f"<content:encoded><![CDATA[{content}]]></content:encoded></item>"
    )


def rss(*items: str) -> bytes:
    return (
        "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'"
        " xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Comments on: So</title>"
        f"<link>https://blog.example/so/</link>{''.join(items)}</channel></rss>"
    ).encode()


def blogger(number: int, minute: int, more: str) -> str:
    return (
        f"<entry><id>tag:blogger.com,1999:blog-1.post-{number}</id><title>What I say</title>"
        f"<published>2010-07-12T08:{minute}:00.000Z</published><author><name>Reader {number}</name>"
        "</author>"
        f"<content type='html'>Words of {number}&lt;br /&gt;and more</content>{more}</entry>"
    )


def atom(*entries: str) -> bytes:
    return (
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0'>"
        f"<title>Comments</title>{''.join(entries)}</feed>"
    ).encode()


def read(body: bytes) -> tuple[Comment, ...]:
    return read_comments(body, url=URL, content_type=None)


def test_wordpress_comments_come_oldest_first_as_paragraphs_with_their_threads() -> None:
    answer = 'In reply to <a href="https://blog.example/so/#comment-11">Reader 11</a>.\n\n'
    found = read(
        rss(
            wordpress(12, 40, f"{answer}<p>No, &amp; never.</p>\n<p>Truly.</p>"),
            wordpress(11, 30, "<p>Yes &lt;indeed&gt;.<br />Always.</p><script>bad()</script>"),
        )
    )
    assert [(c.author, c.text, c.reply_to) for c in found] == [
        ("Reader 11", "Yes <indeed>.\n\nAlways.", None),
        ("Reader 12", "No, & never.\n\nTruly.", 0),
    ]
    assert found[0].published is not None


def test_comments_of_the_rest_api_know_whom_they_answer() -> None:
    comments = [
        {"id": 3, "parent": 2, "date_gmt": "2010-07-12T10:00:00", "author_name": "C"},
        {"id": 2, "parent": 0, "date_gmt": "2010-07-12T09:00:00", "author_name": "B &amp; co"},
        {"id": 4, "parent": 99, "date_gmt": "2010-07-12T11:00:00", "author_name": ""},
    ]
    for comment in comments:
        comment["content"] = {"rendered": f"<p>Number {comment['id']}</p>"}
    link = {"id": 5, "type": "pingback", "content": {"rendered": "<p>A link</p>"}}
    found = read(json.dumps([*comments, link, None, {"id": 6}]).encode())
    assert [(c.author, c.text, c.reply_to) for c in found] == [
        ("B & co", "Number 2", None),
        ("C", "Number 3", 0),
        (None, "Number 4", None),
    ]


@pytest.mark.parametrize(
    "reply",
    [
        (
            "<link rel='related' href='https://diary.example/feeds/7/comments/default/21'/>"
            "<thr:in-reply-to ref='tag:blogger.com,1999:blog-1.post-7'/>"
        ),
        "<thr:in-reply-to ref='tag:blogger.com,1999:blog-1.post-21'/>",
    ],
)
def test_blogger_comments_know_whom_they_answer(reply: str) -> None:
    post = "<thr:in-reply-to ref='tag:blogger.com,1999:blog-1.post-7'/>"
    found = read(atom(blogger(22, 50, reply), blogger(21, 40, post)))
    assert [(c.author, c.text, c.reply_to) for c in found] == [
        ("Reader 21", "Words of 21\n\nand more", None),
        ("Reader 22", "Words of 22\n\nand more", 0),
    ]


def test_a_comment_that_comes_twice_is_one() -> None:
    one = wordpress(11, 30, "<p>Yes.</p>")
    assert len(read(rss(one, one))) == 1


def test_comments_without_dates_keep_their_order() -> None:
    items = [f"<item><description>Number {n}</description></item>" for n in range(3)]
    assert [c.text for c in read(rss(*items))] == ["Number 0", "Number 1", "Number 2"]


def test_no_comments_are_no_error_and_a_page_is_one() -> None:
    assert read(rss()) == ()
    assert read(b"[]") == ()
    for body in (b"<html><body>Gone</body></html>", b"", b'{"code": "rest_forbidden"}'):
        with pytest.raises(NotAFeed):
            read(body)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_words_are_a_comment_or_nothing(words: str) -> None:
    for body in (rss(wordpress(1, 10, words)), json.dumps([{"id": 1, "content": words}]).encode()):
        try:
            found = read(body)
        except NotAFeed:
            continue
        assert all(comment.text.strip() == comment.text != "" for comment in found)
