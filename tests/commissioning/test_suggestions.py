"""What articles name and the register lacks: grouped, counted by sources, without noise."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from commissioning.domain.unknown import Unknown
from commissioning.register import Register, load_register
from commissioning.register.suggestions import as_tables, suggest, words_around


def seen(
    surface: str,
    *,
    method: str = "pattern",
    article: int = 1,
    source: str = "courier",
    day: date | None = date(2011, 3, 1),
) -> Unknown:
    return Unknown(
        surface=surface,
        method=method,
        url=f"http://{source}.example/{article}",
        source=source,
        outlet="Sampleton Courier",
        day=day,
        before="They asked ",
        after=" to\nmeet.",
    )


def test_the_forms_of_a_name_are_one_body(register: Register) -> None:
    [one] = suggest(
        [
            seen("Sampleton LMC", article=1),
            seen("Sampleton LMC", article=2),
            seen("the Sampleton Local Medical Committee", article=2),
            seen("SAMPLETON LMC", article=3),
            seen("SLMC", article=2, method="acronym"),
        ],
        register,
    )
    assert one.name == "Sampleton LMC"
    assert one.variants == ("Sampleton Local Medical Committee", "SLMC")
    assert (one.slug, one.type, one.articles) == ("sampleton-lmc", "union", 3)


def test_what_several_sources_name_comes_first(register: Register) -> None:
    found = suggest(
        [
            *(seen("Mockford Council", article=n) for n in range(5)),
            seen("Sampleton Council", source="courier", day=date(2012, 1, 2)),
            seen("Sampleton Council", source="gazette", day=date(2010, 7, 1)),
            seen("Sampleton Council", source="herald", day=None),
        ],
        register,
    )
    assert [one.name for one in found] == ["Sampleton Council", "Mockford Council"]
    assert found[0].sources == ("courier", "gazette", "herald")
    assert (found[0].first, found[0].last) == (date(2010, 7, 1), date(2012, 1, 2))
    assert found[0].example.source == "courier"


@pytest.mark.parametrize(
    ("surface", "method"),
    [
        ("Dr Ann Sample of Sampleton", "ner"),
        ("Andrew Lansley", "ner"),
        ("Sampleton Gazette", "ner"),
        ("Sampleton Courier", "ner"),
        ("Community Health Council", "pattern"),
        ("The Committee NOTED", "ner"),
        ("Sampleton\nCouncil", "ner"),
        ("trust", "anaphor"),
        ("Courier", "outlet"),
        ("SPF", "acronym"),
        ("Sampleton", "place"),
    ],
)
def test_noise_is_left_out(register: Register, surface: str, method: str) -> None:
    assert suggest([seen(surface, method=method)], register) == ()


@pytest.mark.parametrize(
    ("surface", "name", "kind"),
    [
        ("But Sampleton Council", "Sampleton Council", "local-authority"),
        ("On Sunday Sampleton Health Authority", "Sampleton Health Authority", "health-authority"),
        ("SAMPLETON Hospital", "Sampleton Hospital", "provider-trust"),
        ("New Mockford Council", "New Mockford Council", "local-authority"),
        ("Healthwatch Sampleton", "Healthwatch Sampleton", "patient-group"),
        ("Sampleton Care Ltd.", "Sampleton Care Ltd", "company"),
        ("University of Sampleton", "University of Sampleton", "university"),
        ("Sampleton Voices", "Sampleton Voices", "other"),
    ],
)
def test_a_name_is_cut_free_and_tells_its_type(
    register: Register, surface: str, name: str, kind: str
) -> None:
    [one] = suggest([seen(surface)], register)
    assert (one.name, one.type) == (name, kind)


def test_a_slug_is_free(register: Register) -> None:
    found = suggest([seen("B M A"), seen('Sampleton "Ltd" & Co'), seen("Unison Unison")], register)
    assert not {one.slug for one in found} & set(register.organisations)


def test_the_tables_can_be_added_to_the_register(register: Register, tmp_path: Path) -> None:
    found = suggest(
        [
            seen("Sampleton LMC"),
            seen("Sampleton Local Medical Committee"),
            seen('The "A" \\ B Ltd'),
        ],
        register,
    )
    text = "\n\n".join(as_tables(found))
    assert tomllib.loads(text)["sampleton-lmc"]["aliases"] == ["Sampleton Local Medical Committee"]
    path = tmp_path / "register.toml"
    path.write_text(text, "utf-8")
    added = load_register(added=path)
    assert added.at(date(2011, 3, 1)).named("Sampleton LMC")[0].type == "union"
    assert suggest([], added) == ()


def test_the_example_stands_on_one_line() -> None:
    assert words_around(seen("Sampleton LMC")) == "They asked [Sampleton LMC] to meet."
