"""Text on pages: escaped as Jinja does, without what no page can hold."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment
from markupsafe import Markup, escape

from site_builder.compiler import compile_quickly
from site_builder.escaping import escaped
from site_builder.writable import writable

SHOWN = st.one_of(
    st.text(), st.text(alphabet="&<>\"'a"), st.builds(Markup, st.text()), st.integers(), st.none()
)


@given(SHOWN)
def test_it_gives_what_jinja_gives(shown: object) -> None:
    assert str(escaped(shown)) == str(escape(shown))


@given(SHOWN)
def test_templates_escape_with_it(shown: object) -> None:
    source = "{{ shown }}{% set held %}<i>{{ shown }}</i>{% endset %}{{ held }}{{ shown | safe }}"
    quick = Environment(autoescape=True)
    compile_quickly(quick)
    told = Environment(autoescape=True).from_string(source).render(shown=shown)
    assert quick.from_string(source).render(shown=shown) == told
    assert "environment.escaped(" in quick.compile(source, raw=True)


def test_what_cannot_be_written_is_left_out_and_nothing_else() -> None:
    every = "".join(map(chr, range(0x110000)))
    left_out = sorted(set(every) - set(writable(every)))
    turning = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
    controls = {one for one in left_out if unicodedata.category(one) == "Cc"}
    assert not controls & set("\t\n\r")
    assert len(controls) == 65 - 3
    halves = set(map(chr, range(0xD800, 0xE000)))
    nothing = {*map(chr, range(0xFDD0, 0xFDF0))} | {
        chr((plane << 16) + last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
    }
    assert set(left_out) == controls | turning | halves | nothing
