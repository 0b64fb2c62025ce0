"""A test copy of an issue to the editor, by SMTP. Nobody else is sent anything from here.

User and password come from DIGEST_SMTP_USER and DIGEST_SMTP_PASSWORD.
"""

import smtplib
import ssl
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

from commissioning.domain.errors import MailError
from commissioning.domain.networks import is_loopback
from commissioning.settings import SmtpSettings
from desk.mail.letter import Letter
from desk.mail.message import address, message_id, subject_of

USER, PASSWORD = "DIGEST_SMTP_USER", "DIGEST_SMTP_PASSWORD"
_HELLO = "localhost"


def copy_for_editor(
    message: EmailMessage, letter: Letter, *, to: str, now: datetime
) -> EmailMessage:
    """The message to the editor: '[Test]' before its title, and an id that no other copy has."""
    copy = deepcopy(message)
    for name in ("To", "Subject", "Message-ID", "Date", "X-Unsent", "List-Unsubscribe"):
        del copy[name]
    copy["To"] = address(to)
    copy["Subject"] = f"[Test] {subject_of(letter)}"
    copy["Message-ID"] = message_id(letter, to, now.isoformat())
    copy["Date"] = format_datetime(now.astimezone(UTC))
    return copy


def send(
    message: EmailMessage,
    smtp: SmtpSettings,
    environment: Mapping[str, str],
    *,
    context: ssl.SSLContext | None = None,
) -> None:
    """Give a message to the server that the settings name, for whom its headers name.

    Nothing goes in the clear but to this machine. `context` is for certificates of one's own.
    Raises MailError, in one line, whatever went wrong.
    """
    name = f"{smtp.host}:{smtp.port}"
    if not smtp.host:
        raise MailError("[mail.smtp] host", "is not set: there is no server to send by")
    if smtp.security == "none" and not is_loopback(smtp.host):
        raise MailError(name, "is not this machine: mail goes there by 'starttls' or 'tls' alone")
    if not message["From"] or not message["To"]:
        raise MailError("[mail] sender and editor", "must both be set to send a test copy")
    try:
        with _opened(smtp, context or ssl.create_default_context()) as server:
            _log_in(server, environment)
            server.send_message(message)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise MailError(name, _explained(error)) from error


def _opened(smtp: SmtpSettings, context: ssl.SSLContext) -> smtplib.SMTP:
    if smtp.security == "tls":
        return smtplib.SMTP_SSL(
            smtp.host, smtp.port, local_hostname=_HELLO, timeout=smtp.timeout, context=context
        )
    server = smtplib.SMTP(smtp.host, smtp.port, local_hostname=_HELLO, timeout=smtp.timeout)
    if smtp.security == "starttls":
        try:
            server.starttls(context=context)
        except BaseException:
            server.close()
            raise
    return server


def _log_in(server: smtplib.SMTP, environment: Mapping[str, str]) -> None:
    user, password = environment.get(USER), environment.get(PASSWORD)
    if user and password:
        server.login(user, password)


def _explained(error: Exception) -> str:
    """What went wrong, without a word of what was sent."""
    kinds: tuple[tuple[type[Exception], Callable[[], str]], ...] = (
        (smtplib.SMTPAuthenticationError, lambda: f"does not take {USER} and {PASSWORD}"),
        (smtplib.SMTPNotSupportedError, lambda: "cannot do what the settings ask (TLS or login)"),
        (smtplib.SMTPRecipientsRefused, lambda: "does not take mail for the editor's address"),
        (smtplib.SMTPSenderRefused, lambda: "does not take mail from the sender's address"),
        (smtplib.SMTPServerDisconnected, lambda: "closed the connection"),
        (ssl.SSLCertVerificationError, lambda: "has no right certificate"),
        (TimeoutError, lambda: "did not answer in time"),
    )
    for kind, said in kinds:
        if isinstance(error, kind):
            return said()
    if isinstance(error, smtplib.SMTPResponseException):
        return f"refused the mail: {error.smtp_code} {_told(error.smtp_error)}"
    return f"cannot be used ({getattr(error, 'strerror', None) or error or type(error).__name__})"


def _told(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]
