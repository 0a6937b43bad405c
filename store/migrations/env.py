"""Alembic's entry point; store.engine.migrate hands it an open connection inside a transaction."""

from alembic import context

from store.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    compare_type=True,
    # SQLite can roll back CREATE TABLE, once the driver is kept from committing before it (store/engine.py)
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
