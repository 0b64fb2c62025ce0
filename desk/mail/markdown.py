"""An issue as Markdown, for wherever else it is to stand."""

from collections.abc import Iterator

from desk.mail.letter import UNSEEN, Entry, Letter, Link, Side
from desk.mail.written import escaped, linked, markdown_of

SYMBOLS = {"u": "▲", "d": "▼", "m": "◆"}


def markdown_letter(letter: Letter, *, title: bool = True, footer: bool = True) -> str:
    """The issue as CommonMark, ending in one newline.

    Without `title` it begins below the title, and without `footer` it ends above the footer: for
    services that write both themselves.
    """
    blocks = [
        *([f"# {escaped(letter.title)}"] if title else []),
        *_opening(letter),
        *(block for part in letter.parts for block in _part(part.name, part.entries, letter)),
        *_unseen(letter),
        *(_footer(letter) if footer else ()),
    ]
    return "\n\n".join(blocks) + "\n"


def _opening(letter: Letter) -> Iterator[str]:
    on_the_web = linked("read it on the web", letter.page)
    yield f"{escaped(letter.head.name)} · {letter.issue} · {letter.day} · {on_the_web}"
    if letter.head.sample:
        yield "*Sample issue: articles, people and words are invented.*"
    if letter.introduction:
        yield markdown_of(letter.introduction, letter.head.url)
    for found in letter.corrections:
        yield f"**Corrected on {found.day}**"
        yield markdown_of(found.text, letter.head.url)


def _part(name: str, entries: tuple[Entry, ...], letter: Letter) -> Iterator[str]:
    yield f"## {escaped(name)}"
    for entry in entries:
        yield f"### {entry.number}. {_link(entry.headline)}"
        shown = [*entry.sources, *([entry.again] if entry.again else [])]
        if shown:
            yield " · ".join(map(_link, shown))
        if entry.line:
            yield markdown_of(entry.line, letter.head.url)
        yield from map(_side, entry.sides)


def _unseen(letter: Letter) -> Iterator[str]:
    if letter.unseen:
        yield f"## {UNSEEN}"
    yield from map(escaped, letter.unseen)


def _side(side: Side) -> str:
    lines = [
        f"{SYMBOLS[side.mark]} {_link(side.holder)} {side.verb} {_link(side.question)}",
        f"“{escaped(side.words)}”",
        *([escaped(side.whose)] if side.whose else []),
    ]
    return "\\\n".join(f"> {line}" for line in lines)


def _footer(letter: Letter) -> Iterator[str]:
    yield "* * *"
    lines = [escaped(line) for line in letter.head.footer.splitlines() if line.strip()]
    if lines:
        yield "\\\n".join(lines)
    links = [
        *([("Unsubscribe", letter.head.unsubscribe)] if letter.head.unsubscribe else []),
        ("Earlier issues", letter.earlier),
        ("How positions are read", letter.method),
    ]
    yield " · ".join(linked(text, url) for text, url in links)


def _link(link: Link) -> str:
    return linked(escaped(link.text), link.url)
