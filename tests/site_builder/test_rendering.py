"""Templates: those of the workspace before ours, and a broken one named with its line."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

from commissioning.domain.errors import BuildError
from site_builder.pages.page import Page
from site_builder.rendering import Renderer
from site_builder.site import Site

PLACE = "https%3A%2F%2Fdigest.example%2Fx.html%23y"
SITE = Site(name="A Digest", url="https://digest.example/")


@dataclass(frozen=True, kw_only=True)
class Note(Page):
    """A page of one number."""

    template: ClassVar[str] = "note.html"
    number: int = 0

    def data(self) -> Mapping[str, object]:
        return {}


NOTE = Note(path="deep/note.html", title="Note", description="A note.", section="")


def rendered(folder: Path, **templates: str) -> str:
    for name, text in templates.items():
        (folder / f"{name}.html").write_text(text, "utf-8")
    return Renderer(SITE, folder).html(NOTE).decode("utf-8")


def test_a_template_of_the_workspace_stands_in_for_ours(tmp_path: Path) -> None:
    text = rendered(
        tmp_path,
        note='{% extends "base.html" %}{% block main %}<h1>{{ page.title }}</h1>{% endblock %}',
        base="{{ root }}<main>{% block main %}{% endblock %}</main>",
    )
    assert text == "../<main><h1>Note</h1></main>"


def test_a_block_of_ours_can_be_changed_alone(tmp_path: Path) -> None:
    text = rendered(
        tmp_path,
        note='{% extends "base.html" %}{% block main %}<h1>Mine</h1>{% endblock %}',
    )
    assert "<h1>Mine</h1>" in text
    assert "Content-Security-Policy" in text


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("one\ntwo\n{% if %}", 3, "Expected an expression"),
        ("one\n{{ page.nothing }}", 2, "nothing"),
        ("one\n\n\n{{ page.title() }}", 4, "not callable"),
        ("{{ 1 // page.number }}", 1, "zero"),
        ('one\n{% include "gone.html" %}', 2, "gone.html"),
    ],
)
def test_an_error_names_the_template_and_its_line(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    with pytest.raises(BuildError, match=rf"note\.html, line {line}\b.*{said}"):
        rendered(tmp_path, note=text)


def test_an_error_in_a_part_names_the_part(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"part\.html, line 2\b"):
        rendered(tmp_path, note='{% include "part.html" %}', part="one\n{{ page.nothing }}")


def test_a_template_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"note\.html"):
        Renderer(SITE, tmp_path).html(NOTE)


@pytest.mark.parametrize(
    ("report", "link"),
    [
        ("", None),
        (
            "mailto:a@b.example",
            f"mailto:a@b.example?subject=Wrong%20in%20A%20Digest&body={PLACE}%0D%0A%0D%0A",
        ),
        (
            "https://b.example/f",
            f"https://b.example/f?page={PLACE}",
        ),
        (
            "https://b.example/f?a=1#form",
            f"https://b.example/f?a=1&page={PLACE}#form",
        ),
    ],
)
def test_what_is_wrong_is_reported_with_its_place(report: str, link: str | None) -> None:
    site = Site(name="A Digest", url="https://digest.example/", report=report)
    assert site.reporting("x.html#y") == link


def test_a_template_of_the_workspace_may_do_what_jinja_allows(tmp_path: Path) -> None:
    text = (
        "{% set held = {'a': 1} %}{{ held.a }}{{ page.gone is defined }}"
        "{{ page.gone | default('x') }}{{ dict(**{'class': 2})['class'] }}"
    )
    assert rendered(tmp_path, note=text) == "1Falsex2"


def test_a_part_of_ours_that_is_given_the_wrong_thing_is_named(tmp_path: Path) -> None:
    text = '{% import "parts.html" as parts %}{{ parts.stance(page) }}'
    with pytest.raises(BuildError, match=r"parts\.html, line \d+.*mark"):
        rendered(tmp_path, note=text)
