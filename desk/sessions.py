"""Who is at a window: a signed cookie, and the token that every form of the window carries."""

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.requests import cookie_parser

from commissioning.domain.errors import SettingsError

KEY_FILE = "desk.key"
MAX_AGE = 14 * 24 * 3600
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A browser that has the desk open; `is_in` once it gave the password."""

    id: str
    is_in: bool = False


def new_visit(*, is_in: bool = False) -> Visit:
    """A visit that nobody can guess."""
    return Visit(id=secrets.token_urlsafe(24), is_in=is_in)


class Visits:
    """Visits in and out of cookies.

    key       of this workspace; with another password's hash, other cookies hold
    cookie    its name: browsers share cookies between the ports of a machine
    """

    def __init__(self, key: bytes, *, cookie: str, password: str | None = None) -> None:
        self.cookie = cookie
        self._key = hmac.digest(key, (password or "").encode(), "sha256")
        self._signer = URLSafeTimedSerializer(
            self._key, salt="visit", signer_kwargs={"digest_method": hashlib.sha256}
        )

    def read(self, header: str) -> Visit | None:
        """The visit of a Cookie header; None where it has none of ours, or too old a one."""
        try:
            said = self._signer.loads(cookie_parser(header)[self.cookie], max_age=MAX_AGE)
            return Visit(id=str(said["id"]), is_in=said["in"] is True)
        except (BadData, KeyError, TypeError, ValueError):
            return None

    def write(self, visit: Visit, *, secure: bool) -> str:
        """The Set-Cookie header of a visit."""
        value = self._signer.dumps({"id": visit.id, "in": visit.is_in})
        ending = "; Secure" if secure else ""
        return (
            f"{self.cookie}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={MAX_AGE}{ending}"
        )

    def token(self, visit: Visit) -> str:
        """What proves that a form came from this visit's own window."""
        return hmac.new(self._key, f"token {visit.id}".encode(), hashlib.sha256).hexdigest()

    def is_token(self, visit: Visit, token: str) -> bool:
        """Whether the token is this visit's."""
        return hmac.compare_digest(self.token(visit).encode(), token.encode("utf-8", "replace"))


def workspace_key(workspace: Path) -> bytes:
    """The workspace's key, made when it is first asked for and readable by its owner alone.

    SettingsError where its file cannot be written or read, or holds no whole key.
    """
    path = workspace / KEY_FILE
    try:
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    except OSError as error:
        raise SettingsError(str(path), None, f"cannot be written ({error.strerror})") from error
    else:
        with os.fdopen(made, "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
    try:
        key = path.read_bytes()
    except OSError as error:
        raise SettingsError(str(path), None, f"cannot be read ({error.strerror})") from error
    if len(key) < _KEY_BYTES:
        raise SettingsError(str(path), None, "is too short for a key; delete it")
    return key
