"""Who was expected and did not speak; a gap in collection is never called silence."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from itertools import count

from commissioning.domain.coverage import SourceCoverage
from commissioning.domain.dates import PartialDate, Years
from commissioning.domain.facts import Alias, AliasKind, Organisation
from commissioning.domain.tags import HolderKind, Position
from commissioning.register import Register
from site_builder.ledger import Entry, Holder
from site_builder.silence import (
    BEFORE,
    Heard,
    Past,
    Silence,
    expected,
    main_questions,
    own_outlets,
    silence,
)
from tests.site_builder.entries import an_entry, an_item

DAY = date(2010, 10, 5)
ALWAYS = Years()
_ids = count(1)


def body(
    slug: str,
    *,
    kind: str = "union",
    years: Years = ALWAYS,
    parent: str | None = None,
    homepage: str | None = None,
) -> Organisation:
    return Organisation(
        slug=slug,
        name=slug.title(),
        short_name=slug.title(),
        type=kind,
        years=years,
        parent=parent,
        homepage=homepage,
    )


def entry(
    who: str, day: date, *, question: str = "pace", number: int = 0, confidence: float = 0.9
) -> Entry:
    person = " " in who
    at = number or day.toordinal()
    holder = Holder(name=who, slug=who.lower().replace(" ", "-"), is_person=person)
    return an_entry(
        next(_ids),
        holder,
        day,
        Position.OPPOSE,
        item=an_item(at, day, kind="news"),
        kind=HolderKind.PERSON if person else HolderKind.ORGANISATION,
        question=question,
        confidence=confidence,
    )


def often(who: str, times: int, *, question: str = "pace") -> list[Entry]:
    """A side in as many articles before the day, a week apart."""
    return [entry(who, DAY - timedelta(weeks=at + 1), question=question) for at in range(times)]


def who_is_silent(
    before: list[Entry],
    *bodies: Organisation,
    said: list[Entry] | None = None,
    quoted: tuple[str, ...] = (),
    sources: tuple[str, ...] = ("news",),
    asked: bool = True,
    outlets: Mapping[str, tuple[str, ...]] | None = None,
    answered: tuple[str, ...] = (),
) -> Silence:
    entries = [entry("speaker", DAY)] if said is None else said
    heard = Heard(first=DAY, last=DAY, entries=entries, quoted=quoted, sources=sources, asked=asked)
    questions = {e.question for e in before}
    past = Past({q: sorted((e for e in before if e.question == q), key=_when) for q in questions})
    usual = expected(heard, partial(past.times, DAY), {one.slug: one for one in bodies})
    return silence(heard, usual, outlets or {}, answered)


def _when(found: Entry) -> date:
    return found.earliest or date.min


def slugs(found: Silence) -> list[str | None]:
    return [one.body.slug for one in found.silent]


def test_a_body_that_usually_speaks_on_the_question_is_silent() -> None:
    found = who_is_silent(often("rcn", 3), body("rcn"))
    assert [(one.body.slug, one.question, one.times) for one in found.silent] == [
        ("rcn", "pace", 3)
    ]


def test_one_article_makes_nobody_a_usual_speaker() -> None:
    twice_in_one = [entry("rcn", DAY - timedelta(days=9)), entry("rcn", DAY - timedelta(days=9))]
    assert slugs(who_is_silent(twice_in_one, body("rcn"))) == []


def test_what_was_said_longer_ago_or_too_unsurely_does_not_count() -> None:
    long_ago = [entry("rcn", DAY - BEFORE - timedelta(days=at)) for at in (1, 2)]
    unsure = [entry("bma", DAY - timedelta(days=at), confidence=0.4) for at in (1, 2)]
    assert slugs(who_is_silent(long_ago + unsure, body("rcn"), body("bma"))) == []


def test_who_spoke_is_not_silent_even_when_unsurely() -> None:
    said = [entry("speaker", DAY), entry("rcn", DAY, confidence=0.4)]
    assert slugs(who_is_silent(often("rcn", 3), body("rcn"), said=said)) == []


def test_another_question_is_no_reason_to_speak() -> None:
    assert slugs(who_is_silent(often("rcn", 3, question="size"), body("rcn"))) == []


def test_local_bodies_companies_papers_and_people_are_not_expected() -> None:
    kinds = ("commissioner-ccg", "company", "trade-press", "collective")
    before = [e for kind in kinds for e in often(kind, 3)] + often("Dr Ann Sample", 3)
    assert slugs(who_is_silent(before, *(body(kind, kind=kind) for kind in kinds))) == []


def test_a_body_that_was_gone_or_yet_to_come_is_not_expected() -> None:
    gone = body("gone", years=Years(end=PartialDate.parse("2010-09")))
    to_come = body("to-come", years=Years(start=PartialDate.parse("2011")))
    before = often("gone", 3) + often("to-come", 3)
    assert slugs(who_is_silent(before, gone, to_come)) == []


def test_who_is_quoted_without_a_side_stands_apart() -> None:
    found = who_is_silent(often("rcn", 3), body("rcn"), quoted=("rcn",))
    assert slugs(found) == []
    assert [one.body.slug for one in found.quoted] == ["rcn"]


def test_a_body_whose_own_outlet_gave_no_answer_is_not_collected() -> None:
    own = {"rcn": ("rcn-news",)}
    found = who_is_silent(often("rcn", 3), body("rcn"), outlets=own)
    assert slugs(found) == []
    assert [one.body.slug for one in found.missing] == ["rcn"]
    assert slugs(who_is_silent(often("rcn", 3), body("rcn"), outlets=own, answered=("rcn-news",)))


def test_who_publishes_a_part_of_the_story_is_not_silent() -> None:
    own = {"rcn": ("rcn-news",)}
    found = who_is_silent(often("rcn", 3), body("rcn"), outlets=own, sources=("news", "rcn-news"))
    assert found == Silence(known=True)


def test_where_nothing_was_asked_nobody_is_called_silent() -> None:
    found = who_is_silent(often("rcn", 3), body("rcn"), asked=False)
    assert (found.known, found.silent) == (False, ())
    assert [one.body.slug for one in found.unheard] == ["rcn"]


def test_the_part_or_the_parent_that_spoke_is_named() -> None:
    said = [entry("gpc", DAY)]
    found = who_is_silent(often("bma", 3), body("bma"), body("gpc", parent="bma"), said=said)
    assert [one.kin for one in found.silent] == ["gpc"]


def test_the_most_usual_come_first_and_no_more_than_eight() -> None:
    names = [f"body-{at}" for at in range(10)]
    before = [e for at, name in enumerate(names) for e in often(name, 2 + at)]
    found = who_is_silent(before, *(body(name) for name in names))
    assert slugs(found) == names[:1:-1]


def test_the_main_questions_are_those_on_which_most_took_sides() -> None:
    people = [entry(f"Person {at}", DAY, question="size") for at in range(3)]
    bodies = [entry(f"body-{at}", DAY, question="pace") for at in range(2)]
    one = [entry("Dr Ann Sample", DAY, question="cost")]
    assert main_questions(people + bodies + one) == ("pace", "size")
    assert main_questions(one) == ("cost",)
    assert main_questions([entry("rcn", DAY, confidence=0.4)]) == ()


def test_of_equal_questions_the_one_on_which_more_was_said_is_main() -> None:
    said = [entry("bma", DAY, question=question) for question in ("cost", "pace", "size")]
    more = [entry("rcn", DAY, question="size", confidence=0.4)]
    assert main_questions([*said, *more]) == ("size", "cost")


def test_the_key_changes_with_what_was_said_before_and_with_nothing_else() -> None:
    past = often("rcn", 3)[::-1]
    known = Past({"pace": past}).key(DAY, "pace")
    assert Past({"pace": [*past, entry("bma", DAY + timedelta(days=3))]}).key(DAY, "pace") == known
    assert Past({"pace": past[1:]}).key(DAY, "pace") != known
    assert Past({}).key(DAY, "pace") == (0, 0)


def source(slug: str, name: str, home: str | None) -> SourceCoverage:
    return SourceCoverage(
        slug=slug, name=name, home=home, kind="union", sample=False, polled=0, answered=0,
        entries=0, articles=0, on_topic=0, rejected=0, first_article=None, last_article=None,
        last_polled=None, last_problem=None,
    )  # fmt: skip


def test_an_outlet_is_a_bodys_own_by_its_address_or_by_its_name() -> None:
    bodies = (
        body("bma", homepage="https://www.bma.org.uk"),
        body("gpc", homepage="https://www.bma.org.uk/committees/gpc"),
        body("dh", homepage="https://www.gov.uk/government/dh"),
        body("rcn"),
    )
    alias = Alias(surface="RCN", organisation="rcn", kind=AliasKind.ACRONYM, ambiguous=False)
    register = Register(
        organisations={one.slug: one for one in bodies},
        aliases=(alias,),
        people=(),
        questions={},
        version="test",
    )
    sources = [
        source("bma-news", "News", "https://bma.org.uk/"),
        source("nhse", "NHSE", "https://www.gov.uk/government/nhse"),
        source("rcn-news", "rcn", None),
        source("broken", "Broken", "https://[not-a-host/"),
    ]
    assert own_outlets(sources, register) == {
        "bma": ("bma-news",),
        "gpc": ("bma-news",),
        "rcn": ("rcn-news",),
    }
