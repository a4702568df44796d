"""`wenzheng eval …`: a set is validated, asked, scored, compared and replayed, and what is wrong is said."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api import commands_eval, commands_proof
from api.cli import app, main
from api.settings import ModelSettings, Settings
from api.wiring import Services
from assistant.language_model import Completion
from tests.assistant.shelf import Writes
from tests.retrieval.town import CountingEmbedder

PERMIT = """# 居住证暂行条例

第一条　为了促进新型城镇化的健康发展，制定本条例。

第九条　对符合居住证办理条件的，公安机关应当自受理之日起15日内制作发放居住证。

第十九条　首次申领居住证，免收证件工本费。
"""
CASES = [
    ("time", "居住证办理条件符合的，公安机关几日内制作发放居住证？", "第九条"),
    ("fee", "首次申领居住证，收证件工本费吗？", "第十九条"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "set"
    (folder / "documents").mkdir(parents=True)
    (folder / "documents" / "permit.md").write_text(PERMIT, "utf-8")
    (folder / "documents.jsonl").write_text(json.dumps({"path": "documents/permit.md", "id": "permit"}) + "\n", "utf-8")
    rows = [
        {"id": name, "cluster_id": name, "question": question, "answerable": True,
         "expected": [{"document": "permit", "locator": locator}]}
        for name, question, locator in CASES
    ]  # fmt: skip
    (folder / "cases.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return folder


@pytest.fixture(autouse=True)
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Services:
    settings = Settings(
        home=tmp_path / "home", embedder="counting", model=ModelSettings(kind="quoting"), today=date(2025, 7, 15)
    )
    services = Services(settings, embedder=CountingEmbedder())
    for commands in (commands_eval, commands_proof):
        monkeypatch.setattr(commands, "wire", lambda settings: services)
    return services


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["eval", *map(str, arguments)])


def test_a_set_is_asked_and_its_report_is_written(folder: Path, tmp_path: Path) -> None:
    done = run("run", folder, "--out", tmp_path / "run")
    assert done.exit_code == 0, done.output
    assert "2 asked, 0 kept from before" in done.stderr
    assert "expected_found" in done.stdout
    names = {path.name for path in (tmp_path / "run").iterdir()}
    assert names >= {"report.html", "report.md", "report.json", "scores.csv", "junit.xml", "answers.jsonl"}
    again = run("run", folder, "--out", tmp_path / "run")
    assert "0 asked, 2 kept from before" in again.stderr


def test_the_searcher_alone_can_be_asked_and_its_legs_compared(folder: Path, tmp_path: Path) -> None:
    assert run("run", folder, "--retrieval", "--out", tmp_path / "run").exit_code == 0
    table = run("legs", tmp_path / "run").stdout
    assert [line.split("|")[3].strip() for line in table.splitlines()[2:]] == ["both", "vectors", "words"]


def test_a_run_of_other_settings_is_not_mixed_with_the_first(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run("run", folder, "--out", tmp_path / "run")
    argv = ["wenzheng", "eval", "run", str(folder), "--retrieval", "--out", str(tmp_path / "run")]
    monkeypatch.setattr("sys.argv", argv)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "retrieval_only" in capsys.readouterr().err


def test_a_mean_below_its_threshold_ends_with_1(folder: Path, tmp_path: Path) -> None:
    run("run", folder, "--out", tmp_path / "run", "--no-score")
    assert run("score", tmp_path / "run", "--fail-under", "answered=0.5").exit_code == 0
    done = run("score", tmp_path / "run", "--fail-under", "citation_verbatim=1.1")
    assert done.exit_code == 1
    assert "citation_verbatim is 1.0000" in done.stdout


def test_a_kept_baseline_fails_a_worse_run(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "baseline.json"
    assert run("run", folder, "--out", tmp_path / "run", "--keep-baseline", kept).exit_code == 0
    assert run("score", tmp_path / "run", "--baseline", kept).exit_code == 0
    kept.write_text(json.dumps({**json.loads(kept.read_text()), "answered": 1.5}))
    assert run("score", tmp_path / "run", "--baseline", kept).exit_code == 1


def test_two_runs_are_compared_metric_by_metric(folder: Path, tmp_path: Path) -> None:
    for name in "ab":
        run("run", folder, "--out", tmp_path / name, "--repeat", int(name == "b"))
    done = run("compare", tmp_path / "a", tmp_path / "b", "--fail-on-regression", "--json")
    assert done.exit_code == 0
    found = json.loads(done.stdout)["comparison"]
    assert {d["difference"] for d in found["differences"] if d["difference"] is not None} == {0.0}
    assert (tmp_path / "b" / "comparison.html").is_file()


def test_a_replay_asks_no_model_and_fails_on_what_was_never_written(
    folder: Path, tmp_path: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = services.settings.model_copy(update={"model": ModelSettings(kind="packaged")})
    writing = Writes("首次申领居住证，免收证件工本费。")
    live = Services(settings, embedder=CountingEmbedder(), language_model=writing)
    monkeypatch.setattr(commands_eval, "wire", lambda settings: live)
    assert run("run", folder, "--out", tmp_path / "live", "--slice", "id=fee").exit_code == 0
    asked = len(writing.read)
    again = run("run", folder, "--out", tmp_path / "replayed", "--slice", "id=fee", "--replay")
    assert again.exit_code == 0, again.output
    assert len(writing.read) == asked
    kept = [(tmp_path / name / "answers.jsonl").read_bytes() for name in ("live", "replayed")]
    assert kept[0] == kept[1]
    missed = run("run", folder, "--out", tmp_path / "missed", "--replay")
    assert missed.exit_code == 1
    assert getattr(missed.exception, "code", None) == "reply_missing"


def test_a_dry_run_says_what_it_would_cost_and_asks_nothing(folder: Path, tmp_path: Path) -> None:
    done = run(
        "run", folder, "--dry-run", "--json", "--out", tmp_path / "run", "--judge", "openai:j", "--judge-price", "2,8"
    )
    found = json.loads(done.stdout)
    answers, judge = found["costs"]
    assert (found["cases"], answers["calls"], answers["money"]) == (2, 0, 0.0)
    assert judge["calls"] > 2
    assert judge["money"] == pytest.approx((2 * judge["read"] + 8 * judge["written"]) / 1e6) == found["total"]
    assert not (tmp_path / "run").exists()
    unpriced = run("run", folder, "--dry-run", "--judge", "openai:j").stdout
    assert "the cost is not known" in unpriced


def test_an_article_that_the_documents_lack_is_found_before_anything_is_asked(folder: Path) -> None:
    cases = folder / "cases.jsonl"
    cases.write_text(cases.read_text("utf-8").replace("第十九条", "第九百条"), "utf-8")
    done = run("validate", folder)
    assert done.exit_code == 1
    assert "cases.jsonl, line 2: `expected` names a place that its document lacks: permit#第九百条" in done.stdout


def test_runs_are_named_and_listed(folder: Path, services: Services) -> None:
    assert "No runs yet" in run("runs").stdout
    run("run", folder, "--no-score")
    run("run", folder, "--no-score", "--repeat", 1)
    first, second = (row["name"] for row in json.loads(run("runs", "--json").stdout))
    done = run("compare", first, second)
    assert done.exit_code == 0, done.output
    assert "2 cases compared; 0 only in A, 0 only in B" in done.stdout
    assert getattr(run("score", "set-").exception, "code", None) == "several_runs"
    assert first in str(run("score", "nothing").exception)


class Judges(Writes):
    """Says that all is entailed, and none better."""

    name = "openai:j"

    def complete(self, messages: Any, **more: Any) -> Completion:
        count = messages[1].content.count("<说法 ")
        verdicts = [{"number": n, "verdict": "entailed"} for n in range(1, count + 1)]
        return Completion(json.dumps({"verdicts": verdicts or [{"number": 1, "verdict": "tie"}]}), 100, 10)


def test_a_judge_that_nobody_compared_with_people_gates_nothing_and_the_report_says_so(
    folder: Path, tmp_path: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "opened_model", lambda spec, address: Judges(""), raising=False)
    judged = ("--judge", "openai:j", "--judge-price", "2,8")
    done = run("run", folder, "--out", tmp_path / "run", *judged, "--fail-under", "judge_grounded=1.1")
    assert done.exit_code == 0, done.output
    assert "judge_grounded was held against no threshold" in done.stdout
    assert "never compared with human labels" in done.stdout
    report = json.loads((tmp_path / "run" / "report.json").read_text())
    assert report["judge"]["model"] == "openai:j"
    assert report["judge"]["gates_nothing_because"]
    assert report["costs"][1]["money"] > 0
    assert "pass or stop nothing" in (tmp_path / "run" / "report.html").read_text("utf-8")
    said = (tmp_path / "run" / "judgements.jsonl").read_text("utf-8").splitlines()
    assert {json.loads(line)["value"] for line in said} == {"entailed"}
    again = run("score", tmp_path / "run", *judged, "--replay", "--json")
    assert json.loads(again.stdout)["report"]["costs"] == report["costs"]


def test_two_runs_may_be_put_before_a_judge_side_by_side(
    folder: Path, tmp_path: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "opened_model", lambda spec, address: Judges(""), raising=False)
    for name in "ab":
        run("run", folder, "--no-score", "--out", tmp_path / name, "--repeat", int(name == "b"))
    arguments = ("compare", tmp_path / "a", tmp_path / "b", "--prefer", "--judge", "openai:j", "--metric", "answered")
    done = run(*arguments)
    assert done.exit_code == 0, done.output
    assert "openai:j prefers A in 0 cases, B in 0, neither in 2" in done.stdout
    assert "both orders" in (tmp_path / "b" / "comparison.html").read_text("utf-8")


def test_only_some_cases_can_be_asked(folder: Path, tmp_path: Path) -> None:
    for name, arguments in {"slice": ["--slice", "id=fee"], "limit": ["--limit", 1], "sample": ["--sample", 1]}.items():
        done = run("run", folder, "--out", tmp_path / name, *arguments)
        assert "1 asked" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["score", "SET", "--metric", "ndgc@10"], "unknown_metric"),
        (["score", "SET"], "no_run"),
        (["run", "SET", "--dry-run", "--price", "free"], "bad_price"),
        (["compare", "SET", "SET", "--prefer"], "no_run"),
        (["run", "SET", "--slice", "kin=x"], "bad_slice"),
        (["run", "SET", "--slice", "kind=x"], "no_cases_chosen"),
        (["run", "SET/nothing"], "no_questions"),
        (["sets", "SET/out", "--data", "SET"], "no_data"),
    ],
)
def test_wrong_use_is_named(folder: Path, arguments: list[str], code: str) -> None:
    done = run(*(argument.replace("SET", str(folder)) for argument in arguments))
    assert getattr(done.exception, "code", None) == code


def test_a_set_without_cases_is_not_told_to_widen_what_was_never_narrowed(folder: Path) -> None:
    (folder / "cases.jsonl").write_text("", "utf-8")
    assert getattr(run("run", str(folder)).exception, "code", None) == "no_questions"


def test_an_unknown_metric_is_named_with_its_nearest(folder: Path, tmp_path: Path) -> None:
    run("run", folder, "--out", tmp_path / "run", "--no-score")
    done = run("score", tmp_path / "run", "--metric", "ndgc@10")
    assert "ndcg@10" in str(done.exception)


def test_a_malformed_case_is_named_by_its_line(folder: Path) -> None:
    with (folder / "cases.jsonl").open("a") as out:
        out.write('{"id": "broken"\n')
    done = run("validate", folder)
    assert done.exit_code == 1
    assert "cases.jsonl, line 3" in done.stdout
    assert str(folder) not in done.stdout
    assert done.stdout.endswith("1 finding\n")


def test_the_metrics_are_listed_with_their_definitions() -> None:
    rows = json.loads(run("metrics", "--json").stdout)
    assert len(rows) > 40
    assert [row["name"] for row in rows if not row["definition"]] == []


def test_the_metrics_prove_themselves(shared_data: Path) -> None:
    done = run("selftest", "--data", shared_data / "none")
    assert done.exit_code == 0, done.stdout[-500:]
    assert "published values reproduced" in done.stdout


@pytest.mark.shared_data
def test_the_metrics_prove_themselves_on_the_shared_data_too(shared_data: Path) -> None:
    done = json.loads(run("selftest", "--data", shared_data, "--json").stdout)
    assert len(done["proofs"]) > 140
    assert done["undetected"] == []
