"""Every address of the site, in one place. Permalinks never change: they hang on slugs and URLs."""

import hashlib
from datetime import date

HOME = "index.html"
WEEKS = "weeks/index.html"
BODIES = "bodies/index.html"
QUESTIONS = "questions/index.html"
MATRIX = "matrix.html"
SOURCES = "sources.html"
METHOD = "method.html"
MISSING = "404.html"
FEED = "feed.xml"
_HASH = 12


def article(url: str) -> str:
    """The page of the article with this canonical URL."""
    return f"articles/{hashlib.sha256(url.encode()).hexdigest()[:_HASH]}.html"


def body(slug: str) -> str:
    """The page of a body."""
    return f"bodies/{slug}.html"


def question(slug: str) -> str:
    """The page of a policy question."""
    return f"questions/{slug}.html"


def week(monday: date) -> str:
    """The page of the ISO week that begins on this day."""
    year, number, _ = monday.isocalendar()
    return f"weeks/{year}-w{number:02d}.html"


def root(path: str) -> str:
    """What leads from a page at `path` back to the site's root: '' or '../'."""
    return "../" * path.count("/")
