"""One tagger for all tests: loading it takes a second."""

import pytest

from commissioning.register import Register
from nlp.tagger import Tagger


@pytest.fixture(scope="session")
def tagger(register: Register) -> Tagger:
    return Tagger(register)
