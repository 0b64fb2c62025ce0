"""The table that queries read, the words that are looked for, and what keeps both current.

Triggers only note what changed. What is due is made by `commissioning/store/indexing.py`, in the
same transaction, since words are folded in one place for both databases: in Python.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

LARGE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INDEXES = (
    ("published_at", "article_id"),
    ("source_id", "published_at"),
    ("who_key", "published_at"),
    ("organisation", "published_at"),
    ("organisation", "question", "published_at"),
    ("question", "published_at"),
    ("question", "position", "published_at"),
    ("question", "position", "confidence"),
    ("confidence",),
    ("article_id",),
    ("document",),
)

TOKENISER = "tokenize='unicode61 remove_diacritics 2'"
SQLITE_WORDS = f"""
CREATE VIRTUAL TABLE text_words USING fts5(headline, words, content='', {TOKENISER});
CREATE VIRTUAL TABLE finding_words USING fts5(words, {TOKENISER});
"""
SQLITE_GONE = (
    "CREATE TRIGGER findings_gone AFTER DELETE ON findings BEGIN"
    " DELETE FROM finding_words WHERE rowid = old.id; END"
)
POSTGRESQL_WORDS = """
CREATE TABLE text_words (
    document bigint PRIMARY KEY, headline text NOT NULL, words text NOT NULL,
    headline_index tsvector NOT NULL, words_index tsvector NOT NULL);
CREATE INDEX ix_text_words_headline_index ON text_words USING gin (headline_index);
CREATE INDEX ix_text_words_words_index ON text_words USING gin (words_index);
CREATE TABLE finding_words (
    id bigint PRIMARY KEY REFERENCES findings ON DELETE CASCADE, words text NOT NULL,
    words_index tsvector NOT NULL);
CREATE INDEX ix_finding_words_words_index ON finding_words USING gin (words_index);
"""

WORDS = "INSERT INTO words_due (document{more}) SELECT {document}{values} WHERE NOT EXISTS"
NOTED = " (SELECT 1 FROM words_due WHERE document = {document})"
FORGET = "DELETE FROM {table} WHERE {key} = {value}"
FINDINGS = (
    "INSERT INTO findings_due (article_id) SELECT a.id FROM articles a WHERE a.id = {article}"
    " AND NOT EXISTS (SELECT 1 FROM findings_due WHERE article_id = a.id)"
)


def upgrade() -> None:
    """Make them, and note all that there is as due."""
    op.create_table(
        "findings",
        sa.Column("id", LARGE, autoincrement=False, nullable=False),
        sa.Column("tag", sa.String(length=10), nullable=False),
        sa.Column("document", LARGE, nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Integer(), nullable=True),
        sa.Column("tagging_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_precision", sa.String(length=10), nullable=True),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("who_key", sa.Text(), nullable=True),
        sa.Column("holder_kind", sa.String(length=20), nullable=True),
        sa.Column("organisation", sa.String(length=200), nullable=True),
        sa.Column("question", sa.String(length=40), nullable=True),
        sa.Column("position", sa.String(length=10), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("quotation", sa.String(length=10), nullable=True),
        sa.Column("method", sa.String(length=60), nullable=False),
        sa.Column("start_char", sa.Integer(), nullable=False),
        sa.Column("end_char", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_findings_article_id_articles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    for columns in INDEXES:
        op.create_index(op.f("ix_findings_" + "_".join(columns)), "findings", list(columns))
    op.create_table(
        "findings_due",
        sa.Column("article_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_findings_due")),
    )
    op.create_table(
        "words_due",
        sa.Column("document", LARGE, autoincrement=False, nullable=False),
        sa.Column("headline", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("document", name=op.f("pk_words_due")),
    )
    op.drop_index(op.f("ix_polls_source_id_day"), table_name="polls")
    op.create_index(
        op.f("ix_polls_source_id_day_outcome"), "polls", ["source_id", "day", "outcome"]
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in (SQLITE_WORDS if sqlite else POSTGRESQL_WORDS).split(";\n")[:-1]:
        op.execute(statement)
    if sqlite:
        op.execute(SQLITE_GONE)
    for name, when, condition, body in _triggers(sqlite):
        _create_trigger(name, when, condition, body, sqlite)
    op.execute("INSERT INTO words_due (document) SELECT 2 * id FROM articles")
    op.execute("INSERT INTO words_due (document) SELECT 2 * id + 1 FROM comments")
    op.execute("INSERT INTO findings_due (article_id) SELECT id FROM articles")


def _triggers(sqlite: bool) -> list[tuple[str, str, str, str]]:
    changed = "old.{0} <> new.{0}"
    article = " OR ".join(changed.format(name) for name in ("headline", "text"))
    comment = changed.format("text")
    return [
        ("article_new", "INSERT ON articles", "", _words("2 * new.id")),
        (
            "article_words",
            "UPDATE OF headline, text ON articles",
            article,
            _words("2 * old.id", "old.headline", "old.text"),
        ),
        ("article_gone", "DELETE ON articles", "", _gone("2 * old.id", "old.headline", sqlite)),
        (
            "article_dated",
            "UPDATE OF text, published_at, published_precision, kind, source_id ON articles",
            "",
            FINDINGS.format(article="new.id"),
        ),
        ("comment_new", "INSERT ON comments", "", _words("2 * new.id + 1")),
        (
            "comment_words",
            "UPDATE OF text ON comments",
            comment,
            _words("2 * old.id + 1", "''", "old.text"),
        ),
        ("comment_gone", "DELETE ON comments", "", _gone("2 * old.id + 1", "''", sqlite)),
        (
            "comment_moved",
            "UPDATE OF text, position ON comments",
            "",
            FINDINGS.format(article="new.article_id"),
        ),
        (
            "tagging_counts",
            "UPDATE OF current ON taggings",
            'old."current" <> new."current"',
            FINDINGS.format(article="new.article_id"),
        ),
        *_tag_triggers("stance", "stances", "2 * old.id"),
        *_tag_triggers("quotation", "quotations", "2 * old.id + 1"),
    ]


def _tag_triggers(name: str, table: str, finding: str) -> list[tuple[str, str, str, str]]:
    article = "(SELECT article_id FROM taggings WHERE id = new.tagging_id)"
    due = FINDINGS.format(article=article)
    return [
        (f"{name}_new", f"INSERT ON {table}", "", due),
        (f"{name}_changed", f"UPDATE ON {table}", "", due),
        (
            f"{name}_gone",
            f"DELETE ON {table}",
            "",
            FORGET.format(table="findings", key="id", value=finding),
        ),
    ]


def _words(document: str, headline: str | None = None, text: str | None = None) -> str:
    more = ", headline, text" if text else ""
    values = f", {headline}, {text}" if text else ""
    return (WORDS + NOTED).format(document=document, more=more, values=values)


def _gone(document: str, headline: str, sqlite: bool) -> str:
    """An index without the texts can only forget one that it is told; the other simply forgets."""
    if sqlite:
        return _words(document, headline, "old.text")
    return FORGET.format(table="text_words", key="document", value=document)


def _create_trigger(name: str, when: str, condition: str, body: str, sqlite: bool) -> None:
    test = f" WHEN ({condition})" if condition else ""
    if sqlite:
        op.execute(f"CREATE TRIGGER due_{name} AFTER {when}{test} BEGIN {body}; END")
        return
    when = when.replace("OF current", 'OF "current"')
    op.execute(
        f"CREATE FUNCTION due_{name}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {body}; RETURN NULL; END $$"
    )
    op.execute(
        f"CREATE TRIGGER due_{name} AFTER {when} FOR EACH ROW{test} EXECUTE FUNCTION due_{name}()"
    )
