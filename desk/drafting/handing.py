"""Where an issue can be handed over from here, as the settings and the environment have it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from commissioning.domain.editions import Edition
from commissioning.domain.errors import MailError
from commissioning.settings import Settings
from desk.desk import Desk
from desk.mail.drafts import (
    BUTTONDOWN_KEY,
    LISTMONK_TOKEN,
    LISTMONK_USER,
    buttondown_draft,
    listmonk_draft,
)
from desk.mail.issue import Issue
from desk.mail.message import message_of, moment_of, post_of
from desk.mail.sending import copy_for_editor, send

TEST, LISTMONK, BUTTONDOWN = "test", "listmonk", "buttondown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """What there is: a server for test copies to `editor`, listmonk, Buttondown."""

    editor: str = ""
    listmonk: bool = False
    buttondown: bool = False


def ways(settings: Settings, environment: Mapping[str, str] = os.environ) -> Ways:
    """What the settings and the secrets of the environment are enough for."""
    mail = settings.mail
    with_mail = bool(mail.smtp.host and mail.sender and mail.editor)
    with_token = bool(environment.get(LISTMONK_USER) and environment.get(LISTMONK_TOKEN))
    return Ways(
        editor=mail.editor if with_mail else "",
        listmonk=bool(mail.listmonk.url and mail.listmonk.lists and with_token),
        buttondown=bool(environment.get(BUTTONDOWN_KEY)),
    )


def hand_over(desk: Desk, held: Edition, issue: Issue, way: str) -> str:
    """Send a test copy, or make a draft of the issue elsewhere; gives what was done, in words.

    Raises MailError where that is not set up, or whoever is asked refuses.
    """
    settings = desk.settings
    if way == TEST:
        message = message_of(issue, post_of(settings), moment=moment_of(held))
        copy = copy_for_editor(message, issue.letter, to=settings.mail.editor, now=desk.now())
        send(copy, settings.mail.smtp, os.environ)
        return f"A test copy went to {settings.mail.editor}."
    if not held.is_published:
        raise MailError(f"issue {held.number}", "is handed over once it is published")
    if way == LISTMONK:
        draft = listmonk_draft(
            issue.letter, settings.mail.listmonk, os.environ, sender=settings.mail.sender
        )
    elif way == BUTTONDOWN:
        draft = buttondown_draft(issue.letter, settings.mail.buttondown, os.environ)
    else:
        raise MailError(repr(way)[:40], "is no way to hand an issue over")
    return f"A draft is in {draft.service}: {draft.url}"
