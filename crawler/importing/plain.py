"""A text file that somebody saved from a page into an Article: headline, date, comments, text."""

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commissioning.domain.articles import Article, Comment
from commissioning.domain.dates import Dated
from commissioning.domain.errors import NotAnArticle
from crawler.dates import find_date, not_after, read_date
from crawler.pages.boilerplate import is_furniture

EXTRACTOR = "plain/1"
MAX_BYTES = 5_000_000
MAX_HEADLINE = 150
MAX_HEADING = 300
HEAD_LINES = 12
MIN_LETTERS = 80

_COMMENTS = re.compile(
    r"\s*(?:(?:\d+|one)\s+(?:thoughts?\s+on|comments?|responses?)\b.*"
    r"|(?:your|readers['’]?)\s+comments?\b.*|comments?(?:\s*\(\d+\))?)\s*:?\s*",
    re.IGNORECASE,
)
_NO_COMMENTS = re.compile(r"\s*no comments?\b.*", re.IGNORECASE)
_END = re.compile(
    r"\s*(?:leave\s+a\s+reply|leave\s+a\s+comment|post\s+a\s+comment|your\s+e-?mail\s+address\s+will"
    r"|this\s+site\s+uses\s+akismet|add\s+(?:your|a)\s+comment)\b.*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\s*(\d{1,4})\.\s+(\S.{0,79})")
_REPLY = re.compile(r"\s*reply\s*", re.IGNORECASE)
_OPENING = re.compile(r"[“\"]")
_SIGNATURE = re.compile(r"[”\"]\s*[–—-]\s*(?P<author>[^“”\"\n]{2,80})")
_SAYS = re.compile(
    r"\s*(?P<author>[^\n]{2,60}?)\s+(?:says|said|wrote)\s*(?:\.{3}|…|:)?\s*", re.IGNORECASE
)
_BYLINE = re.compile(r"\s*by\s*(?P<name>[A-Z][^\d\n]{2,60})?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What stands above the text, and the number of the line where the text begins."""

    headline: str
    published: Dated | None
    byline: str | None
    begins: int


def read_text(data: bytes, *, name: str, url: str, source: str, captured: Dated) -> Article:
    """The article in a plain text file. `name` is for messages, `url` its identity.

    UTF-8, UTF-16 with its mark, else windows-1252. Raises NotAnArticle for what is binary, too
    large, or has no text to speak of.
    """
    lines = [line.strip() for line in _decode(data, name).splitlines()]
    body, below = _parted(lines)
    head = _head(body)
    text = _paragraphs(body[head.begins :])
    if sum(letter.isalpha() for letter in text) < MIN_LETTERS:
        raise NotAnArticle(name, "no text of an article in this file")
    return Article(
        url=url,
        source=source,
        headline=head.headline,
        text=text,
        byline=head.byline,
        published=not_after(head.published, captured.moment),
        captured=captured,
        comments=_comments(below),
        extractor=EXTRACTOR,
    )


def _decode(data: bytes, name: str) -> str:
    if len(data) > MAX_BYTES:
        raise NotAnArticle(name, f"larger than {MAX_BYTES // 1_000_000} MB")
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16").replace("\0", "")
        if b"\0" in data:
            raise NotAnArticle(name, "not text but binary data")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in data:
            raise NotAnArticle(name, "UTF-16 that is damaged") from error
        return data.decode("windows-1252", errors="replace")


def _parted(lines: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """The lines of the article, and those of the comments below it."""
    for number, line in enumerate(lines):
        if _is(_NO_COMMENTS, line) or (number and _is(_END, line)):
            return lines[:number], ()
        if number and _is(_COMMENTS, line) and _begins_comments(lines, number + 1):
            rest = range(number + 1, len(lines))
            end = next((at for at in rest if _is(_END, lines[at])), len(lines))
            return lines[:number], lines[number + 1 : end]
    return lines, ()


def _is(heading: re.Pattern[str], line: str) -> bool:
    """Whether a line is such a heading; a long one is none, and would take long to look at."""
    return len(line) <= MAX_HEADING and heading.fullmatch(line) is not None


def _begins_comments(lines: Sequence[str], number: int) -> bool:
    first = next((lines[at] for at in range(number, len(lines)) if lines[at]), "")
    begins = first[:MAX_HEADING]
    return begins.startswith(("“", '"')) or any(
        pattern.match(begins) is not None for pattern in (_NUMBERED, _SAYS)
    )


def _head(lines: Sequence[str]) -> _Head:
    """The headline is the last short line before the text; date and byline stand around it."""
    headline: str | None = None
    byline: str | None = None
    published: Dated | None = None
    begins = 0
    for number, raw in enumerate(lines[:HEAD_LINES]):
        line = raw.strip()
        if not line or is_furniture(line):
            continue
        if date := _date_of(line):
            published = published or date
            begins = number + 1
        elif len(line) <= MAX_HEADING and (hit := _BYLINE.fullmatch(line)):
            byline = hit["name"] or byline
            begins = number + 1
        elif _is_title(line) and not _is_motto(lines, number):
            if headline is None or (published and begins == number - _blank(lines, number)):
                headline = line
            begins = number + 1
        elif not _is_motto(lines, number) and not _is_attribution(lines, number):
            break
    text = next((line.strip() for line in lines if line.strip()), "")
    return _Head(
        headline=headline or _first_words(text),
        published=published,
        byline=byline,
        begins=begins if headline or published else 0,
    )


def _blank(lines: Sequence[str], number: int) -> int:
    """How many empty lines stand directly above."""
    count = 0
    while number - count - 1 >= 0 and not lines[number - count - 1].strip():
        count += 1
    return count


def _date_of(line: str) -> Dated | None:
    bare = re.sub(
        r"^(?:published|posted|date|updated)\s*(?:on|:)?\s*", "", line, flags=re.IGNORECASE
    )
    return read_date(bare, found_in="text") if find_date(bare, found_in="text") else None


def _is_title(line: str) -> bool:
    return len(line) <= MAX_HEADLINE and line[-1] not in ".,;:…" and line[0] not in '“"‘•-–*'


def _is_motto(lines: Sequence[str], number: int) -> bool:
    """A quoted line and the name below it, as blogs carry them above everything."""
    line = lines[number].strip()
    return line[0] in '“"‘' and line[-1] in '”"’' and len(line) <= 2 * MAX_HEADLINE


def _is_attribution(lines: Sequence[str], number: int) -> bool:
    return number > 0 and bool(lines[number - 1].strip()) and _is_motto(lines, number - 1)


def _first_words(text: str) -> str:
    """A name for a text without a title: its first sentence, cut at a word."""
    sentence = re.split(r"(?<=[.!?”])\s", text, maxsplit=1)[0]
    if len(sentence) <= MAX_HEADLINE:
        return sentence
    return sentence[: MAX_HEADLINE - 1].rsplit(" ", 1)[0] + "…"


def _paragraphs(lines: Sequence[str]) -> str:
    """Paragraphs apart by an empty line; where the file has none, each line is one."""
    kept = [line.strip() for line in lines if not is_furniture(line)]
    return "\n\n".join(line for line in kept if line)


def _comments(lines: Sequence[str]) -> tuple[Comment, ...]:
    text = "\n".join(lines)
    numbered = [number for number, line in enumerate(lines) if _is(_NUMBERED, line)]
    if numbered:
        return _in_blocks(lines, numbered)
    if signed := tuple(_signed(text)):
        return signed
    said = [number for number, line in enumerate(lines) if _is(_SAYS, line)]
    if said:
        return _in_blocks(lines, said)
    whole = _paragraphs(lines)
    return (Comment(text=whole),) if whole else ()


def _signed(text: str) -> Iterator[Comment]:
    """Comments in quotation marks with a name behind a dash: each end, then where it begins."""
    at = 0
    for end in _SIGNATURE.finditer(text):
        opening = _OPENING.search(text, at, end.start())
        at = end.end() if opening else end.start()
        words = " ".join(text[opening.end() : end.start()].split()) if opening else ""
        if words:
            yield Comment(text=words, author=" ".join(end["author"].split()) or None)


def _in_blocks(lines: Sequence[str], starts: Sequence[int]) -> tuple[Comment, ...]:
    comments = []
    for start, end in zip(starts, (*starts[1:], len(lines)), strict=True):
        hit = _NUMBERED.fullmatch(lines[start])
        named = _SAYS.fullmatch(lines[start])
        author = hit[2].strip() if hit else named["author"] if named else None
        body = [line for line in lines[start + 1 : end] if not _REPLY.fullmatch(line)]
        dates = [
            date for line in body if len(line) < 80 and (date := _date_of(line.strip() or "-"))
        ]
        kept = [line for line in body if not (line.strip() and _date_of(line.strip()))]
        if text := _paragraphs(kept):
            author = _SAYS.sub(r"\g<author>", author) if author else None
            comments.append(
                Comment(text=text, author=author, published=dates[0] if dates else None)
            )
    return tuple(comments)
