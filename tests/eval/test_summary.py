import json
import math
import random

import pytest

from eval import exports
from eval.cases import Case
from eval.records import Record
from eval.scores import STATUSES, Metric, Score, not_applicable, refused
from eval.summary import as_plain, summarise
from tests.eval import made_up_run as made


def case(name: str, cluster: str | None = None) -> Case:
    return Case(id=name, cluster_id=cluster or name, question="？", answerable=True)


def metric(name: str = "m", better: str = "higher", binary: bool = False) -> Metric:
    return Metric(name, "answer", better, made._never, binary)  # type: ignore[arg-type]


def summary(scores: dict[str, Score], of: Metric | None = None, clusters: dict[str, str] | None = None):
    of = of or metric()
    cases = [case(name, (clusters or {}).get(name)) for name in scores]
    return summarise(cases, {c.id: Record(c.id, outcome="answered") for c in cases}, {of.name: scores}, [of])


@pytest.fixture(scope="module")
def plausible():
    cases = made.cases(60)
    records = made.records(cases, 1)
    metrics = made.metrics()
    return cases, records, made.scores(cases, records, metrics, 2), metrics


def test_only_what_was_measured_is_averaged() -> None:
    headline = summary({"a": Score(1.0), "b": Score(0.0), "c": refused(), "d": not_applicable()}).headlines[0]
    assert headline.estimate.mean == 0.5
    assert headline.estimate.n == 2
    assert dict(headline.counts) == {"ok": 2, "refused": 1, "not_applicable": 1, "error": 0}


def test_a_metric_that_measured_nothing_has_no_mean() -> None:
    headline = summary({"a": refused(), "b": refused()}).headlines[0]
    assert (headline.estimate.mean, headline.estimate.low, headline.estimate.n) == (None, None, 0)


def test_a_case_without_a_score_is_an_error_and_not_left_out() -> None:
    found = summarise(
        [case("a"), case("b")], {"a": Record("a"), "b": Record("b")}, {"m": {"a": Score(1.0)}}, [metric()]
    )
    assert found.headlines[0].counts["error"] == 1
    assert found.broken == ("b",)
    assert found.error_rate == 0.5


def test_a_case_that_was_not_asked_is_missing_and_counts_as_broken() -> None:
    found = summarise([case("a"), case("b")], {"a": Record("a")}, {"m": {"a": Score(1.0)}}, [metric()])
    assert found.missing == ("b",)
    assert found.outcomes["answerable"]["error"] == 1
    assert [t.case for t in found.troubles if t.status == "error"] == ["b"]


def test_the_counts_of_every_metric_sum_to_the_cases(plausible) -> None:
    found = summarise(*plausible)
    assert all(sum(h.counts[status] for status in STATUSES) == 60 for h in found.headlines)
    assert all(h.estimate.n == h.counts["ok"] for h in found.headlines)


def test_an_interval_holds_its_mean(plausible) -> None:
    for headline in summarise(*plausible).headlines:
        e = headline.estimate
        assert e.mean is not None
        assert e.low is not None
        assert e.high is not None
        assert e.low <= e.mean <= e.high


def test_equal_values_do_not_make_a_figure_certain() -> None:
    estimate = summary({f"c{n}": Score(1.0) for n in range(30)}).headlines[0].estimate
    assert estimate.mean == 1.0
    assert estimate.low is not None
    assert estimate.low < 0.95


def test_a_binary_metric_over_independent_cases_has_wilsons_interval() -> None:
    scores = {f"c{n}": Score(float(n < 45)) for n in range(50)}
    estimate = summary(scores, metric(binary=True)).headlines[0].estimate
    assert (round(estimate.low or 0, 3), round(estimate.high or 0, 3)) == (0.786, 0.957)


def test_cases_about_one_rule_make_a_wider_interval_than_independent_ones() -> None:
    scores = {f"c{n}": Score(float(n % 50 < 25)) for n in range(100)}
    apart = summary(scores).headlines[0].estimate
    together = summary(scores, clusters={f"c{n}": str(n % 50 // 5) for n in range(100)}).headlines[0].estimate
    assert (together.high or 0) - (together.low or 0) > 2 * ((apart.high or 0) - (apart.low or 0))


def test_the_order_of_arrival_does_not_change_a_byte(plausible) -> None:
    cases, records, scores, metrics = plausible
    records = dict(list(records.items())[12:])
    dice = random.Random(3)
    mixed = dice.sample(cases, len(cases))
    again = {name: dict(dice.sample(list(own.items()), len(own))) for name, own in reversed(scores.items())}
    first = exports.as_json(as_plain(summarise(cases, records, scores, metrics)))
    assert exports.as_json(as_plain(summarise(mixed, dict(reversed(records.items())), again, metrics))) == first
    assert exports.scores_csv(mixed, records, again, metrics) == exports.scores_csv(cases, records, scores, metrics)


def test_no_figure_is_nan_and_none_has_more_digits_than_are_kept(plausible) -> None:
    def numbers(plain: object) -> list[float]:
        if isinstance(plain, dict):
            return [n for value in plain.values() for n in numbers(value)]
        if isinstance(plain, list):
            return [n for value in plain for n in numbers(value)]
        return [plain] if isinstance(plain, float) else []

    found = numbers(json.loads(exports.as_json(as_plain(summarise(*plausible)))))
    assert len(found) > 500
    assert all(math.isfinite(n) and round(n, 6) == n for n in found)


def test_the_case_that_does_worst_stands_first() -> None:
    found = summary({"a": Score(0.9), "b": Score(0.2), "c": Score(1.0), "d": refused()})
    assert [s.case for s in found.standings] == ["b", "a", "c", "d"]
    assert found.standings[0].lowest == (("m", 0.2),)
    assert found.standings[2].lowest == ()
    assert found.standings[3].standing is None


def test_where_lower_is_better_the_highest_value_is_the_worst_case() -> None:
    found = summary({"a": Score(0.9), "b": Score(0.2)}, metric(better="lower"))
    assert [s.case for s in found.standings] == ["a", "b"]


def test_a_metric_without_a_better_end_judges_no_case() -> None:
    found = summary({"a": Score(100.0), "b": Score(20.0)}, metric(better="neither"))
    assert [s.standing for s in found.standings] == [None, None]
    assert found.slices == ()


def test_refusals_are_told_once_for_a_case_and_errors_before_them(plausible) -> None:
    troubles = summarise(*plausible).troubles
    assert [t.status for t in troubles] == sorted(t.status for t in troubles)
    refusals = [t.case for t in troubles if t.status == "refused"]
    assert refusals
    assert len(refusals) == len(set(refusals))


def test_the_meaning_of_a_metric_is_the_beginning_of_its_definition() -> None:
    assert summary({"a": Score(1.0)}).headlines[0].meaning.startswith("What the scores say.")
