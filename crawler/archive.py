"""The archive: raw responses in and out of gzipped WARC files, one file a run.

A record is a gzip member of its own, so a file that was cut short is readable up to the cut.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from commissioning.domain.articles import ArchiveRef
from commissioning.domain.errors import ArchiveError


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An HTTP response as it was received. `captured` is aware; header names are as sent."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    captured: datetime

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class Archive:
    """A WARC file to append to, made when the first response comes; a context manager.

    `name` is the file's name inside `folder`, and what the store keeps.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def write(self, response: Response) -> ArchiveRef:
        """Append the response; it is with the operating system when this returns."""
        try:
            if self._file is None:
                self.folder.mkdir(parents=True, exist_ok=True)
                self._file = (self.folder / self.name).open("ab")
            offset = self._file.seek(0, 2)
            writer = WARCWriter(self._file, gzip=True)
            headers = [
                (key, value) for key, value in response.headers if key.lower() not in _TRANSFER
            ]
            record = writer.create_warc_record(
                response.url,
                "response",
                payload=BytesIO(response.body),
                http_headers=StatusAndHeaders(
                    _status_line(response.status), headers, protocol="HTTP/1.1"
                ),
                warc_headers_dict={"WARC-Date": _warc_date(response.captured)},
            )
            writer.write_record(record)
            self._file.flush()
        except OSError as error:
            raise ArchiveError(
                str(self.folder / self.name), f"cannot be written ({error})"
            ) from error
        return ArchiveRef(file=self.name, offset=offset)


def _status_line(status: int) -> str:
    known = status in set(HTTPStatus)
    return f"{status} {HTTPStatus(status).phrase if known else 'Unknown'}"


_TRANSFER = ("transfer-encoding", "content-encoding", "content-length")


def read_response(folder: Path, ref: ArchiveRef) -> Response:
    """The response that lies at `ref`; ArchiveError where there is none."""
    path = folder / ref.file
    try:
        with path.open("rb") as file:
            file.seek(ref.offset)
            for found in _responses(file, path):
                return found
    except OSError as error:
        raise ArchiveError(str(path), f"cannot be read ({error})") from error
    raise ArchiveError(str(path), f"no response at {ref.offset}")


def read_warc(path: Path, *, max_bytes: int) -> Iterator[Response]:
    """The responses of any WARC file, bodies over `max_bytes` cut off.

    Raises ArchiveError where the file is none or ends in the middle, after what could be read.
    """
    try:
        with path.open("rb") as file:
            yield from _responses(file, path, max_bytes=max_bytes)
    except OSError as error:
        raise ArchiveError(str(path), f"cannot be read ({error})") from error


def _responses(file: BinaryIO, path: Path, *, max_bytes: int = 100_000_000) -> Iterator[Response]:
    end = file.tell()
    records = ArchiveIterator(file, arc2warc=True)
    try:
        for record in records:
            if record.rec_type != "response" or record.http_headers is None:
                records.read_to_end()
                end = records.get_record_offset() + records.get_record_length()
                continue
            body = record.content_stream().read(max_bytes)
            status = record.http_headers.get_statuscode()
            yield Response(
                url=record.rec_headers.get_header("WARC-Target-URI") or "",
                status=int(status) if status.isdigit() else 0,
                headers=tuple(record.http_headers.headers),
                body=body,
                captured=datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")),
            )
            records.read_to_end()
            end = records.get_record_offset() + records.get_record_length()
    except (ArchiveLoadFailed, EOFError, ValueError, TypeError, AttributeError) as error:
        reason = " ".join(str(error).split())[:200]
        raise ArchiveError(str(path), f"is no WARC file, or damaged ({reason})") from error
    if end < path.stat().st_size:
        raise ArchiveError(str(path), "ends in the middle of a record")


def _warc_date(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
