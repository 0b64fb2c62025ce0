"""How the search finds a page that is about articles: by all that is in them."""

from collections.abc import Iterable, Sequence

from commissioning.domain.ledger import Item
from site_builder import words
from site_builder.ledger import Entry
from site_builder.reading import Archive
from site_builder.searching.facets import Facets


def facets_of(
    archive: Archive,
    kind: str,
    items: Sequence[Item],
    *,
    entries: Iterable[Entry],
    bodies: Iterable[str],
    source: str | None = None,
) -> Facets:
    """The facets of a page about these articles; `bodies` are the slugs of those that it names."""
    sure = [entry for entry in entries if entry.is_sure]
    dates = [when for item in items if (when := item.when) is not None]
    questions = archive.register.questions
    return Facets(
        kind=kind,
        day=dates[-1].earliest if dates else None,
        when=words.partial(dates[-1]) if dates else None,
        source=source,
        bodies=tuple(archive.whole_names[slug] for slug in bodies if slug in archive.whole_names),
        questions=tuple(questions[entry.question].label for entry in sure),
        sides=tuple(words.verb(entry.position) for entry in sure),
        years=tuple(when.year for when in dates),
    )
