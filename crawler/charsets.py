"""The bytes of pages and feeds into characters, whatever charset or entities they claim."""

import codecs
import html as entities
import json
import re
from typing import Any

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, resolve_encoding

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WESTERN = ("ascii", "iso8859-1", "cp1252", "utf-8", "iso8859-15")
_CONTROLS = bytes((*range(9), 11, 12, *range(14, 32), 127))
_NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())
_HIGH_CONTROL = re.compile(rb"\xc2[\x80-\x9f]")
_REFERENCE = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]{1,12})|0*(\d{1,12}));?")
_ESCAPED = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8}\d{0,2});")
_PAIR = r"u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_JSON_ESCAPE = re.compile(
    rf"\\(?:(?P<kept>{_PAIR})|u(?P<no>0000|[dD][89a-fA-F][0-9a-fA-F]{{2}})|.)", re.DOTALL
)
_HARMFUL = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_MOJIBAKE = re.compile(r"(?:Ã[\u0080-\u00bf]|Â[\u00a0-\u00bf]|â€[\u0080-\uffff])")
# UTF-8 taken for windows-1252, with one of the five bytes that mean nothing there
_TWICE = re.compile("(?:Ã|â[\x80€])[\x81\x8d\x8f\x90\x9d]")
_C1 = {
    number: bytes([number]).decode("cp1252", errors="replace").replace("\ufffd", "")
    for number in range(0x80, 0xA0)
}


def decode(body: bytes, content_type: str | None = None) -> str | None:
    """The page as text; None for binary data.

    A mark at its head is believed, then its own bytes: what is UTF-8 throughout, is UTF-8. Only
    then counts what header and page declare, where Latin-1 means windows-1252 as in every browser,
    and a stray byte of windows-1252 in UTF-8 is read as what it was meant for.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, errors="replace")
    if b"\0" in body:
        if wide := _wide(body):
            return body.decode(wide, errors="replace")
        if body[:2000].count(0) > len(body[:2000]) / 20:
            return None
        body = body.replace(b"\0", b"")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode(_declared(body, content_type), errors="windows-1252-byte")


def _wide(body: bytes) -> str | None:
    """UTF-16 without a mark shows in a NUL beside every letter."""
    head = body[:2000]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) < 0.4 * len(head) / 2 or min(even, odd) > 0.1 * max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _declared(body: bytes, content_type: str | None) -> str:
    """UTF-8 with stray bytes is UTF-8, if most of its bytes above 127 are."""
    told = http_content_type_encoding(content_type)
    told = told or html_body_declared_encoding(body) or "cp1252"
    resolved = resolve_encoding(told) or "cp1252"
    if resolved not in _WESTERN:
        try:
            body.decode(resolved)
        except (UnicodeDecodeError, LookupError):
            return "cp1252"
        return resolved
    sound = len(re.findall(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}", body))
    stray = len(re.findall(rb"[\x80-\xff]", body)) - 2 * sound
    return "utf-8" if sound > max(stray, 0) / 2 else "cp1252"


def _meant_for_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    meant = wrong.decode("cp1252", errors="ignore") if error.encoding == "utf-8" else ""
    return meant or "\ufffd", error.end


codecs.register_error("windows-1252-byte", _meant_for_windows)


def read_json(written: str | bytes, *, strict: bool = True) -> Any:
    """The value of JSON, without NULs and half surrogate pairs, which no database keeps.

    Raises ValueError and RecursionError as `json.loads` does, and takes `strict` as it does.
    """
    if isinstance(written, bytes):
        written = written.decode(json.detect_encoding(written), errors="replace")
    if _HARMFUL.search(written):
        written = _JSON_ESCAPE.sub(_escape, written)
    return json.loads(written.replace("\0", ""), strict=strict)


def _escape(hit: re.Match[str]) -> str:
    if hit["no"] is None:
        return hit[0]
    return "" if hit["no"] == "0000" else "\\ufffd"


def sound_bytes(text: str) -> bytes:
    """UTF-8 for a parser, without control characters, and with references as they were meant."""
    raw = text.encode("utf-8", errors="ignore")
    raw = raw.translate(None, _CONTROLS)
    # a single byte is found at once, several are not
    if b"\xef" in raw:
        for none in _NO_CHARACTERS:
            raw = raw.replace(none, b"")
    if (b"&" in raw and b"&#" in raw) or (b"\xc2" in raw and _HIGH_CONTROL.search(raw)):
        told = _TWICE.sub(_sound, raw.decode("utf-8")).translate(_C1)
        raw = _REFERENCE.sub(_mended, told).encode("utf-8")
    return raw


def sound(text: str) -> str:
    """The same as text, for a piece of markup."""
    return sound_bytes(text).decode("utf-8")


def _mended(hit: re.Match[str]) -> str:
    """A reference by number: those of windows-1252 mean what they do there, impossible ones go."""
    number = int(hit[1], 16) if hit[1] else int(hit[2])
    if number in _C1:
        return _C1[number]
    if number < 32 and number not in (9, 10, 13):
        return ""
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF or number in (0xFFFE, 0xFFFF):
        return "\ufffd"
    return hit[0] if hit[0].endswith(";") else f"{hit[0]};"


def unescaped(text: str) -> str:
    """The text without entities that were escaped twice, and without UTF-8 read as Latin-1."""
    for _ in range(2):
        if "&" not in text or not _ESCAPED.search(text):
            break
        text = _ESCAPED.sub(lambda hit: entities.unescape(hit[0]), text)
    return _MOJIBAKE.sub(_sound, text) if "Ã" in text or "Â" in text or "â€" in text else text


def _sound(hit: re.Match[str]) -> str:
    """What the letters were before their bytes were taken for windows-1252."""
    try:
        raw = b"".join(
            bytes([ord(letter)]) if ord(letter) < 256 else letter.encode("cp1252")
            for letter in hit[0]
        )
        return raw.decode("utf-8")
    except (UnicodeError, ValueError):
        return hit[0]
