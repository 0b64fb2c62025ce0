"""What somebody lately said, word for word or as reported."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from commissioning.domain.ledger import Item, Said
from commissioning.domain.quoting import QUOTATION
from commissioning.domain.tags import QuotationKind, Span
from site_builder import urls, words
from site_builder.ledger import Holder
from site_builder.lines import Line
from site_builder.pages.atlas import Atlas

LATELY = 12
_QUOTES = 6
_IN_ONE = 2
_MARKS = "“”\"'‘’ "


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A quotation with who said it and where."""

    speaker: str
    speaker_url: str | None
    words: str
    direct: bool
    source: str
    article: str
    date: str


def quotes(
    atlas: Atlas,
    items: Sequence[Item],
    *,
    body: str | None = None,
    by: Callable[[Said], bool] = lambda _: True,
    above: Iterable[Line] = (),
) -> tuple[Cited, ...]:
    """Of the newest articles (newest first) what was said for a body, or by somebody.

    Words that stand in the lines `above` on the page are not said again.
    """
    lately = items[:LATELY]
    found = atlas.archive.details.said(lately, body=body)
    shown: dict[int, list[Span]] = {}
    for line in above:
        if line.shown.comment is None:
            shown.setdefault(line.head.id, []).append(line.shown.span)
    chosen = [
        (item, said)
        for item in lately
        for said in _few(found.get(item.id, ()), by, shown.get(item.id, ()))
    ]
    return tuple(_cited(atlas, chosen[:_QUOTES]))


def _few(
    found: Iterable[Said], by: Callable[[Said], bool], shown: Sequence[Span]
) -> Sequence[Said]:
    """Those of one article: what was said word for word before what was reported."""
    said = [one for one in found if by(one) and not any(_meet(one.span, span) for span in shown)]
    said.sort(key=lambda one: one.kind is not QuotationKind.DIRECT)
    return said[:_IN_ONE]


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _cited(atlas: Atlas, chosen: Sequence[tuple[Item, Said]]) -> Iterator[Cited]:
    archive = atlas.archive
    heads = archive.details.heads(item for item, _ in chosen)
    for item, said in chosen:
        head = heads[item.id]
        person = archive.people.named(said.speaker) if said.speaker else None
        yield Cited(
            speaker=_speaker(atlas, said, person),
            speaker_url=archive.url(person),
            words=words.clip(said.words.strip(_MARKS).rstrip(",; "), QUOTATION),
            direct=said.kind is QuotationKind.DIRECT,
            source=head.source_name,
            article=urls.article(head.url),
            date=words.dated(head.published),
        )


def _speaker(atlas: Atlas, said: Said, person: Holder | None) -> str:
    """Who said it: a body under its own name, however the article calls it."""
    body = atlas.archive.names.get(said.organisation or "")
    if person is None and body is not None:
        return body
    if said.speaker is None:
        return "not named"
    return f"{said.speaker}, {said.office}" if said.office else said.speaker
