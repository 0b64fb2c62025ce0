"""How Alembic reaches the database: on the connection that `migrate` hands over."""

from alembic import context

from commissioning.store.rows import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
