"""A database with a bit of everything that an export holds, and exports of it. All is invented."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from commissioning.domain.articles import Comment, SourceKind
from commissioning.domain.corrections import Subject
from commissioning.domain.coverage import PollOutcome
from commissioning.domain.licences import Licence
from commissioning.domain.tags import (
    HolderKind,
    Mention,
    Quotation,
    QuotationKind,
    Span,
    Tagging,
)
from commissioning.register import load_register
from commissioning.research.exporting.described import Description, Publisher
from commissioning.research.exporting.export import export
from commissioning.research.exporting.formats.format import Format
from commissioning.research.exporting.formats.kinds import KINDS
from commissioning.research.exporting.tables import Content
from commissioning.store.database import Database
from commissioning.store.recording import PollRecord, record_polls, start_run
from commissioning.store.sources import save_source
from commissioning.store.tags import Backlog, save_taggings, texts_to_tag
from tests.commissioning.corrected import (
    COMMENT,
    NOW,
    TEXT,
    add,
    an_article,
    put_right,
    read,
    span,
    stance,
    tags,
)

PUBLISHER = Publisher(name="The Digest of Nowhere", url="https://digest.nowhere.example/")
READER, OTHER_READER = "Private Person", "Another Reader"
REPLY = "Another Reader is right: my friend Cora Quiet says so too. “Keep the purse,” she says."
SPEECH = " ".join(f"word{number}" for number in range(80))
LONG = f"Dr Ada Sample said: “{SPEECH}.” " + " ".join(f"more{number}" for number in range(60))
FORMULA = "=1+1 is what the purse holds"


def _article(number: int, **changes: Any) -> Any:
    return an_article(**{"url": f"http://courier.example/{number}", **changes})


def _read(text: str) -> Tagging:
    if text == REPLY:
        said = span(text, "Keep the purse,")
        quoted = Quotation(
            span=said, kind=QuotationKind.DIRECT, speaker="Cora Quiet", method="marks"
        )
        named = Mention(
            span=span(text, OTHER_READER), organisation=None, name=OTHER_READER, method="ner"
        )
        own = stance(READER, "oppose", said, kind=HolderKind.COMMENTER, body=None)
        return Tagging(
            relevance=0.8,
            tagger="tagger/1",
            quotations=(quoted,),
            stances=(own,),
            mentions=(named,),
        )
    if text == LONG:
        said = span(text, SPEECH)
        quoted = Quotation(
            span=said, kind=QuotationKind.DIRECT, speaker="Dr Ada Sample", method="marks"
        )
        later = Quotation(
            span=Span(said.end + 3, len(text)),
            kind=QuotationKind.INDIRECT,
            speaker="Dr Ada Sample",
            method="said",
        )
        return Tagging(
            relevance=0.7,
            tagger="tagger/1",
            quotations=(quoted, later),
            stances=(stance("Dr Ada Sample", "support", said),),
        )
    return read(text) if text in (TEXT, COMMENT) else Tagging(relevance=0.1, tagger="tagger/1")


def fill(database: Database) -> None:
    """Three articles with comments, tags, an earlier version, a correction and polls."""
    comments = (Comment(text=COMMENT, author=READER), Comment(text=REPLY, author=OTHER_READER))
    with database.session() as session:
        add(session, _article(1, comments=comments))
        add(session, _article(2, text=LONG, headline=FORMULA, comments=(), published=None))
        add(session, _article(3, text="An older text about nothing.", comments=()))
        add(session, _article(3, text="A newer text, of another hue.", comments=()))
        for item in texts_to_tag(session, Backlog.ALL, tagger="tagger/1"):
            save_taggings(session, [(item, _read(item.text.text))], at=NOW)
        (found,) = tags(session, 1, Subject.STANCE, holder="Dr Ada Sample")
        right = {**found.values, "position": "oppose"}
        put_right(session, 1, Subject.STANCE, found.values, right, reason="She says so.")
        (remark,) = tags(session, 1, Subject.STANCE, comment=0)
        told = {**remark.values, "position": "support"}
        put_right(
            session, 1, Subject.STANCE, remark.values, told, comment=0, reason=f"{READER} said so."
        )
        run = start_run(session, "collect", at=NOW)
        source = save_source(session, slug="courier", name="Courier", kind=SourceKind.TRADE)
        poll = PollRecord(
            run_id=run, source_id=source, url="feed", outcome=PollOutcome.ANSWERED, at=NOW
        )
        record_polls(session, [poll])


@contextmanager
def contents(database: Database, *, with_text: bool = False) -> Iterator[Content]:
    with database.snapshot() as session:
        yield Content(session=session, register=load_register(), with_text=with_text)


def exported(
    database: Database,
    folder: Path,
    kind: Format = Format.JSONL,
    *,
    with_text: bool = False,
    annotations: bool = False,
    licence: Licence = Licence.CC_BY,
) -> Description:
    publisher = replace(PUBLISHER, licence=licence)
    with contents(database, with_text=with_text) as content:
        return export(content, folder, kind, publisher=publisher, with_annotations=annotations)


def rows(folder: Path, table: str, kind: Format = Format.JSONL) -> list[dict[str, Any]]:
    """The rows of a table, as its kind of file gives them."""
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    (found,) = (one for one in package["resources"] if one["name"] == table)
    names = [field["name"] for field in found["schema"]["fields"]]
    return [dict(row) for row in KINDS[kind].rows(folder / found["path"], table, names)]


def everything(folder: Path) -> str:
    """All bytes of an export's text files."""
    return "".join(path.read_text("utf-8") for path in sorted(folder.iterdir()))
