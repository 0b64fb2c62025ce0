"""The archive: what was fetched in and out of gzipped WARC files, of at most about 1 GB each.

A record is a gzip member of its own and is written at once, and no file is opened a second time:
a run that was killed leaves a file that is whole up to its last record.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from importlib.metadata import version
from io import BytesIO, FileIO
from os import fsync
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from commissioning.domain.articles import ArchiveRef
from commissioning.domain.errors import ArchiveError
from crawler.archive.gzipping import pack
from crawler.archive.warc import Headers, Response, read_records

MAX_FILE = 1_000_000_000
MAX_BODY = 100_000_000


class Archive:
    """A WARC file to write to, made when the first response comes; a context manager.

    `name` is the file's name inside `folder`, and what the store keeps. Where there is such a
    file already, and after 1 GB, a new one is begun: 'a.warc.gz', 'a-2.warc.gz', 'a-3.warc.gz'.
    """

    def __init__(self, folder: Path, name: str, *, max_file: int = MAX_FILE) -> None:
        self.folder = folder
        self.name = name
        self._max_file = max_file
        self._number = 0
        self._file: FileIO | None = None
        self._writer = WARCWriter(None, gzip=False, warc_version="1.1")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._close()

    def write(self, response: Response) -> ArchiveRef:
        """Append the response, and what was asked; it is with the system when this returns."""
        headers = [(_own_name(name), value) for name, value in _clean(response.headers)]
        headers.append(("Content-Length", str(len(response.body))))
        reference = self._append(
            response.url,
            "response",
            response.body,
            captured=response.captured,
            http=StatusAndHeaders(_status_line(response.status), headers, protocol="HTTP/1.1"),
        )
        if response.request:
            parts = urlsplit(response.url)
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            asked = list(_clean(response.request))
            if not any(name.lower() == "host" for name, _ in asked):
                asked.insert(0, ("Host", parts.netloc))
            line = f"GET {target} HTTP/1.1"
            http = StatusAndHeaders(line, asked, is_http_request=True)
            self._append(response.url, "request", b"", captured=response.captured, http=http)
        return reference

    def write_resource(
        self, url: str, body: bytes, *, content_type: str, captured: datetime
    ) -> ArchiveRef:
        """Append a file that came by no request; `url` is a 'file:' or 'urn:' address."""
        return self._append(url, "resource", body, captured=captured, content_type=content_type)

    def _append(
        self,
        url: str,
        kind: str,
        body: bytes,
        *,
        captured: datetime,
        http: StatusAndHeaders | None = None,
        content_type: str = "",
    ) -> ArchiveRef:
        record = self._writer.create_warc_record(
            url,
            kind,
            payload=BytesIO(body),
            length=len(body),
            http_headers=http,
            warc_content_type=content_type,
            warc_headers_dict={"WARC-Date": _warc_date(captured)},
        )
        try:
            file, name = self._open()
            return ArchiveRef(file=name, offset=self._put(file, record))
        except OSError as error:
            raise ArchiveError(
                str(self.folder / self._file_name()), f"cannot be written ({error})"
            ) from error

    def _open(self) -> tuple[FileIO, str]:
        """The file that has room, and its name."""
        if self._file is not None and self._file.tell() >= self._max_file:
            self._close()
        if self._file is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._file = self._begin()
            head = self._writer.create_warcinfo_record(
                self._file_name(), {"software": _software(), "format": "WARC File Format 1.1"}
            )
            self._put(self._file, head)
        return self._file, self._file_name()

    def _begin(self) -> FileIO:
        while True:
            self._number += 1
            try:
                return FileIO(self.folder / self._file_name(), "x")
            except FileExistsError:
                continue

    def _file_name(self) -> str:
        if self._number <= 1:
            return self.name
        stem, dot, rest = self.name.partition(".")
        return f"{stem}-{self._number}{dot}{rest}"

    def _put(self, file: FileIO, record: Any) -> int:
        """Write the record as one piece, or nothing of it; gives its offset."""
        piece = BytesIO()
        self._writer.out = piece
        self._writer.write_record(record)
        offset = file.tell()
        try:
            left = memoryview(pack(piece.getvalue()))
            while left:
                left = left[file.write(left) :]
        except BaseException:
            file.seek(offset)
            file.truncate()
            raise
        return offset

    def _close(self) -> None:
        if self._file is not None:
            fsync(self._file.fileno())
            self._file.close()
            self._file = None


@cache
def _software() -> str:
    return f"commissioning-digest/{version('commissioning-digest')} warcio/{version('warcio')}"


def _status_line(status: int) -> str:
    known = status in set(HTTPStatus)
    return f"{status} {HTTPStatus(status).phrase if known else 'Unknown'}"


_ABOUT_TRANSFER = ("transfer-encoding", "content-encoding", "content-length")


def _own_name(name: str) -> str:
    """Bodies are kept decoded; what the server said of their coding is kept under other names."""
    return f"X-Crawl-{name}" if name.lower() in _ABOUT_TRANSFER else name


def _clean(headers: Headers) -> Iterator[tuple[str, str]]:
    """Without line ends, which would make two headers of one."""
    for name, value in headers:
        yield " ".join(name.split()), " ".join(value.split())


def read_response(folder: Path, ref: ArchiveRef) -> Response:
    """What lies at `ref`, a file that was put there like a response; ArchiveError where nothing."""
    path = folder / ref.file
    try:
        with path.open("rb") as file:
            for record in read_records(file, name=str(path), start=ref.offset, max_bytes=MAX_BODY):
                if record.response is None or record.start != ref.offset:
                    break
                return record.response
    except OSError as error:
        raise ArchiveError(str(path), f"cannot be read ({error})") from error
    raise ArchiveError(str(path), f"no response at {ref.offset}")


def _warc_date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
