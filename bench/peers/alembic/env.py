"""One database, named with -x url=…; every run adds the column of -x column=…, with a version table of its own."""
from alembic import context
from sqlalchemy import create_engine, pool

arguments = context.get_x_argument(as_dictionary=True)
engine = create_engine(arguments["url"], poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, version_table=f"alembic_version_{arguments['column']}")
    with context.begin_transaction():
        context.run_migrations()
