"""When two URLs name one page: a key to compare them by, which is never fetched or shown.

What is left out says how a page is reached or laid out; what may tell two pages apart stays.
"""

import re
from contextlib import suppress
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote_plus, urlsplit

_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_ENCODED = re.compile(r"%([0-9A-Fa-f]{2})")
_PLAIN = re.compile(r"[A-Za-z0-9/_.-]*")
_DELIMITERS = frozenset(' /?#%&=+;"<>\\^`{|}')

_BARE_HOST = re.compile(r"^(?:www|m|mobile|amp)\.(?=[^.]+\.)")
_BLOGGER = re.compile(r"\.blogspot(?:\.[a-z]{2,3}){1,2}$")
_AMP_CACHE = re.compile(
    r"^https?://(?:www\.google\.[a-z.]+/amp|[^/]+\.cdn\.ampproject\.org/[acv])/(s/)?(?=[^/]+\.)"
)
_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/?#;]*", re.IGNORECASE)
_INDEX = re.compile(r"^(?:index|default)\.(?:html?|php|aspx?|jsp|cfm|shtml)$", re.IGNORECASE)
_LAYOUTS = frozenset(
    "amp print printable printversion print-version print_version printerfriendly"
    " printer-friendly printer_friendly".split()
)

_TRACKING = re.compile(
    r"""(?ix)^(?:
      (?:utm|at|ns|mc|pk|mtm|hsa|vero|oly|itm|piwik|matomo)_.+ | wt\.\w+ | _hs(?:enc|mi) | __hs\w+
    | (?:fbc|gc|dc|yc|ysc|twc|ttc)lid | msclkid | gclsrc | [gw]braid | igsh(?:id)?
    | (?:int|d|em|r)?cmp | cmpid | ocid | icid | ncid | ito | xtor | ftag | ftcamp | mkt_tok
    | _ga | _gl | smid | smtyp | ref_src | ref_url | spref | sr_share | sthash | wprov
    | guccounter | guce_\w+ | __twitter_impression | amp_\w+ | usqp
    | showcomment | replytocom
    | phpsessid | jsessionid | aspsessionid\w* | cfid | cftoken
    )$"""
)
_ORIGIN = frozenset(
    "source src from ref referrer referer via partner feature rss feed share".split()
)
_ORIGINS = frozenset(
    "1 rss rss2 rss20 atom feed feeds rssfeed feedburner twitter twitterfeed tw facebook fb"
    " linkedin email newsletter share addthis yes true".split()
)
_YES = frozenset(("", "1", "true", "yes", "y", "on", "print", "amp"))
_FLAGS = _LAYOUTS | {"printer"}
_VIEW = frozenset("view format mode display layout output outputtype style template tmpl".split())
_VIEWS = _FLAGS | {"printview", "component"}


@lru_cache(maxsize=2_000)  # one address is asked for several times on its way into the store
def url_key(url: str) -> str:
    """What stays the same of a URL however the page is reached: 'news.example/a?id=7'.

    http and https, 'www.' and hosts for telephones, a trailing slash, an index file, default
    ports, the order of parameters, tracking, AMP and print versions fall together. What is not
    http comes back as it is. For comparing only: the key cannot be fetched.
    """
    try:
        parts = _split(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return url.strip()
        host = _site(parts) + _port(parts)
    except ValueError:
        return url.strip()
    path = _path(parts.path)
    query = _query(parts.query, path)
    return f"{host}{path}{'?' if query else ''}{query}"


def site_of(url: str) -> str:
    """The URL's host without 'www.', 'm.' or 'amp.'; '' where there is none."""
    return _site(_split(url))


def _site(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if "xn--" in host:
        with suppress(UnicodeError):
            host = host.encode("ascii").decode("idna")
    while (shorter := _BARE_HOST.sub("", host)) != host:
        host = shorter
    return _BLOGGER.sub(".blogspot.com", host)


def is_front_page(url: str) -> bool:
    """Whether it is a site's own front page, which is never the address of one article."""
    key = url_key(url)
    return "?" not in key and key.endswith("/") and key.count("/") == 1


def is_tracking(name: str, value: str) -> bool:
    """Whether a parameter says where the reader came from, and nothing of what is read."""
    name = name.lower()
    return bool(_TRACKING.match(name)) or (name in _ORIGIN and value.lower() in _ORIGINS)


def without_tracking(query: str) -> str:
    """A URL's query without such parameters; the others as they were written, in their order."""
    return "&".join(piece for piece in query.split("&") if piece and not is_tracking(*_pair(piece)))


def _split(url: str) -> SplitResult:
    """The parts of a URL; those of the page itself where it is one of a cache of AMP pages."""
    url = url.strip()
    return urlsplit(_AMP_CACHE.sub(lambda found: "https://" if found[1] else "http://", url))


def _port(parts: SplitResult) -> str:
    return f":{parts.port}" if parts.port not in (None, 80, 443) else ""


def _path(path: str) -> str:
    segments = [segment for segment in _spelled(_SESSION.sub("", path)).split("/") if segment]
    if segments and _INDEX.match(segments[-1]):
        segments.pop()
    for at in (-1, 0):
        if len(segments) > 1 and segments[at].lower() in _LAYOUTS:
            segments.pop(at)
    if len(segments) > 2 and segments[1].lower() == "amp":
        segments.pop(1)
    if segments:
        segments[-1] = re.sub(r"(?i)\.amp(?=\.html?$|$)", "", segments[-1]) or segments[-1]
    return "/" + "/".join(segments)


def _query(query: str, path: str) -> str:
    if not query:
        return ""
    kept = []
    for piece in query.split("&"):
        name, value = _pair(piece)
        if name and not is_tracking(name, value) and not _is_layout(name, value, path):
            kept.append(_spelled(piece.replace("+", "%20")))
    return "&".join(sorted(kept))


def _is_layout(name: str, value: str, path: str) -> bool:
    name, value = name.lower(), value.lower()
    if name == "m":  # Blogger's pages for telephones
        return value in ("0", "1") and path.endswith(".html")
    return (name in _FLAGS and value in _YES) or (name in _VIEW and value in _VIEWS)


def _pair(piece: str) -> tuple[str, str]:
    name, _, value = piece.partition("=")
    return unquote_plus(name), unquote_plus(value)


def _spelled(part: str) -> str:
    """One spelling of percent signs: what needs none has none, and hexadecimal is upper case."""
    if _PLAIN.fullmatch(part):
        return part
    return quote(_ENCODED.sub(_decoded, part), safe=_ASCII)


def _decoded(found: re.Match[str]) -> str:
    letter = chr(int(found[1], 16))
    if letter in _ASCII and letter not in _DELIMITERS:
        return letter
    return found[0].upper()
