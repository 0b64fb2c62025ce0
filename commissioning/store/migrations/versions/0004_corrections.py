"""Corrections, and what of the machine's they overrule."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TAGS = ("mentions", "quotations", "stances")


def upgrade() -> None:
    """Add them."""
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("adrift", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_corrections_article_id_articles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comments.id"],
            name=op.f("fk_corrections_comment_id_comments"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    op.create_table(
        "overruled",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("tagging_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("correction_id", sa.Integer(), nullable=False),
        sa.Column("held", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_overruled_article_id_articles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tagging_id"],
            ["taggings.id"],
            name=op.f("fk_overruled_tagging_id_taggings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["correction_id"],
            ["corrections.id"],
            name=op.f("fk_overruled_correction_id_corrections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overruled")),
    )
    op.create_index(
        op.f("ix_corrections_article_id_subject"), "corrections", ["article_id", "subject"]
    )
    op.create_index(op.f("ix_corrections_subject"), "corrections", ["subject"])
    op.create_index(op.f("ix_overruled_article_id_subject"), "overruled", ["article_id", "subject"])
    op.create_index(op.f("ix_overruled_tagging_id"), "overruled", ["tagging_id"])
    for table in TAGS:
        _add_correction(table)


def _add_correction(table: str) -> None:
    """A column that names the correction, without making the table anew."""
    if op.get_bind().dialect.name == "sqlite":
        # Alembic would copy the whole table for a foreign key; SQLite adds one with its column.
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN correction_id INTEGER"
            f" CONSTRAINT fk_{table}_correction_id_corrections"
            " REFERENCES corrections (id)"
        )
        return
    op.add_column(table, sa.Column("correction_id", sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f(f"fk_{table}_correction_id_corrections"),
        table,
        "corrections",
        ["correction_id"],
        ["id"],
    )
