"""Files of labelled articles: what people read in them, an article a line."""

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from commissioning.domain.errors import TaggingError
from commissioning.register import load_register
from nlp.lines import BadLine, as_text, load
from nlp.measuring.scoring import SIDES, Row

LABELLED = Path(str(files("nlp"))) / "labelled"
_LISTS = ("organisations", "quotations", "stances")


def read_labelled(paths: Iterable[Path]) -> tuple[dict[str, Row], tuple[TaggingError, ...]]:
    """The articles by id, and what is wrong with each line that is none, with file and line.

    Of two articles with one id the later counts: a correction behind what it corrects. Raises
    TaggingError where a file cannot be read.
    """
    rows: dict[str, Row] = {}
    faults: list[TaggingError] = []
    for path in paths:
        for number, line in _lines(path):
            try:
                row = load(line)
                _check(row)
            except BadLine as bad:
                faults.append(TaggingError(f"{path}:{number}", str(bad)))
            else:
                rows[str(row["id"])] = row
    return rows, tuple(faults)


def count_labelled() -> dict[str, int]:
    """How many articles or statements each of our own files has; none where they are not there."""
    return {path.stem: sum(1 for _ in _lines(path)) for path in sorted(LABELLED.glob("*.jsonl"))}


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TaggingError(str(path), f"cannot be read ({error})") from error
    return ((n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip())


def _check(row: Mapping[str, Any]) -> None:
    """Raise BadLine where a row is no labelled article."""
    key = as_text(row).id
    for name in _LISTS:
        found = row.get(name, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise BadLine(key, f"'{name}' is not a list of objects")
    if not isinstance(row.get("on_topic"), bool):
        raise BadLine(key, "'on_topic' is neither true nor false")
    for number, quotation in enumerate(row.get("quotations", ()), start=1):
        if quotation.get("kind") not in ("direct", "indirect"):
            raise BadLine(key, f"'kind' of quotation {number} is neither direct nor indirect")
    for number, stance in enumerate(row.get("stances", ()), start=1):
        if (fault := _fault(stance)) is not None:
            raise BadLine(key, f"stance {number}: {fault}")


def _fault(stance: Mapping[str, Any]) -> str | None:
    if not stance.get("holder") and not stance.get("organisation"):
        return "neither 'holder' nor 'organisation' is given"
    if stance.get("question") not in load_register().questions:
        return f"'question' is {stance.get('question')!r}, which the register lacks"
    if stance.get("stance") not in SIDES:
        return f"'stance' is {stance.get('stance')!r}; write {', '.join(SIDES)}"
    return None
