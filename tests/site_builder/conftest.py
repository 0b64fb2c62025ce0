"""One browser a worker, and sites that are made once for all workers."""

from functools import partial

import pytest

from commissioning.register import Register
from commissioning.store.database import Database
from tests.conftest import Once
from tests.site_builder import sites
from tests.site_builder.atlased import Store
from tests.site_builder.hostile import make_hostile
from tests.site_builder.newsroom import Newsroom
from tests.site_builder.sites import Built


@pytest.fixture(scope="session")
def demo(once: Once) -> Built:
    """The site of the demonstration, to be looked at only."""
    return sites.look(once("demo-site", sites.demonstration))


@pytest.fixture(scope="session")
def grown(once: Once, register: Register) -> Built:
    """Some pages of each kind out of a large archive, to be looked at only."""
    return sites.look_grown(once("grown-site", partial(sites.grown, register=register)))


@pytest.fixture(scope="session")
def empty(once: Once) -> Built:
    """The site of an empty store, to be looked at only."""
    return sites.look(once("empty-site", sites.empty))


@pytest.fixture(scope="session")
def hostile(once: Once) -> Built:
    """The site of a store full of what nobody should print, to be looked at only."""
    return sites.look(once("hostile-site", make_hostile))


@pytest.fixture
def store(sqlite: Database) -> Store:
    """A store of sides."""
    return Store(sqlite)


@pytest.fixture
def room(sqlite: Database) -> Newsroom:
    """A newsroom with an empty store."""
    return Newsroom(sqlite)
