"""How good the tags of labelled articles are, and how far that can be relied on.

The figures are those of `nlp.measuring.scoring`, each with a 95% interval: articles are drawn anew
with replacement, as many as there are, and the interval holds the middle 95 of 100 such drawings.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commissioning.domain.errors import TaggingError
from nlp import lines
from nlp.lines import as_text
from nlp.measuring import scoring
from nlp.measuring.scoring import Row, Tally, add, sided, stance_pairs
from nlp.tagger import Tagger

RESAMPLES = 2000
SEED = 20100712
BINS = 10
ERAS = (
    ("fundholding, to 1999", 1999),
    ("PCTs, 2000 to 2009", 2009),
    ("reform, 2010 to 2013", 2013),
    ("CCGs, 2014 to 2021", 2021),
    ("ICBs, from 2022", 9999),
)
UNDATED, UNKNOWN = "undated", "unknown"
_PLACES = 4
_LOW, _HIGH = 2.5, 97.5

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure and the ends of its 95% interval."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Vector) -> "Estimate":
        """From what was measured, the first of the values, and what each drawing gave.

        A ratio over nothing is no number: 0 where it was measured so, left out of the drawings.
        """
        value = float(np.nan_to_num(values[0]))
        drawn = values[1:][~np.isnan(values[1:])]
        low, high = np.percentile(drawn, (_LOW, _HIGH)) if len(drawn) else (value, value)
        return cls(
            value=round(value, _PLACES),
            low=round(float(low), _PLACES),
            high=round(float(high), _PLACES),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Precision, recall and F1, with how many there are in the labels and in the tags."""

    precision: Estimate
    recall: Estimate
    f1: Estimate
    gold: int
    predicted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The figures of some articles; `side` is how often the side of a matched stance is right."""

    name: str
    articles: int
    figures: Mapping[str, Figure]
    side: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The stances of a tenth of confidence: how many, their mean confidence, the share right."""

    low: float
    high: float
    stances: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sure:
    """The stances of support or opposition whose confidence is `threshold` or more.

    precision  how many of them are right in holder, question and side
    coverage   how many of all that were given, sure or not, they are
    """

    threshold: float
    precision: Estimate
    coverage: Estimate
    stances: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The figures of the scorer, and with them whatever tells how far they reach.

    error      expected calibration error of the stances' confidence: over tenths of confidence,
               the distance between mean confidence and the share that is right in holder,
               question and side, weighed by how many stances the tenth has
    missing    how many articles could not be tagged
    questions  one group a question, of which 'stances' and 'stances.labelled' are given
    """

    missing: int
    scores: scoring.Figures
    whole: Group
    error: Estimate
    bins: tuple[Bin, ...]
    sure: Sure
    eras: tuple[Group, ...]
    kinds: tuple[Group, ...]
    questions: tuple[Group, ...]


def tag_rows(tagger: Tagger, rows: Iterable[Row]) -> Iterator[tuple[str, Row | None]]:
    """The tags of labelled articles, as `digest tag` writes them, by id; None where it fails."""
    texts = [as_text(row) for row in rows]
    for text, found in zip(texts, tagger.tag_all(texts), strict=True):
        yield text.id, None if isinstance(found, TaggingError) else lines.row(text, found)


class Sample:
    """The summed counts of articles: as they are, then of each drawing with replacement."""

    def __init__(self, tallies: Sequence[Tally], resamples: int) -> None:
        self._keys = {key: n for n, key in enumerate(sorted(scoring.total(tallies)))}
        table = np.array([[counts[key] for key in self._keys] for counts in tallies], dtype=float)
        size = len(tallies)
        draws = np.random.default_rng(SEED).multinomial(size, [1 / size] * size, resamples)
        self._sums = np.vstack([table.sum(axis=0), draws @ table])

    def of(self, figure: str, part: str) -> Vector:
        """A count: the whole's, then each drawing's."""
        place = self._keys.get((figure, part))
        return np.zeros(len(self._sums)) if place is None else self._sums[:, place]

    def ratio(self, figure: str, part: str, whole: str) -> Vector:
        """One count over another."""
        return _over(self.of(figure, part), self.of(figure, whole))

    def f1(self, figure: str) -> Vector:
        """F1: twice what was rightly found over what there is and what was given."""
        given = self.of(figure, "gold") + self.of(figure, "predicted")
        return _over(2 * self.of(figure, "hit"), given)

    def side(self) -> Vector:
        """How many of the matched stances have the right side."""
        return _over(self.of("stances.labelled", "hit"), self.of("stances", "hit"))

    def figure(self, name: str) -> Figure:
        """A figure with its intervals."""
        return Figure(
            precision=Estimate.of(self.ratio(name, "hit", "predicted")),
            recall=Estimate.of(self.ratio(name, "hit", "gold")),
            f1=Estimate.of(self.f1(name)),
            gold=int(self.of(name, "gold")[0]),
            predicted=int(self.of(name, "predicted")[0]),
        )

    def group(self, name: str, articles: int) -> Group:
        """All figures that were counted."""
        names = sorted({figure for figure, part in self._keys if part == "hit"})
        return Group(
            name=name,
            articles=articles,
            figures={figure: self.figure(figure) for figure in names},
            side=Estimate.of(self.side()),
        )


def _over(part: Vector, whole: Vector) -> Vector:
    return np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0)


def difference(before: Sequence[Tally], after: Sequence[Tally], figure: str) -> Estimate:
    """By how much the F1 of a figure changes between two taggings of the same articles."""
    old, new = Sample(before, RESAMPLES), Sample(after, RESAMPLES)  # the same drawings in both
    return Estimate.of(new.f1(figure) - old.f1(figure))


def evaluate(
    reference: Mapping[str, Row],
    predicted: Mapping[str, Row | None],
    *,
    certain: float,
    resamples: int = RESAMPLES,
) -> Evaluation:
    """Measure predicted rows against labelled ones, joined on `id`; a missing row is empty.

    `certain` is the confidence from which a stance is sure. Raises ValueError without articles.
    """
    if not reference:
        raise ValueError("no labelled articles")
    rows = list(reference.values())
    found = [predicted.get(key) or {} for key in reference]
    tallies = [scoring.tally(gold, given) for gold, given in zip(rows, found, strict=True)]
    beside = [_stances(gold, given, certain) for gold, given in zip(rows, found, strict=True)]
    sample = Sample(beside, resamples)
    return Evaluation(
        missing=sum(not predicted.get(key) for key in reference),
        scores=scoring.figures(scoring.total(tallies)),
        whole=Sample(tallies, resamples).group("all", len(rows)),
        error=Estimate.of(_error(sample)),
        bins=tuple(_bins(sample)),
        sure=Sure(
            threshold=certain,
            precision=Estimate.of(sample.ratio("sure", "hit", "predicted")),
            coverage=Estimate.of(_over(sample.of("sure", "predicted"), sample.of("sure", "given"))),
            stances=int(sample.of("sure", "predicted")[0]),
        ),
        eras=_groups(rows, tallies, era, (*(name for name, _ in ERAS), UNDATED), resamples),
        kinds=_groups(rows, tallies, _kind, (), resamples),
        questions=tuple(_by_question(rows, found, resamples)),
    )


def era(row: Row) -> str:
    """The time that a labelled article was published in, by how the field was ordered then."""
    day = as_text(row).day
    return UNDATED if day is None else next(name for name, last in ERAS if day.year <= last)


def _kind(row: Row) -> str:
    return str(row.get("kind") or UNKNOWN)


def _groups(
    rows: Sequence[Row],
    tallies: Sequence[Tally],
    name_of: Callable[[Row], str],
    order: Sequence[str],
    resamples: int,
) -> tuple[Group, ...]:
    """The figures by the name that each article is given, in an order, else the largest first."""
    names = [name_of(row) for row in rows]
    counts = Counter(names)
    ordered = [name for name in order if counts[name]] or [name for name, _ in counts.most_common()]
    return tuple(
        Sample([t for n, t in zip(names, tallies, strict=True) if n == name], resamples).group(
            name, counts[name]
        )
        for name in ordered
    )


def _by_question(rows: Sequence[Row], found: Sequence[Row], resamples: int) -> Iterable[Group]:
    """The figures of each question that anybody takes a side on; `articles` have a label of it."""
    slugs = {s["question"] for row in (*rows, *found) for s in sided(row)}
    for slug in sorted(slugs):
        tallies = []
        for gold, given in zip(rows, found, strict=True):
            counts: Tally = Counter()
            scoring.count_stances(counts, _only(gold, slug), _only(given, slug))
            tallies.append(counts)
        articles = sum(counts["stances", "gold"] > 0 for counts in tallies)
        yield Sample(tallies, resamples).group(slug, articles)


def _only(row: Row, slug: str) -> Row:
    return {"stances": [stance for stance in sided(row) if stance["question"] == slug]}


def _stances(gold: Row, found: Row, certain: float) -> Tally:
    """What is counted of an article's stances by their confidence."""
    counts: Tally = Counter()
    wanted, given = sided(gold), sided(found)
    right = {id(b) for a, b in stance_pairs(wanted, given) if a["stance"] == b["stance"]}
    for stance in given:
        confidence, hit = stance["confidence"], id(stance) in right
        place = f"bin {min(int(confidence * BINS), BINS - 1)}"
        _add_up(counts, place, confidence, hit)
        if stance["stance"] != "mixed":
            sure = confidence >= certain
            add(counts, "sure", sure and hit, 0, sure)
            counts["sure", "given"] += 1
    return counts


def _add_up(counts: Tally, place: str, confidence: float, hit: bool) -> None:
    """Millionths of confidence, for counts are whole numbers."""
    counts.update(
        {(place, "stances"): 1, (place, "right"): hit, (place, "sum"): round(confidence * 1e6)}
    )


def _error(sample: Sample) -> Vector:
    places = [f"bin {number}" for number in range(BINS)]
    apart = sum(
        (np.abs(sample.of(p, "right") - sample.of(p, "sum") / 1e6) for p in places),
        start=np.zeros(1),
    )
    return _over(apart, sum((sample.of(p, "stances") for p in places), start=np.zeros(1)))


def _bins(sample: Sample) -> Iterable[Bin]:
    for number in range(BINS):
        place = f"bin {number}"
        stances = int(sample.of(place, "stances")[0])
        if stances:
            yield Bin(
                low=number / BINS,
                high=(number + 1) / BINS,
                stances=stances,
                confidence=round(float(sample.of(place, "sum")[0]) / 1e6 / stances, _PLACES),
                right=round(float(sample.of(place, "right")[0]) / stances, _PLACES),
            )


def as_json(found: Evaluation) -> dict[str, Any]:
    """The evaluation for other programs: the scorer's own figures first, as it gives them."""
    more = asdict(found)
    missing, scores = more.pop("missing"), more.pop("scores")
    return {"articles": found.whole.articles, "missing": missing, **scores, **more}
