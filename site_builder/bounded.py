"""What outlets sent, within bounds: no page has room for a headline of ten thousand words.

All else that is of a usual length is given back as it is.
"""

from dataclasses import replace

from commissioning.domain.coverage import SourceCoverage
from commissioning.domain.ledger import Head, Named, Record, Said, Statement
from commissioning.domain.quoting import EXCERPT
from site_builder import words

HEADLINE, NAME, LINE, WORDS = 300, 120, 240, 1_500  # letters
_SHORTEST, _SHARE, _LETTERS_A_WORD = 12, 5, 6


def short(text: str, letters: int) -> str:
    """At most so many letters, and an ellipsis where some are missing."""
    if len(text) <= letters:
        return text
    cut = text[: letters - 2]
    whole = cut.rpartition(" ")[0]
    return f"{(whole if len(whole) > letters // 2 else cut).rstrip()}\u00a0…"


def maybe(text: str | None, letters: int) -> str | None:
    """The same of what may be unknown."""
    return text if text is None else short(text, letters)


def head(found: Head) -> Head:
    """What lists show of an article: its excerpt from its summary or its beginning, not both."""
    return replace(
        found,
        headline=short(found.headline, HEADLINE),
        source_name=short(found.source_name, NAME),
        byline=maybe(found.byline, LINE),
        excerpt=_excerpt(found) or None,
        lead="",
    )


def _excerpt(found: Head) -> str:
    """The outlet's own summary, else the beginning of the text: a small part of it."""
    if found.excerpt:
        return words.clip(found.excerpt, EXCERPT)
    share = found.letters // _LETTERS_A_WORD // _SHARE
    return words.clip(found.lead, min(EXCERPT, max(_SHORTEST, share)))


def statement(found: Statement) -> Statement:
    """A side that was taken."""
    if len(found.words) <= WORDS and len(found.holder) <= NAME and len(found.office or "") <= LINE:
        return found
    return replace(
        found,
        holder=short(found.holder, NAME),
        office=maybe(found.office, LINE),
        words=short(found.words, WORDS),
    )


def said(found: Said) -> Said:
    """A quotation."""
    if (
        len(found.words) <= WORDS
        and len(found.speaker or "") <= NAME
        and len(found.office or "") <= LINE
    ):
        return found
    return replace(
        found,
        speaker=maybe(found.speaker, NAME),
        office=maybe(found.office, LINE),
        words=short(found.words, WORDS),
    )


def named(found: Named) -> Named:
    """A body as an article writes it."""
    if all(len(surface) <= NAME for surface in found.surfaces):
        return found
    return replace(found, surfaces=tuple(short(surface, NAME) for surface in found.surfaces))


def record(found: Record) -> Record:
    """An article with its tags."""
    return replace(
        found,
        head=head(found.head),
        statements=tuple(map(statement, found.statements)),
        comment_statements=tuple(map(statement, found.comment_statements)),
        quotations=tuple(map(said, found.quotations)),
        named=tuple(map(named, found.named)),
    )


def source(found: SourceCoverage) -> SourceCoverage:
    """What a source gave."""
    if len(found.name) <= NAME and len(found.last_problem or "") <= LINE:
        return found
    return replace(
        found, name=short(found.name, NAME), last_problem=maybe(found.last_problem, LINE)
    )
