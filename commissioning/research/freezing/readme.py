"""What a frozen query tells people: what was asked, how to cite it, how to ask it again."""

from collections.abc import Iterator, Sequence

from commissioning.domain.findings import Dimension
from commissioning.research.exporting.described import titled
from commissioning.research.exporting.values import moment
from commissioning.research.exporting.versions import Versions
from commissioning.research.query import Query


def title_of(query: Query, count_by: Sequence[Dimension], versions: Versions) -> str:
    """What was asked, in a line."""
    what = "Stances and quotations"
    if count_by:
        what += f", counted by {', '.join(count_by)}"
    asked = ", ".join(f"{name} {_shown(value)}" for name, value in query.as_written().items())
    return titled(f"{what}: {asked}" if asked else what, versions)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return " or ".join(map(_shown, value))
    return f"‘{value}’" if isinstance(value, str) else str(value).lower()


def readme(
    title: str,
    cited: str,
    query: Query,
    count_by: Sequence[Dimension],
    versions: Versions,
    rows: int,
) -> str:
    """The folder's README, as Markdown."""
    return "\n".join(_told(title, cited, query, count_by, versions, rows)) + "\n"


def _told(
    title: str,
    cited: str,
    query: Query,
    count_by: Sequence[Dimension],
    versions: Versions,
    rows: int,
) -> Iterator[str]:
    yield f"# {_plain(title)}"
    yield ""
    yield "Cite it as:"
    yield ""
    yield f"> {_plain(cited)}"
    yield ""
    yield "| what | is |"
    yield "| --- | --- |"
    for name, value in query.as_written().items():
        yield f"| {name} | {_plain(_shown(value) if isinstance(value, list) else str(value))} |"
    if count_by:
        yield f"| counted by | {', '.join(count_by)} |"
    yield f"| rows | {rows} |"
    yield f"| snapshot | `{versions.snapshot}` |"
    yield f"| corpus | `{versions.corpus}` |"
    yield f"| register | `{versions.register}` |"
    for tagger, texts in versions.taggers.items():
        yield f"| tagger | `{tagger}`, {texts} texts |"
    yield f"| stored up to | {moment(versions.as_of) if versions.as_of else 'nothing'} |"
    yield ""
    yield "- `query.json`: what was asked, and the versions"
    yield (
        "- `result.jsonl`: what came of it, a JSON object a row. Offsets (`start`, `end`) count"
        " Unicode code points of the text whose SHA-256 is `text_sha256`. Of an article's words at"
        " most sixty are given, of readers' comments none."
    )
    yield "- `CITATION.cff`: how to cite it, for machines; `SHA256SUMS`: what the files are"
    yield ""
    yield "`digest query --rerun FOLDER` asks again, and says what is the same."


def _plain(text: str) -> str:
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())
