"""A draft is deleted with all that hangs on it; what was published or changed meanwhile is not."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from commissioning.domain.editions import Edition, Item, Section
from commissioning.domain.errors import EditionConflict, EditionError
from commissioning.store.database import Database
from commissioning.store.edition_places import appearances
from commissioning.store.editions import (
    create_edition,
    delete_edition,
    edition_versions,
    editions,
    publish_edition,
    save_edition,
)

AT = datetime(2010, 11, 4, 9, 0, tzinfo=UTC)
ITEM = Item(key="one", story="one", headline="One")
DRAFT = Edition(
    number=42, day=date(2010, 11, 4), title="Title", sections=(Section(name="A", items=(ITEM,)),)
)


def test_a_draft_goes_with_its_versions_and_places(database: Database) -> None:
    with database.session() as session:
        made = create_edition(session, DRAFT, at=AT)
        saved = save_edition(session, replace(made, title="Other"), at=AT)
    with database.session() as session:
        delete_edition(session, saved)
    with database.session() as session:
        assert editions(session) == ()
        assert edition_versions(session, made.id or 0) == ()
        assert appearances(session, stories=["one"]) == ()


def test_a_newer_state_and_a_published_one_stay(database: Database) -> None:
    with database.session() as session:
        made = create_edition(session, DRAFT, at=AT)
        saved = save_edition(session, replace(made, title="Other"), at=AT)
        with pytest.raises(EditionConflict):
            delete_edition(session, made)
        out = publish_edition(session, saved, at=AT)
        with pytest.raises(EditionError, match="published"):
            delete_edition(session, out)
        assert editions(session) == (out,)
