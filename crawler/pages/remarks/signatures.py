"""How a block ends that its writer has signed, as on the talk pages of a wiki."""

import re
from dataclasses import dataclass

from lxml import html

from crawler.dates import WRITTEN
from crawler.pages.blocks import Block, one_line
from crawler.pages.remarks.lines import MAX_HEAD, MAX_NAME, name_in

Element = html.HtmlElement

_TAIL = re.compile(r"\s*[)\]]?\s*(?:\([A-Z]{3,4}\))?[\s.#|)\]]*")

_LINKS = re.compile(
    r"(?i)[\s(|•·,\[]*(?:(?:talk|contribs|user talk|e-?mail|web(?:site)?|home ?page)[\s(|•·,)\]]*)*"
    r"(?:\b(?:on|at)\b|[,@–—-])?\s*$"
)

_SENTENCES = re.compile(
    r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\bSt)(?<!\bProf)(?<!\b[A-Z])[.!?…:][\"'”’)]*\s+|\n\s*"
    r"|\s+[—–~-]{1,3}\s*|[—~]\s*|\s+[(\[](?=[^)\]]*$)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """How a block ends that its writer has signed: the words before, the name, the date."""

    words: str
    name: str
    date: str


def signature_of(block: Block) -> Signature | None:
    """The name and the date with which a block ends, as on the talk pages of a wiki."""
    begin = max(0, len(block.text) - MAX_HEAD)
    stamps = list(WRITTEN.finditer(block.text, begin))
    stamp = stamps[-1] if stamps else None
    if stamp is None or not _TAIL.fullmatch(block.text, stamp.end()):
        return None
    before = block.text[: stamp.start()]
    if hit := _LINKS.search(before, max(0, len(before) - MAX_NAME)):
        before = before[: hit.start()]
    name = _linked_name(block.element, before) or _last_name(before[begin:])
    if name is None or not (name_in(name)):
        return None
    words = before[: before.rfind(name)].rstrip(" \t\n—–~-([,|")
    return Signature(words=words, name=name, date=stamp[0] + block.text[stamp.end() :])


def _linked_name(element: Element, before: str) -> str | None:
    """The link that stands right before the date."""
    for link in reversed(list(element.iter("a", "b", "strong", "cite", "em", "i"))[-12:]):
        told = one_line(link.text_content())
        if told and before.endswith(told) and len(told) <= MAX_NAME:
            return told
    return None


def _last_name(before: str) -> str | None:
    """What stands behind the last sentence or dash, as far as it is a few words."""
    name = _SENTENCES.split(before)[-1].strip()
    words = name.split()
    return name if 0 < len(words) <= 5 and words[0][0].isupper() and len(name) <= 60 else None
