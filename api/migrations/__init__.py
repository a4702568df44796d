"""Brings a database to the tables that this version of the program expects."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine


def upgrade(engine: Engine) -> None:
    """Run the migrations that are still missing; does nothing, quickly, when there are none."""
    config = Config()
    config.set_main_option("script_location", "api:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
