"""The message of mail: both parts, and headers into which nothing can be slipped."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from commissioning.domain.errors import MailError
from desk.mail.issue import issue_of
from desk.mail.message import Post, address, eml, message_id, message_of, moment_of
from tests.desk.mail import issues

POST = Post(sender="digest@digest.example", reply_to="editor@digest.example")


def parsed(raw: bytes) -> EmailMessage:
    found = message_from_bytes(raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def made(title: str | None = None) -> bytes:
    edition = issues.published()
    if title is not None:
        edition = replace(edition, title=title)
    message = message_of(issue_of(edition, issues.HEAD), POST, moment=moment_of(edition))
    return eml(message)


def test_it_comes_back_with_both_parts() -> None:
    issue = issue_of(issues.published(), issues.HEAD)
    found = parsed(made())
    assert found.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in found.iter_parts()] == ["text/plain", "text/html"]
    assert found.defects == []
    plain, html = found.get_body(("plain",)), found.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().replace("\r\n", "\n") == issue.text
    assert html.get_content().replace("\r\n", "\n").strip() == issue.html.strip()


def test_its_headers_say_what_it_is() -> None:
    found = parsed(made())
    assert found["Subject"] == "Who minds the shop while it is being closed?"
    assert found["From"] == "Commissioning Digest <digest@digest.example>"
    assert found["Reply-To"] == "editor@digest.example"
    assert found["Date"] == "Thu, 04 Nov 2010 07:00:00 +0000"
    assert found["List-Unsubscribe"] == "<https://lists.example/leave>"
    assert found["Content-Language"] == "en-GB"
    assert found["X-Unsent"] == "1"
    assert found["To"] is None


def test_the_same_issue_gives_the_same_bytes_in_lines_that_mail_can_carry() -> None:
    assert made() == made()
    lines = made().split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert all(b"\n" not in line and line.isascii() for line in lines)


def test_its_id_hangs_on_issue_and_site() -> None:
    letter = issue_of(issues.edition(), issues.HEAD).letter
    other = replace(letter, page="https://digest.example/editions/43.html", number=43)
    head = replace(issues.HEAD, url="https://müller.example:8443/d/")
    elsewhere = issue_of(issues.edition(), head).letter
    assert message_id(letter) == message_id(letter)
    assert len({message_id(letter), message_id(other), message_id(elsewhere)}) == 3
    assert message_id(letter).endswith("@digest.example>")
    assert message_id(elsewhere).endswith("@xn--mller-kva.example>")


def test_a_draft_bears_noon_of_its_day() -> None:
    assert moment_of(issues.edition()) == datetime(2010, 11, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "title",
    [
        "A\r\nBcc: all@evil.example",
        "A\nBcc: all@evil.example\n\nbody",
        "A\r\n\r\n<script>",
        "A\x0bBcc: x",
        "A\u2028Bcc: x",
        "A\u0085Bcc: x",
        "é" * 500 + "\r\nBcc: x",
    ],
)
def test_no_title_becomes_another_header(title: str) -> None:
    raw = made(title=title)
    found = parsed(raw)
    assert found["Bcc"] is None
    assert "\n" not in found["Subject"]
    assert [part.get_content_type() for part in found.iter_parts()] == ["text/plain", "text/html"]
    assert [name for name in found if name == "Subject"] == ["Subject"]
    assert sorted(found.keys()) == sorted(parsed(made()).keys())


def test_no_name_of_a_site_becomes_another_header() -> None:
    head = replace(issues.HEAD, name='D"\r\nBcc: all@evil.example <x@y.example>, "')
    issue = issue_of(issues.edition(), head)
    found = parsed(eml(message_of(issue, POST, moment=moment_of(issues.edition()))))
    assert found["Bcc"] is None
    assert [one.addr_spec for one in found["From"].addresses] == ["digest@digest.example"]


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            "nobody",
            "a@b@c",
            "a b@c.example",
            "a@c.example\r\nBcc: x@y.example",
            "a@c.example\n",
        ),
        *(
            "a@c.example, b@c.example",
            "<a@c.example>",
            '"a"@c.example',
            "a@c.example>",
            "é@c.example",
        ),
    ],
)
def test_what_is_no_single_address_is_refused(written: str) -> None:
    with pytest.raises(MailError, match="is no address of mail"):
        address(written)


@pytest.mark.parametrize(
    "url",
    ["https://a.example/>\r\nBcc: x@y.example", "https://a.example/ x", "javascript:x", "<x>"],
)
def test_what_is_no_place_to_leave_is_refused(url: str) -> None:
    edition = issues.edition()
    issue = issue_of(edition, replace(issues.HEAD, unsubscribe=url))
    with pytest.raises(MailError, match="is no address where readers leave"):
        message_of(issue, POST, moment=moment_of(edition))
