"""The coding of a transfer taken off a body, up to a limit: chunks, gzip, deflate, brotli."""

import re
import zlib

import brotli  # type: ignore[import-untyped]

_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
STEP = 65_536


def decoded(body: bytes, *, transfer: str | None, content: str | None, max_bytes: int) -> bytes:
    """The body without the codings that its headers name, cut off at `max_bytes`.

    Archives often keep a header whose coding they took off: a body that is not coded as it says
    is left as it is, and one that is damaged gives what comes before the damage.
    """
    if "chunked" in (transfer or "").lower():
        body = _without_chunks(body)
    for coding in reversed((content or "").lower().split(",")):
        body = _without(body, coding.strip(), max_bytes)
    return body[:max_bytes]


def _without(body: bytes, coding: str, max_bytes: int) -> bytes:
    if coding in ("gzip", "x-gzip"):
        return _inflated(body, 16 + zlib.MAX_WBITS, max_bytes) or body
    if coding == "deflate":
        return (
            _inflated(body, zlib.MAX_WBITS, max_bytes)
            or _inflated(body, -zlib.MAX_WBITS, max_bytes)
            or body
        )
    if coding == "br":
        return _unbrotlied(body, max_bytes) or body
    return body


def _without_chunks(body: bytes) -> bytes:
    pieces, at = [], 0
    while (hit := _CHUNK.match(body, at)) is not None:
        size = int(hit[1], 16)
        if size == 0:
            break
        pieces.append(body[hit.end() : hit.end() + size])
        at = hit.end() + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1 if body[at : at + 1] == b"\n" else 0
    return b"".join(pieces) if pieces else body


def _inflated(body: bytes, window: int, max_bytes: int) -> bytes:
    inflate = zlib.decompressobj(window)
    try:
        return inflate.decompress(body, max_bytes)
    except zlib.error:
        return _inflated_in_part(body, window, max_bytes)


def _inflated_in_part(body: bytes, window: int, max_bytes: int) -> bytes:
    inflate = zlib.decompressobj(window)
    pieces, size = [], 0
    try:
        for at in range(0, len(body), 512):
            pieces.append(inflate.decompress(body[at : at + 512], max_bytes))
            size += len(pieces[-1])
            if size >= max_bytes:
                break
    except zlib.error:
        pass
    return b"".join(pieces)


def _unbrotlied(body: bytes, max_bytes: int) -> bytes:
    inflate = brotli.Decompressor()
    pieces, size = [], 0
    try:
        piece = inflate.process(body, output_buffer_limit=STEP)
        while piece and size < max_bytes:
            pieces.append(piece)
            size += len(piece)
            piece = inflate.process(b"", output_buffer_limit=STEP)
    except brotli.error:
        pass
    return b"".join(pieces)
