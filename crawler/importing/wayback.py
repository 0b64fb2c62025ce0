"""Pages that a web archive delivered: as they were, under their own address and date of capture."""

import re
from dataclasses import replace
from datetime import UTC, datetime

from crawler.archive.warc import Response

_MOMENT = r"(?P<moment>\d{14})(?:[a-z]{2}_)?"
_ADDRESS = re.compile(rf"https?://[^/]+/(?:[^/]+/){{0,4}}?{_MOMENT}/(?P<url>https?:/{{1,2}}\S+)")
_REWRITTEN = re.compile(
    rb"""(?x)
    (?<=["'=(\s])
    (?: (?:https?:)?//[\w.-]{4,80} )? (?: /[\w-]{1,30} ){1,3} / \d{14} (?:[a-z]{2}_)? /
    (?= https?:// )
    """
)
_BANNER = (b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->", b"<!-- END WAYBACK TOOLBAR INSERT -->")


def original(response: Response) -> Response:
    """The response as its own server gave it, where the address is a web archive's copy of it.

    'https://web.archive.org/web/20110305000000id_/http://news.example/a' was captured from
    http://news.example/a on 5 March 2011; the archive's banner and its links are taken out. Any
    other response comes back as it is.
    """
    hit = _ADDRESS.match(response.url)
    if hit is None or (captured := _moment(hit["moment"])) is None:
        return response
    url = re.sub(r"^(https?:/)(?=[^/])", r"\1/", hit["url"])
    body = _REWRITTEN.sub(b"", _without_banner(response.body))
    return replace(response, url=url, captured=captured, body=body)


def _without_banner(body: bytes) -> bytes:
    head, begin, rest = body.partition(_BANNER[0])
    _, end, tail = rest.partition(_BANNER[1])
    return head + tail if begin and end else body


def _moment(written: str) -> datetime | None:
    try:
        return datetime.strptime(written, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
