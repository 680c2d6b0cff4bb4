"""What Alembic runs before the scripts; `note_api.migrate` lends the connection and its transaction."""

from alembic import context

from note_api.migrate import COMPARISON

if __name__ == "env_py":  # so Alembic calls it; whoever only imports it changes nothing
    context.configure(connection=context.config.attributes["connection"], **COMPARISON)
    context.run_migrations()
