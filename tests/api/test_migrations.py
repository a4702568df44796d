from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from api.migrations import upgrade
from assistant.store import metadata as conversation_tables
from ingestion.database import open_database
from ingestion.tables import tables as corpus_tables


@pytest.fixture
def empty(tmp_path: Path) -> Engine:
    engine = open_database(f"sqlite:///{tmp_path}/empty.db")
    yield engine
    engine.dispose()


def test_the_migrations_make_exactly_the_tables_that_the_code_declares(empty: Engine) -> None:
    upgrade(empty)
    with empty.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, [corpus_tables, conversation_tables]) == []


def test_upgrading_twice_changes_nothing(empty: Engine) -> None:
    upgrade(empty)
    before = sorted(inspect(empty).get_table_names())
    upgrade(empty)
    assert sorted(inspect(empty).get_table_names()) == before
