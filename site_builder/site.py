"""What every page says of the site as a whole."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

_PAPER = "#FBFAF6"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What every page says of the site.

    url     where it will stand, ends in '/'
    sample  whether it is made of invented articles; every page says so
    as_of   the day for which it is true, in words; None: the present
    footer  a sentence of whoever runs the site; '' for none
    report  where a wrong tag is reported to: an address of mail or the web; '' for none
    search  whether there is a search index
    colours (name, '#RRGGBB') in the place of colours of the style sheet's light scheme
    """

    name: str
    url: str
    sample: bool = False
    as_of: str | None = None
    footer: str = ""
    report: str = ""
    search: bool = False
    colours: tuple[tuple[str, str], ...] = ()

    @property
    def paper(self) -> str:
        """The colour of the paper in the light scheme, for the frame of a browser."""
        return dict(self.colours).get("paper", _PAPER)

    def reporting(self, place: str) -> str | None:
        """Where somebody tells that something is wrong at `place`: a page's path and an id.

        None where whoever runs the site has not said where to.
        """
        if not self.report:
            return None
        told, _, rest = self.report.partition("#")
        if told.startswith("mailto:"):
            about = {"subject": f"Wrong in {self.name}", "body": f"{self.url}{place}\r\n\r\n"}
        else:
            about = {"page": self.url + place}
        query = urlencode(about, quote_via=quote)
        return f"{told}{'&' if '?' in told else '?'}{query}{'#' if rest else ''}{rest}"
