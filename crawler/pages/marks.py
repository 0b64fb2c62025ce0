"""The words of an element's class and identifier, in one spelling, and the marks found in them."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from lxml import html

Element = html.HtmlElement

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_STATE = re.compile(
    r"(?:has|no|is|with|without|js|not|show|hide|hides|col|grid|span|size|align|layout)-.*"
    r"|.*-(?:open|enabled|disabled|visible|active|closed|on|off|style-.*|width)"
    r"|(?:post|page|node|comment|item)-?(?:id)?-?\d+|field-.*-hidden"
    r"|elementor-widget(?:-container|-wrap|-text-editor|-heading|-theme-post-content)?"
    r"|(?:so-)?widget-sow-editor(?:-.*)?|fb-iframe-widget(?:-.*)?"
)
_POSTED = re.compile(r"(?:category|tag|author|topic|term|series|section|dept|label)-.*")
NAMING = (
    *("data-testid", "data-test-id", "data-test", "data-qa", "data-cy", "data-hook"),
    *("data-component", "data-role", "data-e2e"),
)
_BESIDE = frozenset(("aria-label", *NAMING))
_LABELLED = re.compile(
    r"\s*(?:(?:reader|user|visitor|all|your)s?['’]?s?\s+)?(?:comments?|responses|replies|discussion"
    r"|conversation)(?:\s+(?:section|area|thread|list))?\s*",
    re.IGNORECASE,
)


def tokens_of(element: Element) -> tuple[str, ...]:
    """The words of class and identifier: 'relatedContent' is 'related-content'."""
    names = element.keys()
    if not names:
        return ()
    return tokens_in(classes_of(element, names), element.get("id", "")[:100])


def classes_of(element: Element, names: Collection[str]) -> str:
    """The class, and beside it what pages whose classes are machine-made are named by for tests."""
    classes = element.get("class", "")[:400]
    if _BESIDE.isdisjoint(names):
        return classes
    told = [element.get(name, "")[:60].strip().replace(" ", "-") for name in NAMING]
    if _LABELLED.fullmatch(element.get("aria-label", "")[:60]):
        told.append("comments" if element.tag not in ("a", "button", "li", "nav") else "")
    return " ".join(filter(None, (classes, *told)))


class Mark:
    """What a word of an element's class or identifier has where the pattern finds it.

    The answer is kept for each class and identifier: a site repeats them on all of its pages.
    """

    def __init__(self, pattern: re.Pattern[str]) -> None:
        @lru_cache(maxsize=20_000)
        def found(classes: str, identifier: str) -> bool:
            return any(pattern.search(token) for token in tokens_in(classes, identifier))

        self._found = found

    def __call__(self, element: Element) -> bool:
        """Whether an element has the mark."""
        classes, identifier = element.get("class", ""), element.get("id", "")
        return bool(classes or identifier) and self._found(classes[:400], identifier[:100])

    def among(self, names: Iterable[str]) -> frozenset[str]:
        """Those of classes and identifiers that may give an element the mark."""
        return frozenset(name for name in names if self._found("", name[:400]))

    def within(self, tree: Element, names: Iterable[str]) -> list[Element]:
        """The elements of a tree that have the mark; `names` are all that the tree has."""
        if not (wanted := self.among(names)):
            return []
        named = (e for e in tree.iter() if e.get("class") in wanted or e.get("id") in wanted)
        return [element for element in named if self(element)]


@lru_cache(maxsize=20_000)
def tokens_in(classes: str, identifier: str) -> tuple[str, ...]:
    """The words of both, without those that tell a state or what a post is filed under."""
    tokens = [
        _CAMEL.sub("-", token).replace("_", "-").lower()
        for token in (*classes.split(), *identifier.split())
    ]
    posted = any(
        token in ("hentry", "type-post", "type-page", "status-publish") for token in tokens
    )
    return tuple(
        token
        for token in tokens
        if not _STATE.fullmatch(token) and not (posted and _POSTED.fullmatch(token))
    )
