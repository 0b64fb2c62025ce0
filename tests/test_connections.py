"""Nobody is called but the sources: no library says hello at home, and no name is looked up."""

import asyncio
import os
import shutil
import signal
import socket
import sys
from pathlib import Path

import httpx2
import pytest

from commissioning.domain.networks import is_loopback
from desk.urls import EDITIONS, HEALTH, QUEUE, article
from tests.conftest import Once
from tests.connections import End, run, traffic, watching, why_not
from tests.site_builder.sites import calls, demonstration

DIGEST = (sys.executable, "-c", "from cli.main import main; main()")


@pytest.fixture(autouse=True)
def watched() -> None:
    if reason := why_not():
        pytest.skip(reason)


def test_what_is_called_is_seen_also_in_a_program_that_is_started(tmp_path: Path) -> None:
    log = tmp_path / "calls.log"
    asked = "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'?', ('127.0.0.8', 53))"
    called = "import socket; socket.socket().connect_ex(('127.0.0.9', 9))"
    code = f"{asked}; import os, sys; os.execv(sys.executable, [sys.executable, '-c', {called!r}])"
    assert run(*watching(log), sys.executable, "-c", code) == 0
    assert traffic(log).reached == {End("127.0.0.8", 53), End("127.0.0.9", 9)}


def test_collecting_tagging_and_building_call_the_sources_alone(once: Once) -> None:
    seen = traffic(calls(once("demo-site", demonstration)))
    [sources] = seen.reached
    assert is_loopback(sources.address)
    assert sources in seen.own  # the sample outlets, which the demonstration serves itself


def test_the_desk_calls_nobody_while_it_is_used(once: Once, tmp_path: Path) -> None:
    workspace, log = tmp_path / "workspace", tmp_path / "calls.log"
    shutil.copytree(once("demo-site", demonstration), workspace)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    command = (*DIGEST, "desk", "--port", port, "--workspace", str(workspace))
    assert asyncio.run(_used(f"http://127.0.0.1:{port}", *watching(log), *command)) == 200
    assert traffic(log).reached == set()


async def _used(address: str, *command: str) -> int:
    """Look at the desk's pages, then end it; gives the worst status."""
    process = await asyncio.create_subprocess_exec(*command, start_new_session=True)
    async with httpx2.AsyncClient(base_url=address, timeout=60) as client:
        for _ in range(600):
            try:
                await client.get("/static/desk.css")
                break
            except httpx2.ConnectError:
                await asyncio.sleep(0.1)
        answers = [await client.get(path) for path in (QUEUE, article(1), EDITIONS, HEALTH)]
    os.killpg(process.pid, signal.SIGINT)  # whoever watches does not pass it on
    await asyncio.wait_for(process.wait(), 60)
    return max(answer.status_code for answer in answers)
