"""What the archive of a life holds, by day: articles' pages, and the lists that led to them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from tests.soak.newsroom import FIRST


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer in the archive.

    day   on which it was fetched, counted from 0
    page  whether it is an article's page; else it is a feed or another list, or robots.txt
    size  bytes on disk
    """

    day: int
    page: bool
    size: int


def archived(folder: Path) -> Iterator[Kept]:
    """All answers in an archive."""
    for path in sorted(folder.glob("collect-*.warc.gz")):
        day = (date.fromisoformat(path.name[8:16]) - FIRST).days
        with path.open("rb") as file:
            records = ArchiveIterator(file)
            for record in records:
                url = record.rec_headers.get_header("WARC-Target-URI") or ""
                is_answer = record.rec_type == "response"
                records.read_to_end(record)
                if is_answer:
                    yield Kept(day=day, page="/a/" in url, size=records.get_record_length())
