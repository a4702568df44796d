"""A difference is reported only when clusters, not single cases, make it unlikely to be chance."""

import random
import time
from itertools import product

import numpy as np
import pytest

from eval.golden_statistics import false_alarms
from eval.significance import (
    Interval,
    bootstrap,
    cases_needed,
    cluster_bootstrap,
    design_effect,
    holm,
    mcnemar,
    minimum_detectable_effect,
    noise_floor,
    pair,
    paired_difference,
    standard_error,
    wilson,
)


def clustered(clusters: int, each: int, seed: int = 1, within: float = 0.3) -> tuple[list[float], list[str]]:
    """Values that share most of what they are with their cluster."""
    dice = np.random.default_rng(seed)
    values = np.repeat(dice.normal(size=clusters), each) + within * dice.normal(size=clusters * each)
    return values.tolist(), [f"policy {case // each}" for case in range(clusters * each)]


def test_clusters_without_a_difference_are_told_apart_in_about_five_of_a_hundred() -> None:
    assert 0.03 <= false_alarms(600) <= 0.07


def test_the_interval_misses_the_truth_in_about_five_of_a_hundred_where_a_naive_one_misses_half() -> None:
    missed = naive = 0
    for seed in range(600):
        values, clusters = clustered(50, 10, seed)
        interval = cluster_bootstrap(values, clusters, seed=seed, resamples=400)
        assert interval is not None
        missed += not interval.low <= 0 <= interval.high
        naive += abs(np.mean(values)) > 1.96 * standard_error(values)
    assert 0.03 <= missed / 600 <= 0.08
    assert naive / 600 > 0.4


def test_few_clusters_get_a_wider_interval_that_still_holds_the_truth() -> None:
    missed = 0
    for seed in range(600):
        values, clusters = clustered(6, 10, seed)
        interval = cluster_bootstrap(values, clusters, seed=seed)
        assert interval is not None
        missed += not interval.low <= 0 <= interval.high
    assert 0.03 <= missed / 600 <= 0.07


def test_the_order_of_the_cases_does_not_show() -> None:
    values, clusters = clustered(30, 7)
    order = list(range(len(values)))
    random.Random(3).shuffle(order)
    other, own = [values[i] for i in order], [clusters[i] for i in order]
    zeros = [0.0] * len(values)
    assert cluster_bootstrap(values, clusters) == cluster_bootstrap(other, own)
    assert paired_difference(zeros, values, clusters) == paired_difference(zeros, other, own)


def test_a_seed_gives_the_same_interval_and_another_seed_another() -> None:
    values, clusters = clustered(30, 7)
    assert cluster_bootstrap(values, clusters, seed=4) == cluster_bootstrap(values, clusters, seed=4)
    assert cluster_bootstrap(values, clusters, seed=4) != cluster_bootstrap(values, clusters, seed=5)


def test_ten_thousand_cases_take_under_a_second() -> None:
    values = np.random.default_rng(1).random(10_000).tolist()
    start = time.process_time()
    cluster_bootstrap(values, [str(case) for case in range(10_000)], resamples=2000)
    assert time.process_time() - start < 1


def test_shares_that_are_all_alike_get_wilsons_interval_over_clusters() -> None:
    clusters = [str(case // 10) for case in range(300)]
    assert cluster_bootstrap([1.0] * 300, clusters) == wilson(30, 30)
    assert cluster_bootstrap([1.0, 1.0, 0.0], ["one"] * 3) == wilson(2 / 3, 1)


def test_an_interval_of_shares_stays_among_shares() -> None:
    interval = cluster_bootstrap([1.0, 1.0, 1.0, 0.9], ["a", "b", "c", "d"])
    assert interval is not None
    assert interval.high == 1.0


def test_nothing_is_said_of_no_values_or_of_one_cluster() -> None:
    assert cluster_bootstrap([], []) is None
    assert cluster_bootstrap([3.0, 4.0], ["one", "one"]) is None
    found = paired_difference([0.0, 0.0], [1.0, 1.0], ["one", "one"])
    assert (found.interval, found.p, found.detectable) == (None, 1.0, None)


def test_values_that_are_not_finite_are_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        cluster_bootstrap([1.0, float("nan")], ["a", "b"])


def test_few_clusters_are_enumerated() -> None:
    sums = [0.3, 0.5, -0.1, 0.4, 0.2]
    signs = [abs(sum(s * d for s, d in zip(flip, sums, strict=True))) for flip in product((-1, 1), repeat=5)]
    expected = sum(value >= 1.3 - 1e-9 for value in signs) / 32
    assert paired_difference([0.0] * 5, sums, list("abcde")).p == expected == 4 / 32


def test_a_p_value_by_chance_is_never_zero() -> None:
    found = paired_difference([0.0] * 40, [1.0] * 40, [str(case) for case in range(40)], resamples=500)
    assert found.p == 1 / 501


def test_two_runs_that_answer_alike_do_not_differ() -> None:
    found = paired_difference([0.5, 1.0, 0.0], [0.5, 1.0, 0.0], ["a", "b", "c"])
    assert (found.mean, found.interval, found.p) == (0.0, Interval(0.0, 0.0), 1.0)


def test_only_cases_that_both_runs_measured_are_paired() -> None:
    first, second, clusters = pair({"b": 1.0, "a": 0.0}, {"a": 0.5, "c": 1.0}, {"a": "x", "b": "y", "c": "z"})
    assert (first, second, clusters) == ([0.0], [0.5], ["x"])


def test_a_detectable_difference_grows_with_clustering() -> None:
    values, clusters = clustered(40, 10)
    effect = design_effect(values, clusters)
    assert 5 < effect <= 11
    found = paired_difference([0.0] * 400, values, clusters)
    assert found.detectable == pytest.approx(minimum_detectable_effect(found.sd, 400, effect))


def test_a_cluster_of_its_own_for_each_case_changes_no_standard_error() -> None:
    values, _ = clustered(5, 2)
    assert standard_error(values, [str(case) for case in range(10)]) == pytest.approx(standard_error(values))


def test_the_cases_needed_find_the_effect() -> None:
    assert minimum_detectable_effect(0.4, cases_needed(0.4, 0.05)) <= 0.05
    assert minimum_detectable_effect(0.4, cases_needed(0.4, 0.05) - 1) > 0.05


def test_mcnemar_is_exact_and_symmetric() -> None:
    assert mcnemar(12, 3) == mcnemar(3, 12) == 0.03515625
    assert mcnemar(0, 0) == mcnemar(5, 5) == 1.0
    assert 0 < mcnemar(0, 1000) < 1e-300


def test_wilson_never_leaves_zero_to_one() -> None:
    assert wilson(0, 0) == Interval(0.0, 1.0)
    assert wilson(0, 20).low == 0.0
    assert wilson(20, 20).high == 1.0


def test_holm_keeps_the_order_of_the_p_values_and_never_passes_one() -> None:
    assert holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []


def test_a_noise_floor_is_the_distance_of_repeats() -> None:
    found = noise_floor([[1.0, 0.0], [1.0, 1.0], [0.6, 0.6]])
    assert (found.repeats, found.largest, found.high) == (3, 0.5, pytest.approx(0.49))
    with pytest.raises(ValueError, match="two repeats"):
        noise_floor([[1.0]])


def test_a_bootstrap_of_anything_draws_whole_clusters() -> None:
    values, clusters = clustered(30, 5)
    numbers = np.array(values)
    drawn = bootstrap(lambda at: float(numbers[at].mean()), clusters)
    direct = cluster_bootstrap(values, clusters, resamples=1000)
    assert drawn is not None
    assert direct is not None
    assert (drawn.low, drawn.high) == (pytest.approx(direct.low, abs=0.05), pytest.approx(direct.high, abs=0.05))
    assert bootstrap(lambda at: None, clusters) is None
    assert bootstrap(lambda at: 1.0, ["one"] * 4) is None
