"""Addresses that the crawler must not reach, however they are written or come to be."""

import pytest

from commissioning.settings import Settings
from commissioning.store.database import Database
from crawler.collecting.collect import collect
from crawler.spiders.guard import allowed_hosts, is_public
from tests.crawler.serving import Served, rss, source


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1"),  # noqa: S104
        *("169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "198.18.0.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "fd00:ec2::254"),
        *("::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "no address", ""),
    ],
)
def test_private_addresses_are_not(address: str) -> None:
    assert not is_public(address)


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
