"""The schema explains itself: codebooks and descriptions are made of what its columns say."""

import pytest
from sqlalchemy import Table

from commissioning.store.edition_rows import EditionRow


@pytest.mark.parametrize("table", EditionRow.metadata.sorted_tables, ids=lambda table: table.name)
def test_every_column_says_what_it_holds(table: Table) -> None:
    assert [column.name for column in table.columns if not column.doc] == []
