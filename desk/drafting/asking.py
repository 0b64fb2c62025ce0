"""Whether the links of an edition are alive: asked when the editor wants it, and remembered."""

from commissioning.domain.editions import Edition
from desk.desk import Desk
from desk.mail.asking import ask_links
from desk.mail.fetching import web_fetch
from desk.mail.links import links_in
from desk.mail.memory import LinkMemory


def ask(desk: Desk, memory: LinkMemory, held: Edition) -> None:
    """Ask the links that were not asked in the last day; it takes a minute at most."""
    wanted = [link.url for link in links_in(held, desk.settings.site.url)]
    ask_links(wanted, web_fetch(desk.settings), memory, now=desk.now)
