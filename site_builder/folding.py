"""What is the same on all pages of one depth, put into the templates before they are compiled.

Most of what a page holds is small and said often: this makes rendering a third faster.
"""

import re
from functools import cache, lru_cache, partial

from jinja2 import Environment
from jinja2.ext import Extension
from markupsafe import Markup, escape

from site_builder import urls

_CONSTANT = re.compile(r"\{\{ (root|urls\.[A-Z_]+) \}\}")

_ICON = Markup('<svg class="{classes}" viewBox="-8 -8 16 16" {told}><use href="#{mark}"/></svg>')
_LABELLED = Markup('role="img" aria-label="{}"')
_UNLABELLED = Markup('aria-hidden="true"')
_TIME = Markup('<time datetime="{}">{}</time>')
_LINKED = Markup('<a href="{}{}">{}</a>')
_UNLINKED = Markup("<b>{}</b>")
_KEPT = 10_000


class Folding(Extension):
    """Writes `{{ root }}` and the addresses of single pages into a template as they are."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        """The source with the constants in their places, in the lines where they were."""
        return _CONSTANT.sub(self._constant, source)

    def _constant(self, found: re.Match[str]) -> str:
        name = found[1]
        if name == "root":
            value = self.environment.globals.get("root", "")
        else:
            value = getattr(urls, name.removeprefix("urls."), found[0])
        return str(escape(value))


@cache
def icon(mark: str, sure: bool = True, old: bool = False, label: str | None = None) -> Markup:
    """The shape of a side: hollow where it is unsure, pale where it is old."""
    classes = f"i {mark}{'' if sure else ' h'}{' old' if old else ''}"
    told = _LABELLED.format(label) if label else _UNLABELLED
    return _ICON.format(classes=classes, told=told, mark=mark)


@lru_cache(maxsize=_KEPT)
def time(shown: str, machine: str | None) -> Markup:
    """A date, for machines too where it is known."""
    return _TIME.format(machine, shown) if machine else escape(shown)


@lru_cache(maxsize=_KEPT)
def holder(root: str, name: str, url: str | None) -> Markup:
    """Who holds a stance, with the way to their page where they have one."""
    return _LINKED.format(root, url, name) if url else _UNLINKED.format(name)


def fold_into(environment: Environment) -> None:
    """Let the environment's templates be folded; its globals must be there."""
    environment.globals["icon"] = icon
    environment.globals["time"] = time
    environment.globals["holder"] = partial(holder, environment.globals["root"])
    environment.add_extension(Folding)
