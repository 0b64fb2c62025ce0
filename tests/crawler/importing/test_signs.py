import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive.warc import Response
from crawler.importing.signs import Content, content_of, has_signs, has_size_of_page, may_matter


def labelled(shared: Path) -> list[tuple[str, bool]]:
    return [
        (article["text"], article["on_topic"])
        for name in ("train", "dev")
        for article in map(json.loads, (shared / "gold" / f"{name}.jsonl").open(encoding="utf-8"))
    ]


def test_articles_of_the_field_pass(shared: Path) -> None:
    passed = [has_signs(text.encode()) for text, on_topic in labelled(shared) if on_topic]
    assert sum(passed) >= 0.995 * len(passed)


@pytest.mark.parametrize(
    "text",
    [
        "A primary\n    care trust and its GPs",
        "<p>Integrated&nbsp;Care and the NHS</p>",
        "COMMISSIONING BY CONSORTIA",
        "fundholding at the health service",
        "The CCGs' budgets. PCTs went.",
    ],
)
def test_words_of_the_field_are_seen_however_they_are_written(text: str) -> None:
    assert has_signs(text.encode())
    assert has_signs(text.encode("utf-16"))


@pytest.mark.parametrize(
    "text",
    [
        "The cup final was won by a goal in the last minute.",
        "A GP won the cup.",
        '<a href="/nhs/gp/pct.html">NHS</a>, again NHS and NHS',
        "The commissioner of police",
        "WEGPS and xNHSx and the general public's health",
        "",
    ],
)
def test_one_word_is_no_sign(text: str) -> None:
    assert not has_signs(text.encode())


def response(status: int = 200, body: bytes = b"", **headers: str) -> Response:
    return Response(
        url="https://news.example/a",
        status=status,
        headers=tuple((name.replace("_", "-"), value) for name, value in headers.items()),
        body=body,
        captured=datetime(2011, 3, 5, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (response(Content_Type="text/html; charset=utf-8"), True),
        (response(Content_Type="application/xhtml+xml"), True),
        (response(Content_Type="application/rss+xml"), True),
        (response(), True),
        (response(Content_Type="image/png"), False),
        (response(status=404, Content_Type="text/html"), False),
        (response(Content_Type="text/html", Content_Length="99000000"), False),
    ],
)
def test_status_type_and_length_tell_what_is_not_worth_reading(
    head: Response, expected: bool
) -> None:
    assert may_matter(head) is expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (response(body=b"<!DOCTYPE html><p>a"), Content.PAGE),
        (response(body=b"\xff\xfe<\0h\0t\0m\0l\0>\0"), Content.PAGE),
        (response(body=b"GIF89a"), Content.OTHER),
        (response(body=b"<p>a", Content_Type="text/html"), Content.PAGE),
        (response(body=b"<?xml version='1.0'?><rss version='2.0'>"), Content.FEED),
        (response(body=b"<feed xmlns='x'>", Content_Type="text/html"), Content.FEED),
        (response(body=b"<?xml version='1.0'?><urlset>", Content_Type="text/xml"), Content.OTHER),
    ],
)
def test_the_first_bytes_tell_pages_from_feeds(found: Response, expected: Content) -> None:
    assert content_of(found) is expected


def test_a_page_has_a_size() -> None:
    assert [has_size_of_page(b"x" * size) for size in (10, 5_000, 6_000_000)] == [
        False,
        True,
        False,
    ]
