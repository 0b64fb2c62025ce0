"""Addresses that the crawler must not reach, however they are written or come to be."""

from types import SimpleNamespace
from typing import Any

import pytest
from twisted.internet.address import IPv4Address

from commissioning.settings import Settings
from commissioning.store.database import Database
from crawler.collecting.collect import collect
from crawler.spiders.guard import GuardedResolver, allowed_hosts
from tests.crawler.serving import Served, rss, source


def test_the_workspaces_hosts_and_its_proxy_may_lie_anywhere() -> None:
    assert allowed_hosts(("Intranet.Example", "[::1]"), "http://127.0.0.1:3128") == {
        *("intranet.example", "::1", "127.0.0.1")
    }


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "[::1]", "0.0.0.0"],  # noqa: S104
)
def test_no_spelling_of_this_machine_is_asked_unless_it_is_allowed(
    served: Served, settings: Settings, opened: Database, host: str
) -> None:
    served.articles("a")
    port = served.server.port
    page = f"http://{host}:{port}/a"
    served.put("/feed.xml", rss(page), kind="application/rss+xml")
    collect_settings = settings.collect.model_copy(update={"allow": ("feeds.example",)})
    closed = settings.model_copy(update={"collect": collect_settings})
    report = collect(closed, opened, source(served, feed=f"http://{host}:{port}/feed.xml"))
    assert (report.answered, report.new) == (0, 0)
    assert served.asked == []


def test_a_redirect_does_not_lead_around_the_guard(
    served: Served, settings: Settings, opened: Database
) -> None:
    port = served.server.port
    served.put("/secret", "secret")
    served.put("/hop", "", status=302, headers={"Location": f"http://127.0.0.2:{port}/secret"})
    served.put("/feed.xml", rss(f"{served.url}/hop"), kind="application/rss+xml")
    report = collect(settings, opened, source(served, feed=f"{served.url}/feed.xml"))
    assert (report.new, report.rejected) == (0, 1)
    assert "private network" in report.problems[0].reason
    assert served.count("/secret") == 0


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://a.example/x", "data:,hello"])
def test_only_the_web_is_fetched(
    served: Served, settings: Settings, opened: Database, address: str
) -> None:
    served.put("/hop", "", status=302, headers={"Location": address})
    served.put("/feed.xml", rss(f"{served.url}/hop", address), kind="application/rss+xml")
    report = collect(settings, opened, source(served, feed=f"{served.url}/feed.xml"))
    assert report.new == 0


def test_a_name_that_leads_inside_the_second_time_leads_nowhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = iter((("93.184.216.34", "10.0.0.1"), ("127.0.0.1",), ("10.0.0.1",)))

    def answer(receiver: Any, *_arguments: object) -> None:
        for address in next(answers):
            receiver.addressResolved(IPv4Address("TCP", address, 80))

    monkeypatch.setattr(GuardedResolver, "_original", SimpleNamespace(resolveHostName=answer))
    guard = GuardedResolver(None, frozenset({"intranet.example"}))
    found: list[list[str]] = []
    for host in ("rebound.example", "rebound.example", "intranet.example"):
        reached: list[str] = []
        asker = SimpleNamespace(addressResolved=lambda one, to=reached: to.append(one.host))
        guard.resolveHostName(asker, host)
        found.append(reached)
    assert found == [["93.184.216.34"], [], ["10.0.0.1"]]
