"""The command line: fast to ask for help, strict in what it prints, honest in how it ends."""

import json
import re
import socket
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api import commands_corpus, commands_questions, commands_service
from api.cli import app, main
from api.settings import ModelSettings, Settings
from api.wiring import Services
from tests.api.fakes import PASSAGES

HEAVY = ("torch", "openvino", "openvino_genai", "faiss", "transformers", "tantivy", "sqlalchemy", "alembic")


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, services: Services) -> Services:
    for module in (commands_corpus, commands_questions, commands_service):
        monkeypatch.setattr(module, "wire", lambda settings: services)
    return services


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments))


def test_help_imports_nothing_heavy() -> None:
    code = f"import sys, api.cli; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_command_of_the_contract_is_there() -> None:
    commands = {command.callback.__name__ for command in app.registered_commands if command.callback}
    assert commands >= {"ingest", "index", "search", "ask", "serve", "doctor", "verify"}
    assert {group.name for group in app.registered_groups} >= {"approved", "bench", "eval"}


def test_an_answer_is_printed_sentence_by_sentence_then_its_sources(world: Services) -> None:
    done = run("ask", "试用期多久？")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "劳动合同期限三年以上的，试用期不得超过六个月，并且只能约定一次。[1]"
    assert lines[3] == "[1] 中华人民共和国样例劳动法 第十九条第一款"
    assert lines[4].strip() == "现行有效，自 2008年1月1日 起施行 · 样例机关 · 样例令〔2007〕65号"
    assert re.fullmatch(r"回答编号 \S+，对话编号 \S+", lines[-1])
    assert done.stderr == "按词查找暂不可用。\n"


def test_with_json_stdout_is_one_document(world: Services) -> None:
    for arguments in (["ask", "试用期多久？"], ["search", "试用期"]):
        assert isinstance(json.loads(run(*arguments, "--json").stdout), dict)


def test_an_answer_that_is_none_ends_with_1(world: Services) -> None:
    done = run("ask", "missing")
    assert (done.exit_code, done.stdout) == (1, "Nothing was found.\nTry other words.\n")


def test_what_came_nearest_is_listed_below_a_refusal_and_not_as_a_source(world: Services) -> None:
    done = run("ask", "nearly missing")
    assert done.exit_code == 1
    said, above, first, *_ = done.stdout.split("\n\n")
    assert said == "Nothing was found.\nTry other words."
    assert above == f"Passages looked at, but not enough to answer from ({len(PASSAGES)}):"
    assert first.startswith("1. 中华人民共和国样例劳动法 第十九条")
    shown = json.loads(run("ask", "nearly missing", "--json").stdout)
    assert (shown["citations"], [p["locator"] for p in shown["nearest"]][:1]) == ([], ["第十九条"])


def test_place_and_day_reach_the_assistant(world: Services) -> None:
    run("ask", "试用期多久？", "--region", "杭州", "--as-of", "2024-01-01", "--language", "en")
    asked = world.assistant.asked[-1]  # type: ignore[attr-defined]
    assert (asked.region, asked.as_of, asked.language) == ("330100", date(2024, 1, 1), "en")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["ask", " "], 2),
        (["ask", "试用期", "--as-of", "x"], 2),
        (["search", "试用期", "--region", "x"], 2),
        (["ask"], 2),
    ],
)
def test_wrong_use_ends_with_2(
    world: Services, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int
) -> None:
    monkeypatch.setattr(sys, "argv", ["wenzheng", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == code


def test_a_problem_is_one_document_too(
    world: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["wenzheng", "search", "试" * 501, "--json"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert json.loads(capsys.readouterr().out)["code"] == "question_too_long"


def test_a_misspelt_setting_ends_with_2_and_the_nearest_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WENZHENG_HOMES", "x")
    monkeypatch.setattr(sys, "argv", ["wenzheng", "doctor"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "WENZHENG_HOME?" in capsys.readouterr().err


def test_the_doctor_names_what_is_missing_and_what_to_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    empty = Services(Settings(home=tmp_path, model={"kind": "quoting"}))  # type: ignore[arg-type]
    monkeypatch.setattr(commands_service, "wire", lambda settings: empty)
    done = run("doctor", "--json")
    found = {finding["what"]: finding for finding in json.loads(done.stdout)["findings"]}
    assert done.exit_code == 1
    assert (found["settings"]["well"], found["home folder"]["well"]) == (True, True)
    assert (found["database"]["found"], found["index"]["remedy"]) == ("no documents yet", "run wenzheng index")


def test_the_doctor_asks_the_model_server_and_the_reranker(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]  # free again below: nobody answers there
    model = ModelSettings(kind="openai", name="q", base_url=f"http://127.0.0.1:{port}/v1")
    settings = Settings(home=tmp_path, reranker=str(tmp_path), model=model)
    found = {finding.what: finding for finding in commands_service.examine(Services(settings))}
    assert not found["language model"].well
    assert "does not answer" in found["language model"].found
    assert not found["reranker"].well


def test_to_serve_where_another_program_listens_ends_with_1_and_says_so(
    world: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setattr(sys, "argv", ["wenzheng", "serve", "--port", str(taken.getsockname()[1])])
        with pytest.raises(SystemExit) as ended:
            main()
    assert ended.value.code == 1
    assert "Cannot listen on 127.0.0.1:" in capsys.readouterr().err


def test_verify_finds_an_original_that_was_changed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    services = Services(Settings(home=tmp_path))
    monkeypatch.setattr(commands_corpus, "wire", lambda settings: services)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(
        "第一条 为了测试，制定本规定。\n第二条 本规定自2020年1月1日起施行。\n", "utf-8"
    )
    assert (
        run("ingest", str(tmp_path / "in"), "--no-index").stdout
        == "1 new, 0 changed, 0 unchanged, 0 withdrawn, 0 refused\n"
    )
    original = next(path for path in (tmp_path / "originals").rglob("*") if path.is_file())
    original.chmod(0o644)
    original.write_bytes(b"something else")
    done = run("verify")
    assert done.exit_code == 1
    assert "does not match its digest" in done.stdout


def test_ingest_ends_with_3_where_files_were_refused_and_takes_the_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    services = Services(Settings(home=tmp_path))
    monkeypatch.setattr(commands_corpus, "wire", lambda settings: services)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text("第一条 为了测试，制定本规定。\n", "utf-8")
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7 cut")
    for counts in ("1 new, 0 changed, 0 unchanged", "0 new, 0 changed, 1 unchanged"):
        done = run("ingest", str(folder), "--no-index")
        assert (done.exit_code, done.stdout) == (3, f"{counts}, 0 withdrawn, 1 refused\n")
        assert "refused bad.pdf: " in done.stderr
    report = json.loads(run("ingest", str(folder), "--no-index", "--json").stdout)["report"]
    assert report["refused"]["bad.pdf"]["code"] == "damaged"
    (folder / "bad.pdf").unlink()
    assert run("ingest", str(folder), "--no-index").exit_code == 0


def test_ids_of_another_source_are_told_in_one_line_and_not_file_by_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    services = Services(Settings(home=tmp_path))
    monkeypatch.setattr(commands_corpus, "wire", lambda settings: services)
    for name in ("laws", "rules"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text("第一条 为了测试，制定本规定。\n", "utf-8")
        (tmp_path / name / "b.txt").write_text("第一条 为了试验，制定本规定。\n", "utf-8")
        (tmp_path / name / "wenzheng-manifest.csv").write_text("path,id\na.txt,a\nb.txt,b\n", "utf-8")
    assert run("ingest", str(tmp_path / "laws"), "--no-index").exit_code == 0
    done = run("ingest", str(tmp_path / "rules"), "--no-index")
    assert done.exit_code == 3
    (line,) = done.stderr.splitlines()
    assert line.startswith("refused 2 files bear ids of documents of the source laws")
