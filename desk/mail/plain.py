"""An issue as plain text: lines of 66 letters, every item, line and link in it."""

from collections.abc import Iterable, Iterator

from desk.mail.letter import UNSEEN, Entry, Letter, Link, Side
from desk.mail.written import WIDTH, Notes, text_of, wrapped


def text_mail(letter: Letter) -> str:
    """The text of a mail, without trailing space, ending in one newline."""
    notes = Notes()
    lines = [
        *_masthead(letter),
        *_opening(letter, notes),
        *(line for part in letter.parts for line in _part(part.name, part.entries, letter, notes)),
        *_unseen(letter),
        *_named(letter.named),
        *_footer(letter),
    ]
    return "\n".join(line.rstrip() for line in lines).strip("\n") + "\n"


def _masthead(letter: Letter) -> Iterator[str]:
    yield from wrapped(letter.head.name.upper())
    yield from wrapped(f"{letter.issue}, {letter.day}")
    yield letter.page
    if letter.head.sample:
        yield ""
        yield from wrapped("Sample issue: articles, people and words are invented.")
    yield "_" * WIDTH


def _opening(letter: Letter, notes: Notes) -> Iterator[str]:
    base = letter.head.url
    yield ""
    yield from wrapped(letter.title)
    if letter.introduction:
        yield ""
        yield text_of(letter.introduction, base, notes)
    for found in letter.corrections:
        yield from ("", f"Corrected on {found.day}:")
        yield text_of(found.text, base, notes)


def _part(name: str, entries: Iterable[Entry], letter: Letter, notes: Notes) -> Iterator[str]:
    yield from _heading(name)
    for entry in entries:
        yield ""
        yield from _entry(entry, letter, notes)


def _heading(name: str) -> Iterator[str]:
    yield from ("", "")
    yield from wrapped(name.upper())
    yield "-" * WIDTH


def _entry(entry: Entry, letter: Letter, notes: Notes) -> Iterator[str]:
    yield from _hanging(f"{entry.number}. ", entry.headline.text)
    if entry.headline.url:
        yield f"  {entry.headline.url}"
    if entry.line:
        yield ""
        yield from _set_in(text_of(entry.line, letter.head.url, notes, width=WIDTH - 2))
    for side in entry.sides:
        yield ""
        yield from _side(side)
    if entry.sources or entry.again:
        yield ""
    for link in (*entry.sources, *([entry.again] if entry.again else [])):
        yield from _link(link)


def _side(side: Side) -> Iterator[str]:
    said = f"{side.holder.text} {side.verb.upper()} {side.question.text}"
    yield from _set_in("\n".join(wrapped(said, WIDTH - 2)))
    for text in filter(None, (f"“{side.words}”", side.whose)):
        yield from (f"  | {line}" for line in wrapped(text, WIDTH - 4))


def _unseen(letter: Letter) -> Iterator[str]:
    if letter.unseen:
        yield from _heading(UNSEEN)
        yield ""
    for sentence in letter.unseen:
        yield from wrapped(sentence)


def _named(links: Iterable[Link]) -> Iterator[str]:
    for at, link in enumerate(links):
        if at == 0:
            yield from _heading("Who and what is named")
            yield ""
        yield from _link(link)


def _footer(letter: Letter) -> Iterator[str]:
    yield from ("", "", "_" * WIDTH)
    for line in letter.head.footer.splitlines():
        yield from wrapped(line.strip())
    yield ""
    if letter.head.unsubscribe:
        yield f"Unsubscribe: {letter.head.unsubscribe}"
    yield f"Earlier issues: {letter.earlier}"
    yield f"How positions are read: {letter.method}"


def _link(link: Link) -> Iterator[str]:
    yield from _set_in("\n".join(wrapped(link.text, WIDTH - 2)))
    if link.url:
        yield f"  {link.url}"


def _hanging(mark: str, text: str) -> Iterator[str]:
    for at, line in enumerate(wrapped(text, WIDTH - len(mark))):
        yield f"{' ' * len(mark) if at else mark}{line}"


def _set_in(text: str) -> Iterator[str]:
    return (f"  {line}" for line in text.split("\n"))
