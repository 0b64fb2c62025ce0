"""A stance line, as pages and feeds show it: who holds which side, by which words, found where."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from commissioning.domain.facts import PolicyQuestion
from commissioning.domain.ledger import Head, Statement
from commissioning.domain.quoting import EVIDENCE
from commissioning.domain.tags import HolderKind
from site_builder import urls, words
from site_builder.ledger import Entry
from site_builder.outside import at_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A stance line: shape, holder, verb, question, evidence, and where it comes from.

    entry       what it was made of, with `shown`, its words, and `head`, its article
    mark        'u', 'd' or 'm'; holder_url, speaker and speaker_url are None where there is none;
                a body that speaks itself has no speaker
    words       the evidence, clipped; `told` with its own quotation marks
    article     path of the article's page; `evidence` leads to these very words there
    made        how the tag was made, in words
    past        whether it is told in the past tense
    """

    entry: Entry
    shown: Statement
    head: Head
    mark: str
    sure: bool
    side: str
    holder: str
    holder_url: str | None
    verb: str
    question: str
    question_url: str
    label: str
    words: str
    told: str
    speaker: str | None
    speaker_url: str | None
    source: str
    article: str
    evidence: str
    headline: str
    date: str
    machine: str | None
    certainty: str
    made: str
    past: bool = False

    @property
    def outside(self) -> str | None:
        """Where the very words stand at the article's publisher; None where no link can tell."""
        return at_words(self.head.url, self.shown.words)

    @property
    def data(self) -> Mapping[str, object]:
        """The stance for machines, under the names of the tagged database."""
        entry, shown = self.entry, self.shown
        return {
            "holder": shown.holder,
            "holder_kind": shown.holder_kind.value,
            "organisation": shown.organisation,
            "question": entry.question,
            "stance": entry.position.value,
            "confidence": round(entry.confidence, 3),
            "counted": entry.is_sure,
            "method": shown.method,
            "evidence": {
                "start": shown.span.start,
                "end": shown.span.end,
                "text": self.told,
            },
            "article": self.head.url,
            "published": self.machine,
            "source": self.head.source,
        }


def line(
    entry: Entry,
    shown: Statement,
    head: Head,
    *,
    question: PolicyQuestion,
    holder_url: str | None,
    person_url: str | None,
) -> Line:
    """The stance line of an entry, of its words and its article, in the present tense."""
    article = urls.article(head.url)
    told = words.clip(shown.words, EVIDENCE)
    return Line(
        entry=entry,
        shown=shown,
        head=head,
        mark=words.mark(entry.position),
        sure=entry.is_sure,
        side=words.side(entry.position),
        holder=entry.holder.name,
        holder_url=holder_url,
        verb=words.verb(entry.position, sure=entry.is_sure, many=entry.holder.many),
        question=question.object,
        question_url=urls.question(question.slug),
        label=question.label,
        words=words.nested(told).rstrip(","),  # the comma is the article’s, not the speaker’s
        told=told,
        speaker=_speaker(entry, shown),
        speaker_url=None if entry.holder.is_person else person_url,
        source=head.source_name,
        article=article,
        evidence=f"{article}#{words.anchor(shown)}",
        headline=head.headline,
        date=words.dated(head.published),
        machine=words.machine(head.published),
        certainty=words.certainty(entry.confidence, shown.method),
        made=words.method(shown.method),
    )


def in_the_past(told: Line) -> Line:
    """The same line in the past tense."""
    verb = words.verb(told.entry.position, sure=told.sure, past=True, many=told.entry.holder.many)
    return replace(told, verb=verb, past=True)


def _speaker(entry: Entry, shown: Statement) -> str | None:
    if entry.kind is HolderKind.AUTHOR:
        return "the writer"
    if entry.kind is HolderKind.ORGANISATION:
        return None
    if entry.holder.is_person:
        return shown.office
    return f"{shown.holder}, {shown.office}" if shown.office else shown.holder
