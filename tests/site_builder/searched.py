"""A small site of our own to be searched: pages with facets, rendered as the product's are."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import ClassVar

from site_builder import urls
from site_builder.pages.page import Page
from site_builder.pages.search import Way, search_page
from site_builder.rendering import Renderer
from site_builder.searching.facets import Facets
from site_builder.site import Site

HOSTILE = "<img src=x onerror=\"document.title='owned'\"> & <b>bold</b> \u202egnol"
_TEMPLATE = """{% extends "base.html" %}
{% block head %}{% if page.facets %}{% include "facets.html" %}{% endif %}{% endblock %}
{% block find %}{% include "find.html" %}{% endblock %}
{% block main %}
<div{% if page.facets %} data-pagefind-body{% endif %}>
<h1>{{ page.title }}</h1>
<p>{{ page.text }}</p>
<nav><a href="{{ root }}index.html">unsearchable</a></nav>
<details><summary>unsearchable</summary></details>
<p class="meta">unsearchable</p>
<p data-pagefind-ignore>unsearchable</p>
<section class="sec"><h2>unsearchable</h2><p class="src">unsearchable</p></section>
<dl class="facts"><div><dt>unsearchable</dt> <dd>unsearchable</dd></div>
<div><dt>unsearchable</dt> <dd data-pagefind-weight="10">also written</dd></div></dl>
<svg width="1" height="1"><text>unsearchable</text></svg>
</div>
{% endblock %}
"""


@dataclass(frozen=True, kw_only=True)
class Leaf(Page):
    """A page with a title and a text."""

    template: ClassVar[str] = "leaf.html"
    text: str
    facets: Facets | None = None

    def data(self) -> Mapping[str, object]:
        return {}


def leaf(name: str, title: str, text: str, facets: Facets | None) -> Leaf:
    return Leaf(
        path=f"articles/{name}.html",
        title=title,
        description=title,
        section=urls.WEEKS,
        text=text,
        facets=facets,
    )


def news(day: date, source: str, *bodies: str, side: str | None = None) -> Facets:
    return Facets(
        kind="News",
        day=day,
        when=f"{day.day} {day:%B %Y}",
        source=source,
        bodies=bodies,
        questions=("GP budgets",),
        sides=(side,) if side else (),
        years=(day.year,),
    )


LEAVES = (
    leaf(
        "one",
        "Doctors warn of a conflict of interest",
        "A conflict of interest will follow, the GPs’ committee said.",
        news(date(2011, 3, 1), "The Ledger", "BMA", "RCGP", side="opposes"),
    ),
    leaf(
        "two",
        "Managers see no conflict of interest",
        "There was a conflict of interest in every board, said a manager.",
        news(date(2012, 5, 2), "Health Weekly", "NHS Confederation", side="supports"),
    ),
    leaf(
        "three",
        "Consortia commission a survey",
        "Interest in the survey was great, and there was no conflict.",
        news(date(2010, 7, 3), "The Ledger", "NHS Confederation"),
    ),
    leaf("four", HOSTILE, f"Hostile words: {HOSTILE}", news(date(2013, 1, 4), HOSTILE, HOSTILE)),
    leaf(
        "five",
        "BMA",
        "What the body said on a conflict of interest.",
        Facets(kind="Body", bodies=("BMA",), called=("BMA", "Doctors’ union")),
    ),
    leaf("six", "Not to be found", "A conflict of interest that is not searched.", None),
)
WAYS = (
    Way(name="Bodies", url=urls.BODIES, links=(("BMA", "articles/five.html"),)),
    Way(name="Months", url=None, links=(("March 2011", "articles/one.html"),)),
)


def render(folder: Path, leaves: tuple[Leaf, ...] = LEAVES, *, search: bool = True) -> Path:
    """The site in `folder / "site"`, without its index."""
    templates = folder / "templates"
    templates.mkdir(parents=True, exist_ok=True)
    (templates / "leaf.html").write_text(_TEMPLATE, "utf-8")
    site = Site(name="Commissioning Digest", url="https://digest.example/", search=search)
    renderer = Renderer(site, templates)
    tree = folder / "site"
    for page in (*leaves, search_page(WAYS, searched=search)):
        path = tree / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(renderer.html(page))
    with as_file(files("site_builder") / "static") as static:
        shutil.copytree(static, tree / "static", dirs_exist_ok=True)
    return tree
