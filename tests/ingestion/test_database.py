"""How the database is opened."""

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError


def test_what_people_asked_is_not_in_the_message_of_a_failed_statement(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(OperationalError) as failed:
        connection.execute(text("INSERT INTO nowhere VALUES (:asked)"), {"asked": "居住证怎么办理？"})
    assert "居住证" not in str(failed.value)
