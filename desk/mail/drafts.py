"""An issue handed over as a draft: to listmonk and to Buttondown, which send it when told there.

Tokens come from the environment: DIGEST_LISTMONK_USER and DIGEST_LISTMONK_TOKEN, and
DIGEST_BUTTONDOWN_KEY. Both services read what they get as templates, so that what an outlet or an
editor wrote between braces is written in a way that stays words.
"""

import base64
import json
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from commissioning.domain.errors import MailError
from commissioning.domain.networks import is_loopback
from commissioning.settings import ButtondownSettings, ListmonkSettings
from desk.mail.letter import Letter
from desk.mail.markdown import markdown_letter
from desk.mail.message import one_line, subject_of
from desk.mail.mjml import html_mail
from desk.mail.plain import text_mail

LISTMONK_USER, LISTMONK_TOKEN = "DIGEST_LISTMONK_USER", "DIGEST_LISTMONK_TOKEN"
BUTTONDOWN_KEY = "DIGEST_BUTTONDOWN_KEY"
TIMEOUT = 30.0
_MOST = 1_000_000
_VERSION = "2026-04-01"
_MODE = "<!-- buttondown-editor-mode: plaintext -->\n"
_LEAVE, _UNSUBSCRIBE = "https://leave.invalid/", "{{ UnsubscribeURL }}"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a service made of an issue: its id there, and where an editor finds it."""

    service: str
    id: str
    url: str


def listmonk_draft(
    letter: Letter,
    listmonk: ListmonkSettings,
    environment: Mapping[str, str],
    *,
    sender: str = "",
    context: ssl.SSLContext | None = None,
) -> Draft:
    """Make a campaign of an issue: a draft until somebody starts it in listmonk.

    Raises MailError where the settings or the token lack something, or listmonk refuses.
    """
    if not listmonk.url or not listmonk.lists:
        raise MailError("[mail.listmonk]", "needs the url of listmonk and the ids of its lists")
    user, token = _secret(environment, LISTMONK_USER), _secret(environment, LISTMONK_TOKEN)
    login = base64.b64encode(f"{user}:{token}".encode()).decode("ascii")
    leaving = _leaving(letter)
    campaign: dict[str, object] = {
        "name": one_line(f"{letter.head.name} {letter.number}"),
        "subject": _go(subject_of(letter)),
        "lists": list(listmonk.lists),
        "type": "regular",
        "content_type": "html",
        "body": _go_html(html_mail(leaving)),
        "altbody": _go(text_mail(leaving)),
        "messenger": "email",
    }
    if sender:
        campaign["from_email"] = f"{one_line(letter.head.name)} <{sender}>"
    if listmonk.template is not None:
        campaign["template_id"] = listmonk.template
    answer = _posted(
        f"{listmonk.url.rstrip('/')}/api/campaigns",
        campaign,
        {"Authorization": f"Basic {login}"},
        context,
    )
    made = answer.get("data")
    id_ = made.get("id") if isinstance(made, dict) else None
    if not isinstance(id_, int):
        raise MailError(listmonk.url, "did not say which campaign it made")
    return Draft(
        service="listmonk", id=str(id_), url=f"{listmonk.url.rstrip('/')}/admin/campaigns/{id_}"
    )


def buttondown_draft(
    letter: Letter,
    buttondown: ButtondownSettings,
    environment: Mapping[str, str],
    *,
    context: ssl.SSLContext | None = None,
) -> Draft:
    """Make an email of an issue as Markdown: a draft until somebody sends it in Buttondown.

    Raises MailError where there is no key, or Buttondown refuses.
    """
    key = _secret(environment, BUTTONDOWN_KEY)
    email: dict[str, object] = {
        "subject": subject_of(letter).replace("{{", "{ {").replace("{%", "{ %"),
        "body": _MODE + _liquid(markdown_letter(letter, title=False, footer=False)),
        "status": "draft",  # without it, it would be sent
        "canonical_url": letter.page,
    }
    headers = {"Authorization": f"Token {key}", "X-API-Version": _VERSION}
    url = buttondown.url
    answer = _posted(f"{url.rstrip('/')}/v1/emails", email, headers, context)
    id_ = answer.get("id")
    if not isinstance(id_, str) or not id_:
        raise MailError(url, "did not say which email it made")
    if answer.get("status") not in (None, "draft"):
        raise MailError(url, f"made an email that is no draft but {answer['status']!r:.40}: look")
    return Draft(service="Buttondown", id=id_, url=f"https://buttondown.com/emails/{id_}")


def _leaving(letter: Letter) -> Letter:
    """The same with a mark where listmonk is to write the address at which a reader leaves."""
    return replace(letter, head=replace(letter.head, unsubscribe=_LEAVE))


def _go(text: str) -> str:
    """Text that Go's templates give back as it is."""
    return text.replace("{{", '{{ "{{" }}').replace(_LEAVE, _UNSUBSCRIBE)


def _go_html(html: str) -> str:
    """HTML that Go's templates give back as it is, with the comments that Outlook needs."""
    plain = html.replace("{{", "&#123;&#123;").replace(_LEAVE, _UNSUBSCRIBE)
    return _COMMENT.sub(_kept, plain)


def _kept(found: re.Match[str]) -> str:
    return "{{ Safe `" + found[0].replace("`", "") + "` }}"


def _liquid(markdown: str) -> str:
    """Markdown that Buttondown's templates give back as it is."""
    return markdown.replace("{{", "&#123;&#123;").replace("{%", "&#123;%")


def _secret(environment: Mapping[str, str], name: str) -> str:
    """A secret of the environment; MailError where it is not there or cannot be sent."""
    found = environment.get(name, "").strip()
    if not found:
        raise MailError(name, "is not set in the environment")
    if not found.isascii() or not found.isprintable():
        raise MailError(name, "holds letters that no token has")
    return found


def _posted(
    url: str,
    content: Mapping[str, object],
    headers: Mapping[str, str],
    context: ssl.SSLContext | None,
) -> dict[str, Any]:
    """What a service answers to JSON; MailError where it refuses, in its own words if any."""
    try:
        status, text = _exchanged(url, json.dumps(content).encode("utf-8"), headers, context)
    except TimeoutError as error:
        raise MailError(url, "did not answer in time") from error
    except ssl.SSLCertVerificationError as error:
        raise MailError(url, f"has no right certificate ({error.verify_message})") from error
    except (OSError, HTTPException, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise MailError(url, f"cannot be reached ({said})") from error
    answer = _object(text)
    if status not in (200, 201):
        raise MailError(url, f"refused the draft: {status}{_reason(answer)}")
    if answer is None:
        raise MailError(url, "gave an answer that cannot be read")
    return answer


def _exchanged(
    url: str, body: bytes, headers: Mapping[str, str], context: ssl.SSLContext | None
) -> tuple[int, bytes]:
    """Status and text of an answer; a redirect is an answer, for a token goes to one server."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    connection: HTTPConnection
    if parts.scheme == "https":
        connection = HTTPSConnection(
            host, parts.port, timeout=TIMEOUT, context=context or ssl.create_default_context()
        )
    elif is_loopback(host):
        connection = HTTPConnection(host, parts.port, timeout=TIMEOUT)
    else:
        raise MailError(url, "is not this machine: a token goes there by https alone")
    told = {"Content-Type": "application/json", "Accept": "application/json", **headers}
    try:
        connection.request("POST", parts.path, body, told)
        answer = connection.getresponse()
        return answer.status, answer.read(_MOST)
    finally:
        connection.close()


def _object(text: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _reason(answer: Mapping[str, object] | None) -> str:
    """The service's words: listmonk has 'message', Buttondown has 'detail'."""
    said = (answer or {}).get("message") or (answer or {}).get("detail")
    return f", {one_line(said)[:200]}" if isinstance(said, str) else ""
