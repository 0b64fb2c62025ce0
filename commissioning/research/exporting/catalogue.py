"""All tables of an export, in the order in which they are written and read about."""

from commissioning.research.exporting.collected import (
    ARTICLES,
    COMMENTS,
    COVERAGE,
    SOURCES,
    STORIES,
    VERSIONS,
)
from commissioning.research.exporting.corrected import CORRECTIONS
from commissioning.research.exporting.facts import FACTS
from commissioning.research.exporting.tables import Table
from commissioning.research.exporting.tagged import TAGS

TABLES: tuple[Table, ...] = (
    SOURCES,
    STORIES,
    ARTICLES,
    VERSIONS,
    COMMENTS,
    *TAGS,
    CORRECTIONS,
    COVERAGE,
    *FACTS,
)
