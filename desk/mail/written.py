"""An editor’s Markdown as plain text, and as Markdown that anybody may be given."""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from markdown_it.tree import SyntaxTreeNode

from commissioning.domain import offers
from site_builder.prose import blocks

WIDTH = 66
_NARROWEST = 20


def text_of(markdown: str, base: str, notes: "Notes", *, width: int = WIDTH) -> str:
    """Plain text, wrapped; its links are numbered by `notes` and stand below it."""
    before = len(notes.urls)
    tree = SyntaxTreeNode(list(blocks(markdown, base, base)))
    lines = _blocks(tree.children, _Plain(notes), width)
    below = [f"[{number}] {url}" for number, url in notes.since(before)]
    return "\n".join([*lines, *([""] if below else []), *below])


def markdown_of(markdown: str, base: str) -> str:
    """The same Markdown with every mark that is not meant as one escaped, and links absolute."""
    tree = SyntaxTreeNode(list(blocks(markdown, base, base)))
    return "\n".join(_blocks(tree.children, _Marked(), 0))


def escaped(text: str) -> str:
    """Words as Markdown shows them: marks escaped, no line broken."""
    return offers.escaped(" ".join(text.split()))


def linked(text: str, url: str | None) -> str:
    """A link of Markdown around words that are escaped; the words alone without an address."""
    if url is None:
        return text
    return f"[{text}](<{url}>)" if "(" in url or ")" in url else f"[{text}]({url})"


def wrapped(text: str, width: int = WIDTH) -> list[str]:
    """Lines of at most `width` letters. An address is never broken; a longer word is."""
    found = []
    for line in text.split("\n"):
        words = [piece for word in line.split(" ") for piece in _pieces(word, width)]
        found += textwrap.wrap(
            " ".join(words), width, break_long_words=False, break_on_hyphens=False
        ) or [""]
    return [_FROM.sub("From\u00a0", line) for line in found]


@dataclass(slots=True)
class Notes:
    """The links of a plain text, numbered from 1 as they come; one address has one number."""

    urls: list[str] = field(default_factory=list)

    def number(self, url: str) -> int:
        """The number of an address."""
        if url not in self.urls:
            self.urls.append(url)
        return self.urls.index(url) + 1

    def since(self, count: int) -> list[tuple[int, str]]:
        """Those that came after the first `count`, with their numbers."""
        return list(enumerate(self.urls, start=1))[count:]


_FROM = re.compile(r"^From ")  # files of mail take it for the beginning of the next one


def _pieces(word: str, width: int) -> Sequence[str]:
    if len(word) <= width or "://" in word:
        return (word,)
    return [word[at : at + width] for at in range(0, len(word), width)]


class _Writer(Protocol):
    """How the parts of a text are written; `width` 0 is for lines without an end."""

    def inline(self, node: SyntaxTreeNode) -> str: ...

    def paragraph(self, text: str, width: int, /) -> list[str]: ...

    def code(self, text: str) -> list[str]: ...


class _Plain:
    """Words for people who read mail as text."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def inline(self, node: SyntaxTreeNode) -> str:
        """The words of a part of a paragraph."""
        inner = "".join(map(self.inline, node.children))
        match node.type:
            case "text" | "code_inline":
                return node.content
            case "softbreak":
                return " "
            case "hardbreak":
                return "\n"
            case "em" | "strong":
                return f"*{inner}*"
            case "link":
                href = str(node.attrs["href"])
                return inner if inner == href else f"{inner} [{self._notes.number(href)}]"
            case _:
                return inner

    def paragraph(self, text: str, width: int) -> list[str]:
        """Its lines."""
        return wrapped(text, width)

    def code(self, text: str) -> list[str]:
        """Lines as they are, set in."""
        return [f"    {line}".rstrip() for line in text.rstrip("\n").split("\n")]


class _Marked:
    """Markdown again."""

    def inline(self, node: SyntaxTreeNode) -> str:
        """A part of a paragraph with its marks."""
        inner = "".join(map(self.inline, node.children))
        match node.type:
            case "text":
                return offers.escaped(node.content)
            case "code_inline":
                return _ticked(node.content)
            case "softbreak":
                return " "
            case "hardbreak":
                return "\\\n"
            case "em":
                return f"*{inner}*"
            case "strong":
                return f"**{inner}**"
            case "link":
                return linked(inner, str(node.attrs["href"]))
            case _:
                return inner

    def paragraph(self, text: str, _width: int) -> list[str]:
        """One line, or as many as were broken on purpose."""
        return text.split("\n")

    def code(self, text: str) -> list[str]:
        """Lines as they are, between marks."""
        marks = "`" * max(3, _ticks(text) + 1)
        return [marks, *text.rstrip("\n").split("\n"), marks]


def _ticked(code: str) -> str:
    """Code between more marks than stand together within it."""
    marks = "`" * (_ticks(code) + 1)
    return f"{marks} {code} {marks}" if "`" in code else f"`{code}`"


def _ticks(code: str) -> int:
    return max((len(run) for run in re.findall("`+", code)), default=0)


def _blocks(nodes: Sequence[SyntaxTreeNode], writer: _Writer, width: int) -> list[str]:
    """The lines of blocks, an empty one between two of them but in a list that is close."""
    found: list[str] = []
    is_close = False
    for node in nodes:
        lines = _block(node, writer, width)
        found += ["", *lines] if found and lines and not is_close else lines
        is_close = node.hidden
    return found


def _block(node: SyntaxTreeNode, writer: _Writer, width: int) -> list[str]:
    match node.type:
        case "paragraph" | "heading":
            return writer.paragraph("".join(map(writer.inline, node.children)).strip(), width)
        case "bullet_list" | "ordered_list":
            return _items(node, writer, width)
        case "blockquote":
            inner = _blocks(node.children, writer, _less(width, 2))
            return [f"> {line}".rstrip() for line in inner]
        case "code_block" | "fence":
            return writer.code(node.content)
        case "hr":
            return ["* * *"]
        case _:
            return []


def _items(node: SyntaxTreeNode, writer: _Writer, width: int) -> list[str]:
    found: list[str] = []
    first = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
    for at, item in enumerate(node.children):
        mark = "- " if first is None else f"{first + at}. "
        lines = _blocks(item.children, writer, _less(width, len(mark))) or [""]
        if found and not any(block.hidden for block in item.children):
            found.append("")
        found.append(f"{mark}{lines[0]}".rstrip())
        found += [f"{' ' * len(mark)}{line}".rstrip() for line in lines[1:]]
    return found


def _less(width: int, by: int) -> int:
    return max(width - by, _NARROWEST) if width else 0
