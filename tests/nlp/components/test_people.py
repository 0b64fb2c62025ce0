"""People and their offices in small texts of our own: the words first, then the register."""

from datetime import date

import pytest

from commissioning.domain.tags import Text
from nlp.attributes import Speaker
from nlp.tagger import Tagger

REFORM = date(2011, 3, 1)


def people(
    tagger: Tagger, text: str, day: date | None = REFORM, source: str | None = None
) -> dict[str, Speaker]:
    [doc] = tagger.docs((Text(id="sample", text=text, day=day, source=source),))
    return {person.name: person for person in doc._.people}


def body_of(tagger: Tagger, text: str, source: str | None = None) -> str | None:
    """The body of the only person in the text."""
    [person] = people(tagger, text, source=source).values()
    return person.organisation


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Dr Ann Sample, chair of the NHS Alliance, said no.", "nhs-alliance"),
        ("The NHS Alliance's chair, Dr Ann Sample, said no.", "nhs-alliance"),
        ("Dr Ann Sample, who leads the NHS Alliance, said no.", "nhs-alliance"),
        ("The NHS Alliance was cross. Its chair, Dr Ann Sample, said no.", "nhs-alliance"),
        ("Unison was cross. Branch secretary Ann Sample said no.", "unison"),
        ("The King's Fund was cross. “No,” said fellow Ann Sample.", "kings-fund"),
        ("Dr Ann Sample (NHS Alliance) said no.", "nhs-alliance"),
        ("Coun Ann Sample (Lab) said no.", "labour-party"),
        ("The Tory peer Lord Sample said no.", "conservative-party"),
        ("Lord Sample, a Liberal Democrat, said no.", "liberal-democrats"),
        ("Health minister Ann Sample said no.", "department-of-health"),
        ("The shadow health secretary, Ann Sample, said no.", "labour-party"),
        ("Ann Sample, a specialist in law at Durham University, said no.", "durham-university"),
        ("For the LGA, Cllr Ann Sample said no.", "lga"),
        ("Dr Ann Sample, a GP who sits on the BMA's council, said no.", "bma-council"),
        (
            "Cllr Ann Sample, chair of Mockford County Council's scrutiny committee, said no.",
            "overview-and-scrutiny-committees",
        ),
    ],
)
def test_the_words_say_for_whom_one_speaks(tagger: Tagger, text: str, slug: str) -> None:
    assert body_of(tagger, text) == slug


def test_what_somebody_is_of_is_nobody(tagger: Tagger) -> None:
    found = people(tagger, "“Give us a seat,” Ann Sample of Wyre Voices told me last week.")
    assert set(found) == {"Ann Sample"}


@pytest.mark.parametrize(
    "text",
    [
        "Dr Ann Sample, former chair of the BMA, said no.",
        "Ex-BMA chairman Dr Ann Sample said no.",
        "Dr Ann Sample, who was the BMA's chair, said no.",
        "Dr Ann Sample, a GP in Leeds, said no. The BMA agreed.",
        "Council leader Ann Sample (Lab) said no.",
        "The BMA met. Our chair, Dr Ann Sample, said no.",
    ],
)
def test_a_former_office_or_none_is_nobodys(tagger: Tagger, text: str) -> None:
    assert body_of(tagger, text) is None


def test_a_minister_is_of_the_department_of_the_day(tagger: Tagger) -> None:
    text = "Health minister Ann Sample said no."
    [now] = people(tagger, text, date(2024, 9, 1)).values()
    assert now.organisation == "dhsc"


def test_a_shadow_minister_is_of_the_party_out_of_office(tagger: Tagger) -> None:
    text = "The shadow health secretary, Ann Sample, said no."
    found = [
        next(iter(people(tagger, text, date(year, 9, 1)).values())).organisation
        for year in (2006, 2012, 2025)
    ]
    assert found == ["conservative-party", "labour-party", "conservative-party"]


def test_on_its_own_site_an_office_is_the_publishers(tagger: Tagger) -> None:
    text = "Chief Executive Ann Sample said: “We did look hard at it.”"
    assert body_of(tagger, text, source="Barnet PCT") == "barnet-pct"


def test_an_office_is_told_without_whose_it_is(tagger: Tagger) -> None:
    [person] = people(
        tagger, "Unison was cross. Its general secretary, Ann Sample, said no."
    ).values()
    assert person.office == "general secretary"


@pytest.mark.parametrize(
    "name",
    [
        "Dr J Sample",
        "Ms Y Mockford",
        "Dr Ann O’Sample-Mockford",
        "Dr José Muñoz",
        "Professor Jan van der Sample",
        "Sir Ann Sample",
        "Baroness Sample",
    ],
)
def test_names_of_every_make_are_found(tagger: Tagger, name: str) -> None:
    assert name in people(tagger, f"It was late. {name} told the meeting that it was late.")


def test_a_surname_alone_is_the_person_named_before(tagger: Tagger) -> None:
    text = "Dr Ann Sample of the BMA and Mr Bob Sample of Unison met. Mr Sample's hat fell."
    found = people(tagger, text)
    places = [place.of(text) for place in found["Mr Bob Sample"].mentions]
    assert places == ["Mr Bob Sample", "Mr Sample"]
    assert len(found["Dr Ann Sample"].mentions) == 1


def test_a_name_that_holds_a_bodys_name_is_a_person(tagger: Tagger) -> None:
    found = people(tagger, "Dr Freya Macmillan, the unit's clinical lead, said no.")
    assert "Dr Freya Macmillan" in found


def test_who_supports_a_body_s_plans_does_not_speak_for_it(tagger: Tagger) -> None:
    text = "Dr Ann Sample, pictured, a supporter of the government’s plans, said no."
    assert body_of(tagger, text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hettie Sample will not predict anything.", "Hettie Sample"),
        ("NANCY SAMPLE came first.", "Nancy Sample"),
        ("Dr Lionel Sample of Avon LMC left early.", "Dr Lionel Sample"),
        ("Lord Sample of Bury, a peer, left early.", "Lord Sample of Bury"),
        ("Mayor Lori Sample left early.", "Mayor Lori Sample"),
        ("The Nuffield Trust's Orsolya Sample has read it twice.", "Orsolya Sample"),
    ],
)
def test_names_are_known_where_the_recogniser_does_not_know_them(
    tagger: Tagger, text: str, name: str
) -> None:
    assert list(people(tagger, text)) == [name]


def test_what_else_a_body_has_is_no_person(tagger: Tagger) -> None:
    assert not people(tagger, "The Nuffield Trust's Winter Plan has been read twice.")


def test_a_peer_can_be_known_by_the_seat_alone(tagger: Tagger) -> None:
    text = "The Earl of Stow (Lab, Market Deeping) moved it. The Bishop of Barr agreed."
    assert list(people(tagger, text)) == ["Earl of Stow", "Bishop of Barr"]


def test_a_knight_is_known_by_the_first_name(tagger: Tagger) -> None:
    found = people(tagger, "Sir Tom Sample rose. Nobody thanked Sir Tom.")
    assert [len(person.mentions) for person in found.values()] == [2]


def test_a_hospital_with_an_article_is_nobody(tagger: Tagger) -> None:
    assert not people(tagger, "The letter from the James Sample came late.")
