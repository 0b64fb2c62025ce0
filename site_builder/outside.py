"""Addresses of others' pages, as a link of ours may carry them."""

import re
from urllib.parse import quote, urlsplit

# What no address holds as it is: spaces, quotation marks, brackets, and letters that nobody sees.
_ODD = re.compile(
    '[\x00-\x20"<>\\\\^`{|}\x7f-\xa0\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f'
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\uffff]"
)
_SCHEMES = ("http", "https")


def outside(address: str | None) -> str | None:
    """The address where it is one of the web, odd characters escaped; None where it is not.

    What a browser would run, as `javascript:`, is never one.
    """
    try:
        parts = urlsplit(address or "")
        is_web = parts.scheme in _SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    if not is_web:
        return None
    host = parts.netloc.rpartition("@")[2]  # a name and a password before it only deceive
    return _ODD.sub(_escaped, parts._replace(netloc=host).geturl())


def _escaped(found: re.Match[str]) -> str:
    return quote(found[0], errors="replace")
