"""Dates ahead for a draft: the milestones that the site lists as coming, as items to place."""

from collections.abc import Mapping
from dataclasses import dataclass

from commissioning.domain.dates import PartialDate
from commissioning.domain.editions import Edition, Item
from commissioning.store.edition_items import own_item
from desk.desk import Desk
from desk.drafting.fields import mark
from site_builder import words
from site_builder.pages.notes import ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class DateAhead:
    """A date that is offered.

    url   where it stands on the site; `mark` of it, for names of fields
    date  as exactly as it is known
    left  'in 12 days'; None where it is not known to the day
    """

    url: str
    mark: str
    name: str
    date: str
    left: str | None

    @property
    def item(self) -> Item:
        """The item that it becomes: its line says when."""
        return own_item(self.name, url=self.url, line=f"{self.date}.")


def dates_ahead(desk: Desk, draft: Edition) -> Mapping[str, DateAhead]:
    """Those of the three months after the draft's day that it does not have yet, by URL."""
    site = desk.settings.site.url
    here = {item.url for item in draft.items}
    found = {}
    for note in ahead(desk.register, draft.day):
        url = f"{site}{note.url}"
        if url not in here:
            date = words.partial(PartialDate.parse(note.machine))
            found[url] = DateAhead(
                url=url, mark=mark(url), name=note.name, date=date, left=note.left
            )
    return found
