"""All that is in the site: pages with the JSON beside them, feeds, old addresses, style, fonts."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from functools import partial
from importlib.resources import files

from site_builder import urls
from site_builder.feeds.outputs import feed_outputs
from site_builder.issues import Issues
from site_builder.keys import key_of
from site_builder.pages.article import article_plans
from site_builder.pages.atlas import Atlas
from site_builder.pages.bodies import bodies_plans
from site_builder.pages.body import body_plans
from site_builder.pages.changes import change_plans
from site_builder.pages.edition import edition_plans
from site_builder.pages.editions import editions_plans
from site_builder.pages.follow import follow_plan
from site_builder.pages.matrix import matrix_plans
from site_builder.pages.method import method_plans
from site_builder.pages.milestones import milestones_plan
from site_builder.pages.months import month_plans
from site_builder.pages.page import Page, Plan
from site_builder.pages.people import people_plans
from site_builder.pages.person import person_plans
from site_builder.pages.question import question_plans
from site_builder.pages.questions import questions_plan
from site_builder.pages.search import search_plan
from site_builder.pages.source import source_plans
from site_builder.pages.stories import stories_plan
from site_builder.pages.story import story_plans
from site_builder.pages.week import week_plans
from site_builder.pages.weeks import weeks_plan
from site_builder.pages.years import year_plans
from site_builder.publishing.files import Output
from site_builder.publishing.redirects import redirect_page
from site_builder.reading import Archive
from site_builder.rendering import Renderer, coloured
from site_builder.site import Site
from site_builder.stamp import walk
from site_builder.survey import Survey
from site_builder.telling import Telling, story_url

# Where pages stood before, and where what they showed stands now.
MOVED = {"sources.html": urls.SOURCES}


def plans(archive: Archive, *, searched: bool) -> Iterator[Plan]:
    """Every page of the site; `searched` where it has a search."""
    telling = Telling(archive)
    yield from week_plans(telling)
    yield weeks_plan(archive)
    yield from month_plans(telling)
    yield from year_plans(telling)
    yield from story_plans(telling)
    yield stories_plan(telling)
    yield milestones_plan(archive)
    issues = Issues(archive)
    yield from edition_plans(issues)
    yield from editions_plans(issues)
    yield from article_plans(archive)
    atlas = Atlas(archive)
    yield from body_plans(atlas)
    yield from bodies_plans(atlas)
    yield from person_plans(atlas)
    yield from people_plans(atlas)
    survey = Survey(archive)
    yield from question_plans(survey)
    yield questions_plan(survey)
    yield from matrix_plans(survey)
    yield from change_plans(archive)
    yield from source_plans(archive)
    yield from method_plans(archive)
    yield search_plan(archive, searched=searched)
    yield follow_plan(archive)


def outputs(
    pages: Sequence[Plan], renderer: Renderer, archive: Archive, site: Site
) -> Iterator[Output]:
    """Every file of the site but its search index."""
    forms = _Forms(renderer, site)
    for plan in pages:
        key = plan.key or "-"
        yield Output(path=plan.path, key=key, make=partial(forms.html, plan))
        if plan.path != urls.MISSING:
            yield Output(path=urls.json(plan.path), key=key, make=partial(forms.json, plan))
    yield from feed_outputs(archive, site, renderer, [plan.path for plan in pages])
    for old, new in MOVED.items():
        yield Output(path=old, key="-", make=partial(redirect_page, new))
    for slug, today in archive.old_stories.items():
        if today in archive.stories:
            new = f"../{story_url(archive.stories[today])}"
            yield Output(path=urls.story(slug), key=key_of(new), make=partial(redirect_page, new))
    yield from _static(site)


class _Forms:
    """The HTML of a page and the JSON beside it, which are asked for one after the other."""

    def __init__(self, renderer: Renderer, site: Site) -> None:
        self._renderer = renderer
        self._site = site
        self._last: tuple[Plan, Page] | None = None

    def html(self, plan: Plan) -> bytes:
        return self._renderer.html(self._page(plan))

    def json(self, plan: Plan) -> bytes:
        page = self._page(plan)
        told = {"page": self._site.url + page.path, "title": page.title, **page.data()}
        if self._site.sample:
            told = {"sample": True, **told}
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "replace") + b"\n"

    def _page(self, plan: Plan) -> Page:
        if self._last is None or self._last[0] is not plan:
            self._last = plan, plan.make()
        return self._last[1]


def _static(site: Site) -> Iterator[Output]:
    root = files("site_builder") / "static"
    for path, file in walk(root, "static"):
        data = file.read_bytes()
        key = hashlib.blake2b(data, digest_size=8).hexdigest()
        if path == urls.STYLE:
            yield Output(path=path, key=key, make=partial(coloured, data, site.colours))
        else:
            yield Output(path=path, key=key, make=file.read_bytes)
