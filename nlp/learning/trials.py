"""Whether weights got better: today's and new ones, beside each other on the same articles.

The new ones are learned in turn without the articles that they are measured on.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.components import relevance
from nlp.components.stances import Models, judged, models_of
from nlp.learning.training import (
    FOLDS,
    Example,
    Labelled,
    examples_of,
    fit_models,
    learn_relevance,
    learn_stances,
)
from nlp.measuring import scoring
from nlp.measuring.evaluation import Estimate, difference
from nlp.measuring.scoring import ENOUGH, Row, Tally
from nlp.models.linear import Weights, probability
from nlp.models.weights import RELEVANCE, STANCES, STANCES_READ, learned_from, load_weights

if TYPE_CHECKING:
    from nlp.positions.reader import StanceReader

_SIDES, _TOPIC = "stances.labelled", "relevance"
_ENOUGH_UNKNOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """F1 of today's weights and of new ones on the same articles.

    articles  how many they were measured on
    known     of how many of those today's weights have learned: there they look better than they
              are. Where enough articles are unknown to them, they are measured on those alone
    change    F1 of the new ones less that of today's
    """

    before: float
    after: float
    change: Estimate
    articles: int
    known: int

    @property
    def is_better(self) -> bool:
        """Whether the new ones are worth having."""
        return self.change.value > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Weights that can be learned: how they compare with today's, and how to get them."""

    name: str
    compare: Callable[[], Trial]
    learn: Callable[[], Mapping[str, Any]]


def candidates(
    labelled: Sequence[Labelled], folder: Path, reader: "StanceReader | None" = None
) -> tuple[Candidate, ...]:
    """What articles can teach beside what a folder, or else the product, has today."""
    name = STANCES if reader is None else STANCES_READ
    known = learned_from(name, folder)
    stances = Candidate(
        name=name,
        compare=lambda: try_stances(labelled, models_of(name, folder), known, reader),
        learn=lambda: asdict(learn_stances(labelled, reader)),
    )
    if reader is not None:
        return (stances,)
    today, seen = load_weights(RELEVANCE, folder), learned_from(RELEVANCE, folder)
    topics = Candidate(
        name=RELEVANCE,
        compare=lambda: try_relevance(labelled, today, seen),
        learn=lambda: learn_relevance(labelled),
    )
    return stances, topics


def try_stances(
    labelled: Sequence[Labelled],
    today: Models,
    known: frozenset[str],
    reader: "StanceReader | None" = None,
) -> Trial:
    """Stances, by holder, question and side."""
    examples = examples_of(labelled, reader)
    own = _by_article(examples, len(labelled))
    before = [_taken(a.stances, mine, today) for a, mine in zip(labelled, own, strict=True)]
    after: dict[int, Tally] = {}
    for fold in range(FOLDS):
        rest = [a for n, a in enumerate(labelled) if n % FOLDS != fold]
        models = fit_models(
            [example for example in examples if example.article % FOLDS != fold],
            sum(len(article.stances) for article in rest),
        )
        for n in range(fold, len(labelled), FOLDS):
            after[n] = _taken(labelled[n].stances, own[n], models)
    return _trial(labelled, before, after, _SIDES, known)


def try_relevance(labelled: Sequence[Labelled], today: Weights, known: frozenset[str]) -> Trial:
    """Whether articles are about commissioning."""
    before = [_on_topic(article, today) for article in labelled]
    after: dict[int, Tally] = {}
    for fold in range(FOLDS):
        weights = learn_relevance([a for n, a in enumerate(labelled) if n % FOLDS != fold])
        for n in range(fold, len(labelled), FOLDS):
            after[n] = _on_topic(labelled[n], weights)
    return _trial(labelled, before, after, _TOPIC, known)


def _trial(
    labelled: Sequence[Labelled],
    before: Sequence[Tally],
    after: Mapping[int, Tally],
    figure: str,
    known: frozenset[str],
) -> Trial:
    unknown = [n for n, article in enumerate(labelled) if article.key not in known]
    chosen = unknown if len(unknown) >= _ENOUGH_UNKNOWN else range(len(labelled))
    old, new = [before[n] for n in chosen], [after[n] for n in chosen]
    return Trial(
        before=_f1(old, figure),
        after=_f1(new, figure),
        change=difference(old, new, figure),
        articles=len(chosen),
        known=len(chosen) - len(unknown) if chosen is not unknown else 0,
    )


def _f1(tallies: Iterable[Tally], figure: str) -> float:
    found: float = scoring.figures(scoring.total(tallies))[figure]["f1"]
    return found


def _by_article(examples: Iterable[Example], articles: int) -> tuple[list[Example], ...]:
    own: tuple[list[Example], ...] = tuple([] for _ in range(articles))
    for example in examples:
        own[example.article].append(example)
    return own


def _taken(wanted: Sequence[Row], own: Iterable[Example], models: Models) -> Tally:
    """What is counted of an article's stances."""
    given = [
        {
            "holder": stance.holder,
            "organisation": stance.organisation,
            "question": stance.question,
            "stance": stance.position.value,
        }
        for stance in judged((example.case for example in own), models)
    ]
    counts: Tally = Counter()
    scoring.count_stances(counts, {"stances": wanted}, {"stances": given})
    return counts


def _on_topic(article: Labelled, weights: Weights) -> Tally:
    counts: Tally = Counter()
    guess = probability(weights, relevance.features(article.doc)) >= ENOUGH
    scoring.add(counts, _TOPIC, article.on_topic and guess, article.on_topic, guess)
    return counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """How well stances on a question are read by weights that never met it in learning."""

    question: str
    stances: int
    f1: float
    labelled_f1: float


def try_questions(
    labelled: Sequence[Labelled], reader: "StanceReader | None" = None
) -> Iterator[Unheard]:
    """Each question held out in turn, in all articles."""
    examples = examples_of(labelled, reader)
    own = _by_article(examples, len(labelled))
    rows = [row for article in labelled for row in article.stances]
    for question in sorted({str(row["question"]) for row in rows}):
        models = fit_models(
            [example for example in examples if example.case.question != question],
            sum(row["question"] != question for row in rows),
        )
        tallies = [
            _taken(
                [row for row in article.stances if row["question"] == question],
                [example for example in mine if example.case.question == question],
                models,
            )
            for article, mine in zip(labelled, own, strict=True)
        ]
        yield Unheard(
            question=question,
            stances=scoring.total(tallies)["stances", "gold"],
            f1=_f1(tallies, "stances"),
            labelled_f1=_f1(tallies, _SIDES),
        )
