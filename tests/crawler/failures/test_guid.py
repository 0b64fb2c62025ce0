"""How items are told apart and known again: an edited address is no new article."""

import pytest

from tests.crawler.failures.modes import mode
from tests.crawler.failures.web import HOME, Collection, headline, item, page, story


@mode("guid: slug that changes")
@pytest.mark.parametrize("guid", ["tag:outlet.example,2010:1", "http://outlet.example/?p=1"])
def test_a_slug_that_changes_is_no_new_article(collection: Collection, guid: str) -> None:
    collection.source()
    first = collection.publish("gps-to-get-money", 1)
    collection.feed(item(first, guid=guid, permalink=False))
    collection.collect()
    second = collection.web.put(f"{HOME}/gps-may-get-money", page("GPs may get money", story(1)))
    collection.feed(item(second, guid=guid, permalink=False))
    collection.later(hours=3)
    report = collection.collect()
    assert (report.new, report.changed) == (0, 1)
    assert collection.article().url == first
    assert collection.article().headline == "GPs may get money"
    [before] = collection.versions()
    assert before.headline == headline(1)
    collection.later(hours=3)
    assert collection.collect().known == 1
    assert collection.web.count(second) == 1


@mode("guid: http and https")
def test_https_instead_of_http_is_no_new_article(collection: Collection) -> None:
    collection.source()
    link = collection.publish("a", 1)
    collection.feed(item(link))
    collection.collect()
    collection.feed(item(link.replace("http:", "https:")))
    report = collection.collect()
    assert (report.new, report.known, report.rejected) == (0, 1, 0)


@mode("guid: http and https")
def test_a_page_that_calls_itself_https_is_one_article(collection: Collection) -> None:
    collection.source()
    canonical = '<link rel="canonical" href="https://www.outlet.example/a">'
    link = collection.web.put(f"{HOME}/a", page("Title", story(1), head=canonical))
    collection.feed(item(link))
    collection.collect()
    assert collection.article().url == "https://www.outlet.example/a"
    collection.feed(item(link), item("https://www.outlet.example/a"))
    report = collection.collect()
    assert (report.new, report.changed) == (0, 0)
    assert collection.web.count(link) == 1


@mode("guid: host change")
def test_the_same_page_under_www_is_no_new_article(collection: Collection) -> None:
    collection.source()
    collection.feed(item(collection.publish("a", 1)))
    collection.collect()
    moved = collection.publish("a", 1, home="http://www.outlet.example")
    collection.feed(item(moved))
    report = collection.collect()
    assert (report.new, report.known) == (0, 1)
    assert collection.web.count(moved) == 0


@mode("guid: host change")
def test_an_outlet_that_moves_to_another_host_does_not_print_all_anew(
    collection: Collection,
) -> None:
    collection.source()
    seeds = range(1, 4)
    collection.feed(*(item(collection.publish(f"a{seed}", seed)) for seed in seeds))
    collection.collect()
    new = "http://new-name.example"
    moved = [collection.publish(f"2010/07/a{seed}", seed, home=new) for seed in seeds]
    for seed, link in zip(seeds, moved, strict=True):
        collection.web.put(f"{HOME}/a{seed}", status=301, headers={"Location": link})
    collection.feed(*(item(link) for link in moved))
    report = collection.collect()
    assert report.new == 0
    assert len(collection.articles()) == 3


@mode("guid: tracking parameter")
def test_tracking_parameters_do_not_make_articles(collection: Collection) -> None:
    collection.source()
    link = collection.publish("a", 1)
    collection.web.put(f"{link}?id=7", page("Title", story(7)))
    for query in ("utm_source=rss&utm_medium=feed", "ns_campaign=x", "CMP=twt_gu", "fbclid=1"):
        collection.feed(item(f"{link}?{query}"), item(f"{link}?id=7&{query}"))
        collection.collect()
    assert {row.url for row in collection.articles()} == {link, f"{link}?id=7"}
    assert len(collection.web.asked) == 1 + 4 + 2  # robots.txt, feeds, pages


@mode("guid: same for all")
def test_a_guid_that_all_items_have_swallows_none(collection: Collection) -> None:
    collection.source()
    links = [collection.publish(f"a{seed}", seed) for seed in (1, 2, 3)]
    collection.feed(*(item(link, guid="urn:outlet", permalink=False) for link in links))
    assert collection.collect().new == 3
    assert {row.url for row in collection.articles()} == set(links)


@mode("guid: same for all")
def test_a_guid_that_each_next_item_has_swallows_none(collection: Collection) -> None:
    collection.source()
    for seed in (1, 2, 3):
        link = collection.publish(f"a{seed}", seed)
        collection.feed(item(link, guid="urn:outlet", permalink=False))
        collection.later(hours=3)
        assert collection.collect().new == 1
    assert [row.url for row in collection.articles()] == [f"{HOME}/a{seed}" for seed in (1, 2, 3)]
    assert collection.versions() == []


@mode("guid: none")
def test_items_without_a_guid_are_known_by_address_and_text(collection: Collection) -> None:
    collection.source()
    collection.feed(item(collection.publish("a", 1)), item(collection.publish("b", 2)))
    assert collection.collect().new == 2
    renamed = collection.web.put(f"{HOME}/c", page(headline(1), story(1)))
    collection.feed(item(renamed), item(f"{HOME}/b"))
    report = collection.collect()
    assert (report.new, report.known) == (0, 2)
    assert len(collection.articles()) == 2


@mode("guid: home page")
def test_a_guid_that_is_the_home_page_is_no_identifier(collection: Collection) -> None:
    collection.source()
    for seed in (1, 2):
        collection.feed(item(collection.publish(f"a{seed}", seed), guid=f"{HOME}/"))
        assert collection.collect().new == 1
    assert len(collection.articles()) == 2


@mode("guid: home page")
def test_a_link_that_is_the_home_page_gives_way_to_the_guid(collection: Collection) -> None:
    collection.source()
    links = [collection.publish(name, seed) for seed, name in enumerate("ab")]
    collection.feed(*(item(f"{HOME}/", guid=link) for link in links))
    assert collection.collect().new == 2
    assert collection.web.count(f"{HOME}/") == 0


@mode("guid: home page")
def test_items_that_all_lead_to_the_home_page_are_a_fault_that_is_named(
    collection: Collection,
) -> None:
    collection.source()
    collection.feed(item(f"{HOME}/", guid="1", permalink=False), item(f"{HOME}/"))
    report = collection.collect()
    assert (report.answered, report.new) == (0, 0)
    assert "none of whose items has an address of its own" in report.problems[0].reason
