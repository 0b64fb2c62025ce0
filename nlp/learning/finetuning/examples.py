"""Labelled articles and statements laid out as the reader sees them, with what is right of each."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from commissioning.domain.tags import HolderKind, Span
from nlp.learning.training import as_labelled, meant
from nlp.lines import parse
from nlp.positions.holders import voices
from nlp.positions.reader import POSITIONS, QUESTIONS, Case, Laid, lay_out
from nlp.positions.spans import sentences_of
from nlp.positions.voices import Piece, Voice
from nlp.tagger import Tagger

_UNSAID = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is right for a case: whether a side is taken (Q), which (Q), which pieces show it.

    Of the words that show a stance, given alone, `whole` is false: only their side is learned.
    """

    about: np.ndarray
    side: np.ndarray
    shown: Mapping[int, list[int]]
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A labelled article laid out."""

    key: str
    laid: Laid
    targets: tuple[Target, ...]


Choices = tuple[Example, ...]


def examples(paths: Sequence[Path], tokenizer: Any, *, tagger: Tagger) -> Iterator[Choices]:
    """The rows of labelled files: articles, or single statements.

    An article has two forms, with the quotations that the tagger finds and with those that people
    found; the first alone where only its stances are labelled.
    """
    for path in paths:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        articles = [row for row in rows if "holder" not in row]
        yield from ((_statement(row, tokenizer, tagger),) for row in rows if "holder" in row)
        for row, doc in zip(articles, tagger.docs(map(_text, articles)), strict=True):
            found = _example(row, lay_out(doc, voices(doc), tokenizer))
            if "quotations" not in row:
                yield (found,)
                continue
            as_labelled(doc, row["quotations"])
            yield found, _example(row, lay_out(doc, voices(doc), tokenizer))


def _text(row: Mapping[str, Any]) -> Any:
    return parse(json.dumps(row))


def _example(row: Mapping[str, Any], laid: Laid) -> Example:
    everybody = [case.voice for case in laid.cases]
    whose = [(label, meant(label, everybody)) for label in row["stances"]]
    targets = [
        _target(case, row["text"], [label for label, voices in whose if case.voice in voices])
        for case in laid.cases
    ]
    alone = list(_alone(laid, targets))
    return Example(
        key=row["id"],
        laid=replace(laid, cases=(*laid.cases, *(case for case, _ in alone))),
        targets=(*targets, *(target for _, target in alone)),
    )


def _alone(laid: Laid, targets: Sequence[Target]) -> Iterator[tuple[Case, Target]]:
    """For each side that a case takes, the pieces that show it as a case of its own."""
    for case, target in zip(laid.cases, targets, strict=True):
        for place, pieces in target.shown.items():
            if not pieces or len(case.shown) == 1:
                continue
            about = np.zeros(len(QUESTIONS), dtype=bool)
            about[place] = True
            yield (
                replace(
                    case,
                    shown=tuple(case.shown[piece] for piece in pieces),
                    words=case.words[pieces],
                    mentions=case.mentions[pieces],
                    marks=case.marks[pieces],
                    lexical=case.lexical[pieces],
                ),
                Target(about=about, side=target.side, shown={}, whole=False),
            )


def _target(case: Case, text: str, rows: Sequence[Mapping[str, Any]]) -> Target:
    about = np.zeros(len(QUESTIONS), dtype=bool)
    side = np.full(len(QUESTIONS), _UNSAID)
    shown: dict[int, list[int]] = {}
    for row in rows:
        place = QUESTIONS.index(row["question"])
        about[place], side[place] = True, [p.value for p in POSITIONS].index(row["stance"])
        start = text.find(row["evidence"])
        end = start + len(row["evidence"])
        if start >= 0:
            shown[place] = [
                number
                for number, span in enumerate(case.shown)
                if span.start < end and start < span.end
            ]
    return Target(about=about, side=side, shown=shown)


def _statement(row: Mapping[str, Any], tokenizer: Any, tagger: Tagger) -> Example:
    """A holder's words alone: the holder is given, nothing is left to find."""
    context = f"{row['context']}\n\n" if row.get("context") else ""
    text = context + row["text"]
    kind = HolderKind(row["holder_kind"])
    method = {
        HolderKind.ORGANISATION: "subject",
        HolderKind.GROUP: "subject",
        HolderKind.AUTHOR: "author",
        HolderKind.COMMENTER: "comment",
    }.get(kind, "direct" if any(mark in row["text"] for mark in "\"“‘'") else "indirect")
    at = text.find(row["holder"], len(context))
    mention = Span(at, at + len(row["holder"])) if at >= 0 else None
    pieces = [
        Piece(
            span=span,
            method=method,
            mention=mention if mention and span.start <= mention.start < span.end else None,
        )
        for span in sentences_of(text)
        if span.start >= len(context)
    ]
    voice = Voice(holder=row["holder"], kind=kind, organisation=None, pieces=pieces)
    doc = tagger.blank(parse(json.dumps({"id": row["id"], "text": text, "year": row["year"]})))
    stances = [
        {
            **s,
            "holder": row["holder"],
            "holder_kind": row["holder_kind"],
            "organisation": None,
            "evidence": row["text"],
        }
        for s in row["stances"]
    ]
    return _example(
        {"id": row["id"], "text": text, "stances": stances}, lay_out(doc, [voice], tokenizer)
    )
