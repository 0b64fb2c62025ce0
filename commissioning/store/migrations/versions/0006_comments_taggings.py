"""The index of the comments' taggings holds theirs alone.

With the articles' in it, all under one empty value, SQLite took 'of no comment' for a rare thing to
look for and began with it: every such query went over all articles.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make it anew."""
    name, holds = op.f("ix_taggings_comment_id"), sa.text("comment_id IS NOT NULL")
    op.drop_index(name, table_name="taggings")
    op.create_index(name, "taggings", ["comment_id"], sqlite_where=holds, postgresql_where=holds)
