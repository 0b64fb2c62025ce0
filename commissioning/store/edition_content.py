"""An edition as JSON and back: what a draft is saved as, and what is frozen when it is published.

Whoever reads it knows every form that was ever written; `format` says which one it is.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from commissioning.domain.dates import Dated, Precision
from commissioning.domain.editions import (
    Edition,
    EditionStatus,
    Item,
    ItemSource,
    ItemStance,
    Missing,
    Quiet,
    Section,
    Unseen,
)
from commissioning.domain.tags import HolderKind, Position

FORMAT = 2  # 1 had no 'unseen'


def written(edition: Edition) -> str:
    """The edition as JSON: all but its amendments, which come later."""
    return json.dumps(
        {
            "format": FORMAT,
            "number": edition.number,
            "day": edition.day.isoformat(),
            "title": edition.title,
            "introduction": edition.introduction,
            "sections": [_section(section) for section in edition.sections],
            "unseen": edition.unseen and _unseen(edition.unseen),
            "status": edition.status.value,
            "version": edition.version,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def read(text: str, *, id_: int | None = None) -> Edition:
    """The edition that `written` gave."""
    found = json.loads(text)
    return Edition(
        id=id_,
        number=found["number"],
        day=date.fromisoformat(found["day"]),
        title=found["title"],
        introduction=found["introduction"],
        sections=tuple(
            Section(name=one["name"], items=tuple(_read_item(it) for it in one["items"]))
            for one in found["sections"]
        ),
        unseen=_read_unseen(found.get("unseen")),
        status=EditionStatus(found["status"]),
        version=found["version"],
    )


def read_unseen(text: str) -> Unseen | None:
    """What the edition that `written` gave could not see; None for a draft or a form without it."""
    return _read_unseen(json.loads(text).get("unseen"))


def _section(section: Section) -> Mapping[str, object]:
    return {"name": section.name, "items": [_item(item) for item in section.items]}


def _item(item: Item) -> Mapping[str, object]:
    return {
        "key": item.key,
        "story": item.story,
        "article": item.article,
        "headline": item.headline,
        "url": item.url,
        "sources": [
            {"name": one.name, "url": one.url, "published": _dated(one.published)}
            for one in item.sources
        ],
        "stances": [_stance(one) for one in item.stances],
        "line": item.line,
        "note": item.note,
    }


def _stance(stance: ItemStance) -> Mapping[str, object]:
    return {
        "holder": stance.holder,
        "holder_kind": stance.holder_kind.value,
        "organisation": stance.organisation,
        "speaker": stance.speaker,
        "office": stance.office,
        "question": stance.question,
        "label": stance.label,
        "position": stance.position.value,
        "confidence": stance.confidence,
        "words": stance.words,
        "method": stance.method,
        "article": stance.article,
        "source": stance.source,
        "published": _dated(stance.published),
    }


def _unseen(unseen: Unseen) -> Mapping[str, object]:
    return {
        "first": unseen.first.isoformat(),
        "last": unseen.last.isoformat(),
        "asked": unseen.asked,
        "answered": unseen.answered,
        "missing": [[one.source, one.why] for one in unseen.missing],
        "quiet": [[one.label, *one.bodies] for one in unseen.quiet],
    }


def _dated(found: Dated | None) -> Sequence[str] | None:
    """Moment, precision and where it was found."""
    if found is None:
        return None
    return [found.moment.isoformat(), found.precision.value, found.found_in]


def _read_item(found: Mapping[str, Any]) -> Item:
    return Item(
        key=found["key"],
        story=found["story"],
        article=found["article"],
        headline=found["headline"],
        url=found["url"],
        sources=tuple(
            ItemSource(name=one["name"], url=one["url"], published=_read_dated(one["published"]))
            for one in found["sources"]
        ),
        stances=tuple(_read_stance(one) for one in found["stances"]),
        line=found["line"],
        note=found["note"],
    )


def _read_stance(found: Mapping[str, Any]) -> ItemStance:
    return ItemStance(
        holder=found["holder"],
        holder_kind=HolderKind(found["holder_kind"]),
        organisation=found["organisation"],
        speaker=found["speaker"],
        office=found["office"],
        question=found["question"],
        label=found["label"],
        position=Position(found["position"]),
        confidence=found["confidence"],
        words=found["words"],
        method=found["method"],
        article=found["article"],
        source=found["source"],
        published=_read_dated(found["published"]),
    )


def _read_unseen(found: Mapping[str, Any] | None) -> Unseen | None:
    if found is None:
        return None
    return Unseen(
        first=date.fromisoformat(found["first"]),
        last=date.fromisoformat(found["last"]),
        asked=found["asked"],
        answered=found["answered"],
        missing=tuple(Missing(source=name, why=why) for name, why in found["missing"]),
        quiet=tuple(Quiet(label=label, bodies=tuple(rest)) for label, *rest in found["quiet"]),
    )


def _read_dated(found: Sequence[str] | None) -> Dated | None:
    if found is None:
        return None
    moment, precision, found_in = found
    return Dated(
        moment=datetime.fromisoformat(moment).astimezone(UTC),
        precision=Precision(precision),
        found_in=found_in,
    )
