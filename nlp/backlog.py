"""Tags what waits in the database, batch by batch; the one file of this package on the store."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, tee

from commissioning.domain.errors import TaggingError
from commissioning.logs import logger
from commissioning.store.database import Database
from commissioning.store.tags import (
    START,
    Backlog,
    TaggedText,
    ToTag,
    count_to_tag,
    save_taggings,
    texts_to_tag,
)
from nlp.batches import TagsTexts

_log = logger(__name__)

BATCH = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class TagReport:
    """What a run of the tagger did: texts tagged, and (id, reason) of those that it could not."""

    tagged: int
    failed: tuple[tuple[str, str], ...]


def tag_backlog(
    database: Database,
    tagger: TagsTexts,
    backlog: Backlog,
    *,
    clock: Callable[[], datetime],
    progress: Callable[[int, int], None] | None = None,
) -> TagReport:
    """Tag all that waits. Each batch is one transaction, so a run cut short goes on where it was.

    `progress` is called with the texts done and the texts in all.
    """
    version = tagger.version
    with database.session() as session:
        total = count_to_tag(session, backlog, tagger=version)
    items, texts = tee(_waiting(database, backlog, version))
    found = zip(items, tagger.tag_all(item.text for item in texts), strict=True)
    done = 0
    failed: list[tuple[str, str]] = []
    while batch := tuple(islice(found, BATCH)):
        tagged: list[TaggedText] = []
        for item, tagging in batch:
            if isinstance(tagging, TaggingError):
                _log.warning("not tagged", text=tagging.name, reason=tagging.message)
                failed.append((tagging.name, tagging.message))
            else:
                tagged.append((item, tagging))
        with database.session() as session:
            save_taggings(session, tagged, at=clock())
        done += len(batch)
        if progress:
            progress(done, max(total, done))
    return TagReport(tagged=done - len(failed), failed=tuple(failed))


def _waiting(database: Database, backlog: Backlog, version: str) -> Iterator[ToTag]:
    after = START
    while True:
        with database.session() as session:
            batch = texts_to_tag(session, backlog, tagger=version, after=after, limit=BATCH)
        if not batch:
            return
        yield from batch
        after = batch[-1].place
