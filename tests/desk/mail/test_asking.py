"""Whether links are alive: what is asked, how often, of whom, and what is made of the answers."""

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from commissioning.domain.errors import FetchError
from commissioning.settings import parse_settings
from desk.mail.asking import LinkState, Reply, ask, ask_links
from desk.mail.fetching import WebFetch, web_fetch
from desk.mail.memory import LinkMemory, link_memory

NOW = datetime(2010, 11, 4, 10, tzinfo=UTC)


class Script:
    """Answers by heart, and remembers what it was asked."""

    def __init__(self, answers: dict[str, Reply | str], *, seconds: float = 0.0) -> None:
        self.answers = answers
        self.asked: list[tuple[str, str]] = []
        self.most_at_once: dict[str, int] = {}
        self._open: dict[str, int] = {}
        self._seconds = seconds
        self._lock = threading.Lock()

    def __call__(self, method: str, url: str, /) -> Reply:
        host = url.split("/")[2]
        with self._lock:
            self.asked.append((method, url))
            self._open[host] = self._open.get(host, 0) + 1
            self.most_at_once[host] = max(self.most_at_once.get(host, 0), self._open[host])
        time.sleep(self._seconds)
        with self._lock:
            self._open[host] -= 1
        answer = self.answers.get(url, Reply(200))
        if isinstance(answer, str):
            raise FetchError(url, answer)
        return answer


def asked(
    urls: Sequence[str], script: Script, memory: LinkMemory | None = None, *, at: datetime = NOW
) -> dict[str, LinkState]:
    return ask_links(urls, script, memory or LinkMemory(), now=lambda: at, pause=0.0)


def test_a_page_that_is_there_is_asked_once_without_its_text() -> None:
    script = Script({})
    assert asked(["https://a.example/x"] * 2, script)["https://a.example/x"].is_fine
    assert script.asked == [("HEAD", "https://a.example/x")]


@pytest.mark.parametrize(
    ("status", "dead", "told"),
    [
        (404, True, "answers 404"),
        (410, True, "answers 410"),
        (403, False, "answers 403: it may not let programs in"),
        (503, False, "answers 503"),
    ],
)
def test_what_refuses_a_head_is_asked_again_by_get(status: int, dead: bool, told: str) -> None:
    script = Script({"https://a.example/x": Reply(status)})
    state = asked(["https://a.example/x"], script)["https://a.example/x"]
    assert (state.is_fine, state.is_dead, state.told) == (False, dead, told)
    assert [method for method, _ in script.asked] == ["HEAD", "GET"]


def test_redirects_are_followed_within_bounds() -> None:
    script = Script(
        {
            "https://a.example/1": Reply(301, "/2"),
            "https://a.example/2": Reply(302, "https://b.example/3"),
            "https://a.example/old": Reply(301, "https://a.example/"),
            "https://a.example/loop": Reply(302, "/loop"),
            "https://a.example/odd": Reply(302, "javascript:alert(1)"),
            "https://a.example/none": Reply(302, None),
        }
    )
    told = {
        name: ask(f"https://a.example/{name}", script, NOW)
        for name in ("1", "old", "loop", "odd", "none")
    }
    assert told["1"].is_fine
    assert told["old"].told == "leads to a front page now"
    assert not told["old"].is_fine
    assert told["loop"].told == "leads on and on"
    assert told["odd"].told == "leads to no address of the web"
    assert told["none"].status == 302


def test_a_days_answer_is_kept_and_an_older_one_is_asked_again() -> None:
    memory = LinkMemory()
    url = "https://a.example/x"
    first = Script({})
    asked([url], first, memory)
    asked([url], first, memory, at=NOW + timedelta(hours=23))
    assert len(first.asked) == 1
    asked([url], first, memory, at=NOW + timedelta(hours=25))
    assert len(first.asked) == 2


def test_no_more_than_so_many_are_asked_and_the_rest_says_so() -> None:
    urls = [f"https://a{number}.example/" for number in range(9)]
    states = ask_links(urls, Script({}), LinkMemory(), now=lambda: NOW, most=4, pause=0.0)
    assert [state.is_skipped for state in states.values()] == [False] * 4 + [True] * 5
    again = Script({})
    ask_links(urls, again, LinkMemory(), now=lambda: NOW, most=9, patience=0.0, pause=0.0)
    assert again.asked == []


def test_one_host_is_asked_one_at_a_time_and_hosts_side_by_side() -> None:
    script = Script({}, seconds=0.02)
    urls = [f"https://{host}.example/{page}" for page in range(5) for host in "abcd"]
    begun = time.monotonic()
    asked(urls, script)
    assert set(script.most_at_once.values()) == {1}
    assert time.monotonic() - begun < 20 * 0.02


def test_hosts_are_left_in_peace_between_two_questions() -> None:
    script = Script({})
    begun = time.monotonic()
    urls = ["https://a.example/1", "https://a.example/2", "https://b.example/1"]
    ask_links(urls, script, LinkMemory(), now=lambda: NOW, pause=0.1)
    assert 0.1 <= time.monotonic() - begun < 1


def test_memory_outlives_the_program(tmp_path: Path) -> None:
    memory = link_memory(tmp_path)
    asked(["https://a.example/x", "https://b.example/"], Script({}), memory)
    assert link_memory(tmp_path).get("https://a.example/x") == memory.get("https://a.example/x")
    (tmp_path / "cache" / "links.json").write_text('[{"url": 3}, "', encoding="utf-8")
    assert link_memory(tmp_path).get("https://a.example/x") is None
    blocked = LinkMemory(tmp_path / "cache" / "links.json" / "no" / "folder.json")
    blocked.put([LinkState(url="https://a.example/", status=200, at=NOW)])
    assert blocked.get("https://a.example/") is not None


@pytest.fixture(scope="module")
def running() -> Iterator[HTTPServer]:
    with HTTPServer(host="127.0.0.1") as opened:
        yield opened


@pytest.fixture
def server(running: HTTPServer) -> HTTPServer:
    running.clear()
    return running


def here(timeout: float = 8.0) -> WebFetch:
    return WebFetch(contact="you@example.org", allow=("127.0.0.1",), timeout=timeout)


def test_a_real_server_is_asked(server: HTTPServer) -> None:
    server.expect_request("/there", method="HEAD").respond_with_data("")
    server.expect_request("/moved").respond_with_data(status=301, headers={"Location": "/there"})
    server.expect_request("/shy", method="GET").respond_with_data("words")
    for path in ("/there?q=1&r=2#part", "/moved", "/shy"):
        state = ask(server.url_for(path), here(), NOW)
        assert state.is_fine, state
    assert ask(server.url_for("/gone"), here(), NOW).status == 500  # the server's own for unknown
    first = server.log[0][0]
    assert first.headers["User-Agent"].startswith("CommissioningDigest/")
    assert "you@example.org" in first.headers["User-Agent"]
    assert first.query_string == b"q=1&r=2"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0.0.0.0"],  # noqa: S104
)
def test_this_machine_is_never_asked_unless_it_is_allowed(server: HTTPServer, host: str) -> None:
    server.expect_request("/x").respond_with_data("secret")
    with pytest.raises(FetchError, match="lies on this machine or a private network"):
        WebFetch()("GET", f"http://{host}:{server.port}/x")
    assert server.log == []


def test_no_redirect_leads_to_a_private_network(server: HTTPServer) -> None:
    target = "http://169.254.169.254/latest/meta-data/"
    server.expect_request("/x").respond_with_data(status=302, headers={"Location": target})
    state = ask(server.url_for("/x"), here(), NOW)
    assert state.told == "lies on this machine or a private network"


def test_a_name_is_looked_up_once_and_what_it_was_then_is_asked(
    server: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.expect_request("/x").respond_with_data("")
    public, names = "93.184.216.34", ["127.0.0.1", "93.184.216.34"]
    asked: list[str] = []
    real = socket.getaddrinfo

    def looked_up(host: str, *more: Any, **named: Any) -> Any:
        asked.append(host)
        if host == "rebound.example":
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (names.pop(), 0))]
        return real("127.0.0.1" if host == public else host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    address = f"http://rebound.example:{server.port}/x"
    assert WebFetch()("HEAD", address).status == 200
    assert asked == ["rebound.example", public]
    with pytest.raises(FetchError, match="private network"):
        WebFetch()("HEAD", address)


def test_an_answer_that_drips_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            client, _ = listening.accept()
            with client, suppress(OSError):
                client.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
                for _ in range(100):
                    client.sendall(b"x")
                    time.sleep(0.05)

        dripping = threading.Thread(target=drip, daemon=True)
        dripping.start()
        begun = time.monotonic()
        with pytest.raises(FetchError, match=r"did not answer within 0\.3 seconds"):
            here(timeout=0.3)("GET", f"http://127.0.0.1:{listening.getsockname()[1]}/")
        assert time.monotonic() - begun < 2
        dripping.join()


@pytest.mark.parametrize("url", ["ftp://a.example/x", "file:///etc/passwd", "http:///x", "x", ""])
def test_only_the_web_is_asked(url: str) -> None:
    with pytest.raises(FetchError, match="is no address of the web"):
        WebFetch()("GET", url)


def test_a_host_that_is_not_known_is_told() -> None:
    with pytest.raises(FetchError, match="has a host that is not known"):
        WebFetch()("GET", "https://nowhere.invalid/")


def test_a_proxy_is_asked_instead_but_never_for_this_machine(server: HTTPServer) -> None:
    server.expect_request("/page").respond_with_data("words")
    proxy = f"http://127.0.0.1:{server.port}"
    assert WebFetch(proxy=proxy)("GET", "http://public.example/page").status == 200
    for url in ("http://127.0.0.1/page", "http://localhost/page", "http://[::1]/page"):
        with pytest.raises(FetchError, match="lies on this machine"):
            WebFetch(proxy=proxy)("GET", url)
    assert len(server.log) == 1


def test_it_asks_as_the_crawler_does(tmp_path: Path, server: HTTPServer) -> None:
    server.expect_request("/x").respond_with_data("words")
    text = '[collect]\nallow = ["127.0.0.1"]\ncontact = "you@example.org"\n'
    fetch = web_fetch(parse_settings(text, workspace=tmp_path))
    assert fetch("GET", server.url_for("/x")).status == 200
