"""How far up a story of the week stands, and the sentence that says why. Pure.

    relevance  30 points: how surely its articles are about the subject
    weight     45 points: bodies and people that take sides, outlets that tell of it
    novelty    25 points: first words on a question, bodies that differ, that it is new; less for
               copies and for what an edition had

Points only order the list; the sentence is what an editor is to read.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from commissioning.domain.editions import Appearance, Triage
from commissioning.domain.ledger import SHOWN, SURE, Stand
from commissioning.domain.tags import RELEVANT, HolderKind, Position
from commissioning.store.queue import QueuedArticle
from desk.wording import count, listed, short_day

RELEVANCE, WEIGHT, NOVELTY = 30.0, 45.0, 25.0
NEAR = 0.65
_HALF = 12.0
_MOST_BODIES, _MOST_HOLDERS, _MOST_SOURCES = 8, 12, 8
_OPINION = frozenset({"opinion", "letter", "blog"})
_NEWS = {"news": 2.0, "analysis": 1.0, "announcement": 1.0}
_APART = (HolderKind.COMMENTER,)
_COPIED = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Who holds which side of a question in a story.

    body    slug; None for anybody else
    stance  id of the one that shows it best
    """

    name: str
    body: str | None
    position: Position
    sure: bool
    stance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """The sides that are taken on one question, the surest first."""

    question: str
    label: str
    held: tuple[Held, ...]

    @property
    def differ(self) -> bool:
        """Whether sides that count stand against each other."""
        positions = {one.position for one in self.held if one.sure}
        return {Position.SUPPORT, Position.OPPOSE} <= positions


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """Articles of one story, before they are weighed.

    key      slug of the story; the URL of an article that stands in none
    earlier  how many articles the story had before these days
    follows  whether it goes on from an earlier story
    firsts   names of the bodies with the question on which they were never heard before
    again    where a published edition has it
    before   what was decided of it before these days
    """

    key: str
    articles: tuple[QueuedArticle, ...]
    sides: tuple[Stand, ...]
    earlier: int = 0
    follows: bool = False
    firsts: tuple[tuple[str, str], ...] = ()
    again: Appearance | None = None
    before: Triage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """Points, 0 to 100, and the sentence of why, without its full stop."""

    score: int
    why: str


def rank(pile: Pile, sides: Sequence[Sides]) -> Rank:
    """How far up the pile stands."""
    relevance = max((one.relevance or 0.0 for one in pile.articles), default=0.0)
    weight = _weight(pile)
    score = (
        RELEVANCE * max(0.0, relevance - 0.3) / 0.7
        + WEIGHT * weight / (weight + _HALF)
        + NOVELTY * _novelty(pile, sides)
    )
    why = "; ".join(_reasons(pile, sides, relevance))
    return Rank(score=max(0, min(100, round(score))), why=why)


def head(articles: Sequence[QueuedArticle]) -> QueuedArticle:
    """The one whose headline the story goes by: news before the rest, no column, no copy."""
    return min(
        articles, key=lambda one: (is_opinion(one), one.original is not None, one.kind != "news")
    )


def is_opinion(article: QueuedArticle) -> bool:
    """Whether it says what its writer thinks."""
    return article.kind in _OPINION or (article.kind is None and article.source_kind == "blog")


def sides_of(
    taken: Iterable[Stand], names: Mapping[str, str], labels: Mapping[str, str]
) -> tuple[Sides, ...]:
    """The sides by question, those with most holders first.

    `names` are the bodies' by slug, `labels` the questions'. What is not shown to readers is left
    out; where somebody takes both sides for certain they are divided.
    """
    found: dict[str, dict[str, list[Stand]]] = {}
    for side in taken:
        if side.holder_kind in _APART or side.confidence < SHOWN or side.question not in labels:
            continue
        body = side.organisation if side.organisation in names else None
        found.setdefault(side.question, {}).setdefault(body or f" {side.holder}", []).append(side)
    told = [
        Sides(question=question, label=labels[question], held=_held(by_holder, names))
        for question, by_holder in found.items()
    ]
    return tuple(
        sorted(
            told, key=lambda one: (-sum(held.sure for held in one.held), -len(one.held), one.label)
        )
    )


def _held(by_holder: Mapping[str, Sequence[Stand]], names: Mapping[str, str]) -> tuple[Held, ...]:
    held = []
    for key, taken in by_holder.items():
        best = max(taken, key=lambda one: one.confidence)
        sure = {one.position for one in taken if one.confidence >= SURE}
        both = {Position.SUPPORT, Position.OPPOSE} <= sure
        body = key if key in names else None
        held.append(
            Held(
                name=names[key] if body else best.holder,
                body=body,
                position=Position.MIXED if both else best.position,
                sure=best.confidence >= SURE,
                stance=best.id,
            )
        )
    return tuple(
        sorted(held, key=lambda one: (not one.sure, one.body is None, one.name.casefold()))
    )


def _weight(pile: Pile) -> float:
    sure = [one for one in pile.sides if one.confidence >= SURE and one.holder_kind not in _APART]
    bodies = {one.organisation for one in sure if one.organisation}
    holders = {one.holder for one in sure}
    sources = {one.source for one in pile.articles}
    return (
        2.0 * min(len(bodies), _MOST_BODIES)
        + min(len(holders), _MOST_HOLDERS)
        + 1.5 * min(len(sources) - 1, _MOST_SOURCES)
        + _NEWS.get(head(pile.articles).kind or "", 0.0)
    )


def _novelty(pile: Pile, sides: Sequence[Sides]) -> float:
    """0 to 1."""
    found = 0.25 if pile.earlier == 0 and not pile.follows else 0.1
    found += min(0.4, 0.2 * len(pile.firsts))
    found += 0.35 if any(one.differ for one in sides) else 0.0
    copies = sum(_is_copy(one) for one in pile.articles)
    found *= 1 - 0.5 * copies / len(pile.articles)
    return found * (0.4 if pile.again else 1.0)


def _reasons(pile: Pile, sides: Sequence[Sides], relevance: float) -> Iterator[str]:
    """What moved it, in words; two or three of them, or four."""
    yield from _known(pile)
    yield from _voices(pile, sides)
    sources = len({one.source for one in pile.articles})
    if sources > 2:
        yield f"{sources} outlets tell of it"
    yield from _copied(pile.articles)
    if RELEVANT <= relevance < NEAR:
        yield f"relevance is {relevance:.2f}, near the limit: please look"


def _known(pile: Pile) -> Iterator[str]:
    if pile.again is not None:
        yield _count_new(pile, pile.again)
    elif pile.earlier:
        yield f"goes on: {count(pile.earlier, 'article')} before these days"
    elif pile.follows:
        yield "goes on from an earlier story"
    if pile.before is not None:
        words = {"keep": "kept", "drop": "dropped", "later": "put off"}[pile.before.decision.value]
        yield f"{words} on {short_day(pile.before.at.date())}"


def _count_new(pile: Pile, again: Appearance) -> str:
    new = sum(one.published.date() > again.known for one in pile.articles)
    all_of_it = pile.earlier + len(pile.articles)
    if not new:
        return f"nothing new since issue {again.number}"
    return f"{count(new, 'new article')} of {all_of_it} since issue {again.number}"


def _voices(pile: Pile, sides: Sequence[Sides]) -> Iterator[str]:
    apart = next((one for one in sides if one.differ), None)
    if apart is not None:
        yield _difference(apart)
    if pile.firsts:
        yield _firsts(pile.firsts)
    if apart is not None or pile.firsts:
        return
    sure = {one.name: None for side in sides for one in side.held if one.sure}
    if not sides:
        yield "no side was read in it"
    elif len(sure) == 1:
        yield f"one voice only, {next(iter(sure))}"
    elif not sure:
        yield "the sides in it are unsure: please look"
    else:
        yield f"{len(sure)} take sides, and none against another"


def _difference(apart: Sides) -> str:
    sure = [one for one in apart.held if one.sure and one.position is not Position.MIXED]
    by_side = {side: [one.name for one in sure if one.position is side] for side in Position}
    one, other = by_side[Position.SUPPORT], by_side[Position.OPPOSE]
    if len(one) == len(other) == 1:
        return f"{one[0]} and {other[0]} differ on {apart.label}"
    return f"{len(one) + len(other)} differ on {apart.label}"


def _firsts(firsts: Sequence[tuple[str, str]]) -> str:
    questions: dict[str, list[str]] = {}
    for name, label in firsts:
        questions.setdefault(label, []).append(name)
    label, names = max(questions.items(), key=lambda pair: len(pair[1]))
    others = len(firsts) - len(names)
    told = listed(names[:3]) if len(names) <= 3 else f"{len(names)} bodies"
    more = f", and {others} more such" if others else ""
    return f"first words of {told} on {label}{more}"


def _copied(articles: Collection[QueuedArticle]) -> Iterator[str]:
    shares = [one.share or 0.0 for one in articles if one.original is not None]
    if not shares:
        return
    most = round(100 * max(shares))
    if len(articles) == 1:
        yield f"{most}% of it stands in an earlier article"
    else:
        yield f"{len(shares)} of {len(articles)} articles are copies, up to {most}% the same text"


def _is_copy(article: QueuedArticle) -> bool:
    return article.original is not None and (article.share or 0.0) >= _COPIED
