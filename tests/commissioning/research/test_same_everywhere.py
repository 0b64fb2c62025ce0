"""Any query gives the same findings in the same order on SQLite, PostgreSQL and a plain filter."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commissioning.domain.articles import ArticleKind
from commissioning.domain.folding import fold_words
from commissioning.domain.words import AllOf, AnyOf, Phrase, Without, Words, read_words
from commissioning.register import Register
from commissioning.research.query import Query
from tests.commissioning.research.archived import (
    BODIES,
    FIRST,
    QUESTIONS,
    SAYINGS,
    SOURCES,
    SPEAKERS,
    STORIES,
    WORDS,
    Known,
)
from tests.commissioning.research.conftest import Shelf

MOST = 40
FOREVER = datetime.max.replace(tzinfo=UTC)

term = st.one_of(
    st.sampled_from(WORDS).map(lambda word: word.strip("“”()")),
    st.lists(st.sampled_from([word.strip("“”") for word in WORDS]), min_size=1, max_size=3).map(
        lambda row: f'"{" ".join(row)}"'
    ),
    st.sampled_from(["bud*", "caf*", '"primary tru*"', "nowhere", "end", "50"]),
)
asked_words = st.recursive(
    term,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(" ".join),
        st.tuples(inner, inner).map(" OR ".join).map("({})".format),
        st.tuples(inner, inner).map(" NOT ".join).map("({})".format),
    ),
    max_leaves=5,
)
days = st.integers(-2, 13).map(lambda days: FIRST + timedelta(days=days))


@st.composite
def queries(draw: st.DrawFn) -> Query:
    def maybe(values: st.SearchStrategy[Any]) -> Any:
        return draw(st.one_of(st.none(), st.none(), values))

    since, until = maybe(days), maybe(days)
    if since and until and until < since:
        since, until = until, since
    words = draw(st.one_of(st.none(), asked_words))
    organisation = maybe(st.sampled_from([body for body in BODIES if body]))
    limit = maybe(st.integers(1, 7))
    tag = maybe(st.sampled_from(["stance", "quotation"]))
    of_stances = {
        "question": maybe(st.sampled_from(QUESTIONS)),
        "stance": maybe(st.sampled_from(SAYINGS)),
        "min_confidence": maybe(st.sampled_from([0.0, 0.5, 0.875])),
        "holder_kind": maybe(st.sampled_from(["person", "commenter", ["person", "author"]])),
    }
    return Query.read(
        {
            "words": words,
            "look_in": draw(st.sampled_from(["text", "evidence", "headlines"])),
            "organisation": organisation,
            "and_predecessors": bool(organisation) and draw(st.booleans()),
            "and_successors": bool(organisation) and draw(st.booleans()),
            "person": maybe(st.sampled_from([*SPEAKERS, "ada SAMPLE", "Zoe Cafe"])),
            **({} if tag == "quotation" else of_stances),
            "source": maybe(st.sampled_from(SOURCES)),
            "kind": maybe(st.sampled_from([ArticleKind.NEWS, "opinion"])),
            "story": maybe(st.sampled_from([*STORIES, f"old-{STORIES[0]}"])),
            "tag": tag,
            "since": since,
            "until": until,
            "sort": draw(st.sampled_from(["time", "confidence", "relevance"][: 2 + bool(words)])),
            "limit": limit,
            "page": draw(st.integers(1, 3)) if limit else 1,
        }
    )


@settings(
    max_examples=MOST,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(query=queries())
def test_all_give_the_same(shelf: Shelf, query: Query) -> None:
    register = shelf.sqlite.register
    wanted = [one for one in shelf.known if meets(one, query, register)]
    wanted.sort(key=lambda one: place(one, query))
    first = (query.page - 1) * (query.limit or 0)
    shown = wanted[first : first + query.limit] if query.limit else wanted
    for archive in shelf.archives:
        found = archive.find(query)
        assert [one.id for one in found] == [one.id for one in shown]
        assert found.count() == len(wanted)
        counted = Counter((month(one), one.stance) for one in wanted)
        cells = found.count_by("month", "stance")
        assert {cell.values: cell.findings for cell in cells} == dict(counted)


def meets(one: Known, query: Query, register: Register) -> bool:
    day = one.published.date() if one.published else None
    return (
        (query.words is None or stands(read_words(query.words), *looked_at(one, query.look_in)))
        and (query.organisation is None or one.organisation in bodies(query, register))
        and (query.person is None or plain(one.who) == plain(query.person))
        and query.question in (None, one.question)
        and query.stance in (None, one.stance)
        and (query.min_confidence is None or (one.confidence or -1) >= query.min_confidence)
        and (query.holder_kind is None or one.holder_kind in kinds(query))
        and query.source in (None, one.source)
        and query.kind in (None, one.kind)
        and (query.story is None or query.story.removeprefix("old-") in one.stories)
        and query.tag in (None, one.tag)
        and (query.since is None or (day is not None and day >= query.since))
        and (query.until is None or (day is not None and day <= query.until))
    )


def kinds(query: Query) -> Sequence[str]:
    asked = query.holder_kind or ()
    return (asked,) if isinstance(asked, str) else asked


def place(one: Known, query: Query) -> tuple[Any, ...]:
    """Where it comes in the order."""
    comment = -1 if one.comment is None else one.comment
    at = (one.article, comment, one.start, one.end, one.tag == "quotation", one.id)
    if query.sort == "time":
        return (one.published or FOREVER, *at)
    newest = -one.published.timestamp() if one.published else float("inf")
    surest = (-one.confidence if one.confidence is not None else 1, newest, *at)
    if query.sort == "confidence" or query.words is None:
        return surest
    words = read_words(query.words)
    if stands(words, *looked_at(one, "evidence")):
        return (0, *surest)
    return (1 if stands(words, *looked_at(one, "headlines")) else 2, *surest)


def looked_at(one: Known, look_in: str) -> tuple[list[str], ...]:
    if look_in == "evidence":
        return (fold_words(one.text[one.start : one.end]).split(),)
    headline = fold_words(one.headline).split()
    if look_in == "headlines":
        return (headline,)
    text = fold_words(one.text).split()
    return (headline, text) if one.comment is None else (text,)


def stands(words: Words, *texts: Sequence[str]) -> bool:
    match words:
        case Phrase(row, prefix):
            return any(
                follows(row, prefix, text[at : at + len(row)])
                for text in texts
                for at in range(len(text) - len(row) + 1)
            )
        case AllOf(parts):
            return all(stands(part, *texts) for part in parts)
        case AnyOf(parts):
            return any(stands(part, *texts) for part in parts)
        case Without(kept, left_out):
            return stands(kept, *texts) and not stands(left_out, *texts)


def follows(row: Sequence[str], prefix: bool, text: Sequence[str]) -> bool:
    same = text[-1].startswith(row[-1]) if prefix else text[-1] == row[-1]
    return same and list(text[:-1]) == list(row[:-1])


def bodies(query: Query, register: Register) -> set[str]:
    slug = query.organisation or ""
    before = register.predecessors(slug) if query.and_predecessors else ()
    after = register.successors(slug) if query.and_successors else ()
    return {slug, *(body.slug for body in (*before, *after))}


def plain(name: str | None) -> str:
    return fold_words(name or "").removeprefix("dr ").removeprefix("mr ")


def month(one: Known) -> str | None:
    if one.published is None or one.precision == "year":
        return None
    return f"{one.published:%Y-%m}"


def test_days_at_the_ends_of_time_are_days(shelf: Shelf) -> None:
    for archive in shelf.archives:
        everything = archive.query(since=date.min, until=date.max).count()
        assert 0 < everything < archive.query().count()  # the undated are in no span
        assert everything == archive.query(since="0001-01-01").count()
