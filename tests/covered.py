"""A source that answers on every day, for tests of what is made of that."""

from datetime import datetime

from commissioning.domain.coverage import SourceCoverage


def answering(at: datetime) -> SourceCoverage:
    """What it gave in a week that ends at the moment `at`."""
    return SourceCoverage(
        slug="courier",
        name="The Courier",
        home=None,
        kind="trade",
        sample=False,
        polled=7,
        answered=7,
        entries=20,
        articles=3,
        on_topic=3,
        rejected=0,
        first_article=None,
        last_article=None,
        last_polled=at,
        last_problem=None,
    )
