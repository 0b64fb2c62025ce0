"""How near an extracted page comes to its golden answer: one page's marks, and their totals."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import trafilatura

from commissioning.domain.articles import Article, Comment
from commissioning.domain.dates import Dated, Precision
from commissioning.domain.errors import NotAnArticle
from crawler.pages.page import read_page

GOLDEN = Path(__file__).with_name("golden")
LONDON = ZoneInfo("Europe/London")
CAPTURED = Dated(
    moment=datetime(2026, 11, 16, tzinfo=UTC), precision=Precision.SECOND, found_in="response"
)
_EXACT = (Precision.SECOND, Precision.MINUTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Golden:
    """A stored page and what is to be read from it."""

    name: str
    body: bytes
    expected: Mapping[str, Any]


@dataclass(slots=True)
class Marks:
    """Right answers and questions of one page or many; `f1` are the bodies', a page each."""

    f1: list[float] = field(default_factory=list)
    published: list[bool] = field(default_factory=list)
    updated: list[bool] = field(default_factory=list)
    headline: list[bool] = field(default_factory=list)
    byline: list[bool] = field(default_factory=list)
    kind: list[bool] = field(default_factory=list)
    language: list[bool] = field(default_factory=list)
    paywalled: list[bool] = field(default_factory=list)
    found: list[bool] = field(default_factory=list)
    reply_to: list[bool] = field(default_factory=list)
    leaked: list[bool] = field(default_factory=list)
    unwanted: list[bool] = field(default_factory=list)
    invented: list[bool] = field(default_factory=list)

    def add(self, other: "Marks") -> None:
        """Take another page's marks in."""
        for each in fields(self):
            getattr(self, each.name).extend(getattr(other, each.name))

    def mean(self, name: str) -> float:
        """The mean of one kind of mark, 1 where nothing was asked."""
        values = getattr(self, name)
        return sum(values) / len(values) if values else 1.0


Reader = Callable[[Golden], Article | None]


def load(*parts: str) -> list[Golden]:
    """The golden pages whose folders have these names, 'dev' or 'held'."""
    found = []
    for part in parts:
        for path in sorted(GOLDEN.glob(f"*/{part}/*.html")):
            expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            found.append(Golden(name=path.stem, body=path.read_bytes(), expected=expected))
    return found


def ours(golden: Golden) -> Article | None:
    """What this product reads; None for no article."""
    expected = golden.expected
    try:
        return read_page(
            golden.body,
            url=expected.get("fetched") or expected["url"],
            source="golden",
            captured=CAPTURED,
        )
    except NotAnArticle:
        return None


def trafilaturas(golden: Golden) -> Article | None:
    """What trafilatura alone reads, with its metadata and comments."""
    expected = golden.expected
    document = trafilatura.bare_extraction(
        golden.body, url=expected.get("fetched") or expected["url"], with_metadata=True
    )
    if document is None or isinstance(document, dict):
        return None
    told = getattr(document, "date", None)
    published = None
    if told:
        moment = datetime.fromisoformat(told).replace(tzinfo=UTC)
        published = Dated(moment=moment, precision=Precision.DAY, found_in="trafilatura")
    comments = tuple(
        Comment(text=line) for line in (document.comments or "").splitlines() if line.strip()
    )
    return Article(
        url=document.url or expected["url"],
        source="golden",
        headline=document.title or "",
        text=document.text or "",
        byline=document.author,
        published=published,
        language=document.language,
        comments=comments,
        extractor="trafilatura",
    )


def score(golden: Golden, article: Article | None) -> Marks:
    """The marks of one page."""
    expected = golden.expected
    marks = Marks()
    text = article.text if article else ""
    marks.f1.append(token_f1(text, "\n\n".join(expected["paragraphs"])))
    marks.published.append(same_date(article.published if article else None, expected["published"]))
    changed = expected["updated"] if expected["updated"] != expected["published"] else None
    marks.updated.append(same_date(article.updated if article else None, changed))
    marks.headline.append(
        _plain(article.headline if article else None) == _plain(expected["headline"])
    )
    marks.byline.append(_names(article.byline if article else None) == _names(expected["byline"]))
    marks.kind.append((article.kind if article else None) == expected["kind"])
    if expected["language"] is not None:
        language = (article.language if article else None) or ""
        marks.language.append(language[:2].lower() == expected["language"][:2].lower())
    marks.paywalled.append(bool(article and article.paywalled) == bool(expected["paywalled"]))
    comments = article.comments if article else ()
    _score_comments(marks, expected["comments"], comments, text)
    plain = _plain(text)
    marks.unwanted += [_plain(words) in plain for words in expected["not_in_text"]]
    return marks


def total(goldens: Iterable[Golden], reader: Reader) -> Marks:
    """The marks of many pages."""
    marks = Marks()
    for golden in goldens:
        marks.add(score(golden, reader(golden)))
    return marks


def token_f1(found: str, wanted: str) -> float:
    """F1 over the multisets of words."""
    one, other = (Counter(re.findall(r"\w+", text.lower())) for text in (found, wanted))
    if not one or not other:
        return float(not one and not other)
    both = sum((one & other).values())
    return 2 * both / (sum(one.values()) + sum(other.values()))


def _score_comments(
    marks: Marks, expected: Sequence[Mapping[str, Any]], found: Sequence[Comment], text: str
) -> None:
    """Each expected comment is found once, with author, date and words; then its parent counts."""
    places: dict[int, int] = {}
    for number, wanted in enumerate(expected):
        for place, comment in enumerate(found):
            if place not in places.values() and _same_comment(comment, wanted):
                places[number] = place
                break
    plain = _plain(text)
    for number, wanted in enumerate(expected):
        marks.found.append(number in places)
        marks.leaked.append(_plain(wanted["text"])[:60] in plain)
        if number in places:
            parent = wanted["reply_to"]
            told = found[places[number]].reply_to
            marks.reply_to.append(told == (places.get(parent) if parent is not None else None))
    marks.invented += [place not in places.values() for place in range(len(found))]


def _same_comment(comment: Comment, wanted: Mapping[str, Any]) -> bool:
    return (
        _plain(comment.author) == _plain(wanted["author"])
        and same_date(comment.published, wanted["published"])
        and token_f1(comment.text, wanted["text"]) >= 0.9
    )


def same_date(found: Dated | None, wanted: str | None) -> bool:
    """Whether a date is the expected one, to the precision that is expected."""
    if wanted is None or found is None:
        return wanted is None and found is None
    if len(wanted) <= 10:
        day = found.moment.astimezone(LONDON).date() if found.precision in _EXACT else found.day
        return day.isoformat()[: len(wanted)] == wanted
    moment = datetime.fromisoformat(wanted)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=LONDON)
    wanted_minute, found_minute = (
        each.astimezone(UTC).replace(second=0, microsecond=0) for each in (moment, found.moment)
    )
    return found.precision in _EXACT and wanted_minute == found_minute


def _plain(text: str | None) -> str:
    return " ".join((text or "").split())


def _names(text: str | None) -> list[str]:
    return sorted(re.split(r"\s*(?:,|;|&|\band\b)\s*", _plain(text))) if text else []


ROWS = (
    ("f1", "body F1"),
    ("published", "dates right"),
    ("updated", "updates right"),
    ("headline", "headlines right"),
    ("byline", "bylines right"),
    ("kind", "kinds right"),
    ("language", "languages right"),
    ("paywalled", "paywalls right"),
    ("found", "comments found"),
    ("reply_to", "answers right"),
    ("leaked", "comments leaked"),
    ("unwanted", "unwanted words"),
    ("invented", "comments invented"),
)


def table(columns: Mapping[str, Marks]) -> str:
    """The totals, a column each; nothing of any page shows."""
    lines = [f"{'':<20}" + "".join(f"{name:>20}" for name in columns)]
    for name, title in ROWS:
        cells = [
            f"{marks.mean(name):.4f} of {len(getattr(marks, name)):>4}"
            for marks in columns.values()
        ]
        lines.append(f"{title:<20}" + "".join(f"{cell:>20}" for cell in cells))
    return "\n".join(lines)
