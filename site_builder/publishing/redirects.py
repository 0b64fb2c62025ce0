"""The page at an old address that leads to the new one, without a script."""

from html import escape
from urllib.parse import quote, urlsplit

from commissioning.domain.errors import BuildError

_PAGE = """\
<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'">
<meta http-equiv="refresh" content="0; url={to}">
<meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width">
<link rel="canonical" href="{to}">
<title>Moved</title>
</head>
<body>
<main>
<h1>This page has moved</h1>
<p><a href="{to}">{to}</a></p>
</main>
</body>
</html>
"""


def redirect_page(to: str) -> bytes:
    """A page that leads on to `to`, an address relative to its own; the same text, the same bytes.

    BuildError where `to` is empty or leads to another host.
    """
    parts = urlsplit(to)
    if not to or parts.scheme or parts.netloc or to.startswith("//"):
        raise BuildError(repr(to), "is not an address within the site")
    address = quote(to, safe="/?#&=%~.,-_+!:@;()")
    return _PAGE.format(to=escape(address)).encode()
