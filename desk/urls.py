"""Every address of the desk, in one place."""

from urllib.parse import quote, urlencode

QUEUE = "/queue"
HAND = "/queue/hand"
SILENT = "/queue/silent"
DECIDE = "/queue/decide"
UNDO = "/queue/undo"
MERGE = "/queue/merge"
ARCHIVE = "/archive"
ARTICLE = "/articles/{number:int}"
CORRECT = "/articles/{number:int}/correct"
ADD_NAME = "/articles/{number:int}/name"
UNDO_CORRECTION = "/corrections/{number:int}/undo"
NAMES = "/names"
EDITIONS = "/editions"
PREVIEW = "/preview"
HEALTH = "/health"
RUN = "/health/run"
STOP = "/health/stop"
KEYS = "/keys"
LOGIN = "/login"
LOGOUT = "/logout"
STATIC = "/static"
ICON = "/static/site/icon.svg"
STYLE = "/static/desk.css"
SCRIPT = "/static/desk.js"
ARTICLE_SCRIPT = "/static/article.js"
EDITION_SCRIPT = "/static/edition.js"
NEW_EDITION = "/editions/new"
SITE = "/preview/site/"  # what a preview of a page of the site has for the site's root


def article(number: int, *, row: str = "") -> str:
    """The page of an article, by its id in the store; at a row of it."""
    return f"/articles/{number}{'#' + quote(row) if row else ''}"


def correct(number: int) -> str:
    """Where an article's forms are sent to."""
    return f"/articles/{number}/correct"


def add_name(number: int) -> str:
    """Where a name for the register is sent to."""
    return f"/articles/{number}/name"


def undo_correction(number: int) -> str:
    """Where a correction is taken back, by its id."""
    return f"/corrections/{number}/undo"


def edition(number: int) -> str:
    """The page of an edition, by its number."""
    return f"{EDITIONS}/{number}"


def edition_part(number: int, part: str) -> str:
    """A page or a form of an edition: 'delete', 'versions', 'amend', 'preview', 'publish'."""
    return f"{EDITIONS}/{number}/{part}"


def with_query(path: str, **fields: object) -> str:
    """An address with those of the fields that say something."""
    given = {name: str(value) for name, value in fields.items() if value not in (None, "", False)}
    return f"{path}?{urlencode(given, quote_via=quote)}" if given else path
