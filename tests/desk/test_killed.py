"""A desk that is killed while it saves leaves the last saved state whole."""

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest

from commissioning.domain.editions import Edition
from commissioning.store.database import Database
from commissioning.store.editions import edition
from desk.desk import Desk
from tests.desk.drafts import draft, fill

LONG = "A sentence of some length that is saved again and again. " * 60


def saving(port: int, sent: list[int], answered: list[int]) -> None:
    """Save one text after the other until the desk is gone."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    own = {"Origin": f"http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin"}
    client.request("GET", "/editions/42", headers=own)
    answer = client.getresponse()
    cookie = str(answer.headers["Set-Cookie"]).partition(";")[0]
    page = answer.read().decode()
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    own |= {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        for number in range(1_000):
            sent.append(number)
            text = f"{number} {LONG}{number}"
            told = {"do": "autosave", "version": number + 1, "introduction": text}
            body = urlencode({"token": fields["token"], **told})
            client.request("POST", "/editions/42", body, own)
            answer = client.getresponse()
            answer.read()
            assert answer.status == 303
            answered.append(number)
    except (OSError, http.client.HTTPException):
        return


def whole(held: Edition) -> int:
    """The number of the text that is there from its beginning to its end."""
    found = re.fullmatch(r"(\d+) (.*?)(\d+)", held.introduction, re.DOTALL)
    assert found is not None
    assert found[1] == found[3]
    assert found[2] == LONG
    return int(found[1])


@pytest.mark.parametrize("after", [0.35, 0.6])
def test_the_last_saved_state_is_whole(desk: Desk, workspace: Path, after: float) -> None:
    fill(desk)
    draft(desk, "size", "firms")
    (workspace / "digest.toml").write_text(
        f'now = 2010-11-04T10:00:00Z\n[store]\nurl = "{desk.settings.database_url}"\n'
    )
    run = "from cli.main import main; main()"
    command = [sys.executable, "-c", run, "desk", "--port", "0", "--workspace", str(workspace)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        told = re.search(r":(\d+)/", process.stdout.readline())
        assert told is not None
        sent: list[int] = []
        answered: list[int] = []
        thread = threading.Thread(target=saving, args=(int(told[1]), sent, answered))
        thread.start()
        while not answered:
            time.sleep(0.01)
        time.sleep(after)
        os.kill(process.pid, signal.SIGKILL)
        thread.join(20)
    database = Database(desk.settings.database_url)
    with database.session() as session:
        held = edition(session, 42)
    database.close()
    assert answered[-1] <= whole(held) <= sent[-1]
