"""A test copy by SMTP, to a real server on loopback."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from commissioning.domain.errors import MailError
from commissioning.settings import SmtpSettings
from desk.mail.issue import issue_of
from desk.mail.message import Post, eml, message_of, moment_of
from desk.mail.sending import PASSWORD, USER, copy_for_editor, send
from tests.desk.mail import issues
from tests.desk.mail.certificates import contexts

NOW = datetime(2010, 11, 4, 10, 30, tzinfo=UTC)
SECRETS = {USER: "digest", PASSWORD: "a secret"}


class Box:
    """Keeps what comes, but not from or for whom it refuses."""

    def __init__(self) -> None:
        self.mail: list[Envelope] = []
        self.refuses = ""
        self.logins: list[object] = []

    async def handle_RCPT(  # noqa: N802 - the library's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if self.refuses == "receiver":
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.refuses == "data":
            return "554 no thank\x07 you"
        self.mail.append(envelope)
        return "250 OK"

    def login(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
    ) -> AuthResult:
        """Whether user and password are the right ones."""
        self.logins.append(data)
        right = LoginPassword(SECRETS[USER].encode(), SECRETS[PASSWORD].encode())
        return AuthResult(success=data == right, handled=False)


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    return contexts(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def box() -> Box:
    return Box()


class Serving:
    """A server of mail on loopback, in a thread of its own."""

    def __init__(self, make: Callable[[], SMTP], context: ssl.SSLContext | None = None) -> None:
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(
            self._loop.create_server(make, "127.0.0.1", 0, ssl=context)
        )
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    @property
    def settings(self) -> SmtpSettings:
        """How it is reached by STARTTLS."""
        port = self._server.sockets[0].getsockname()[1]
        return SmtpSettings(host="127.0.0.1", port=port, security="starttls", timeout=5.0)

    def stop(self) -> None:
        """End it."""
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def serving(make: Callable[[], SMTP], context: ssl.SSLContext | None = None) -> Iterator[Serving]:
    server = Serving(make, context)
    yield server
    server.stop()


@pytest.fixture
def starttls(box: Box, tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> Iterator[Serving]:
    yield from serving(
        lambda: SMTP(box, tls_context=tls[0], require_starttls=True, authenticator=box.login)
    )


@pytest.fixture
def clear(box: Box) -> Iterator[Serving]:
    yield from serving(lambda: SMTP(box, auth_require_tls=False, authenticator=box.login))


@pytest.fixture
def in_tls(box: Box, tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> Iterator[Serving]:
    yield from serving(lambda: SMTP(box), tls[0])


def copy(to: str = "editor@example.org", sender: str = "digest@digest.example") -> EmailMessage:
    edition = issues.edition()
    issue = issue_of(edition, issues.HEAD)
    message = message_of(issue, Post(sender=sender), moment=moment_of(edition))
    eml(message)
    return copy_for_editor(message, issue.letter, to=to, now=NOW)


def test_a_test_copy_says_so_and_has_an_id_of_its_own() -> None:
    first = copy()
    assert first["Subject"] == "[Test] Who minds the shop while it is being closed?"
    assert first["To"] == "editor@example.org"
    assert first["Date"] == "Thu, 04 Nov 2010 10:30:00 +0000"
    assert first["Message-ID"] != copy("other@example.org")["Message-ID"]
    assert first["X-Unsent"] is None
    assert first["List-Unsubscribe"] is None
    assert first.get_body(("html",)) is not None


def test_it_goes_over_starttls_with_login(
    starttls: Serving, box: Box, tls: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    send(copy(), starttls.settings, SECRETS, context=tls[1])
    [envelope] = box.mail
    assert envelope.rcpt_tos == ["editor@example.org"]
    assert envelope.mail_from == "digest@digest.example"
    assert isinstance(envelope.content, bytes)
    found = message_from_bytes(envelope.content, policy=policy.default)
    assert [part.get_content_type() for part in found.walk()] == [
        *("multipart/alternative", "text/plain", "text/html")
    ]
    assert len(box.logins) == 1


def test_no_certificate_is_believed_that_nobody_signed(starttls: Serving, box: Box) -> None:
    with pytest.raises(MailError, match="has no right certificate"):
        send(copy(), starttls.settings, SECRETS)
    assert box.logins == []
    assert box.mail == []


def test_nothing_goes_in_the_clear_where_tls_is_wanted(clear: Serving, box: Box) -> None:
    with pytest.raises(MailError, match="cannot do what the settings ask"):
        send(copy(), clear.settings, SECRETS)
    assert box.logins == []
    assert box.mail == []


def test_this_machine_alone_may_be_spoken_to_in_the_clear(clear: Serving, box: Box) -> None:
    open_ = clear.settings.model_copy(update={"security": "none"})
    send(copy(), open_, {})
    assert len(box.mail) == 1
    away = open_.model_copy(update={"host": "mail.example.org"})
    with pytest.raises(MailError, match="mail goes there by 'starttls' or 'tls' alone"):
        send(copy(), away, {})


def test_tls_from_the_first_byte(
    in_tls: Serving, box: Box, tls: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    settings = in_tls.settings.model_copy(update={"security": "tls"})
    send(copy(), settings, {}, context=tls[1])
    assert len(box.mail) == 1
    with pytest.raises(MailError, match="has no right certificate"):
        send(copy(), settings, {})


def test_refusals_are_told_in_words_without_secrets(
    starttls: Serving, box: Box, tls: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    wrong = {USER: "digest", PASSWORD: "hunter2"}
    with pytest.raises(MailError) as caught:
        send(copy(), starttls.settings, wrong, context=tls[1])
    assert f"does not take {USER} and {PASSWORD}" in str(caught.value)
    assert "hunter2" not in str(caught.value)
    box.refuses = "receiver"
    with pytest.raises(MailError, match="does not take mail for the editor's address"):
        send(copy(), starttls.settings, SECRETS, context=tls[1])
    box.refuses = "data"
    with pytest.raises(MailError, match="refused the mail: 554 no thank you"):
        send(copy(), starttls.settings, SECRETS, context=tls[1])


def test_what_is_not_set_is_told() -> None:
    with pytest.raises(MailError, match=r"\[mail.smtp\] host: is not set"):
        send(copy(), SmtpSettings(), {})
    with pytest.raises(MailError, match=r"\[mail\] sender and editor: must both be set"):
        send(copy(sender=""), SmtpSettings(host="mail.example.org"), {})
    with pytest.raises(MailError, match="is no address of mail"):
        copy(to="a@b.example\r\nBcc: all@evil.example")


def test_a_server_that_is_not_there_is_told() -> None:
    nobody = SmtpSettings(host="127.0.0.1", port=1, security="none", timeout=2.0)
    with pytest.raises(MailError, match=r"127\.0\.0\.1:1: cannot be used"):
        send(copy(), nobody, {})
