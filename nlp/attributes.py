"""What the components leave on a Doc, declared in one place.

    doc._.source      Text        what is tagged, with its day, byline and outlet
    doc._.sections    tuple of Section: the stretches of the page's text, in order
    doc._.people      tuple of Speaker: everybody named, with the body that they speak for
    doc._.quotations  tuple of Quotation
    doc._.stances     tuple of Stance
    doc._.relevance   float, 0 to 1

Bodies lie in spaCy's own slot: `doc.spans[BODIES]`, each span with its `kb_id_` (register slug,
"" where the register lacks the body) and its rule as `label_` (see Mention.method).
"""

from dataclasses import dataclass
from enum import StrEnum

from spacy.tokens import Doc

from commissioning.domain.tags import Span

BODIES = "bodies"


class SectionKind(StrEnum):
    """What a stretch of the text is."""

    BODY = "body"
    BYLINE = "byline"
    COMMENT = "comment"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch of the text and, for a comment or byline, the name that stands over it."""

    span: Span
    kind: SectionKind
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Somebody whom the text names.

    name          the fullest name that the text gives, with title: 'Dr Hamish Meldrum'
    organisation  slug of the body that they speak for on that day; None for a former office
    office        as the text or the register gives it
    mentions      every span that refers to them by name (full or surname), in order
    """

    name: str
    organisation: str | None
    office: str | None
    mentions: tuple[Span, ...]


def text_of(doc: Doc) -> str:
    """The text of a Doc whose source is known, without putting it together from its tokens."""
    return doc._.source.text if doc._.source is not None else doc.text


def declare() -> None:
    """Make the attributes known to spaCy; safe to repeat."""
    for name, default in (
        ("source", None),
        ("sections", ()),
        ("people", ()),
        ("quotations", ()),
        ("stances", ()),
        ("relevance", 0.0),
    ):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)


declare()
