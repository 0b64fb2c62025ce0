"""Any WARC or ARC file into records: gzip of either kind or none, cut short or not.

Memory is bounded whatever the file holds: a body is read up to a limit, decoded up to it too.
"""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, BinaryIO, Protocol

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from commissioning.domain.errors import ArchiveError
from crawler.archive.gzipping import DAMAGED, unpacker
from crawler.archive.transfer import decoded

# it writes addresses from the file to the terminal, as they are
logging.getLogger("warcio").setLevel(logging.CRITICAL)

BLOCK = 65_536
MAX_HEAD = 262_144

Headers = tuple[tuple[str, str], ...]
_About = dict[str, str]  # a WARC record's own headers by name, in small letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An HTTP response as it was received, or a file: then its status is 200.

    url       as asked for
    headers   names as sent
    body      without the coding of the transfer
    captured  when, aware
    request   the headers with which it was asked for; not read back from a file
    """

    url: str
    status: int
    headers: Headers
    body: bytes
    captured: datetime
    request: Headers = ()

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        wanted = name.lower()
        for key, value in self.headers:
            if key.lower() == wanted:
                return value
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record of a WARC file.

    kind       its WARC-Type
    url        of what it is about; '' where it names none
    start      where reading can begin again so that this record is the next, in bytes: of the
               file, or of what is in it where the whole file is one gzip stream
    is_place   whether `start` can be sought in the file itself, at once
    response   what a 'response' or 'resource' holds; a 'revisit' has no body; None for the
               other kinds and for what was not wanted
    digest     of the payload, as the file has it
    refers_to  the address of the response that a 'revisit' stands for
    """

    kind: str
    url: str
    start: int
    is_place: bool
    response: Response | None
    digest: str | None = None
    refers_to: str | None = None


Wants = Callable[[Response], bool]


def read_records(
    file: BinaryIO, *, name: str, start: int = 0, max_bytes: int, wants: Wants | None = None
) -> Iterator[Record]:
    """The records of a file that can be sought in, from `start` on, which a Record gave.

    Bodies over `max_bytes` are cut off. `wants` is asked with a response that has no body yet
    whether the body is to be read. Raises ArchiveError, naming `name`, where the file is no WARC
    file or ends in the middle, after what could be read.
    """
    try:
        stream = _open(file, start)
        if type(stream) is _Members:
            yield from _from_members(file, start, max_bytes, wants)
        else:
            yield from _from_stream(stream, max_bytes, wants, empty=start == 0)
    except EOFError as error:
        raise ArchiveError(name, "ends in the middle of a record") from error
    except (ArchiveLoadFailed, *DAMAGED, ValueError, TypeError, AttributeError) as error:
        reason = " ".join(str(error).split())[:200]
        raise ArchiveError(name, f"is no WARC file, or damaged ({reason})") from error


def _from_members(
    file: BinaryIO, start: int, max_bytes: int, wants: Wants | None
) -> Iterator[Record]:
    """The records of members: those of the usual make at once, which is many times as fast."""
    while True:
        is_warc = True
        for place, end, data in _inflated(file, start, max_bytes + 2 * MAX_HEAD):
            found = _whole(data)
            if found is None:
                is_warc = data.startswith(b"WARC/")
                break
            yield _record(*found, place, max_bytes, wants)
            start = end
        for record in _from_stream(_Members(file, start), max_bytes, wants, empty=start == 0):
            if is_warc and record.start > start:
                start = record.start
                break
            yield record
        else:
            return


def _from_stream(
    stream: "_Stream", max_bytes: int, wants: Wants | None, *, empty: bool
) -> Iterator[Record]:
    """The records of anything; none is an error where it is `empty` so far."""
    records = _iterator(stream)
    for found in records:
        empty = False
        if found.length is None:
            raise EOFError
        about = {name.lower(): value for name, value in reversed(found.rec_headers.headers)}
        place = stream.place(records.offset)
        record = _record(about, found.raw_stream, place, max_bytes, wants)
        yield replace(record, is_place=not isinstance(stream, _OneStream))
        records.read_to_end()
        if _missing(found.raw_stream):
            raise EOFError
    if empty or not stream.at_end():
        raise ArchiveLoadFailed("no record in it" if empty else "no record where one should be")


def _record(about: _About, stream: Any, place: int, max_bytes: int, wants: Wants | None) -> Record:
    kind, url = about.get("warc-type", ""), about.get("warc-target-uri", "")
    captured = _moment(about.get("warc-date", ""))
    response = None
    if kind in ("response", "resource", "revisit") and captured is not None and url:
        status, begun = 200, b""
        headers: Headers = (("Content-Type", about.get("content-type", "")),)
        if kind != "resource":
            status, headers, begun = _http_head(stream)
        head = Response(url=url, status=status, headers=headers, body=b"", captured=captured)
        if kind == "revisit":
            response = head
        elif wants is None or wants(head):
            response = _with_body(head, stream, begun, max_bytes)
    return Record(
        kind=kind,
        url=url,
        start=place,
        is_place=True,
        response=response,
        digest=about.get("warc-payload-digest"),
        refers_to=about.get("warc-refers-to-target-uri"),
    )


def _with_body(head: Response, stream: Any, begun: bytes, max_bytes: int) -> Response:
    raw = begun + stream.read(max(max_bytes - len(begun), 0))
    if len(raw) < max_bytes and _missing(stream):
        raise EOFError
    body = decoded(
        raw[:max_bytes],
        transfer=head.header("Transfer-Encoding"),
        content=head.header("Content-Encoding"),
        max_bytes=max_bytes,
    )
    return Response(
        url=head.url, status=head.status, headers=head.headers, body=body, captured=head.captured
    )


def _missing(stream: Any) -> bool:
    """Whether the file ended before the record did."""
    return getattr(stream, "limit", 0) > 0


_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"(?:HTTP/\S+|ICY)\s+(\d{3})")


def _http_head(stream: Any) -> tuple[int, Headers, bytes]:
    """The status, the headers, and what was read of the body; status 0 where there is none."""
    read = b""
    while (end := _END_OF_HEAD.search(read)) is None and len(read) < MAX_HEAD:
        piece = stream.read(8_192)
        if not piece:
            break
        read += piece
    head, rest = (read[: end.start()], read[end.end() :]) if end else (read, b"")
    status = _STATUS.match(head)
    if status is None:
        return 0, (), read
    headers = []
    for line in head.decode("latin-1").splitlines()[1:]:
        key, colon, value = line.partition(":")
        if colon and key.strip():
            headers.append((key.strip(), value.strip()))
    return int(status[1]), tuple(headers), rest


_USUAL_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?Z?)?)?)?")


def _moment(written: str) -> datetime | None:
    """A WARC-Date, which may stop after any unit."""
    if _USUAL_DATE.fullmatch(written):
        with suppress(ValueError):  # the 61st second of a minute is read below
            return datetime.fromisoformat(written)
    hit = _DATE.fullmatch(written.strip())
    if hit is None:
        return None
    year, month, day, hour, minute, second = (int(part) if part else None for part in hit.groups())
    try:
        return datetime(
            year or 1,
            month or 1,
            day or 1,
            hour or 0,
            minute or 0,
            min(second or 0, 59),
            tzinfo=UTC,
        )
    except ValueError:
        return None


class _Stream(Protocol):
    def read(self, size: int = -1) -> bytes: ...
    def tell(self) -> int: ...
    def place(self, offset: int) -> int: ...
    def at_end(self) -> bool: ...


def _open(file: BinaryIO, start: int) -> _Stream:
    file.seek(0)
    if file.read(2) != b"\x1f\x8b":
        file.seek(start)
        return _Plain(file)
    if not _is_one_stream(file):
        return _Members(file, start)
    stream = _OneStream(file, 0)
    stream.skip(start)
    return stream


def _is_one_stream(file: BinaryIO) -> bool:
    """Whether the second record begins inside a gzip member."""
    stream = _Members(file, 0)
    try:
        records = _iterator(stream)
        next(records, None)
        records.read_to_end()
    except (EOFError, *DAMAGED, ArchiveLoadFailed):
        return False
    return records.next_line is not None and not stream.begins_at(records.offset)


class _Records(ArchiveIterator):  # type: ignore[misc]
    INC_RECORD = ""  # what the base class writes to standard error where a length is wrong


def _iterator(stream: _Stream) -> Any:
    return _Records(stream, arc2warc=True, no_record_parse=True, block_size=BLOCK)


class _Plain:
    """A file without compression."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.read = file.read
        self.tell = file.tell

    def place(self, offset: int) -> int:
        return offset

    def at_end(self) -> bool:
        return not self._file.read(1)


def _inflated(file: BinaryIO, start: int, most: int) -> Iterator[tuple[int, int, bytes]]:
    """The gzip members from `start` on: where each begins and ends, and all that is in it.

    Ends without an error before one that is damaged, cut short or holds more than `most` bytes.
    """
    file.seek(start)
    raw = file.read(BLOCK)
    while raw:
        inflate = unpacker()
        try:
            data = inflate.decompress(raw, most)
            while not inflate.eof and len(data) < most and (raw := file.read(BLOCK)):
                data += inflate.decompress(raw, most - len(data))
        except DAMAGED:
            return
        if not inflate.eof:
            return
        raw = inflate.unused_data
        end = file.tell() - len(raw)
        yield start, end, data
        start, raw = end, raw or file.read(BLOCK)


_FIELD = re.compile(r"\r\n([!-9;-~]+):([^\r\n]*)")


def _whole(data: bytes) -> tuple[_About, BytesIO] | None:
    """The one WARC record that `data` is; None where it is more, less or of an unusual make."""
    head, _, block = data.partition(b"\r\n\r\n")
    if not (head.startswith(b"WARC/") and head.isascii() and block.endswith(b"\r\n\r\n")):
        return None
    fields = _FIELD.findall(head.decode("ascii"))
    about = {name.lower(): value.strip() for name, value in reversed(fields)}
    url = about.get("warc-target-uri", "")
    if len(fields) != head.count(b"\n") or "<" in url or " " in url:
        return None
    if about.get("content-length") != str(len(block) - 4):
        return None
    return about, BytesIO(block[:-4])


class _Members:
    """A file of gzip members, read as if it had none; one member a record."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        file.seek(start)
        self._file = file
        self._raw = b""
        self._inflate: Any = None
        self._offset = 0
        self._starts: list[tuple[int, int]] = [(0, start)]

    def tell(self) -> int:
        return self._offset

    def place(self, offset: int) -> int:
        """Where in the file the member begins that holds what lies at `offset`."""
        while len(self._starts) > 1 and self._starts[1][0] <= offset:
            del self._starts[0]
        return self._starts[0][1]

    def begins_at(self, offset: int) -> bool:
        """Whether a member begins there."""
        return any(begin == offset for begin, _ in self._starts)

    def at_end(self) -> bool:
        return not self.read(1)

    def read(self, size: int = BLOCK) -> bytes:
        """Up to `size` bytes, at least one; empty at the end of the file."""
        while True:
            if self._inflate is None and not self._begin():
                return b""
            if not self._raw and not self._fill():
                raise EOFError
            data: bytes = self._inflate.decompress(self._raw, size)
            if self._inflate.eof:
                self._raw = self._inflate.unused_data
                self._inflate = None
            else:
                self._raw = self._inflate.unconsumed_tail
            if data:
                self._offset += len(data)
                return data

    def _begin(self) -> bool:
        """The next member; zeros between members and behind the last are padding."""
        self._raw = self._raw.lstrip(b"\0")
        while not self._raw:
            if not self._fill():
                return False
            self._raw = self._raw.lstrip(b"\0")
        self._inflate = unpacker()
        self._starts.append((self._offset, self._file.tell() - len(self._raw)))
        return True

    def _fill(self) -> bool:
        self._raw = self._file.read(BLOCK)
        return bool(self._raw)


class _OneStream(_Members):
    """A file in which gzip members and records do not agree: places count what is inside."""

    def skip(self, size: int) -> None:
        while self._offset < size and self.read(min(BLOCK, size - self._offset)):
            pass

    def place(self, offset: int) -> int:
        return offset
