"""How Alembic runs a migration here: on the connection and in the transaction it is handed."""

from alembic import context

from survey.storage import tables

context.configure(
    connection=context.config.attributes["connection"], target_metadata=tables.metadata, render_as_batch=True
)
context.run_migrations()
