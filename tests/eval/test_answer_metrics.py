"""Rules that every metric of answers keeps; what each measures is tested beside the file that defines it."""

from dataclasses import replace

import pytest

from eval.answer_metrics import METRICS as ANSWER
from eval.cases import Case, Expected, Nugget
from eval.mutation_originals import GUIDE, LAW, ORIGINALS, Original
from eval.records import Record
from eval.scores import Metric
from eval.service_metrics import METRICS as SERVICE

METRICS = (*ANSWER, *SERVICE)
OF_TEXT = tuple(m for m in METRICS if m.family in ("answer", "service") and m.name != "expected_found")
ODD = (
    Record(case="1"),
    Record(case="1", outcome="answered"),
    Record(case="1", outcome="answered", text=" \n"),
    Record(case="1", outcome="answered", text="。"),
    Record(case="1", outcome="answered", text="“”"),
    Record(case="1", outcome="not_found"),
    replace(LAW.record, citations=()),
    replace(LAW.record, sentences=(), citations=()),
    replace(LAW.record, citations=(replace(LAW.record.citations[0], quote="", title="", locator="", region="??"),)),
)
ODD_CASES = (
    *(original.case for original in ORIGINALS),
    Case(id="1", cluster_id="1", question="?", answerable=True, region="nowhere", expected=(Expected(document="d"),)),
    Case(id="1", cluster_id="1", question="?", answerable=False, must_not=(Expected(document="d"),), region="??"),
    Case(id="1", cluster_id="1", question="", answerable=True, nuggets=(Nugget(text=""), Nugget(text="。"))),
    Case(id="1", cluster_id="1", question="", answerable=True, slots={"fee": "", "x": ("",), "materials": ("、",)}),
)


def test_names_are_unique() -> None:
    assert len({metric.name for metric in METRICS}) == len(METRICS)


@pytest.mark.parametrize("metric", METRICS, ids=lambda m: m.name)
def test_every_metric_says_what_it_is(metric: Metric) -> None:
    assert len(metric.score.__doc__ or "") > 40


@pytest.mark.parametrize("metric", METRICS, ids=lambda m: m.name)
def test_odd_records_and_odd_cases_are_scored_without_an_exception(metric: Metric) -> None:
    values = [metric.score(case, record).value for case in ODD_CASES for record in ODD]
    known = [value for value in values if value is not None]
    if metric.binary:
        assert set(known) <= {0.0, 1.0}
    elif metric.better != "neither":
        assert all(0 <= value <= 1 for value in known)


@pytest.mark.parametrize("original", [LAW, GUIDE], ids=["law", "guide"])
@pytest.mark.parametrize("metric", METRICS, ids=lambda m: m.name)
def test_a_search_without_an_answer_is_not_measured(metric: Metric, original: Original) -> None:
    for searched in (replace(original.record, retrieval_only=True), Record(case="1", retrieval_only=True)):
        assert metric.score(original.case, searched).status == "not_applicable"


@pytest.mark.parametrize("metric", METRICS, ids=lambda m: m.name)
def test_a_broken_case_is_an_error(metric: Metric) -> None:
    assert metric.score(LAW.case, Record(case="permit", problem="broke")).status == "error"
    assert metric.score(LAW.case, Record(case="permit", outcome="failed")).status == "error"


@pytest.mark.parametrize("metric", OF_TEXT, ids=lambda m: m.name)
def test_a_refusal_is_not_an_answer_of_value_nought(metric: Metric) -> None:
    for outcome in ("not_found", "declined", "referred", "needs_clarification"):
        score = metric.score(LAW.case, Record(case="permit", outcome=outcome, text="没有找到依据。"))
        assert score.status in ("refused", "not_applicable")
    assert score.value is None


@pytest.mark.parametrize("metric", METRICS, ids=lambda m: m.name)
def test_a_right_answer_loses_nothing(metric: Metric) -> None:
    for original in ORIGINALS:
        value = metric.score(original.case, original.record).value
        if value is not None and original is not GUIDE:
            assert value == {"higher": 1.0, "lower": 0.0}.get(metric.better, value)


def test_a_case_that_asks_for_nothing_is_not_applicable_even_where_it_was_refused() -> None:
    case = Case(id="1", cluster_id="1", question="?", answerable=True)
    refusal = Record(case="1", outcome="not_found", text="没有找到依据。")
    scores = {metric.name: metric.score(case, refusal).status for metric in METRICS}
    assert scores["citation_recall"] == scores["nugget_vital"] == scores["slot_fee"] == "not_applicable"
    assert scores["support_wp"] == scores["answer_length"] == "refused"
