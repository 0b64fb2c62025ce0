"""What schema.org calls a page: the block of data (JSON-LD) in its head."""

from collections.abc import Iterator, Mapping

from site_builder import urls
from site_builder.pages.page import Page

SECTIONS = {
    urls.HOME: "This week",
    urls.WEEKS: "Weeks",
    urls.STORIES: "Stories",
    urls.EDITIONS: "Issues",
    urls.CHANGES: "Changes of position",
    urls.QUESTIONS: "Questions",
    urls.BODIES: "Bodies",
    urls.PEOPLE: "People",
    urls.MATRIX: "Matrix",
    urls.SOURCES: "Sources and coverage",
    urls.MILESTONES: "Milestones",
    urls.FOLLOW: "Follow",
    urls.SEARCH: "Search",
    urls.METHOD: "How it works",
}


def canonical(page: Page, url: str) -> str:
    """The whole address of a page of the site at `url`; the home page's is the site's own."""
    return url if page.path == urls.HOME else url + page.path


def linked(page: Page, *, name: str, url: str) -> object:
    """The page, its place in the site called `name` at `url`, and what it is about."""
    told = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "@id": canonical(page, url),
        "name": page.title,
        "inLanguage": "en-GB",
        "isPartOf": {"@type": "WebSite", "@id": url, "name": name},
        "breadcrumb": {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": at, "name": step, "item": item}
                for at, (step, item) in enumerate(_steps(page, name, url), start=1)
            ],
        },
        "mainEntity": page.linked_data(),
    }
    return _known(told)


def _steps(page: Page, name: str, url: str) -> Iterator[tuple[str, str]]:
    yield name, url
    if page.section in SECTIONS and page.section not in {urls.HOME, page.path}:
        yield SECTIONS[page.section], url + page.section
    if page.path != urls.HOME:
        yield page.title, canonical(page, url)


def _known(value: object) -> object:
    """Without what is not known."""
    if isinstance(value, Mapping):
        return {key: _known(held) for key, held in value.items() if held is not None}
    if isinstance(value, (list, tuple)):
        return [_known(held) for held in value]
    return value
