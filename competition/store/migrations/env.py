"""What alembic runs: migrations on the connection that `migrate` hands over, all in one go."""

from __future__ import annotations

from alembic import context

from competition.store import schema

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=schema.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
