import csv
import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from eval import exports
from eval.comparison import compare
from eval.records import Record
from eval.scores import Score
from eval.shifts import Side
from eval.summary import as_plain, summarise
from tests.eval import made_up_run as made


@pytest.fixture(scope="module")
def plausible():
    cases, metrics = made.cases(60), made.metrics()
    records = made.records(cases, 1)
    return cases, records, made.scores(cases, records, metrics, 2), metrics


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def test_the_table_has_a_row_for_each_case_and_metric(plausible) -> None:
    found = rows(exports.scores_csv(*plausible))
    assert len(found) == 60 * len(made.NAMES)
    assert {row["status"] for row in found} == {"ok", "refused", "not_applicable", "error"}
    assert all((row["value"] != "") == (row["status"] == "ok") for row in found)


@pytest.mark.parametrize("note", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "＝1"])
def test_no_cell_is_a_formula(note: str) -> None:
    cases, metrics = made.cases(1), made.metrics(1)
    score = {metrics[0].name: {cases[0].id: Score(-0.5, note=note)}}
    (row,) = rows(exports.scores_csv(cases, {cases[0].id: Record(cases[0].id)}, score, metrics))
    assert row["note"] == f"'{note}"
    assert row["value"] == "-0.5"


def test_json_is_sorted_and_refuses_what_is_not_a_number(plausible) -> None:
    text = exports.as_json(as_plain(summarise(*plausible)))
    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    with pytest.raises(ValueError, match="JSON"):
        exports.as_json({"x": float("nan")})


def test_each_case_is_a_test_and_each_gate_a_failure(plausible) -> None:
    cases, records, scores, metrics = plausible
    written = exports.junit(cases, records, scores, metrics, name="demo", failures=["ndcg@10 is too low."])
    suite = ElementTree.fromstring(written)
    assert suite.get("tests") == "61"
    assert suite.get("failures") == "1" == str(len(suite.findall("testcase/failure")))
    assert suite.get("errors") == str(len(suite.findall("testcase/error"))) != "0"


def test_a_case_on_which_nothing_could_be_measured_is_skipped() -> None:
    cases, metrics = made.cases(9), made.metrics(1)
    records = {case.id: Record(case.id, outcome="not_found") for case in cases}
    scores = {metrics[0].name: {case.id: Score(None, "not_applicable") for case in cases}}
    assert ElementTree.fromstring(exports.junit(cases, records, scores, metrics, name="x")).get("skipped") == "9"


def test_control_characters_and_half_characters_leave_the_xml_whole() -> None:
    cases, metrics = made.cases(1), made.metrics(1)
    records = {cases[0].id: Record(cases[0].id, problem="\x00\x0b\x1f\ud800\uffff ]]> <&")}
    written = exports.junit(cases, records, {}, metrics, name="\x07").encode("utf-8")
    error = ElementTree.fromstring(written).find("testcase/error")
    assert error is not None
    assert (error.get("message") or "").endswith("]]> <&")


def test_no_text_ends_a_row_of_the_markdown_or_becomes_markup(plausible) -> None:
    cases, records, scores, metrics = plausible
    name = cases[0].id
    hostile = {**records, name: replace(records[name], problem="a | b\n# c <script> [x](y)")}
    text = exports.run_markdown(summarise(cases, hostile, scores, metrics), name="demo", circumstances={})
    assert "a \\| b \\# c \\<script\\> \\[x\\](y)" in text


def test_the_markdown_says_what_failed_and_how_many_were_measured(plausible) -> None:
    text = exports.run_markdown(
        summarise(*plausible), name="demo", circumstances=made.CIRCUMSTANCES, failures=["recall@10 is low."]
    )
    assert "- recall@10 is low." in text
    assert "| ndcg@10 | 0." in text
    assert "| 53 | 0 | 7 | 0 |" in text


def test_the_markdown_of_a_comparison_gives_each_verdict(plausible) -> None:
    cases, records, scores, metrics = plausible
    side = Side("a", records, scores)
    text = exports.comparison_markdown(compare(cases, metrics, side, replace(side, name="b")))
    assert text.count("no difference shown") >= 10
