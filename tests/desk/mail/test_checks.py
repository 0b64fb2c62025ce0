"""What is looked at before an issue is published."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from commissioning.domain.editions import Appearance, Edition, EditionStatus, Section, Unseen
from desk.mail.asking import LinkState
from desk.mail.checks import Check, Level, check_issue, stops
from desk.mail.issue import issue_of
from desk.mail.links import links_in
from tests.desk.mail import issues

NOW = datetime(2010, 11, 4, 10, tzinfo=UTC)


def checks(
    edition: Edition,
    *,
    before: Mapping[str, Sequence[Appearance]] | None = None,
    asked: Mapping[str, LinkState] | None = None,
) -> tuple[Check, ...]:
    issue = issue_of(edition, issues.HEAD)
    return check_issue(edition, issue, before=before or {}, asked=asked)


def messages(found: tuple[Check, ...], level: Level) -> list[str]:
    return [check.message for check in found if check.level is level]


def alive(edition: Edition) -> dict[str, LinkState]:
    return {
        link.url: LinkState(url=link.url, status=200, at=NOW)
        for link in links_in(edition, issues.HEAD.url)
    }


def test_a_right_issue_has_nothing_to_look_at() -> None:
    edition = issues.edition()
    found = checks(edition, asked=alive(edition))
    assert {check.level for check in found} == {Level.RIGHT}
    told = messages(found, Level.RIGHT)
    assert "no picture without a text" in told
    assert any(message.endswith("kB of the 100 where clients cut") for message in told)
    assert "13\u00a0links alive" in told


def test_what_is_missing_stops_it_and_stands_first() -> None:
    edition = replace(issues.edition(2, sections=1), title=" ")
    bare = replace(edition.items[0], line=" ", headline="")
    edition = replace(edition, sections=(Section(name="A", items=(bare, edition.items[1])),))
    found = checks(edition)
    assert [(check.where, check.message) for check in stops(found)] == [
        ("title", "the issue has no title"),
        ("item-k1", "item 1 has no line"),
        ("item-k1", "item 1 has no headline"),
    ]
    assert [check.level for check in found] == sorted(
        (check.level for check in found), key=list(Level).index
    )


def test_an_issue_without_items_is_stopped() -> None:
    edition = replace(issues.edition(0), sections=(Section(name="Dates ahead"),))
    found = checks(edition, asked=alive(edition))
    assert messages(found, Level.STOP) == ["the issue has no items"]
    look = [check for check in found if check.level is Level.LOOK]
    assert look == [
        Check(
            level=Level.LOOK,
            where="section-1",
            message="section ‘Dates ahead’ is empty and will be left out",
        )
    ]


def test_long_titles_are_told_with_their_length() -> None:
    edition = replace(issues.edition(1), title="word " * 20, introduction="")
    item = replace(edition.items[0], headline="word " * 40)
    edition = replace(edition, sections=(Section(name="A", items=(item,)),))
    told = messages(checks(edition, asked=alive(edition)), Level.LOOK)
    assert told == [
        "the title has 99 letters; lists of mail cut it at 90",
        "there is no introduction",
        "the headline of item 1 has 200 letters",
    ]


def test_a_date_that_is_yet_to_come_is_told() -> None:
    edition = issues.edition()
    last = edition.day - timedelta(days=3)
    seen = Unseen(first=last - timedelta(days=6), last=last, asked=1, answered=1)
    found = checks(replace(edition, unseen=seen), asked=alive(edition))
    look = [check for check in found if check.level is Level.LOOK]
    assert [check.where for check in look] == ["day"]
    assert look[0].message == (
        "the date, 4\u00a0November\u00a02010, is yet to come: the issue tells of the days "
        "to 1\u00a0November\u00a02010, and no article after them is collected"
    )
    seen = replace(seen, last=edition.day)
    found = checks(replace(edition, unseen=seen), asked=alive(edition))
    assert {check.level for check in found} == {Level.RIGHT}


def test_pictures_without_a_text_are_told_where_they_stand() -> None:
    edition = issues.edition(2)
    edition = replace(edition, introduction="![](https://a.example/x.png) ![A map](y.png)")
    found = checks(edition)
    assert ("introduction", "a picture in the introduction has no text for who cannot see it") in [
        (check.where, check.message) for check in found if check.level is Level.LOOK
    ]
    assert "no picture without a text" not in messages(found, Level.RIGHT)


def before(number: int, status: EditionStatus) -> Appearance:
    return Appearance(
        number=number,
        day=date(2010, 10, 28),
        title="",
        status=status,
        item=3,
        story="s",
        article=None,
    )


@pytest.mark.parametrize(
    ("places", "told"),
    [
        ([(41, EditionStatus.PUBLISHED)], "item 1 was in issue 41, item 3"),
        ([(43, EditionStatus.DRAFT)], "item 1 stands in the draft of issue 43 as well"),
        (
            [
                (43, EditionStatus.DRAFT),
                (41, EditionStatus.PUBLISHED),
                (9, EditionStatus.PUBLISHED),
            ],
            "item 1 was in issue 41, item 3 and issue 9, item 3",
        ),
        ([(42, EditionStatus.DRAFT)], None),
    ],
)
def test_what_another_edition_had_is_told(
    places: list[tuple[int, EditionStatus]], told: str | None
) -> None:
    edition = issues.edition()
    earlier = {"k1": [before(number, status) for number, status in places]}
    found = messages(checks(edition, asked=alive(edition), before=earlier), Level.LOOK)
    assert found == ([told] if told else [])


def test_dead_and_odd_links_are_told_where_they_stand() -> None:
    edition = issues.edition(2, sections=2)
    asked = alive(edition)
    dead, odd = issues.source("HSJ", 1).url, "https://sales.example/a?b=1&c=2"
    asked[dead] = LinkState(url=dead, status=404, at=NOW)
    asked[odd] = LinkState(url=odd, status=None, problem="did not answer within 8 seconds", at=NOW)
    del asked[issues.source("GP", 2).url]
    found = [
        (check.where, check.message)
        for check in checks(edition, asked=asked)
        if check.level is Level.LOOK
    ]
    assert found == [
        (
            "introduction",
            f"a link to look at in the introduction: {odd} did not answer within 8 seconds",
        ),
        ("item-k1", f"a dead link in item 1: {dead} answers 404"),
        (None, "1\u00a0link not asked yet"),
    ]


def test_links_are_left_out_where_nobody_looks_at_them() -> None:
    assert not [check for check in checks(issues.edition()) if "link" in check.message]


def test_links_of_the_site_itself_are_not_asked() -> None:
    found = links_in(issues.hostile(), issues.HEAD.url)
    assert all(link.url.startswith("http") for link in found)
    assert not [
        link for link in links_in(issues.edition(), issues.HEAD.url) if "digest" in link.url
    ]


def test_a_mail_that_clients_cut_is_told() -> None:
    edition = issues.edition(60)
    told = messages(checks(edition, asked=alive(edition)), Level.LOOK)
    assert len(told) == 1
    assert told[0].startswith("the mail has 1")
    assert told[0].endswith("kB; clients cut it at 100")
