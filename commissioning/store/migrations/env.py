"""How Alembic reaches the database: on the connection that `migrate` hands over."""

from alembic import context

from commissioning.store.edition_rows import EditionRow

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=EditionRow.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
