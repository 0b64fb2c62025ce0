"""An issue as HTML mail: our MJML, and what MJML makes of it. Nothing in it is fetched."""

from functools import cache, partial

from jinja2 import Environment, PackageLoader, StrictUndefined
from mjml import mjml2html

from commissioning.domain.errors import MailError
from desk.mail.letter import UNSEEN, Letter
from desk.mail.markdown import SYMBOLS
from desk.mail.prose import html_of

MAX_BYTES = 100_000  # mail clients cut what is longer, and say so in small letters
_TEMPLATE = "newsletter.mjml"
_COLOURS = {"u": "#1F66A8", "d": "#A84A14", "m": "#6D5A8C"}


def mjml_of(letter: Letter) -> str:
    """The issue as MJML."""
    return (
        _templates()
        .get_template(_TEMPLATE)
        .render(
            letter=letter,
            html_of=partial(html_of, base=letter.head.url),
            colours=_COLOURS,
            symbols=SYMBOLS,
            unseen=UNSEEN,
        )
    )


def html_mail(letter: Letter) -> str:
    """The issue as the HTML of a mail. Raises MailError where MJML cannot read what was made."""
    try:
        return mjml2html(mjml_of(letter), fonts={})
    except ValueError as error:
        raise MailError(f"issue {letter.number}", f"is no valid MJML ({error})") from error


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("desk", "mail/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
