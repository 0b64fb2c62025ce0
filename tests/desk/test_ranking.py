from dataclasses import replace
from datetime import UTC, date, datetime

from commissioning.domain.editions import Appearance, Decision, EditionStatus, Triage
from commissioning.domain.ledger import Stand
from commissioning.domain.tags import HolderKind, Position
from commissioning.store.queue import QueuedArticle
from desk.ranking import Pile, head, rank, sides_of

ARTICLE = QueuedArticle(
    id=1,
    url="https://news.example/1",
    headline="Plan",
    source="courier",
    source_name="The Courier",
    source_kind="trade",
    published=datetime(2010, 11, 1, 9, tzinfo=UTC),
    precision="minute",
    kind="news",
    paywalled=False,
    tagging=1,
    relevance=0.9,
    story="plan",
    follows=False,
    original=None,
    share=None,
)
SIDE = Stand(
    id=1,
    item=1,
    holder="Ada Larchfield",
    holder_kind=HolderKind.PERSON,
    organisation="bma",
    question="pace",
    position=Position.SUPPORT,
    confidence=0.9,
)
NAMES = {"bma": "BMA", "rcgp": "RCGP", "napc": "NAPC"}
LABELS = {"pace": "the pace", "gp-budgets": "GP budgets"}
OTHER = replace(SIDE, id=2, organisation="rcgp", position=Position.OPPOSE)
ISSUE = Appearance(
    number=41,
    day=date(2010, 10, 28),
    title="",
    status=EditionStatus.PUBLISHED,
    item=3,
    story="plan",
    article=None,
)


def pile(*sides: Stand, articles: tuple[QueuedArticle, ...] = (ARTICLE,)) -> Pile:
    return Pile(key="plan", articles=articles, sides=sides)


def score(one: Pile) -> int:
    return rank(one, sides_of(one.sides, NAMES, LABELS)).score


def why(one: Pile) -> str:
    return rank(one, sides_of(one.sides, NAMES, LABELS)).why


def test_more_bodies_outlets_and_relevance_weigh_more() -> None:
    alone = pile(SIDE)
    assert score(pile(SIDE, replace(SIDE, organisation="napc", holder="B"))) > score(alone)
    elsewhere = replace(ARTICLE, id=2, source="gazette")
    assert score(pile(SIDE, articles=(ARTICLE, elsewhere))) > score(alone)
    assert score(pile(SIDE, articles=(replace(ARTICLE, relevance=0.5),))) < score(alone)


def test_bodies_that_differ_rank_above_bodies_that_agree() -> None:
    agreed = pile(SIDE, replace(OTHER, position=Position.SUPPORT))
    differing = pile(SIDE, OTHER)
    assert score(differing) > score(agreed)
    assert why(differing) == "BMA and RCGP differ on the pace"
    assert why(agreed) == "2 take sides, and none against another"


def test_what_is_unsure_makes_no_difference_between_bodies() -> None:
    unsure = pile(SIDE, replace(OTHER, confidence=0.4))
    assert why(unsure) == "one voice only, BMA"
    assert "are unsure: please look" in why(pile(replace(OTHER, confidence=0.4)))
    assert why(pile(replace(OTHER, confidence=0.2))) == "no side was read in it"


def test_first_words_are_told_and_raise() -> None:
    first = replace(pile(SIDE), firsts=(("BMA", "the pace"),))
    assert score(first) > score(pile(SIDE))
    assert why(first) == "first words of BMA on the pace"
    many = tuple((f"Body {at}", "the pace") for at in range(5))
    told = why(replace(pile(SIDE), firsts=(*many, ("BMA", "GP budgets"))))
    assert told == "first words of 5 bodies on the pace, and 1 more such"


def test_what_an_issue_had_comes_lower_and_says_what_is_new() -> None:
    again = replace(pile(SIDE), again=ISSUE, earlier=7)
    assert score(again) < score(replace(pile(SIDE), earlier=7))
    assert why(again).startswith("1 new article of 8 since issue 41")
    old = replace(ARTICLE, published=datetime(2010, 10, 28, tzinfo=UTC))
    nothing = replace(pile(SIDE, articles=(old,)), again=ISSUE)
    assert why(nothing).startswith("nothing new since issue 41")


def test_copies_count_less_and_are_told() -> None:
    copy = replace(ARTICLE, id=2, source="gazette", original=1, share=0.94)
    both = pile(SIDE, articles=(ARTICLE, copy))
    assert "1 of 2 articles are copies, up to 94% the same text" in why(both)
    assert score(both) < score(pile(SIDE, articles=(ARTICLE, replace(copy, original=None))))
    assert "94% of it stands in an earlier article" in why(pile(articles=(copy,)))


def test_doubtful_relevance_asks_for_a_look() -> None:
    doubtful = pile(SIDE, articles=(replace(ARTICLE, relevance=0.52),))
    assert why(doubtful).endswith("relevance is 0.52, near the limit: please look")


def test_an_earlier_decision_is_told() -> None:
    at = datetime(2010, 10, 28, 9, tzinfo=UTC)
    put_off = Triage(story="plan", decision=Decision.LATER, at=at, by="RH")
    assert why(replace(pile(SIDE), before=put_off)).startswith("put off on Thu 28 Oct; ")


def test_a_body_that_says_both_is_divided_and_readers_are_left_out() -> None:
    both = sides_of([SIDE, replace(SIDE, id=2, position=Position.OPPOSE)], NAMES, LABELS)
    assert [held.position for held in both[0].held] == [Position.MIXED]
    reader = replace(SIDE, holder_kind=HolderKind.COMMENTER)
    assert sides_of([reader, replace(SIDE, question="unknown")], NAMES, LABELS) == ()


def test_the_headline_is_the_first_news_and_no_column_or_copy() -> None:
    column = replace(ARTICLE, id=2, kind="opinion")
    copy = replace(ARTICLE, id=3, original=4)
    analysis = replace(ARTICLE, id=4, kind="analysis")
    assert head((column, copy, analysis, ARTICLE)) is ARTICLE
    assert head((column, copy, analysis)) is analysis
    assert head((column,)) is column
