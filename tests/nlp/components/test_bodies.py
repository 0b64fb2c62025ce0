"""Bodies in small texts of our own: by day, by place, by what was named before; any text at all."""

import time
from datetime import date
from pathlib import Path

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from commissioning.domain.tags import Tagging, Text
from commissioning.register import Register, load_register
from nlp.attributes import BODIES
from nlp.components.bodies import Bodies
from nlp.components.people import People
from nlp.tagger import Tagger

FUNDHOLDING = date(1995, 5, 1)
TRUSTS = date(2006, 9, 1)
REFORM = date(2011, 3, 1)
GROUPS = date(2014, 11, 1)
BOARDS = date(2025, 6, 1)


def read(tagger: Tagger, text: str, day: date | None, source: str | None = None) -> Doc:
    [doc] = tagger.docs((Text(id="sample", text=text, day=day, source=source),))
    return doc


def named(
    tagger: Tagger, text: str, day: date | None = REFORM, source: str | None = None
) -> list[tuple[str, str]]:
    doc = read(tagger, text, day, source)
    return [(body.text, body.kb_id_) for body in doc.spans[BODIES]]


@pytest.mark.parametrize(
    ("text", "day", "found"),
    [
        ("Somerset health authority met.", FUNDHOLDING, ("Somerset health authority", "")),
        ("The health authority met.", FUNDHOLDING, ("health authority", "health-authorities")),
        ("The doctors' union met.", REFORM, ("doctors' union", "bma")),
        ("We asked the GPs’ college.", REFORM, ("the GPs’ college", "rcgp")),
        ("The consortia met.", TRUSTS, ("consortia", "pbc-consortia")),
        ("The consortia met.", REFORM, ("consortia", "gp-consortia")),
        ("Croydon CCG met.", GROUPS, ("Croydon CCG", "nhs-croydon-ccg")),
        ("Sampleshire and Mockford ICB met.", BOARDS, ("Sampleshire and Mockford ICB", "")),
        ("Staff of Healthwatch Sampleton met.", GROUPS, ("Healthwatch Sampleton", "")),
        ("They asked Healthwatch.", GROUPS, ("Healthwatch", "local-healthwatch")),
        ("Ann Sample (Lab) spoke.", REFORM, ("Lab", "labour-party")),
        ("The BMA's council met.", REFORM, ("BMA's council", "bma-council")),
        ("The BMA's GP committee met.", REFORM, ("BMA's GP committee", "gpc")),
        ("Every commissioning group met.", REFORM, ("commissioning group", "gp-consortia")),
        (
            "Every commissioning group met.",
            GROUPS,
            ("commissioning group", "clinical-commissioning-groups"),
        ),
        ("Croydon's CCG met.", GROUPS, ("Croydon's CCG", "nhs-croydon-ccg")),
        ("They asked the Vale of York group.", GROUPS, ("group", "nhs-vale-of-york-ccg")),
        ("In Croydon the group met.", GROUPS, ("group", "nhs-croydon-ccg")),
        (
            "They met the board for Somerset.",
            BOARDS,
            ("board", "nhs-somerset-integrated-care-board"),
        ),
        (
            "They asked NHS England's London region.",
            BOARDS,
            ("NHS England's London region", "nhs-england-london"),
        ),
        ("Unite regional officer Ann Sample met them.", GROUPS, ("Unite", "unite")),
        ("The Opposition met.", TRUSTS, ("The Opposition", "conservative-party")),
        ("The Opposition met.", GROUPS, ("The Opposition", "labour-party")),
    ],
)
def test_a_body_is_read_as_on_its_day(
    tagger: Tagger, text: str, day: date, found: tuple[str, str]
) -> None:
    assert named(tagger, text, day) == [found]


@pytest.mark.parametrize(
    ("text", "day", "noun", "slug"),
    [
        ("Barnet PCT met. The PCT was late.", TRUSTS, "PCT", "barnet-pct"),
        ("Sampleton PCT met. The PCT was late.", TRUSTS, "PCT", ""),
        ("The PCT was late.", TRUSTS, "PCT", "primary-care-trusts"),
        ("The SHA, NHS London, met.", REFORM, "SHA", "london-strategic-health-authority"),
        ("Unison met. The union was late.", REFORM, "union", "unison"),
        (
            "The Clinical Commissioning Coalition met. The Coalition was late.",
            REFORM,
            "The Coalition",
            "clinical-commissioning-coalition",
        ),
        (
            "Somerset Integrated Care Board met. The board was late, the ICB says. The Board left.",
            BOARDS,
            "The Board",
            "nhs-somerset-integrated-care-board",
        ),
    ],
)
def test_a_kind_takes_the_body_that_is_named_near(
    tagger: Tagger, text: str, day: date, noun: str, slug: str
) -> None:
    assert (noun, slug) in named(tagger, text, day)


@pytest.mark.parametrize(
    ("text", "source", "slug"),
    [
        ("The PCT in Barnet was late. Barnet was sorry.", None, "barnet-pct"),
        ("They said so. The primary care trust was late.", "Barnet Courier", "barnet-pct"),
        ("They said so. The borough's PCT was late.", "Barnet Courier", "barnet-pct"),
        ("They met in Leeds and in Barnet. The PCT was late.", None, "primary-care-trusts"),
        ("They asked Dr Barnet. The PCT was late. Dr Barnet left.", None, "primary-care-trusts"),
    ],
)
def test_a_kind_is_that_of_the_only_place_that_the_page_speaks_of(
    tagger: Tagger, text: str, source: str | None, slug: str
) -> None:
    assert named(tagger, text, TRUSTS, source)[-1][1] == slug


def test_a_loose_short_form_is_forgotten_when_its_body_is_gone(tagger: Tagger) -> None:
    text = "They asked for a national board."
    assert named(tagger, text, REFORM) == [("national board", "nhs-commissioning-board")]
    assert "nhs-commissioning-board" not in [slug for _, slug in named(tagger, text, BOARDS)]


def test_a_longer_name_is_not_the_shorter_one(tagger: Tagger) -> None:
    found = [slug for _, slug in named(tagger, "The Association of Sample Trusts met.")]
    assert "bma" not in found


def test_a_bodys_own_group_is_no_body_of_a_place(tagger: Tagger) -> None:
    assert ("GPC", "gpc") in named(tagger, "The GPC's commissioning group met.")


def test_on_a_bodys_own_site_the_board_is_its_own(tagger: Tagger) -> None:
    found = named(tagger, "We met on Monday. The Board was late.", TRUSTS, source="Barnet PCT")
    assert [slug for _, slug in found] == ["barnet-pct"]


def test_a_list_of_places_is_a_list_of_bodies(tagger: Tagger) -> None:
    text = "The leaders of Somerset, Dorset and Devon ICBs met."
    found = [slug for _, slug in named(tagger, text, BOARDS)]
    assert found == [
        f"nhs-{place}-integrated-care-board" for place in ("somerset", "dorset", "devon")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Monitor the changes and mind the circle, they said.",
        "The pulse of reform is slow.",
        "They were chosen by their peers.",
        "Dr Foster Lane smiled.",
        "She told The Practice Weekly so.",
        "A health minister told Sir James Macmillan no.",
    ],
)
def test_look_alikes_are_left_alone(tagger: Tagger, text: str) -> None:
    kinds = {"monitor", "mind", "circle", "pulse", "reform-think-tank", "house-of-lords"}
    kinds |= {"dr-foster", "macmillan", "the-practice-plc"}
    assert not {slug for _, slug in named(tagger, text)} & kinds


def test_a_papers_letters_are_a_paper_where_one_speaks_to_it(tagger: Tagger) -> None:
    assert named(tagger, "Ann Sample told the FT that it was late.") == [("FT", "financial-times")]
    assert named(tagger, "An FT may borrow more.")[0][1] == "foundation-trusts"


def test_a_text_from_a_paper_of_that_last_name_means_itself(tagger: Tagger) -> None:
    found = named(tagger, "She told the Gazette so.", source="Sampleton Gazette")
    assert found == [("Gazette", "")]


def test_a_body_that_a_workspace_adds_is_found(tmp_path: Path) -> None:
    added = tmp_path / "register.toml"
    added.write_text('[sampleton-lmc]\nname = "Sampleton LMC"\ntype = "union"\n', "utf-8")
    [tagging] = Tagger(load_register(added=added), reader=False).tag_all(
        (Text(id="sample", text="Sampleton LMC met. Ann Sample, its chair, said no.", day=REFORM),)
    )
    assert isinstance(tagging, Tagging)
    assert [mention.organisation for mention in tagging.mentions] == ["sampleton-lmc"]


AROUND = st.text(
    st.sampled_from("🙂👩‍⚕️🏴\u0301\u0327\u00a0\u2028\r\n\t\ufeffaé保健“”’.,—"), max_size=12
)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(before=AROUND, after=AROUND)
def test_offsets_count_code_points_whatever_stands_around(
    tagger: Tagger, before: str, after: str
) -> None:
    text = f"{before} The BMA met Croydon PCT. {after}"
    doc = read(tagger, text, REFORM)
    found = {body.kb_id_: body for body in doc.spans[BODIES]}
    for slug, surface in (("bma", "BMA"), ("croydon-pct", "Croydon PCT")):
        start = text.index(surface)
        assert (found[slug].start_char, found[slug].text) == (start, surface)


def test_a_letter_with_a_mark_is_another_letter(tagger: Tagger) -> None:
    assert named(tagger, "The BMA\u0301 met.") == []
    assert named(tagger, "Cro\u0301ydon PCT met.") != [("Croydon PCT", "croydon-pct")]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n\n", "\u2028"])
def test_lines_may_end_as_they_like(tagger: Tagger, end: str) -> None:
    text = (
        f"The BMA met.{end}🙂 The Unite\u0301 office and Unison met Croydon PCT{end}and Mind{end}"
    )
    doc = read(tagger, text, REFORM)
    for body in doc.spans[BODIES]:
        assert text[body.start_char : body.end_char] == body.text
        assert body.text == body.text.strip()
    assert ("Croydon PCT", "croydon-pct") in named(tagger, text)


PIECES = st.sampled_from(
    [
        "BMA",
        "the BMA's council",
        "Barnet PCT",
        "NHS Sampleton",
        "Somerset, Dorset and Devon ICBs",
        "(Lab)",
        "(SPF)",
        "the Board",
        "The CCG",
        "its",
        "Sample Providers Forum",
        "Dr Ann Sample",
        "Ann Sample, chair of the",
        "’s",
        "🙂",
        "👩‍⚕️",
        "e\u0301",
        "\r\n",
        "\n",
        "\t",
        "\u00a0",
        ",",
        ".",
        "“",
        "”",
        "said",
        "Здравоохранение",
        "保健",
        "الصحة",
        "İstanbul",
    ]
)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(PIECES, max_size=40).map(" ".join) | st.text(max_size=200))
def test_what_is_found_lies_in_the_text_in_order_and_apart(tagger: Tagger, text: str) -> None:
    doc = read(tagger, text, REFORM)
    end = 0
    for body in doc.spans[BODIES]:
        assert end <= body.start_char < body.end_char <= len(text)
        assert text[body.start_char : body.end_char] == body.text
        assert body.text.strip()
        end = body.end_char
    for person in doc._.people:
        assert list(person.mentions) == sorted(set(person.mentions))
        for place in person.mentions:
            assert 0 <= place.start < place.end <= len(text)
            assert place.of(text).split()[-1] in person.name or place.of(text) in person.name


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \r\n\t\u00a0",
        "word " * 5_000,
        "Die Kassenärztliche Vereinigung sagt, das Gesetz sei verfehlt. " * 50,
        "Le ministère de la Santé a déclaré que la réforme serait reportée. " * 50,
    ],
    ids=["empty", "blank", "one line of 5,000 words", "German", "French"],
)
def test_a_text_without_bodies_names_none_of_the_register(tagger: Tagger, text: str) -> None:
    assert not [slug for _, slug in named(tagger, text) if slug]


@pytest.mark.parametrize(
    "piece",
    [
        "Sample Providers Forum (SPF) and the board of Barnet PCT. ",
        "Dr Ann{} Sample{}, chair of Sampleton{} PCT. ",
        "Ann{} Sample{} and the BMA's the BMA's ",
        "Aaa Bbb Ccc Ddd, ",
        "Sample{} Forum (S{}) ",
        "(\u0001{}\ufffd\u202e ",
    ],
)
def test_the_time_grows_no_faster_than_the_text(register: Register, piece: str) -> None:
    """Eight times the text takes no more than twenty times the time."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.max_length = 1_100_000
    components = (Bodies(register), People(register))

    def seconds(count: int) -> float:
        text = "".join(piece.replace("{}", _letters(number)) for number in range(count))
        doc = nlp.make_doc(text)
        doc._.source = Text(id="sample", text=text, day=REFORM)
        doc = nlp(doc)
        begin = time.process_time()
        for component in components:
            component(doc)
        return time.process_time() - begin

    most = 120_000 // len(piece)
    assert seconds(most) < 20 * seconds(most // 8) + 0.5


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))
