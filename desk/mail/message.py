"""An issue as a message of mail: both forms of it, below headers that nothing slips into."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from commissioning.domain.editions import Edition
from commissioning.domain.errors import MailError
from commissioning.settings import Settings
from desk.mail.issue import Issue
from desk.mail.letter import Letter

_MAX_SUBJECT = 150
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+")
_LEAVE = re.compile(r"(?:https?://|mailto:)[!-;=?-~]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Whom a mail is from: `sender` and `reply_to` are addresses, '' where there are none."""

    sender: str = ""
    reply_to: str = ""


def post_of(settings: Settings) -> Post:
    """What the settings say of it."""
    return Post(sender=settings.mail.sender, reply_to=settings.mail.reply_to)


def message_of(
    issue: Issue, post: Post, *, moment: datetime, to: Iterable[str] = ()
) -> EmailMessage:
    """The message: plain text and HTML as alternatives; the same for the same issue and site.

    `moment` is its date. Raises MailError for an address that is none.
    """
    letter = issue.letter
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject_of(letter)
    if post.sender:
        message["From"] = address(post.sender, name=letter.head.name)
    if post.reply_to:
        message["Reply-To"] = address(post.reply_to)
    receivers = tuple(address(one) for one in to)
    if receivers:
        message["To"] = receivers
    message["Date"] = format_datetime(moment.astimezone(UTC))
    message["Message-ID"] = message_id(letter)
    if letter.head.unsubscribe:
        message["List-Unsubscribe"] = f"<{_leave(letter.head.unsubscribe)}>"
    message.set_content(issue.text, charset="utf-8", cte="quoted-printable")
    message.add_alternative(issue.html, subtype="html", charset="utf-8", cte="quoted-printable")
    message["Content-Language"] = one_line(letter.head.language)
    message.set_boundary(f"=_digest_{_mark(letter.page, issue.html, issue.text)}")
    return message


def eml(message: EmailMessage) -> bytes:
    """The bytes of an `.eml` file, which a mail program opens as a draft that is not sent yet."""
    if "X-Unsent" not in message:
        message["X-Unsent"] = "1"
    return message.as_bytes(policy=SMTP)


def moment_of(edition: Edition) -> datetime:
    """The date of an edition's mail: its publication, else noon in UTC of the day that it bears."""
    noon = datetime.combine(edition.day, time(12), tzinfo=UTC)
    return edition.published_at or noon


def subject_of(letter: Letter) -> str:
    """The title on one line, within bounds."""
    return one_line(letter.title)[:_MAX_SUBJECT].rstrip()


def message_id(letter: Letter, *about: object) -> str:
    """'<issue-42.3fa9c1d2e4b5@digest.example>': the same for the same issue, site and `about`."""
    host = urlsplit(letter.head.url).hostname or "localhost"
    try:
        domain = host.encode("idna").decode("ascii")
    except UnicodeError:
        domain = "localhost"
    if not re.fullmatch(r"[A-Za-z0-9.-]+", domain):
        domain = "localhost"
    return f"<issue-{letter.number}.{_mark(letter.page, *about)}@{domain}>"


def address(written: str, *, name: str = "") -> Address:
    """An address of mail under a name. Raises MailError for what is none, or is more than one."""
    if _HIDDEN.search(written) or not _ADDRESS.fullmatch(written) or not written.isascii():
        raise MailError(repr(written)[:80], "is no address of mail")
    user, _, domain = written.rpartition("@")
    try:
        return Address(display_name=one_line(name), username=user, domain=domain)
    except ValueError as error:
        raise MailError(repr(written)[:80], "is no address of mail") from error


def one_line(text: str) -> str:
    """Words as a header can have them: no controls, no ends of lines."""
    return " ".join(_HIDDEN.sub(" ", text).split())


def _leave(url: str) -> str:
    if not _LEAVE.fullmatch(url):
        raise MailError(repr(url)[:80], "is no address where readers leave")
    return url


def _mark(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:24]
