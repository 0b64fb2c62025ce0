"""The forms of an issue that `digest edition` writes, and what it says before one is published."""

from enum import StrEnum

from sqlalchemy.orm import Session

from cli.output import remark
from commissioning.domain.editing import issue
from commissioning.domain.editions import Edition
from commissioning.domain.errors import EditionError
from commissioning.settings import Settings
from commissioning.store.edition_places import before, elsewhere
from commissioning.store.sources import source_rows
from desk.mail.checks import Level, check_issue, stops
from desk.mail.issue import Issue, issue_of
from desk.mail.letter import letterhead
from desk.mail.message import eml, message_of, moment_of, post_of

_NOT_ASKED = "not asked yet"


class Form(StrEnum):
    """The forms in which an issue is exported."""

    MARKDOWN = "markdown"
    HTML = "html"
    TEXT = "text"
    EML = "eml"


def issue_form(settings: Settings, session: Session, found: Edition, form: Form) -> str:
    """An issue in a form: Markdown, the HTML of a mail, its plain text, or a mail to be sent."""
    made = _made(settings, session, found)
    if form is Form.EML:
        message = message_of(made, post_of(settings), moment=moment_of(found))
        return eml(message).decode("ascii").replace("\r\n", "\n")
    return {Form.MARKDOWN: made.markdown, Form.HTML: made.html, Form.TEXT: made.text}[form]


def check(settings: Settings, session: Session, ready: Edition, *, anyway: bool) -> None:
    """Say what is to be looked at, and refuse what is unfinished."""
    checks = check_issue(ready, _made(settings, session, ready), before=elsewhere(session, ready))
    for one in checks:
        if one.level is Level.LOOK and not one.message.endswith(_NOT_ASKED):
            remark(f"{issue(ready)}: {one.message}")
    found = stops(checks)
    if found and not anyway:
        raise EditionError(issue(ready), f"{found[0].message}; mend it, or add --anyway")


def _made(settings: Settings, session: Session, found: Edition) -> Issue:
    sample = any(row.sample for row in source_rows(session).values())
    again = before(elsewhere(session, found), found)
    return issue_of(found, letterhead(settings, sample=sample), again=again)
