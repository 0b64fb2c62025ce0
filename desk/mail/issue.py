"""An edition in all the forms that a mail can have."""

from collections.abc import Mapping
from dataclasses import dataclass

from commissioning.domain.editions import Appearance, Edition
from desk.mail.letter import NOTHING_BEFORE, Letter, Letterhead, compose
from desk.mail.markdown import markdown_letter
from desk.mail.mjml import html_mail
from desk.mail.plain import text_mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An edition as readers get it; the three forms say the same."""

    letter: Letter
    html: str
    text: str
    markdown: str

    @property
    def size(self) -> int:
        """Bytes of the HTML; see `mjml.MAX_BYTES`."""
        return len(self.html.encode("utf-8", "replace"))


def issue_of(
    edition: Edition, head: Letterhead, *, again: Mapping[str, Appearance] = NOTHING_BEFORE
) -> Issue:
    """An edition, draft or published, in every form; see `letter.compose` and `mjml.html_mail`."""
    letter = compose(edition, head, again=again)
    return Issue(
        letter=letter,
        html=html_mail(letter),
        text=text_mail(letter),
        markdown=markdown_letter(letter),
    )
