"""What a disk or a database refuses is told as what it is, at every door."""

import errno
import sqlite3
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api import commands_questions
from api.app import create_app
from api.cli import main
from api.commands_service import examine
from api.settings import ModelSettings, Settings
from api.storage import storage_problem
from api.wiring import Services
from ingestion.database import open_database
from prompts.problems import Problem
from tests.api.conftest import small_services


def code_of(error: Exception) -> str | None:
    problem = storage_problem(error)
    return problem.code if problem else None


def test_a_full_disk_and_a_read_only_one_are_told_apart_and_other_errors_stay_errors() -> None:
    assert code_of(OSError(errno.ENOSPC, "No space left on device", "/srv/w")) == "disk_full"
    assert code_of(OSError(errno.EROFS, "Read-only file system", "/srv/w")) == "not_writable"
    assert code_of(FileNotFoundError(errno.ENOENT, "No such file")) is None
    assert code_of(ValueError("x")) is None


def test_a_cache_whose_file_may_grow_no_further_is_a_full_disk() -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript("PRAGMA max_page_count=2; CREATE TABLE one (x)")
    with pytest.raises(sqlite3.OperationalError) as full:
        connection.execute("INSERT INTO one VALUES (randomblob(100000))")
    assert code_of(full.value) == "disk_full"


def test_a_command_on_a_damaged_database_ends_with_1_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "wenzheng.db").write_bytes(b"not a database at all" * 500)
    services = Services(Settings(home=tmp_path, model=ModelSettings(kind="quoting")))
    monkeypatch.setattr(commands_questions, "wire", lambda settings: services)
    monkeypatch.setattr(sys, "argv", ["wenzheng", "ask", "居住证怎么办理？"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert "backup" in capsys.readouterr().err


def test_a_database_that_cannot_be_opened_is_named_and_doctor_gives_no_other_advice(tmp_path: Path) -> None:
    (tmp_path / "wenzheng.db").mkdir()
    services = Services(Settings(home=tmp_path, model=ModelSettings(kind="quoting")))
    with pytest.raises(Problem) as raised:
        _ = services.engine
    assert raised.value.code == "not_writable"
    assert str(tmp_path / "wenzheng.db") in str(raised.value)
    looked = next(finding for finding in examine(services) if finding.what == "database")
    assert (looked.well, looked.remedy) == (False, "")


def test_a_database_that_is_read_only_is_told_to_the_log_and_to_the_public_as_out_of_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    services = small_services(tmp_path)
    engine = open_database(f"sqlite:///{tmp_path}/w.db")

    def fails(*_: object, **__: object) -> None:
        with engine.begin() as connection:
            connection.execute(text("PRAGMA query_only=ON"))
            connection.execute(text("CREATE TABLE one (x)"))

    monkeypatch.setattr(services.corpus, "count", fails)
    with TestClient(create_app(services), raise_server_exceptions=False) as client:
        reply = client.get("/v1/documents")
    assert (reply.status_code, reply.json()["code"]) == (503, "unavailable")
    assert "not_writable" in caplog.text
