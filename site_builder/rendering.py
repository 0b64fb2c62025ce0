"""Pages into HTML: Jinja2 with everything escaped and nothing undefined.

A template in the workspace's `templates/` stands in for ours of the same name.
"""

import traceback
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)

from commissioning.domain.errors import BuildError
from site_builder import urls
from site_builder.compiled import Compiled
from site_builder.compiler import compile_quickly
from site_builder.folding import fold_into
from site_builder.linked import canonical, linked
from site_builder.pages.page import Page
from site_builder.prose import prose
from site_builder.site import Site
from site_builder.writable import writable

_ENDING = ".html"
_BROKEN = (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


_NAVIGATION = (
    ("This week", urls.HOME),
    ("Weeks", urls.WEEKS),
    ("Questions", urls.QUESTIONS),
    ("Bodies", urls.BODIES),
    ("Matrix", urls.MATRIX),
    ("Who has moved", urls.CHANGES),
)


class Renderer:
    """Renders pages for one site; `templates` is the workspace's folder of its own templates."""

    def __init__(self, site: Site, templates: Path | None = None) -> None:
        self.site = site
        self._templates = templates
        self._environments: dict[str, Environment] = {}

    def html(self, page: Page) -> bytes:
        """The HTML of a page: its template gets the page, the site and the way to the root.

        Raises BuildError where a template cannot be used, with its name and line.
        """
        root = self.site.url if page.path == urls.MISSING else urls.root(page.path)
        return self.text(page.template, root=root, page=page).encode("utf-8", "replace")

    def text(self, template: str, *, root: str = "", **shown: object) -> str:
        """A template filled with what it shows; see `html` for the errors."""
        try:
            filled = self._environment(root).get_template(template).render(shown)
        except _BROKEN as error:
            said = getattr(error, "message", None) or str(error) or type(error).__name__
            raise BuildError(_place(error) or template, said) from error
        return writable(filled)

    def _environment(self, root: str) -> Environment:
        """Where the templates of pages at one depth live: macros know `root` and are made once."""
        if root not in self._environments:
            self._environments[root] = self._made(root)
        return self._environments[root]

    def _made(self, root: str) -> Environment:
        loaders: list[BaseLoader] = [PackageLoader("site_builder")]
        if self._templates is not None and self._templates.is_dir():
            loaders.insert(0, FileSystemLoader(self._templates))
        environment = Environment(
            loader=ChoiceLoader(loaders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            bytecode_cache=Compiled(root),
        )
        environment.policies["json.dumps_kwargs"] = {
            "ensure_ascii": False,
            "separators": (",", ":"),
        }
        environment.globals |= {
            "root": root,
            "urls": urls,
            "navigation": _NAVIGATION,
            "site": self.site,
            "canonical": partial(canonical, url=self.site.url),
            "prose": partial(prose, url=self.site.url, root=root),
            "linked": partial(linked, name=self.site.name, url=self.site.url),
        }
        fold_into(environment)
        compile_quickly(environment)
        return environment


def _place(error: Exception) -> str | None:
    """The template and the line in which it broke: what cannot be read says so itself."""
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename or error.name}, line {error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    within = [frame for frame in frames if frame.filename.endswith(_ENDING)]
    return f"{within[-1].filename}, line {within[-1].lineno}" if within else None


def coloured(sheet: bytes, colours: Sequence[tuple[str, str]]) -> bytes:
    """The style sheet with colours of the light scheme changed; print stays black on white."""
    if not colours:
        return sheet
    changed = "".join(f"--{name}:{value};" for name, value in colours)
    return sheet + b"@media screen and (prefers-color-scheme:light){:root{%b}}\n" % changed.encode()
