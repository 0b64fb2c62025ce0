"""Pages into HTML: Jinja2 with everything escaped and nothing undefined."""

from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from site_builder import urls
from site_builder.pages.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What every page says of the site.

    url     where it will stand, ends in '/'
    sample  whether it is made of invented articles; every page says so
    week    name of the newest week; '' where there is none
    """

    name: str
    url: str
    sample: bool
    week: str


_NAVIGATION = (
    ("This week", urls.HOME),
    ("Weeks", urls.WEEKS),
    ("Questions", urls.QUESTIONS),
    ("Bodies", urls.BODIES),
    ("Matrix", urls.MATRIX),
    ("Sources", urls.SOURCES),
    ("How it works", urls.METHOD),
)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("site_builder"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals |= {"urls": urls, "navigation": _NAVIGATION}
    return environment


def render(page: Page, site: Site) -> str:
    """The HTML of a page; its template gets the page, the site and the way to the root."""
    root = site.url if page.path == urls.MISSING else urls.root(page.path)
    return _environment().get_template(page.template).render(page=page, site=site, root=root)
