"""How fast the desk's pages answer over a large store, beside a page that only says a word.

    python benchmarks/desk.py [ARTICLES]

The desk is a process of its own, asked over loopback one page after the other, as one editor does;
the trivial page stands on the same server without a store. Milliseconds until the last byte.
Filling 100,000 articles takes a few minutes and 700 MB of the temporary folder.
"""

import http.client
import multiprocessing
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode

import uvicorn
from lxml import html
from lxml.html import FormElement
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.synthetic import DAYS, FIRST, fill
from commissioning.domain.corrections import Correction, Subject
from commissioning.domain.editions import Decision, Edition, Item, Section, Triage
from commissioning.register import Register, load_register
from commissioning.store.corrections import correct
from commissioning.store.database import Database
from commissioning.store.edition_items import story_item
from commissioning.store.editions import create_edition, publish_edition
from commissioning.store.rows import ArticleRow, StoryArticleRow, StoryRow
from commissioning.store.triage import decide

ARTICLES = 100_000
TIMES = 200
DECIDED, ISSUES, CORRECTED, HEAVY = 5_000, 300, 500, 1_000
BOUND = 200
FORM = '//form[@id="edition"]'
DRAFT = f"/editions/{ISSUES + 1}"
LAST = FIRST + timedelta(days=DAYS - 1)
NOW = datetime(LAST.year, LAST.month, LAST.day, 12, tzinfo=UTC)
CODE = "from cli.main import main; main()"


def main() -> None:
    """Print a line for each page; the exit code is 1 where one is slower than the bound."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        (workspace / "digest.toml").write_text(f"now = {NOW:%Y-%m-%dT%H:%M:%SZ}\n", "utf-8")
        heavy = prepare(workspace, articles)
        print(f"{articles} articles: median and 95th percentile of {TIMES}, in ms")
        with trivial() as port:
            shown("a page that says a word", Client(port).asking("/"))
        with desk(workspace) as port:
            slowest = measure(port, articles, heavy)
    if slowest > BOUND:
        raise SystemExit(f"slower than {BOUND} ms")


def prepare(workspace: Path, articles: int) -> date:
    """Fill the store with what years of work leave; gives the day with a thousand articles."""
    register = load_register()
    database = Database(f"sqlite:///{workspace / 'digest.db'}")
    fill(database, register, articles)
    heavy = LAST - timedelta(days=100)
    fill(database, register, HEAVY, begin=articles - articles % 3 + 3, on=heavy)
    edited(database, register, articles)
    database.close()
    return heavy


def edited(database: Database, register: Register, articles: int) -> None:
    """Decisions, published issues and corrections."""
    chance = random.Random(5)
    with database.session() as session:
        slugs = session.scalars(select(StoryRow.slug).order_by(StoryRow.slug)).all()
        for slug in chance.sample(slugs, min(DECIDED, len(slugs))):
            at = NOW - timedelta(days=chance.randrange(3_000))
            decision = chance.choice((Decision.KEEP, Decision.DROP))
            decide(session, Triage(story=slug, decision=decision, at=at, by="RH"))
        for number in range(1, ISSUES + 1):
            items = tuple(
                Item(key=f"{number}.{at}", story=slug, headline=slug, line="A line.")
                for at, slug in enumerate(chance.sample(slugs, 8))
            )
            at = NOW - timedelta(days=7 * (ISSUES - number + 1))
            issue = Edition(
                number=number,
                day=at.date(),
                title=f"Issue {number}",
                sections=(Section(name="The week", items=items),),
            )
            publish_edition(session, create_edition(session, issue, at=at), at=at)
        create_edition(session, _draft(session), at=NOW)
        for article in chance.sample(range(1, articles), CORRECTED):
            told = Correction(
                at=NOW,
                by="RH",
                article_id=article,
                subject=Subject.RELEVANCE,
                before=None,
                after={"on_topic": True},
            )
            correct(session, told, register=register)


def _draft(session: Session) -> Edition:
    """The week's issue: nine of its stories, each with a line, in three sections."""
    begin = NOW - timedelta(days=6)
    slugs = session.scalars(
        select(StoryRow.slug)
        .join(StoryArticleRow, StoryArticleRow.story_id == StoryRow.id)
        .join(ArticleRow, ArticleRow.id == StoryArticleRow.article_id)
        .where(ArticleRow.published_at.between(begin, NOW))
        .group_by(StoryRow.slug)
        .order_by(func.count().desc(), StoryRow.slug)
        .limit(9)
    ).all()
    items = [replace(story_item(session, slug), line="What *this* is about.") for slug in slugs]
    names = ("The week's story", "Who stands where", "Around the country")
    sections = tuple(
        Section(name=name, items=tuple(items[3 * at : 3 * at + 3])) for at, name in enumerate(names)
    )
    return Edition(number=ISSUES + 1, day=NOW.date(), title="This week", sections=sections)


def measure(port: int, articles: int, heavy: date) -> float:
    """Each page's line; gives the slowest 95th percentile."""
    client = Client(port)
    client.ask("/queue")
    slug = client.slug()
    chance = random.Random(3)
    week = f"from={heavy - timedelta(days=3)}&to={heavy + timedelta(days=3)}"
    slowest = max(
        shown("queue of the week", client.asking("/queue")),
        shown("queue, its third page", client.asking("/queue?page=3")),
        shown("queue, searched", client.asking("/queue?q=figures+train")),
        shown("archive, searched", client.asking("/archive?q=figures+train")),
        shown("queue of any week", lambda: client.ask(f"/queue?to={_any_day(chance)}")),
        shown("story at hand", client.asking(f"/queue/hand?at={slug}")),
        shown("who was silent in it", client.asking(f"/queue/silent?at={slug}")),
        shown("decision and the queue after", client.deciding),
        shown("article", lambda: client.ask(f"/articles/{chance.randrange(1, articles)}")),
        shown("health", client.asking("/health")),
        shown("list of editions", client.asking("/editions")),
        shown("a published edition", client.asking(f"/editions/{ISSUES}")),
        shown("the week's edition in the editor", client.asking(DRAFT)),
        shown("that saved, and the editor after", client.saving(DRAFT)),
        shown("its earlier states", client.asking(f"{DRAFT}/versions")),
        shown("its preview", client.asking(f"{DRAFT}/preview")),
        shown("its preview as a page", client.asking(f"{DRAFT}/preview/web")),
        shown("its preview as mail", client.asking(f"{DRAFT}/preview/mail")),
    )
    shown(f"not bound: a week with {HEAVY} more articles", client.asking(f"/queue?{week}"))
    return slowest


def _any_day(chance: random.Random) -> date:
    return FIRST + timedelta(days=chance.randrange(400, DAYS))


def shown(name: str, ask: Callable[[], None]) -> float:
    """Ask so many times, print how long that took; gives the 95th percentile."""
    taken = []
    for _ in range(TIMES):
        begin = time.perf_counter()
        ask()
        taken.append(1_000 * (time.perf_counter() - begin))
    cuts = quantiles(taken, n=20)
    print(f"{name:45} {cuts[9]:6.1f} {cuts[18]:6.1f}", flush=True)
    return cuts[18]


class Client:
    """A browser's manners: one connection, its cookie, the token of its forms."""

    def __init__(self, port: int) -> None:
        self._host = f"127.0.0.1:{port}"
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._cookie = ""
        self._page = ""

    def asking(self, place: str) -> Callable[[], None]:
        """Asks for a page whenever it is called."""
        return lambda: self.ask(place)

    def ask(self, place: str, form: dict[str, str] | None = None) -> None:
        """Ask for a page and those that it leads to, and read it to its end."""
        headers = {"Cookie": self._cookie, "Origin": f"http://{self._host}"}
        if form is None:
            self._connection.request("GET", place, headers=headers)
        else:
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            self._connection.request("POST", place, urlencode(form), headers | kind)
        answer = self._connection.getresponse()
        self._page = answer.read().decode()
        if cookie := answer.headers.get("Set-Cookie"):
            self._cookie = cookie.partition(";")[0]
        if answer.status == http.client.SEE_OTHER:
            self.ask(answer.headers["Location"])
        elif answer.status != http.client.OK:
            raise SystemExit(f"{place} answers {answer.status}")

    def slug(self) -> str:
        """A story of the page that was read last."""
        return self._found(r'name="story" value="([^"]+)"')

    def deciding(self) -> None:
        """Keep the story at hand, and put it back the next time, so that the list stays long."""
        if "Undo <kbd>U</kbd>" in self._page:
            number = self._found(r'class="last".*?name="id" value="(\d+)"')
            self.ask("/queue/undo", {"token": self._token, "id": number})
        else:
            self.ask("/queue")
            form = {"token": self._token, "story": self.slug(), "decision": "keep"}
            self.ask("/queue/decide", form)

    def saving(self, place: str) -> Callable[[], None]:
        """Saves the edition of that place with another title whenever it is called."""
        self.ask(place)

        def save() -> None:
            found: list[FormElement] = html.document_fromstring(self._page).xpath(FORM)
            held = dict(found[0].form_values())
            self.ask(place, held | {"do": "save", "title": f"{held['title'][:60]}."})

        return save

    @property
    def _token(self) -> str:
        return self._found(r'name="token" content="([^"]+)"')

    def _found(self, pattern: str) -> str:
        found = re.search(pattern, self._page, re.DOTALL)
        if found is None:
            raise SystemExit(f"the page has no {pattern}")
        return found[1]


@contextmanager
def desk(workspace: Path) -> Iterator[int]:
    """The port of `digest desk` while the block runs."""
    command = [sys.executable, "-c", CODE, "desk", "--port", "0", "--workspace", str(workspace)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline() if process.stdout else ""
        found = re.search(r":(\d+)/", line)
        if found is None:
            raise SystemExit("the desk does not begin")
        try:
            yield int(found[1])
        finally:
            process.terminate()


async def _word(scope: Any, _: Any, send: Any) -> None:
    if scope["type"] == "http":
        headers = [(b"content-type", b"text/plain"), (b"content-length", b"5")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"hello"})


def _serve(listening: socket.socket) -> None:
    config = uvicorn.Config(_word, log_level="error", access_log=False, lifespan="off", ws="none")
    uvicorn.Server(config).run(sockets=[listening])


@contextmanager
def trivial() -> Iterator[int]:
    """The port of a server that only says a word."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        process = multiprocessing.get_context("fork").Process(target=_serve, args=(listening,))
        process.start()
        try:
            yield int(listening.getsockname()[1])
        finally:
            process.terminate()
            process.join()


if __name__ == "__main__":
    main()
