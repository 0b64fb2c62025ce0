"""An editor at a window: reads the form of an edition, fills it in and presses its buttons."""

from lxml import html
from lxml.html import FormElement

from desk.desk import Desk
from tests.desk.window import Window, said


class Editor:
    """A window with an edition in it, which knows what its form holds."""

    def __init__(self, desk: Desk, number: int) -> None:
        self.window = Window(desk)
        self.number = number
        self.page = self.window.open(f"/editions/{number}")

    @property
    def form(self) -> FormElement:
        """The form of the editor."""
        found: list[FormElement] = self.page.xpath('//form[@id="edition"]')
        return found[0]

    @property
    def fields(self) -> dict[str, str]:
        """What the form would send, but the token and the button."""
        areas = {area.get("name") for area in self.form.xpath(".//textarea")}
        return {
            name: value.removeprefix("\n") if name in areas else value  # as browsers do
            for name, value in self.form.form_values()
            if name != "token"
        }

    @property
    def order(self) -> list[tuple[str, list[str]]]:
        """The sections by name, each with the headlines of its items."""
        return [
            (
                said(part.xpath(".//h2")[0]).partition(": ")[2],
                [said(head) for head in part.xpath(".//h3")],
            )
            for part in self.page.xpath("//section[@data-section]")
        ]

    def key(self, headline: str) -> str:
        """The key of the item with that headline."""
        rows = self.page.xpath("//li[@data-item]")
        found = [row for row in rows if said(row.xpath(".//h3")[0]) == headline]
        return str(found[0].get("data-item"))

    def mark(self, section: str) -> str:
        """The mark of the section with that name."""
        parts = self.page.xpath("//section[@data-section]")
        found = [part for part in parts if said(part.xpath(".//h2")[0]).endswith(f": {section}")]
        return str(found[0].get("data-section"))

    def press(self, do: str, **changed: str) -> html.HtmlElement:
        """Press a button with some fields filled in otherwise; the page is what comes of it.

        In names of fields, '__' stands for '.', which Python's names have not.
        """
        fields = self.fields | {name.replace("__", "."): value for name, value in changed.items()}
        self.page = self.window.send(f"/editions/{self.number}", **{**fields, "do": do})
        return self.page

    def write(self, texts: dict[str, str], do: str = "save") -> html.HtmlElement:
        """Press a button with the texts in fields."""
        self.page = self.window.send(
            f"/editions/{self.number}", **{**self.fields, **texts, "do": do}
        )
        return self.page

    def again(self) -> html.HtmlElement:
        """Load the page anew."""
        self.page = self.window.open(f"/editions/{self.number}")
        return self.page

    def told(self) -> str:
        """What the page says above the form."""
        return said(self.page.xpath('//*[@id="telling"]')[0])
