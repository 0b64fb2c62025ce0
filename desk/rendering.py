"""Pages into HTML: Jinja2 with everything escaped and nothing undefined."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from desk import urls, wording
from desk.desk import Desk
from desk.pages.page import Frame, Page, asked, token_of
from site_builder.writable import writable


class Renderer:
    """Fills the templates for one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._environment = _environment()

    def page(self, request: Request, page: Page, status: int = 200) -> HTMLResponse:
        """A page within its frame."""
        frame = Frame(
            token=token_of(request),
            here=page.here,
            sample=self._desk.is_sample,
            search=asked(request).text("q", 200),
            can_leave=self._desk.settings.desk.password is not None,
        )
        filled = self._environment.get_template(page.template).render(page=page, frame=frame)
        return HTMLResponse(writable(filled).encode("utf-8", "replace"), status)


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("desk"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals |= {"urls": urls, "wording": wording}
    return made
