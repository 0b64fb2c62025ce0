"""An index with all that is counted of a question, in the place of the one that only found it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_NAMED = sa.text("question IS NOT NULL")


def upgrade() -> None:
    """Make it, then take the other away."""
    op.create_index(
        "ix_findings_sides",
        "findings",
        [
            "question",
            "published_at",
            "position",
            "confidence",
            "comment",
            "organisation",
            "source_id",
        ],
        sqlite_where=_NAMED,
        postgresql_where=_NAMED,
    )
    op.drop_index("ix_findings_question_published_at", "findings")
