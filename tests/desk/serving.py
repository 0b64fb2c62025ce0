"""A desk on a real socket, for real browsers."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import uvicorn

from cli.desk import COMMAND
from desk.app import create_app
from desk.desk import Desk
from desk.runs import Runs
from desk.serving import listen


@contextmanager
def serving(desk: Desk, command: Sequence[str] = COMMAND) -> Iterator[str]:
    """The desk's address while the block runs: 'http://127.0.0.1:40123'."""
    runs = Runs(command, desk.settings.workspace, desk.now)
    with listen(desk, "127.0.0.1", 0) as listening:
        port = int(listening.getsockname()[1])
        app = create_app(desk, runs, host="127.0.0.1", port=port)
        config = uvicorn.Config(app, log_level="error", lifespan="off", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(10)
    runs.close()
