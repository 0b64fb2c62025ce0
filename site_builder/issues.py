"""The published editions among the site's pages: where their links lead, what an earlier one had.

What an edition says is frozen; that a story, a body or a question has a page is not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from commissioning.domain.editions import Item
from site_builder import urls
from site_builder.outside import outside
from site_builder.reading import Archive
from site_builder.telling import story_url
from site_builder.writable import writable


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Words that lead to a page of the site by its `path`, or outside by its `url`, or nowhere."""

    text: str
    path: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """That an edition before had the same story: its number, and the number of the item there."""

    number: int
    item: int


class Issues:
    """The editions of an archive, by number."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.editions = archive.editions

    def headline(self, item: Item) -> Way:
        """Where an item's headline leads: to its story, its article, or what the editor named."""
        story = self.archive.old_stories.get(item.story or "", item.story or "")
        if (told := self.archive.stories.get(story)) is not None:
            return Way(text=writable(item.headline), path=story_url(told))
        return self.article(writable(item.headline), item.article, or_else=item.url)

    def article(self, text: str, url: str | None, *, or_else: str | None = None) -> Way:
        """Words that lead to the page of an article, or outside where it has none any more."""
        if url in self._articles:
            return Way(text=text, path=urls.article(url))
        return Way(text=text, url=outside(or_else or url))

    def body(self, name: str, slug: str | None) -> Way:
        """A body with its page."""
        if slug is None or slug not in self.archive.named:
            return Way(text=name)
        return Way(text=name, path=urls.body(slug))

    def person(self, name: str) -> Way:
        """A person with their page."""
        return Way(text=name, path=self.archive.url(self.archive.people.named(name)))

    def question(self, label: str, slug: str) -> Way:
        """A policy question with its page."""
        known = slug in self.archive.register.questions
        return Way(text=label, path=urls.question(slug) if known else None)

    def earlier(self, number: int, item: int) -> Earlier | None:
        """Where the edition before that had the same story or article had it, the last of them."""
        return self._earlier.get((number, item))

    @cached_property
    def _articles(self) -> frozenset[str | None]:
        return frozenset(article.url for article in self.archive.items)

    @cached_property
    def _earlier(self) -> Mapping[tuple[int, int], Earlier]:
        seen: dict[str, Earlier] = {}
        found: dict[tuple[int, int], Earlier] = {}
        for edition in self.editions:
            here: dict[str, Earlier] = {}
            for number, item in enumerate(edition.items, start=1):
                before = [seen[name] for name in self._names(item) if name in seen]
                if before:
                    found[edition.number, number] = max(before, key=lambda one: one.number)
                here |= dict.fromkeys(
                    self._all_names(item), Earlier(number=edition.number, item=number)
                )
            seen |= here
        return found

    def _names(self, item: Item) -> Iterator[str]:
        if item.story:
            yield self.archive.old_stories.get(item.story, item.story)
        if item.article:
            yield item.article

    def _all_names(self, item: Item) -> Iterator[str]:
        yield from self._names(item)
        for source in item.sources:
            yield source.url


def newest_issue(archive: Archive) -> tuple[int, str, str] | None:
    """Number, title and path of the edition with the highest number."""
    if not archive.editions:
        return None
    last = archive.editions[-1]
    return last.number, writable(last.title), urls.edition(last.slug)
