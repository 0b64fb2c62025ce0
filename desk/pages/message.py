"""A page that only says something: what was not found, what went wrong."""

from dataclasses import dataclass
from typing import ClassVar

from desk.pages.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePage(Page):
    """A title and a sentence."""

    template: ClassVar[str] = "message.html"
    title: str
    text: str
