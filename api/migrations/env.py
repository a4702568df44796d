"""Alembic's entry: all tables of all packages, on the connection that `upgrade` hands over."""

from alembic import context

from assistant import store
from ingestion.tables import tables as corpus_tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=[corpus_tables, store.metadata],
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
