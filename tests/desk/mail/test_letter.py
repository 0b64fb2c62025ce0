"""What a mail says of an edition."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from commissioning.domain.dates import Dated, Precision
from commissioning.domain.editions import Appearance, EditionStatus, Section
from commissioning.domain.tags import Position
from commissioning.settings import parse_settings
from desk.mail.issue import issue_of
from desk.mail.letter import Letterhead, Link, compose, letterhead
from tests.desk.mail import issues


def test_sections_without_items_are_left_out_and_items_are_numbered_through() -> None:
    edition = issues.edition(4, sections=2)
    edition = replace(edition, sections=(Section(name="Empty"), *edition.sections))
    letter = compose(edition, issues.HEAD)
    assert [part.name for part in letter.parts] == ["The handover", "Who will commission"]
    assert [entry.number for part in letter.parts for entry in part.entries] == [1, 2, 3, 4]


def test_a_headline_leads_to_the_story_then_the_article_then_outside() -> None:
    story = issues.item(1)
    article = replace(story, story=None)
    alone = replace(story, sources=story.sources[:1])
    own = replace(article, article=None, url="https://out.example/a b")
    nothing = replace(own, url="javascript:alert(1)")
    edition = replace(
        issues.edition(), sections=(Section(name="A", items=(story, article, alone, own, nothing)),)
    )
    found = [entry.headline.url for entry in compose(edition, issues.HEAD).parts[0].entries]
    assert found[0] == f"https://digest.example/stories/{story.story}.html"
    assert found[1] is not None
    assert found[1].startswith("https://digest.example/articles/")
    assert found[2] == found[1]
    assert found[3:] == ["https://out.example/a%20b", None]


def test_days_are_no_more_exact_than_they_are_known() -> None:
    item = issues.item(1)
    known = issues.dated(date(2010, 11, 2))
    dates: tuple[tuple[Dated | None, str], ...] = (
        (known, "HSJ, 2\u00a0November"),
        (replace(known, precision=Precision.MONTH), "HSJ, November\u00a02010"),
        (issues.dated(date(2009, 12, 30)), "HSJ, 30\u00a0December\u00a02009"),
        (None, "HSJ"),
    )
    for when, expected in dates:
        source = replace(issues.source("HSJ"), published=when)
        edition = replace(
            issues.edition(),
            sections=(Section(name="A", items=(replace(item, sources=(source,)),)),),
        )
        assert compose(edition, issues.HEAD).parts[0].entries[0].sources[0].text == expected


def test_an_outlet_is_named_once_and_many_are_counted() -> None:
    sources = tuple(issues.source(name) for name in ("HSJ", "GP", "HSJ", "C", "D", "E", "F", "G"))
    items = (replace(issues.item(1), sources=sources),)
    edition = replace(issues.edition(), sections=(Section(name="A", items=items),))
    shown = compose(edition, issues.HEAD).parts[0].entries[0].sources
    assert [link.text.partition(",")[0] for link in shown] == ["HSJ", "GP", "C", "D", "E", "2 more"]
    assert shown[-1].url is None


def test_a_side_says_how_sure_it_is_and_whose_words_it_has() -> None:
    unsure = issues.stance(Position.SUPPORT, confidence=0.4, words='He said "no"')
    edition = issues.edition()
    items = (replace(issues.item(1), stances=(unsure, replace(unsure, speaker=None, office=None))),)
    edition = replace(edition, sections=(Section(name="A", items=items),))
    first, second = compose(edition, issues.HEAD).parts[0].entries[0].sides
    assert (first.mark, first.verb, first.words) == ("u", "may support", "He said ‘no’")
    assert first.whose == "Des Farrimond, national officer · HSJ, 2\u00a0November · unsure"
    assert second.whose == "HSJ, 2\u00a0November · unsure"


@pytest.mark.parametrize(
    ("confidence", "method", "said"),
    [
        (0.9, "direct", "sure"),
        (0.799, "direct", "fairly sure"),
        (0.65, "direct", "not very sure"),
        (1.0, "editor", "set by an editor"),
    ],
)
def test_how_sure_a_side_is_stands_in_mail_text_and_markdown(
    confidence: float, method: str, said: str
) -> None:
    shown = replace(issues.stance(Position.SUPPORT, confidence=confidence), method=method)
    items = (replace(issues.item(1), stances=(shown,)),)
    edition = replace(issues.edition(), sections=(Section(name="A", items=items),))
    made = issue_of(edition, issues.HEAD)
    for form in (made.html, made.text, made.markdown):
        told = " ".join(form.replace("\u00a0", " ").split())
        assert f"HSJ, 2 November · {said}" in told.replace("| ", "")


def test_it_says_where_a_story_was_before() -> None:
    before = Appearance(
        number=41,
        day=date(2010, 10, 28),
        title="Last week",
        status=EditionStatus.PUBLISHED,
        item=3,
        story="x",
        article=None,
    )
    letter = compose(issues.edition(), issues.HEAD, again={"k1": before})
    assert letter.parts[0].entries[0].again == Link(
        text="before in issue\u00a041, item\u00a03",
        url="https://digest.example/editions/41.html#item-3",
    )
    assert letter.parts[0].entries[1].again is None


def test_notes_are_never_in_it() -> None:
    assert "Ring Des" not in repr(compose(issues.edition(), issues.HEAD))


def test_lists_of_mail_show_how_it_begins() -> None:
    letter = compose(issues.edition(), issues.HEAD)
    assert letter.preview.startswith("A third of trusts expect to lose a director by Christmas")
    assert letter.preview.endswith("…")
    bare = compose(replace(issues.edition(2), introduction=""), issues.HEAD)
    assert bare.preview.startswith("Primary care trusts ‘hollowed out’")
    assert compose(replace(issues.edition(0), introduction=""), issues.HEAD).preview == ""


def test_the_letterhead_is_the_settings(tmp_path: Path) -> None:
    text = (
        '[site]\nname = "Digest"\nurl = "https://d.example/x/"\n'
        '[mail]\nfooter = "You asked."\nunsubscribe = "mailto:off@d.example"\nlanguage = "cy"\n'
    )
    assert letterhead(parse_settings(text, workspace=tmp_path), sample=True) == Letterhead(
        name="Digest",
        url="https://d.example/x/",
        language="cy",
        footer="You asked.",
        unsubscribe="mailto:off@d.example",
        sample=True,
    )
