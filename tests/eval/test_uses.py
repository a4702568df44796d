import json
from pathlib import Path

from eval.cases import Case
from eval.records import Cited, Record
from eval.runs import begin
from eval.uses import cases_naming, runs_quoting
from tests.assistant.shelf import PERMIT, version

CASE = Case(id="1", cluster_id="1", question="多少天？", answerable=True)


def test_cases_are_found_by_what_they_expect_and_what_they_forbid(tmp_path: Path) -> None:
    rows = [
        {"expected": [{"document": "permit", "locator": "第九条"}]},
        {"expected": [{"document": "other"}], "must_not": [{"document": "permit", "locator": "第十条"}]},
        {"expected": [{"document": "other"}]},
    ]
    cases = [
        {"id": f"{n}", "cluster_id": "1", "question": f"问题{n}", "answerable": True, **row}
        for n, row in enumerate(rows)
    ]
    (tmp_path / "cases.jsonl").write_text("\n".join(map(json.dumps, cases)), "utf-8")
    wording = version("permit", "居住证暂行条例", PERMIT)
    found = list(cases_naming(tmp_path, "permit", lambda name, number: wording if number == 1 else None))
    assert [(use.case, use.role, use.quoted.version) for use in found] == [("0", "expected", 1), ("1", "must_not", 0)]
    assert found[0].quoted.quote.startswith("第九条")


def test_runs_are_found_by_what_their_answers_quoted(tmp_path: Path) -> None:
    quote = "自受理之日起15日内"
    for name, document in (("a", "permit"), ("b", "permit-2")):
        run = begin(tmp_path / name, [CASE], {})
        cited = Cited(1, document, 1, "居住证暂行条例", "第九条", quote, 0, len(quote), "in_force", "000000")
        run.append(Record("1", outcome="answered", citations=(cited,)), {})
        (run.folder / "judgements.jsonl").write_text('{"case": "1"}\n{"case": "1"}\n{"case": "2"}\n{"case', "utf-8")
    found = list(runs_quoting(tmp_path, "permit"))
    assert [(use.run, use.case, use.quoted.quote, use.judgements) for use in found] == [("a", "1", quote, 2)]
    assert list(runs_quoting(tmp_path / "nowhere", "permit")) == []
