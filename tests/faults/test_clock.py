"""A clock that was wrong: set back a day, or years ahead for once."""

from pathlib import Path

from commissioning.settings import SiteSettings
from site_builder.building import build
from tests.crawler.failures.web import Collection, headline, item
from tests.faults.test_disk import files


def feed(collection: Collection, *numbers: int) -> None:
    collection.feed(*(item(collection.publish(f"a/{n}", n)) for n in numbers))


def test_a_clock_set_back_a_day_loses_nothing_and_the_sources_are_asked_again(
    collection: Collection,
) -> None:
    collection.source()
    feed(collection, 1)
    assert collection.collect(at_once=False).new == 1
    settings = collection.settings
    collection.later(days=-1)
    feed(collection, 1, 2)
    assert collection.collect(at_once=False).waiting == 1
    assert collection.collect().new == 1
    site = settings.model_copy(
        update={"site": SiteSettings(search=False), "now": collection.settings.now}
    )
    build(site, collection.database)
    before = files(site.output)
    collection.later(days=1, hours=13)
    feed(collection, 1, 2, 3)
    assert collection.collect(at_once=False).new == 1
    assert {row.headline for row in collection.articles()} == {headline(n) for n in (1, 2, 3)}
    assert collection.versions() == []
    build(site.model_copy(update={"now": collection.settings.now}), collection.database)
    assert files(site.output).keys() >= before.keys()
    assert len(list((Path(settings.workspace) / "archive").iterdir())) == 3


def test_what_a_clock_years_ahead_planned_does_not_hold_when_it_is_right_again(
    collection: Collection,
) -> None:
    collection.source()
    feed(collection, 1)
    collection.later(days=4_000)
    assert collection.collect(at_once=False).new == 1
    collection.later(days=-4_000)
    feed(collection, 1, 2)
    assert collection.collect(at_once=False).new == 1
