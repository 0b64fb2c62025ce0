"""A window without a browser: it keeps cookies, sends what browsers send, and reads forms."""

from collections.abc import Mapping

from httpx2 import Response
from lxml import html
from starlette.testclient import TestClient

from cli.desk import COMMAND
from desk.app import create_app
from desk.desk import Desk
from desk.runs import Runs

PORT = 8001
BASE = f"http://127.0.0.1:{PORT}"
OWN = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}


class Window:
    """Asks a desk as a browser would, and follows where it leads."""

    def __init__(
        self, desk: Desk, *, host: str = "127.0.0.1", base: str = BASE, runs: Runs | None = None
    ) -> None:
        self.runs = runs or Runs(COMMAND, desk.settings.workspace, desk.now)
        app = create_app(desk, self.runs, host=host, port=PORT)
        self.client = TestClient(app, base_url=base, raise_server_exceptions=True)
        self.status = 0
        self.url = ""
        self.headers: Mapping[str, str] = {}

    def open(self, place: str) -> html.HtmlElement:
        """Open a page."""
        return self._read(self.client.get(place, headers={"Sec-Fetch-Site": "same-origin"}))

    def send(self, place: str, **fields: object) -> html.HtmlElement:
        """Send a form with the window's token, and open what comes of it."""
        told = {name: str(value) for name, value in fields.items()}
        token = self.token()
        return self._read(self.client.post(place, data={"token": token, **told}, headers=OWN))

    def token(self) -> str:
        """The token of this window's forms."""
        found: list[str] = self._parse(self.client.get("/keys").text).xpath(
            '//meta[@name="token"]/@content | //input[@name="token"]/@value'
        )
        return found[0]

    def _read(self, answer: Response) -> html.HtmlElement:
        self.status = answer.status_code
        self.url = str(answer.url).removeprefix(BASE)
        self.headers = answer.headers
        return self._parse(answer.text)

    @staticmethod
    def _parse(text: str) -> html.HtmlElement:
        return html.document_fromstring(text)


def said(tree: html.HtmlElement) -> str:
    """What an element says, on one line."""
    return " ".join(" ".join(tree.itertext()).split())
