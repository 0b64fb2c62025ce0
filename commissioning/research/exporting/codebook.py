"""`CODEBOOK.md`: what each table and column of an export holds, for people."""

from collections.abc import Iterator

from commissioning.domain.licences import OF_WORDS
from commissioning.research.exporting.columns import Column
from commissioning.research.exporting.datapackage import ANNOTATIONS
from commissioning.research.exporting.described import Description, Part
from commissioning.research.exporting.formats.format import Format
from commissioning.research.exporting.values import moment

FILE = "CODEBOOK.md"


def codebook(described: Description) -> str:
    """The codebook as Markdown."""
    lines = [f"# {_plain(described.title)}", "", *_versions(described), *_about(described)]
    for part in described.parts:
        lines += ["", *_table(part, described.versions.rows.get(part.table.name, 0))]
    return "\n".join(lines) + "\n"


def _versions(described: Description) -> Iterator[str]:
    found = described.versions
    yield f"- version: `{found.name}`"
    yield f"- corpus: `{found.corpus}`; register: `{found.register}`"
    yield f"- stored up to: {moment(found.as_of) if found.as_of else 'nothing is stored'}"
    yield f"- made by: Commissioning Digest {found.package}"
    for tagger, texts in found.taggers.items():
        yield f"- tagger: `{tagger}`, {texts} texts"


def _about(described: Description) -> Iterator[str]:
    yield ""
    yield "## What to know"
    yield ""
    yield (
        "- Offsets count Unicode code points of the text whose SHA-256 (of its UTF-8) stands with"
        " the article or comment, end exclusive. `digest verify` checks them against texts."
    )
    yield (
        "- An empty value means that it is not known, or that there is none. Moments are in UTC; a"
        " precision beside one says what of it was given: '2010' did not say 1 January."
    )
    if described.with_text:
        yield (
            "- Full texts are in this export. They belong to their publishers and to the readers"
            " who wrote them: keep them to yourself."
        )
    else:
        yield (
            "- Full texts are left out: they belong to their publishers. Headlines, beginnings and"
            " quoted words do too, and are given as evidence."
        )
    licence = described.publisher.licence
    if licence:
        yield f"- The tags are given out under [{licence.called}]({licence.url}); {OF_WORDS}."
    yield "- The names of readers who commented are in no export."
    yield (
        "- A count of zero in a month in which an outlet was not asked says nothing: look into"
        " the table 'coverage' first."
    )
    if described.format is Format.CSV:
        yield (
            "- In CSV an apostrophe stands before a cell that begins with =, +, -, @, a tab or a"
            " line break (or with apostrophes and one of these), so that no spreadsheet runs it as"
            " a formula: take it off. The other formats have the values as they are."
        )
    if described.annotations:
        yield (
            f"- `{ANNOTATIONS}` has the tags as W3C Web Annotations. The id of a tag hangs on the"
            " article's address, the text, the place, what is said and the tagger: it is the same"
            " in each export."
        )


def _table(part: Part, rows: int) -> Iterator[str]:
    table = part.table
    yield f"## {table.name}"
    yield ""
    yield f"{table.description} {rows} rows, in `{part.file}`. Key: {', '.join(table.key)}."
    yield ""
    yield "| column | type | holds |"
    yield "| --- | --- | --- |"
    links = {link.column: f"{link.table}.{link.to}" for link in table.links}
    for column in part.columns:
        yield f"| `{column.name}` | {column.type.value} | {_holds(column, links)} |"


def _holds(column: Column, links: dict[str, str]) -> str:
    told = _plain(column.description)
    if column.values:
        told += ": " + ", ".join(f"`{value}`" for value in column.values)
    if column.name in links:
        told += f" → `{links[column.name]}`"
    return told if column.required else f"{told} (may be empty)"


def _plain(text: str) -> str:
    """Text that means nothing in Markdown's tables and headings."""
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())
