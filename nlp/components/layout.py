"""What each line of a page's text is: running text, a byline, a reader's comment, furniture."""

import itertools
import re
from collections.abc import Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from commissioning.domain.tags import Span, TextRole
from nlp.attributes import Section, SectionKind, declare, text_of
from nlp.speech import comments
from nlp.speech.comments import Line

FACTORY = "digest_layout"

_LONG = 160
_HEAD = 70
_MANY_WORDS = 12

_LINE = re.compile(r"[^\r\n]+")
_FURNITURE = re.compile(
    r"""^\W*(?:
        this\s+site\s+is\s+intended\s+for\b | share\s+(?:this|on)\b | print\s+this\b
      | (?:related|more|most\s+(?:read|popular)|read\s+(?:more|also))(?:\s+\w+)?\s*:?.{0,80}$
      | sign\s+(?:up|in)\b | log\s+in\b | subscribe\b | follow\s+us\b | join\s+the\s+conversation\b
      | your\s+browser\b | we\s+use\s+cookies\b | cookie\b | advertisement\b | click\s+here\b
      | what\s+do\s+you\s+think\? | comment\s+below\b | have\s+your\s+say\b
      | (?:page|issue)\s+\d+ | ©| copyright\b | all\s+rights\s+reserved
      | notes\s+to\s+editors | ends$ | disclosure\s+statement
      | this\s+comment\s+has\s+been\s+removed
      | (?:posted|filed)\s+(?:in|under)\b | tags?\s*: | (?:published|updated|posted)\s*:
      | skip\s+to\b | home\s*[>|»] | photo(?:graph)?\s*: | picture\s*:
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_DAY = (
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]{2,8}|[A-Z][a-z]{2,8}\s+\d{1,2},?"
    r"|\d{1,2}/\d{1,2}/\d{2,4})"
)
_DATE_LINE = re.compile(
    r"^(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?,?\s+)?"
    rf"{_DAY}(?:,?\s+'?\d{{2,4}})?\b.{{0,20}}$"
)
_TITLE = (
    r"(?:Drs?|Doctor|Professor|Prof|Mr|Mrs|Ms|Miss|Sir|Dame|Lord|Lady|Baroness|Cllr|Coun"
    r"|Councillor|Rev)\.?"
)
_WORD = r"(?:[A-Z][\w'’-]*\.?|[A-Z]\.)"
_NAME = rf"(?:\(?{_TITLE}\)?\s+)?{_WORD}(?:\s+(?:(?:de|van|von|der)\s+)?{_WORD}){{1,3}}"
_BYLINE = re.compile(
    rf"^(?:(?i:by|posted by|written by|comment by|author:|words by))\s+(?P<name>{_NAME})\b"
    r"(?:\s*(?:[,|–—-]|\bat\b|\bon\b|\bis\b).{0,80})?$"
)
_HANDLE = re.compile(r"^(?i:posted by|by)\s+(?P<name>.{2,40}?)\s+(?:at\s+)?\d{1,2}[:.]\d\d")
_SIGNATURE = re.compile(
    rf"^(?:Yours,?\s+)?(?P<name>{_NAME})(?:\s+\((?:Mrs?|Ms|Miss|Dr)\))?(?:,\s*[^.]{{2,60}})?$"
)
_LETTER = re.compile(r"^(?:[•■*]|SIR\b|Sir\b|Dear\b)")


def lay_out(text: str) -> tuple[Section, ...]:
    """The lines of `text`, in order, white space stripped; blank lines are in no section.

    A comment's section covers what the reader wrote, without the name that stands over it.
    """
    lines = [
        Line(match.group().strip(), match.start() + _indent(match.group()))
        for match in _LINE.finditer(text)
        if match.group().strip()
    ]
    start = comments.first(lines)
    return (*_article(lines[:start]), *comments.sections(lines[start:]))


def _indent(piece: str) -> int:
    return len(piece) - len(piece.lstrip())


def _article(lines: Sequence[Line]) -> Iterator[Section]:
    said = 0
    for at, line in enumerate(lines):
        following = lines[at + 1].text if at + 1 < len(lines) else None
        if (match := _BYLINE.match(line.text) or _HANDLE.match(line.text)) and len(
            line.text
        ) < _LONG:
            yield Section(span=line.span, kind=SectionKind.BYLINE, name=match["name"].strip())
        elif _is_furniture(line.text):
            yield Section(span=line.span, kind=SectionKind.FURNITURE)
        elif said >= _LONG and (name := _signature(line.text, following)):
            yield Section(span=line.span, kind=SectionKind.BYLINE, name=name)
        else:
            said += len(line.text)
            yield Section(span=line.span, kind=SectionKind.BODY)


def _is_furniture(line: str) -> bool:
    if len(line) > _LONG:
        return False
    return bool(_FURNITURE.match(line) or _DATE_LINE.match(line))


def _signature(line: str, following: str | None) -> str | None:
    """The name under a letter or an article: nothing of the same letter follows it."""
    match = _SIGNATURE.match(line)
    if match is None or len(line.split()) > _MANY_WORDS:
        return None
    ends = following is None or len(following) < _HEAD or bool(_LETTER.match(following))
    return match["name"] if ends else None


class Layout:
    """Tells the lines apart, and keeps sentences from running over a line's end."""

    def __init__(self) -> None:
        declare()

    def __call__(self, doc: Doc) -> Doc:
        """Leave `doc._.sections` and the sentence starts that the lines give."""
        source = doc._.source
        if source is not None and source.role is TextRole.COMMENT:
            doc._.sections = _whole(doc)
        else:
            doc._.sections = lay_out(text_of(doc))
        for before, token in itertools.pairwise(doc):
            if before.is_space and "\n" in before.text:
                token.is_sent_start = True
        return doc


def _whole(doc: Doc) -> tuple[Section, ...]:
    if not doc.text.strip():
        return ()
    return (Section(span=Span(0, len(doc.text)), kind=SectionKind.COMMENT),)


@Language.factory(FACTORY, assigns=["doc._.sections"])
def create(nlp: Language, name: str) -> Layout:  # noqa: ARG001 - spaCy's signature
    """The component."""
    return Layout()
