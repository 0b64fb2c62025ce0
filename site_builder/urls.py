"""Every address of the site, in one place. Permalinks never change: they hang on slugs and URLs."""

import hashlib
from datetime import date
from functools import lru_cache

from site_builder.ledger import Holder

HOME = "index.html"
WEEKS = "weeks/index.html"
STORIES = "stories/index.html"
EDITIONS = "editions/index.html"
CHANGES = "changes.html"
BODIES = "bodies/index.html"
PEOPLE = "people/index.html"
QUESTIONS = "questions/index.html"
MATRIX = "matrix.html"
SOURCES = "sources/index.html"
MILESTONES = "milestones.html"
FOLLOW = "follow.html"
SEARCH = "search.html"
METHOD = "method.html"
MISSING = "404.html"
FEED = "feed.xml"
OPML = "feeds.opml"
CALENDAR = "deadlines.ics"
SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"
STYLE = "static/site.css"
ICON = "static/icon.svg"
_HASH = 12
_KEPT = 10_000


@lru_cache(maxsize=_KEPT)
def article(url: str) -> str:
    """The page of the article with this canonical URL."""
    digest = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
    return f"articles/{digest[:_HASH]}.html"


def story(slug: str) -> str:
    """The page of a story."""
    return f"stories/{slug}.html"


def edition(slug: str, item: int | None = None) -> str:
    """The page of an edition, or the place of an item on it, by the item's number."""
    return f"editions/{slug}.html{f'#item-{item}' if item else ''}"


def body(slug: str) -> str:
    """The page of a body."""
    return f"bodies/{slug}.html"


def person(slug: str) -> str:
    """The page of a person."""
    return f"people/{slug}.html"


def holder(found: Holder) -> str | None:
    """The page of whoever holds a stance; None for somebody without a name."""
    if found.slug is None:
        return None
    return person(found.slug) if found.is_person else body(found.slug)


def chapter(page: str, year: int | None, part: int = 1) -> str:
    """The page of one year of a body or a person, below its own; 'undated' for no year."""
    name = f"{year:04d}" if year else "undated"
    return f"{page.removesuffix('.html')}/{name}{f'-{part}' if part > 1 else ''}.html"


def kind(slug: str) -> str:
    """The page with all bodies of a type."""
    return f"bodies/kinds/{slug}.html"


def letter(initial: str) -> str:
    """The page with all people whose family names begin with a letter."""
    return f"people/letters/{initial}.html"


def question(slug: str) -> str:
    """The page of a policy question."""
    return f"questions/{slug}.html"


def question_bodies(slug: str) -> str:
    """The page of all bodies that were heard on a question."""
    return f"questions/{slug}/bodies.html"


def matrix(name: str) -> str:
    """Another sheet of the matrix than the first: 'local', 'local-2'."""
    return f"matrix/{name}.html"


def source(slug: str) -> str:
    """The page of a source."""
    return f"sources/{slug}.html"


def week(monday: date) -> str:
    """The page of the ISO week that begins on this day."""
    year, number, _ = monday.isocalendar()
    return f"weeks/{year}-w{number:02d}.html"


def month(first: date) -> str:
    """The page of a month."""
    return f"months/{first:%Y-%m}.html"


def year(number: int) -> str:
    """The page of a year."""
    return f"years/{number:04d}.html"


def feed(page: str) -> str:
    """The Atom feed that follows what a page is about; JSON Feed has '.json' in its place."""
    return f"feeds/{page.removesuffix('.html')}.xml"


def json_feed(feed: str) -> str:
    """The JSON Feed beside an Atom feed."""
    return f"{feed.removesuffix('.xml')}.json"


def json(page: str) -> str:
    """The JSON beside a page."""
    return f"{page.removesuffix('.html')}.json"


def sitemap(number: int) -> str:
    """A part of the map of a site that is too large for one."""
    return f"sitemap-{number}.xml"


def root(path: str) -> str:
    """What leads from a page at `path` back to the site's root: '' or '../'."""
    return "../" * path.count("/")
