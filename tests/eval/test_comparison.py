import pytest

from eval import exports
from eval.cases import Case
from eval.comparison import Comparison, as_plain, compare
from eval.records import Record
from eval.scores import Metric, Score, refused
from eval.shifts import Side
from prompts.problems import Problem
from tests.eval import made_up_run as made


def run(name: str, values: dict[str, Score | float], metric: str = "m") -> Side:
    scores = {case: value if isinstance(value, Score) else Score(value) for case, value in values.items()}
    return Side(name, {case: Record(case, outcome="answered") for case in values}, {metric: scores})


def compared(
    a: dict[str, Score | float], b: dict[str, Score | float], *, better: str = "higher", binary: bool = False,
    clusters: int = 10**9,
) -> Comparison:  # fmt: skip
    names = list(dict.fromkeys([*a, *b]))
    cases = [
        Case(id=name, cluster_id=str(n % clusters), question="？", answerable=True) for n, name in enumerate(names)
    ]
    metric = Metric("m", "answer", better, made._never, binary)  # type: ignore[arg-type]
    return compare(cases, [metric], run("a", a), run("b", b))


def numbered(count: int, value: float, step: float = 0.0) -> dict[str, Score | float]:
    return {f"c{n:03d}": value + step * (n % 7) for n in range(count)}


def test_a_clear_loss_is_a_regression() -> None:
    found = compared(numbered(60, 0.5, 0.05), numbered(60, 0.3, 0.06))
    (difference,) = found.differences
    assert difference.verdict == "worse"
    assert found.regressed("m")
    assert difference.high is not None
    assert difference.high < 0


def test_the_same_rise_is_a_regression_where_lower_is_better() -> None:
    better = compared(numbered(60, 0.3), numbered(60, 0.5, 0.01)).differences[0]
    worse = compared(numbered(60, 0.3), numbered(60, 0.5, 0.01), better="lower").differences[0]
    assert (better.verdict, better.wins, better.losses) == ("better", 60, 0)
    assert (worse.verdict, worse.wins, worse.losses) == ("worse", 0, 60)


def test_a_verdict_takes_into_account_how_many_metrics_were_looked_at() -> None:
    cases = [Case(id=f"c{n:02d}", cluster_id=str(n), question="？", answerable=True) for n in range(30)]
    records = {c.id: Record(c.id) for c in cases}
    metrics = [Metric(f"m{n}", "answer", "higher", made._never, binary=True) for n in range(4)]
    a = {m.name: {c.id: Score(float(n < 12)) for n, c in enumerate(cases)} for m in metrics}
    b = {m.name: {c.id: Score(float(12 <= n < 15)) for n, c in enumerate(cases)} for m in metrics}
    alone = compare(cases, metrics[:1], Side("a", records, a), Side("b", records, b))
    among = compare(cases, metrics, Side("a", records, a), Side("b", records, b))
    assert alone.differences[0].verdict == "worse"
    assert {d.verdict for d in among.differences} == {"no difference shown"}
    assert among.differences[0].adjusted == pytest.approx(4 * 0.03516, abs=1e-4)


def test_equal_runs_show_no_difference() -> None:
    found = compared(numbered(30, 0.4, 0.05), numbered(30, 0.4, 0.05))
    (difference,) = found.differences
    assert (difference.verdict, difference.p, difference.ties, difference.noise) == (
        "no difference shown",
        1.0,
        30,
        None,
    )
    assert found.shifts == ()
    assert found.unchanged == 30


def test_only_cases_of_both_runs_are_paired_and_the_others_are_named() -> None:
    found = compared({"x": 1.0, "y": 0.0, "z": 0.5}, {"y": 1.0, "z": 0.5, "w": 0.0})
    assert (found.cases, found.missing_in_b, found.missing_in_a) == (2, ("x",), ("w",))
    assert (found.differences[0].a, found.differences[0].b) == (0.25, 0.75)


def test_a_case_that_one_run_refused_is_in_no_mean_and_is_counted() -> None:
    found = compared({"x": 1.0, "y": 0.0, "z": 0.2}, {"x": refused(), "y": 1.0, "z": 0.2}).differences[0]
    assert (found.n, found.only_a, found.only_b, found.a, found.b) == (2, 1, 0, 0.1, 0.6)


def test_runs_without_a_common_case_cannot_be_compared() -> None:
    with pytest.raises(Problem) as caught:
        compared({"x": 1.0}, {"y": 1.0})
    assert caught.value.code == "nothing_to_compare"


def test_a_binary_metric_over_independent_cases_is_tested_by_mcnemar() -> None:
    a = {f"c{n:02d}": float(n < 12) for n in range(30)}
    b = {f"c{n:02d}": float(12 <= n < 15) for n in range(30)}
    found = compared(a, b, binary=True).differences[0]
    assert found.test == "McNemar"
    assert found.p == pytest.approx(0.03516, abs=1e-5)
    assert (found.wins, found.losses, found.ties) == (3, 12, 15)


def test_a_binary_metric_over_clusters_is_not() -> None:
    a = {f"c{n:02d}": float(n < 12) for n in range(30)}
    assert compared(a, dict(reversed(a.items())), binary=True, clusters=15).differences[0].test == "permutation"


def test_pairs_of_a_single_cluster_are_not_comparable() -> None:
    found = compared(numbered(20, 0.9), numbered(20, 0.1), clusters=1).differences[0]
    assert (found.verdict, found.p, found.difference) == ("not comparable", None, -0.8)


def test_with_too_few_clusters_it_is_said_that_no_difference_could_be_found() -> None:
    found = compared(numbered(20, 0.9), numbered(20, 0.1), clusters=4)
    assert found.differences[0].verdict == "no difference shown"
    assert found.hopeless == ("m",)
    assert compared(numbered(60, 0.9), numbered(60, 0.1)).hopeless == ()


def test_a_difference_too_small_to_find_says_how_many_cases_are_missing() -> None:
    a = {f"c{n:03d}": 0.4 * (n % 2) for n in range(50)}
    b = {f"c{n:03d}": 0.4 * (n % 2) + (0.11 if n % 4 < 2 else -0.09) for n in range(50)}
    found = compared(a, b).differences[0]
    assert found.verdict == "no difference shown"
    assert found.detectable is not None
    assert found.difference is not None
    assert found.detectable > found.difference
    assert found.more_cases is not None
    assert found.more_cases == pytest.approx(50 * (found.detectable / found.difference) ** 2 - 50, abs=2)


def test_a_metric_without_a_better_end_gets_no_verdict_and_costs_the_others_nothing() -> None:
    found = compared(numbered(60, 100.0), numbered(60, 40.0, 0.1), better="neither")
    assert (found.differences[0].verdict, found.differences[0].adjusted, found.tests) == ("no direction", None, 0)


def test_repeats_of_the_same_run_give_a_noise_floor() -> None:
    cases = [Case(id=f"c{n}", cluster_id=str(n), question="？", answerable=True) for n in range(4)]
    a, b = run("a", {c.id: 0.5 for c in cases}), run("b", {c.id: 0.6 for c in cases})
    again = {"m": {c.id: Score(0.52) for c in cases}}
    metric = Metric("m", "judge", "higher", made._never)
    assert compare(cases, [metric], a, b, repeats=[again]).differences[0].noise == pytest.approx(0.02)


def test_the_worst_regression_stands_first_and_shows_both_values() -> None:
    found = compared({"x": 0.9, "y": 0.5, "z": 0.5}, {"x": 0.1, "y": 0.4, "z": 0.9})
    assert [s.case for s in found.shifts] == ["x", "y", "z"]
    assert found.shifts[0].changes == (("m", "0.9", "0.1"),)
    assert [s.shift for s in found.shifts] == [-0.8, -0.1, 0.4]


def test_an_answer_that_broke_is_a_loss_and_one_that_was_refused_is_a_change() -> None:
    broke, silent = Score(None, "error", "no reply"), refused("not_found")
    found = compared({"x": 0.9, "y": 0.5}, {"x": broke, "y": silent})
    assert [(s.case, s.shift, s.changes[0][2]) for s in found.shifts] == [("x", -1.0, "error"), ("y", 0.0, "refused")]


def test_the_same_runs_compare_to_the_same_bytes() -> None:
    cases, metrics = made.cases(60), made.metrics()
    records = made.records(cases, 1)
    a = Side("a", records, made.scores(cases, records, metrics, 2))
    b = Side("b", records, made.scores(cases, records, metrics, 2, change=(4, {})))
    first = exports.as_json(as_plain(compare(cases, metrics, a, b)))
    assert exports.as_json(as_plain(compare(list(reversed(cases)), metrics, a, b))) == first
