import pytest

from eval import gates
from eval.cases import Case
from eval.comparison import compare
from eval.records import Record
from eval.scores import Metric, Score, refused
from eval.shifts import Side
from eval.summary import Summary, summarise
from prompts.problems import Problem
from tests.eval.made_up_run import _never


def summary(values: list[Score], better: str = "higher") -> Summary:
    cases = [Case(id=f"c{n}", cluster_id=str(n), question="？", answerable=True) for n in range(len(values))]
    metric = Metric("m", "answer", better, _never)  # type: ignore[arg-type]
    scores = {c.id: v for c, v in zip(cases, values, strict=True)}
    return summarise(cases, {c.id: Record(c.id, outcome="answered") for c in cases}, {"m": scores}, [metric])


def test_a_mean_under_its_threshold_is_told_with_its_denominator() -> None:
    assert gates.below(summary([Score(0.4), Score(0.5), refused()]), {"m": 0.5}) == [
        "m is 0.4500 over 2 of 3 cases, and should be at least 0.5."
    ]


def test_a_mean_at_its_threshold_passes() -> None:
    assert gates.below(summary([Score(0.5)]), {"m": 0.5}) == []


def test_where_lower_is_better_the_threshold_is_the_most_that_may_be() -> None:
    found = summary([Score(0.2)], "lower")
    assert gates.below(found, {"m": 0.3}) == []
    assert gates.below(found, {"m": 0.1}) == ["m is 0.2000 over 1 of 1 cases, and should be at most 0.1."]


def test_what_was_never_measured_does_not_pass() -> None:
    assert "on none of 1 cases" in gates.below(summary([refused()]), {"m": 0.0})[0]
    assert "no" in gates.below(summary([Score(1.0)]), {"other": 0.0})[0]
    assert len(gates.below(summary([Score(1.0)]), {"other": 0.0})) == 1


def test_more_errors_than_allowed_stop_a_run() -> None:
    broken = summary([Score(1.0)] * 9 + [Score(None, "error", "x")])
    assert gates.too_many_errors(broken) == ["1 of 10 cases ended in an error (10.0%), and at most 2.0% may."]
    assert gates.too_many_errors(broken, 0.1) == []
    assert gates.too_many_errors(summary([])) == ["The run holds no case."]


def test_a_judge_that_may_not_gate_breaks_no_run_and_is_in_no_baseline() -> None:
    broken = summary([Score(1.0)] * 9 + [Score(None, "error", "x")])
    assert gates.too_many_errors(broken, ungated={"m"}) == []
    assert gates.kept(broken) == {"m": 1.0}
    assert gates.kept(broken, {"m"}) == {}


@pytest.mark.parametrize("written", ["ndcg@10", "=0.5", "m=", "m=high", "m=nan", "m=inf"])
def test_what_is_not_a_threshold_is_refused(written: str) -> None:
    with pytest.raises(Problem) as caught:
        gates.thresholds([written])
    assert caught.value.code == "bad_threshold"


def test_thresholds_are_read() -> None:
    assert gates.thresholds(["ndcg@10=0.5", "over_refusal = .05"]) == {"ndcg@10": 0.5, "over_refusal": 0.05}


@pytest.mark.parametrize(("better", "verb"), [("higher", "fell"), ("lower", "rose")])
def test_a_regression_is_told_as_a_sentence(better: str, verb: str) -> None:
    cases = [Case(id=f"c{n}", cluster_id=str(n), question="？", answerable=True) for n in range(40)]
    records = {c.id: Record(c.id) for c in cases}
    high = Side("a", records, {"m": {c.id: Score(0.9) for c in cases}})
    low = Side("b", records, {"m": {c.id: Score(0.2 + n % 3 / 10) for n, c in enumerate(cases)}})
    metric = Metric("m", "answer", better, _never)  # type: ignore[arg-type]
    a, b = (high, low) if better == "higher" else (low, high)
    (sentence,) = gates.regressions(compare(cases, [metric], a, b))
    assert sentence.startswith(f"m {verb} from ")
    assert gates.regressions(compare(cases, [metric], b, a)) == []
