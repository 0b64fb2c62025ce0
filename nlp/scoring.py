"""How well tags agree with labels, in the figures of the reference sets' scorer.

Every figure is micro-averaged over all articles:

relevance      F1 of on_topic (predicted relevance of 0.5 or more)
organisations  F1 of (article, register slug); bodies that the register lacks are left out
quotations     F1 of quoted text, matched one to one where the characters overlap by 0.6 or more
               (intersection over union); 'attributed' also asks for the right speaker or body
stances        F1 of (article, holder, question), 'labelled' also of the side
leaning        F1 of (article, holder, side): support minus oppose over the holder's questions
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commissioning.domain.errors import TaggingError

Row = Mapping[str, Any]
Holder = tuple[str | None, str | None]
Figures = dict[str, dict[str, Any]]

SIDES = ("support", "oppose", "mixed")
ENOUGH = 0.5
_OVERLAP = 0.6
_TITLES = frozenset(
    "dr mr mrs ms miss sir dame lord lady prof professor rt hon baroness cllr councillor mp".split()
)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def read_rows(lines: Iterable[str], *, name: str) -> dict[str, Row]:
    """The rows by id; raises TaggingError naming the file (`name`) and the line."""
    rows: dict[str, Row] = {}
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise TaggingError(f"{name}:{number}", f"not JSON: {error}") from error
        if not isinstance(row, dict) or "id" not in row or not isinstance(row.get("text"), str):
            raise TaggingError(
                f"{name}:{number}", "not a labelled article: 'id' or 'text' is missing"
            )
        rows[row["id"]] = row
    return rows


def same_holder(one: Holder, other: Holder) -> bool:
    """Whether two (name, organisation) can be one holder: the same body, or the same surname."""
    if one[1] and other[1] and one[1] == other[1]:
        return True
    left, right = _words(one[0]), _words(other[0])
    return bool(left and right) and left[-1] == right[-1]


def _words(name: str | None) -> list[str]:
    return [word for word in _WORD.findall((name or "").lower()) if word not in _TITLES]


@dataclass(slots=True)
class _Tally:
    """How many were found rightly, how many there are and how many were given."""

    hit: int = 0
    gold: int = 0
    predicted: int = 0

    def add(self, hit: int, gold: int, predicted: int) -> None:
        self.hit += hit
        self.gold += gold
        self.predicted += predicted

    def figures(self) -> dict[str, Any]:
        precision = self.hit / self.predicted if self.predicted else 0.0
        recall = self.hit / self.gold if self.gold else 0.0
        both = precision + recall
        return {
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(2 * precision * recall / both if both else 0.0, 4),
            "gold": self.gold,
            "predicted": self.predicted,
        }


Tallies = defaultdict[str, _Tally]
Confusion = Counter[tuple[str, str]]


def score(reference: Mapping[str, Row], predicted: Mapping[str, Row]) -> Figures:
    """The figures of predicted rows against labelled ones, joined on `id`; a missing row is empty.

    Each has 'precision', 'recall', 'f1' (0 to 1), 'gold' and 'predicted' (counts), except
    'stances.label_accuracy': 'value', 'matched' and 'confusion' ('gold>predicted' to counts).
    """
    tallies: Tallies = defaultdict(_Tally)
    confusion: Confusion = Counter()
    for key, gold in reference.items():
        found = predicted.get(key) or {}
        _score_relevance(tallies, gold, found)
        _score_organisations(tallies, gold, found)
        _score_quotations(tallies, gold, found)
        _score_stances(tallies, confusion, gold, found)
    matched = sum(confusion.values())
    right = sum(count for (gold_side, side), count in confusion.items() if gold_side == side)
    figures = {name: tally.figures() for name, tally in sorted(tallies.items())}
    figures["stances.label_accuracy"] = {
        "value": round(right / matched, 4) if matched else 0.0,
        "matched": matched,
        "confusion": {f"{a}>{b}": count for (a, b), count in sorted(confusion.items())},
    }
    return figures


def score_lines(figures: Figures) -> Iterator[str]:
    """The figures as lines to print."""
    for name, values in figures.items():
        yield f"{name:32} " + "  ".join(f"{key} {value}" for key, value in values.items())


def _score_relevance(tallies: Tallies, gold: Row, found: Row) -> None:
    truth, guess = bool(gold.get("on_topic")), (found.get("relevance") or 0) >= ENOUGH
    tallies["relevance"].add(truth and guess, truth, guess)


def _score_organisations(tallies: Tallies, gold: Row, found: Row) -> None:
    wanted = {
        row["slug"]
        for row in gold.get("organisations", [])
        if row.get("slug") and row["slug"] != "NIL"
    }
    given = {row["organisation"] for row in found.get("mentions", []) if row.get("organisation")}
    tallies["organisations"].add(len(wanted & given), len(wanted), len(given))


def _score_quotations(tallies: Tallies, gold: Row, found: Row) -> None:
    wanted = _located(gold["text"], gold.get("quotations", []))
    given = _located(gold["text"], found.get("quotations", []))
    for kind in ("direct", "indirect", None):
        left = [row for row in wanted if kind is None or row["kind"] == kind]
        right = [row for row in given if kind is None or row.get("kind") == kind]
        pairs = _paired(left, right, _overlap)
        name = f"quotations.{kind}" if kind else "quotations"
        tallies[name].add(len(pairs), len(left), len(right))
        attributed = sum(same_holder(_who(a, "speaker"), _who(b, "speaker")) for a, b in pairs)
        tallies[f"{name}.attributed"].add(attributed, len(left), len(right))


def _score_stances(tallies: Tallies, confusion: Confusion, gold: Row, found: Row) -> None:
    wanted = [row for row in gold.get("stances", []) if row["stance"] in SIDES]
    given = [row for row in found.get("stances", []) if row.get("stance") in SIDES]
    pairs = _paired(wanted, given, _agreement)
    tallies["stances"].add(len(pairs), len(wanted), len(given))
    labelled = sum(a["stance"] == b["stance"] for a, b in pairs)
    tallies["stances.labelled"].add(labelled, len(wanted), len(given))
    confusion.update((a["stance"], b["stance"]) for a, b in pairs)
    left, right = _leanings(wanted), _leanings(given)
    leaning = _paired(left, right, _same_leaning)
    tallies["leaning"].add(len(leaning), len(left), len(right))


def _who(row: Row, field: str) -> Holder:
    return row.get(field), row.get("organisation")


def _agreement(gold: Row, given: Row) -> float:
    if gold["question"] != given["question"]:
        return 0.0
    if not same_holder(_who(gold, "holder"), _who(given, "holder")):
        return 0.0
    return 2.0 if gold["stance"] == given["stance"] else 1.0


def _leanings(stances: Iterable[Row]) -> list[Row]:
    groups: list[tuple[Holder, list[str]]] = []
    for row in stances:
        who = _who(row, "holder")
        sides = next((sides for known, sides in groups if same_holder(known, who)), None)
        if sides is None:
            groups.append((who, sides := []))
        sides.append(row["stance"])
    found: list[Row] = [
        {"holder": who[0], "organisation": who[1], "side": _net(sides)} for who, sides in groups
    ]
    return found


def _net(sides: Sequence[str]) -> str:
    net = sides.count("support") - sides.count("oppose")
    return "support" if net > 0 else "oppose" if net < 0 else "mixed"


def _same_leaning(gold: Row, given: Row) -> float:
    same = same_holder(_who(gold, "holder"), _who(given, "holder"))
    return float(same and gold["side"] == given["side"])


def _located(text: str, rows: Iterable[Row]) -> list[Row]:
    found: list[Row] = []
    for row in rows:
        where = _place(text, row.get("text") or "", row.get("start"))
        if where and where[1] > where[0]:
            found.append({**row, "span": where})
    return found


def _place(text: str, part: str, start: int | None) -> tuple[int, int] | None:
    """Where `part` stands in `text`, white space folded; None where it does not."""
    if start is not None and text[start : start + len(part)] == part:
        return start, start + len(part)
    at = text.find(part)
    if at >= 0:
        return at, at + len(part)
    pattern = r"\s+".join(map(re.escape, part.split()))
    match = re.search(pattern, text) if pattern else None
    return match.span() if match else None


def _overlap(gold: Row, given: Row) -> float:
    a, b = gold["span"], given["span"]
    shared = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    value = shared / (max(a[1], b[1]) - min(a[0], b[0])) if shared else 0.0
    return value if value >= _OVERLAP else 0.0


def _paired(
    gold: Sequence[Row], given: Sequence[Row], worth: Callable[[Row, Row], float]
) -> list[tuple[Row, Row]]:
    """One to one, the best first; what is worth nothing is never paired."""
    ranked = sorted(
        ((worth(a, b), i, j) for i, a in enumerate(gold) for j, b in enumerate(given)),
        reverse=True,
    )
    used_gold: set[int] = set()
    used_given: set[int] = set()
    pairs = []
    for value, i, j in ranked:
        if value > 0 and i not in used_gold and j not in used_given:
            used_gold.add(i)
            used_given.add(j)
            pairs.append((gold[i], given[j]))
    return pairs
