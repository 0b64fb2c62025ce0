"""How well tags agree with labels, in the figures of the reference sets' scorer.

Every figure is micro-averaged over all articles:

relevance      F1 of on_topic (predicted relevance of 0.5 or more)
organisations  F1 of (article, register slug); bodies that the register lacks are left out
quotations     F1 of quoted text, matched one to one where the characters overlap by 0.6 or more
               (intersection over union); 'attributed' also asks for the right speaker or body
stances        F1 of (article, holder, question), 'labelled' also of the side
leaning        F1 of (article, holder, side): support minus oppose over the holder's questions
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
Holder = tuple[str | None, str | None]
Figures = dict[str, dict[str, Any]]
Tally = Counter[tuple[str, str]]

SIDES = ("support", "oppose", "mixed")
ENOUGH = 0.5
PARTS = ("hit", "gold", "predicted")
LABEL_ACCURACY = "stances.label_accuracy"
CONFUSION = "stances.confusion"
_OVERLAP = 0.6
_TITLES = frozenset(
    "dr mr mrs ms miss sir dame lord lady prof professor rt hon baroness cllr councillor mp".split()
)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def same_holder(one: Holder, other: Holder) -> bool:
    """Whether two (name, organisation) can be one holder: the same body, or the same surname."""
    if one[1] and other[1] and one[1] == other[1]:
        return True
    left, right = _words(one[0]), _words(other[0])
    return bool(left and right) and left[-1] == right[-1]


def _words(name: str | None) -> list[str]:
    return [word for word in _WORD.findall((name or "").lower()) if word not in _TITLES]


def score(reference: Mapping[str, Row], predicted: Mapping[str, Row]) -> Figures:
    """The figures of predicted rows against labelled ones, joined on `id`; a missing row is empty.

    Each has 'precision', 'recall', 'f1' (0 to 1), 'gold' and 'predicted' (counts), except
    'stances.label_accuracy': 'value', 'matched' and 'confusion' ('gold>predicted' to counts).
    """
    return figures(total(tally(gold, predicted.get(key) or {}) for key, gold in reference.items()))


def tally(gold: Row, found: Row) -> Tally:
    """What is counted of one article; the figures of many are made of the sum of their counts.

    Keys are (figure, one of PARTS) and (CONFUSION, 'gold>predicted').
    """
    counts: Tally = Counter()
    _count_relevance(counts, gold, found)
    _count_organisations(counts, gold, found)
    _count_quotations(counts, gold, found)
    count_stances(counts, gold, found)
    return counts


def total(tallies: Iterable[Tally]) -> Tally:
    """The counts of all articles together."""
    together: Tally = Counter()
    for counts in tallies:
        together.update(counts)
    return together


def add(counts: Tally, figure: str, hit: int, gold: int, predicted: int) -> None:
    """Count how many were found rightly, how many there are and how many were given."""
    counts.update({(figure, "hit"): hit, (figure, "gold"): gold, (figure, "predicted"): predicted})


def figures(counts: Tally) -> Figures:
    """The figures that `score` gives, made of counts."""
    names = sorted({figure for figure, part in counts if part == "hit"})
    found = {name: _figure(counts, name) for name in names}
    confusion = {sides: n for (figure, sides), n in sorted(counts.items()) if figure == CONFUSION}
    matched = sum(confusion.values())
    right = sum(count for sides, count in confusion.items() if len(set(sides.split(">"))) == 1)
    found[LABEL_ACCURACY] = {
        "value": round(right / matched, 4) if matched else 0.0,
        "matched": matched,
        "confusion": confusion,
    }
    return found


def _figure(counts: Tally, name: str) -> dict[str, Any]:
    hit, gold, predicted = (counts[name, part] for part in PARTS)
    precision = hit / predicted if predicted else 0.0
    recall = hit / gold if gold else 0.0
    both = precision + recall
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / both if both else 0.0, 4),
        "gold": gold,
        "predicted": predicted,
    }


def score_lines(figures: Figures) -> Iterator[str]:
    """The figures as lines to print."""
    for name, values in figures.items():
        yield f"{name:32} " + "  ".join(f"{key} {value}" for key, value in values.items())


def _count_relevance(counts: Tally, gold: Row, found: Row) -> None:
    truth, guess = bool(gold.get("on_topic")), (found.get("relevance") or 0) >= ENOUGH
    add(counts, "relevance", int(truth and guess), int(truth), int(guess))


def _count_organisations(counts: Tally, gold: Row, found: Row) -> None:
    wanted = {
        row["slug"]
        for row in gold.get("organisations", [])
        if row.get("slug") and row["slug"] != "NIL"
    }
    given = {row["organisation"] for row in found.get("mentions", []) if row.get("organisation")}
    add(counts, "organisations", len(wanted & given), len(wanted), len(given))


def _count_quotations(counts: Tally, gold: Row, found: Row) -> None:
    wanted = _located(gold["text"], gold.get("quotations", []))
    given = _located(gold["text"], found.get("quotations", []))
    for kind in ("direct", "indirect", None):
        left = [row for row in wanted if kind is None or row["kind"] == kind]
        right = [row for row in given if kind is None or row.get("kind") == kind]
        pairs = _paired(left, right, _overlap)
        name = f"quotations.{kind}" if kind else "quotations"
        add(counts, name, len(pairs), len(left), len(right))
        attributed = sum(same_holder(_who(a, "speaker"), _who(b, "speaker")) for a, b in pairs)
        add(counts, f"{name}.attributed", attributed, len(left), len(right))


def count_stances(counts: Tally, gold: Row, found: Row) -> None:
    """Count 'stances', 'stances.labelled', 'leaning' and the confusion of sides."""
    wanted, given = sided(gold), sided(found)
    pairs = stance_pairs(wanted, given)
    add(counts, "stances", len(pairs), len(wanted), len(given))
    labelled = sum(a["stance"] == b["stance"] for a, b in pairs)
    add(counts, "stances.labelled", labelled, len(wanted), len(given))
    counts.update((CONFUSION, f"{a['stance']}>{b['stance']}") for a, b in pairs)
    left, right = _leanings(wanted), _leanings(given)
    leaning = _paired(left, right, _same_leaning)
    add(counts, "leaning", len(leaning), len(left), len(right))


def sided(row: Row) -> list[Row]:
    """The stances of a row that take one of the three sides."""
    return [stance for stance in row.get("stances", []) if stance.get("stance") in SIDES]


def stance_pairs(wanted: Sequence[Row], given: Sequence[Row]) -> list[tuple[Row, Row]]:
    """Stances of one holder and question, one to one; those of one side go together first."""
    return _paired(wanted, given, _agreement)


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
