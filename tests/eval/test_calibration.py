"""A judge gates only what it was shown to judge as people do."""

import json
from itertools import product

import numpy as np
import pytest

from eval.calibration import Calibration, auroc, calibrate, human_ceiling, ppi_mean
from eval.golden_statistics import ppi_coverage
from eval.significance import wilson
from prompts.problems import Problem


def judged(right: int, wrong: int, cases_a_cluster: int = 2) -> Calibration:
    """A judge that is sure, and right in `right` of the cases, half of which are good."""
    good = [case % 2 == 0 for case in range(right + wrong)]
    scores = [float(truth == (case < right)) for case, truth in enumerate(good)]
    clusters = [str(case // cases_a_cluster) for case in range(right + wrong)]
    return calibrate("judge", "labels", scores, good, clusters, threshold=0.5, resamples=200)


def test_a_judge_that_agrees_with_enough_labels_may_gate() -> None:
    found = judged(54, 6)
    assert found.may_gate
    assert found.why_not == ()
    assert found.kappa == pytest.approx(0.8)


def test_too_few_labels_gate_nothing_however_good() -> None:
    found = judged(49, 0)
    assert not found.may_gate
    assert [problem.code for problem in found.why_not] == ["too_few_labels"]
    assert "49" in found.why_not[0].text("zh")


def test_too_little_agreement_gates_nothing_however_many_labels() -> None:
    found = judged(79, 21)
    assert found.kappa == pytest.approx(0.58)
    assert [problem.code for problem in found.why_not] == ["too_little_agreement"]
    assert "0.58" in found.why_not[0].text("en")


def test_labels_that_are_all_alike_say_little_and_gate_nothing() -> None:
    found = calibrate("j", "l", [0.9] * 60, [True] * 60, [str(i) for i in range(60)], threshold=0.5, resamples=50)
    assert (found.kappa, found.auroc, found.balanced_accuracy, found.kappa_interval) == (None, None, None, None)
    assert found.confusion.sensitivity == 1.0
    assert not found.may_gate


def test_a_judge_that_passes_everything_has_half_the_balanced_accuracy() -> None:
    good = [True] * 90 + [False] * 10
    found = calibrate("j", "l", [1.0] * 100, good, [str(i) for i in range(100)], threshold=0.5, resamples=50)
    assert found.balanced_accuracy == 0.5
    assert found.kappa == pytest.approx(0.0)


def test_no_labels_is_a_problem_with_a_name() -> None:
    with pytest.raises(Problem, match="no human labels"):
        calibrate("j", "l", [], [], [], threshold=0.5)
    with pytest.raises(ValueError, match="finite"):
        calibrate("j", "l", [float("nan")], [True], ["a"], threshold=0.5)


def test_auroc_counts_pairs_with_ties_half() -> None:
    scores, truth = np.array([0.9, 0.5, 0.5, 0.1, 0.7]), np.array([True, True, False, False, False])
    pairs = [(a > b) + (a == b) / 2 for a, b in product(scores[truth], scores[~truth])]
    assert auroc(scores, truth) == pytest.approx(sum(pairs) / len(pairs))
    assert auroc(scores, truth & False) is None


def test_intervals_lie_about_their_figures_and_widen_with_clusters() -> None:
    narrow, wide = judged(160, 40, 1), judged(160, 40, 20)
    for found in (narrow, wide):
        assert found.kappa_interval is not None
        assert found.kappa is not None
        assert found.kappa_interval.low < found.kappa < found.kappa_interval.high
    assert narrow.kappa_interval is not None
    assert wide.kappa_interval is not None
    assert wide.kappa_interval.high - wide.kappa_interval.low > narrow.kappa_interval.high - narrow.kappa_interval.low


def test_the_report_is_plain_data_with_reasons_in_both_languages() -> None:
    ceiling = human_ceiling([[4, 4, 3], [1, 2, 1], [4, 3, 4], [2, 1, 3]], good_from=3)
    found = calibrate("j", "l", [0.9, 0.2, 0.8], [True, False, False], list("abc"), threshold=0.5, ceiling=ceiling)
    plain = json.loads(json.dumps(found.as_plain(), allow_nan=False))
    assert plain["may_gate"] is False
    assert {"code", "zh", "en"} == set(plain["why_not"][0])
    assert plain["confusion"]["false_positive"] == 1
    assert plain["ceiling"]["ratings"] == 12
    assert (plain["curve"][-1]["coverage"], plain["curve"][-1]["error"]) == (1.0, pytest.approx(2 / 3, abs=1e-6))


def test_people_who_agree_have_a_ceiling_of_one_and_a_lone_rater_has_none() -> None:
    agreed = human_ceiling([[4, 4, 4], [1, 1, 1], [3, 3, np.nan]], good_from=3)
    assert (agreed.alpha, agreed.kappa, agreed.balanced_accuracy, agreed.auroc, agreed.ratings) == (1, 1, 1, 1, 8)
    alone = human_ceiling([[4, np.nan], [np.nan, 1]], good_from=3)
    assert (alone.alpha, alone.kappa, alone.auroc, alone.ratings) == (None, None, None, 0)


def test_each_person_is_compared_with_the_median_of_the_others() -> None:
    found = human_ceiling([[4, 4, 1], [1, 1, 4]], good_from=3)
    # 4 and 4 stand against 2.5, which is bad, and 1 against 4; then 1 and 1 against 2.5, and 4 against 1: 2 of 6 agree
    assert found.kappa == pytest.approx((1 / 3 - 1 / 2) / (1 - 1 / 2))


def test_a_prediction_powered_mean_undoes_the_bias_of_the_judge() -> None:
    dice = np.random.default_rng(5)
    human = (dice.random(2150) < 0.7).astype(float)
    judge = np.where(dice.random(2150) < 0.8, human, 1.0)
    found = ppi_mean(judge[150:].tolist(), judge[:150].tolist(), human[:150].tolist())
    assert found.judged > 0.74
    assert found.interval.low < 0.7 < found.interval.high
    width = found.interval.high - found.interval.low
    assert width < 0.85 * (found.human_interval.high - found.human_interval.low)


def test_a_prediction_powered_interval_holds_the_truth_in_95_of_100() -> None:
    assert 0.935 <= ppi_coverage(2000) <= 0.965


def test_a_prediction_powered_mean_follows_its_formula() -> None:
    found = ppi_mean([1.0, 0.0, 1.0, 1.0], [1.0, 1.0, 0.0], [1.0, 0.0, 0.0])
    spread = (0.25 / 4 + (1 / 3) / 3) ** 0.5
    assert found.mean == pytest.approx(0.75 - 1 / 3)
    assert found.interval.high - found.mean == pytest.approx(1.959964 * spread, abs=1e-6)


def test_clusters_widen_a_prediction_powered_interval() -> None:
    judged_many, few, labels = [1.0, 1.0, 0.0, 0.0] * 10, [1.0, 1.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]
    alone = ppi_mean(judged_many, few, labels)
    clustered = ppi_mean(judged_many, few, labels, unlabelled_clusters=[str(i // 2) for i in range(40)])
    assert clustered.interval.low < alone.interval.low


def test_the_numbers_of_a_confusion_add_up_to_the_cases() -> None:
    found = judged(54, 6)
    matrix = found.confusion
    counted = matrix.true_positive + matrix.false_positive + matrix.false_negative + matrix.true_negative
    assert counted == found.cases == 60
    assert wilson(matrix.true_positive, found.good).low > 0.7
