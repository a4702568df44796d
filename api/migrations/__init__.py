"""Brings a database to the tables that this version of the program expects."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from api.storage import storage_problem
from prompts.problems import Problem


def upgrade(engine: Engine) -> None:
    """Run the migrations that are still missing; does nothing, quickly, when there are none.

    Problem of `api.storage`, with the file that is meant, if the database cannot be opened or written.
    """
    config = Config()
    config.set_main_option("script_location", "api:migrations")
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except Exception as error:
        problem = storage_problem(error)
        if problem is None or engine.dialect.name != "sqlite":
            raise
        raise Problem(problem.code, found=f"{engine.url.database}: {problem.values['found']}") from error
