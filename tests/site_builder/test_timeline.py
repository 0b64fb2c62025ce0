"""The axis of one subject: its years, the gaps and milestones on it."""

from collections.abc import Iterator
from datetime import date

import pytest

from commissioning.domain.tags import Position
from commissioning.register import load_register
from site_builder.reading import Archive
from site_builder.timeline import Timeline
from tests.site_builder.atlased import Store


@pytest.fixture
def archive(store: Store) -> Iterator[Archive]:
    store.says("bma", Position.SUPPORT, date(2010, 7, 20))
    store.says("rcn", Position.SUPPORT, date(2016, 3, 1))
    store.says("gpc", Position.SUPPORT, None)
    with store.database.session() as session:
        yield Archive(session, load_register)


def test_an_axis_has_the_years_until_the_last_word_lapses(archive: Archive) -> None:
    axis = Timeline(archive).axis(archive.ledger.by_body["bma"])
    assert axis is not None
    assert (axis.first, axis.last) == (date(2010, 1, 1), date(2012, 12, 31))


def test_it_ends_with_the_present_year(archive: Archive) -> None:
    axis = Timeline(archive).axis(archive.ledger.by_body["rcn"])
    assert axis is not None
    assert (axis.first, axis.last) == (date(2016, 1, 1), date(2016, 12, 31))


def test_there_is_none_where_nothing_is_dated(archive: Archive) -> None:
    timeline = Timeline(archive)
    assert timeline.axis(archive.ledger.by_body["gpc"]) is None
    assert timeline.key(archive.ledger.by_body["gpc"]) == ""


def test_it_is_hatched_where_the_whole_archive_has_nothing(archive: Archive) -> None:
    axis = Timeline(archive).axis(archive.ledger.by_body["bma"])
    assert axis is not None
    (before, after) = axis.gaps
    assert before[0] == 0.0
    assert sum(after) == pytest.approx(100)


def test_only_milestones_of_weight_are_on_it(archive: Archive) -> None:
    axis = Timeline(archive).axis(archive.ledger.by_body["bma"])
    assert axis is not None
    labels = {mile.label for mile in axis.miles}
    assert "White Paper" in labels
    weights = {m.label: m.weight for m in archive.register.milestones}
    assert min(weights[label] for label in labels) >= 2
