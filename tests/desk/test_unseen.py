"""What an issue could not see: told in its mail and on its page, and frozen with it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from commissioning.domain.editions import Edition, Missing, Quiet
from commissioning.domain.tags import Position
from commissioning.store.edition_content import read, written
from commissioning.store.editions import publish_edition, save_edition
from desk.desk import Desk
from desk.mail.issue import issue_of
from desk.unseen import as_published
from site_builder.unseen import sentences
from tests.desk.drafts import DAY, draft
from tests.desk.mail.issues import HEAD
from tests.site_builder.newsroom import Newsroom

DAYS = "29\u00a0October to 4\u00a0November\u00a02010"
SUPPORT, OPPOSE = Position.SUPPORT, Position.OPPOSE


def seen(
    desk: Desk, *slugs: str, number: int = 42, day: date = DAY, now: datetime | None = None
) -> Edition:
    made = replace(draft(desk, *slugs, number=number), day=day)
    with desk.database.session() as session:
        return as_published(session, desk.register, made, now=now or desk.now())


def newsroom(desk: Desk) -> Newsroom:
    """A story of the week, on which three bodies spoke twice in the spring."""
    room = Newsroom(desk.database)
    for day in (date(2010, 3, 1), date(2010, 4, 1)):
        room.prints("Spring", day, ("napc", SUPPORT), ("rcgp", SUPPORT), ("bma", OPPOSE))
    now = [
        room.prints("Firms circle", date(2010, 11, 2), ("bma", SUPPORT)),
        room.prints("Firms again", date(2010, 11, 3), ("bma", SUPPORT), source="gazette"),
    ]
    room.story("firms", *now)
    return room


def test_silence_and_gaps_are_told_apart(desk: Desk) -> None:
    room = newsroom(desk)
    room.asked("courier", date(2010, 11, 3))
    room.asked("gazette", date(2010, 11, 3), answered=False)
    room.asked("gazette", date(2010, 10, 3))
    unseen = seen(desk, "firms").unseen
    assert unseen is not None
    assert (unseen.first, unseen.last) == (date(2010, 10, 29), date(2010, 11, 4))
    assert (unseen.asked, unseen.answered) == (2, 1)
    assert [one.source for one in unseen.missing] == ["Gazette"]
    assert unseen.quiet == (Quiet(label="GP budgets", bodies=("NAPC", "RCGP")),)
    told = list(sentences(unseen))
    assert told == [
        "Said nothing that we found, though they usually speak: NAPC and RCGP on GP budgets.",
        "Asked without an answer: Gazette.",
        f"From {DAYS}, 1 of 2\u00a0sources that were asked gave an answer.",
    ]


def test_an_issue_tells_of_no_day_that_is_yet_to_come(desk: Desk) -> None:
    newsroom(desk)
    unseen = seen(desk, "firms", day=date(2010, 11, 11)).unseen
    assert unseen is not None
    assert (unseen.first, unseen.last) == (date(2010, 10, 29), date(2010, 11, 4))


def test_a_story_that_lies_before_is_of_the_days_of_its_issue(desk: Desk) -> None:
    room = newsroom(desk)
    room.asked("courier", date(2010, 10, 25))
    early = [
        room.prints("Long ago", date(2010, 9, 30), ("bma", SUPPORT)),
        room.prints("Early", date(2010, 10, 24), ("bma", SUPPORT)),
        room.prints("Early, too", date(2010, 10, 25), ("bma", SUPPORT), source="gazette"),
    ]
    room.story("early", *early)
    unseen = seen(desk, "early").unseen
    assert unseen is not None
    assert (unseen.first, unseen.last) == (date(2010, 10, 24), date(2010, 11, 4))
    assert unseen.quiet == (Quiet(label="GP budgets", bodies=("NAPC", "RCGP")),)
    unseen = seen(desk, "firms", number=43).unseen
    assert unseen is not None
    assert unseen.first == date(2010, 10, 29)


def test_an_issue_goes_on_where_the_last_one_ended(desk: Desk) -> None:
    newsroom(desk)
    ready = seen(desk, "firms", day=date(2010, 11, 11))
    line = replace(ready.items[0], line="A line.")
    ready = replace(ready, sections=(replace(ready.sections[0], items=(line,)),))
    with desk.database.session() as session:
        saved = save_edition(session, ready, at=desk.now())
        publish_edition(session, saved, at=desk.now())
    for days, first in ((3, date(2010, 11, 5)), (20, date(2010, 11, 5)), (40, date(2010, 11, 13))):
        now = desk.now() + timedelta(days=days)
        unseen = seen(desk, number=50 + days, day=now.date(), now=now).unseen
        assert unseen is not None
        assert (unseen.first, unseen.last) == (first, now.date())
    unseen = seen(desk, number=99, day=date(2010, 11, 4)).unseen
    assert unseen is not None
    assert unseen.first == date(2010, 10, 29)


def test_where_nobody_asked_silence_is_not_told(desk: Desk) -> None:
    newsroom(desk)
    unseen = seen(desk, "firms").unseen
    assert unseen is not None
    assert (unseen.asked, unseen.quiet) == (0, ())
    assert list(sentences(unseen)) == [
        f"No source was asked from {DAYS}: who said nothing then cannot be told."
    ]


def test_an_issue_says_it_in_all_forms_and_keeps_it(desk: Desk) -> None:
    newsroom(desk).asked("courier", date(2010, 11, 3))
    shown = seen(desk, "firms")
    issue = issue_of(shown, HEAD)
    for form in (issue.html, issue.text, issue.markdown):
        told = " ".join(form.replace("\u00a0", " ").split())
        assert "what we did not see" in told.casefold()
        assert "NAPC and RCGP on GP budgets" in told
    assert read(written(shown)).unseen == shown.unseen
    assert "did not see" not in issue_of(replace(shown, unseen=None), HEAD).text.casefold()


def test_many_gaps_are_counted_and_hostile_names_stay_on_their_line(desk: Desk) -> None:
    newsroom(desk).asked("courier", date(2010, 11, 3))
    unseen = seen(desk, "firms").unseen
    assert unseen is not None
    gaps = (Missing(source="A\nB\u202e", why="timed out"),) * 9
    told = list(sentences(replace(unseen, missing=gaps, quiet=())))
    assert told[0].startswith("Asked without an answer: A B (timed out); A B")
    assert told[0].endswith("; 1 more.")
