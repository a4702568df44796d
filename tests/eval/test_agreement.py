"""Agreement is what is left after chance; published values are in `test_golden_statistics.py`."""

import warnings
from itertools import combinations

import numpy as np
import pytest

from eval import agreement

NONE = np.nan
RATINGS = np.array([[1, 1, NONE], [2, 2, 3], [3, 3, 3], [1, 2, 1], [2, NONE, 2], [NONE, NONE, 3]])


def test_full_agreement_is_one() -> None:
    ratings = np.array([[1, 1, 1], [2, 2, 2], [3, 3, 3]])
    counted = agreement.counts(ratings)
    levels = [agreement.krippendorff(ratings, level) for level in ("nominal", "ordinal", "interval", "ratio")]
    others = [f(counted) for f in (agreement.fleiss, agreement.gwet, agreement.brennan_prediger)]
    assert [*levels, *others, agreement.conger(ratings)] == pytest.approx([1.0] * 8)


def test_nothing_is_said_where_all_ratings_are_alike_or_none_is_paired() -> None:
    same = np.ones((5, 3))
    assert agreement.krippendorff(same) is None
    assert agreement.fleiss(agreement.counts(same)) is None
    assert agreement.cohen([1, 1], [1, 1]) is None
    single = np.array([[1, NONE], [NONE, 2]])
    assert agreement.krippendorff(single) is None
    assert agreement.exact(agreement.counts(single)) is None
    assert agreement.conger(np.array([[1.0, NONE], [2.0, NONE]])) is None


def test_alike_ratings_on_a_longer_scale_are_agreement_to_gwet() -> None:
    assert agreement.gwet(agreement.counts(np.ones((5, 3)), [1, 2])) == 1.0


def test_conger_is_cohen_for_two_raters() -> None:
    first, second = [1, 2, 3, 3, 1, 2], [1, 2, 2, 3, 1, 1]
    assert agreement.conger(np.column_stack([first, second])) == pytest.approx(agreement.cohen(first, second))


def test_a_rating_without_a_partner_does_not_move_alpha() -> None:
    assert agreement.krippendorff(RATINGS) == agreement.krippendorff(RATINGS[:-1])


def test_alpha_is_disagreement_within_units_over_disagreement_of_all() -> None:
    ratings = np.array([[1.0, 2.0], [3.0, 3.0], [5.0, 4.0], [2.0, 2.0]])
    pooled = ratings.ravel()
    observed = np.mean([(a - b) ** 2 for a, b in ratings])
    expected = np.mean([(a - b) ** 2 for a, b in combinations(pooled, 2)])
    assert agreement.krippendorff(ratings, "interval") == pytest.approx(1 - observed / expected)


def test_a_wide_miss_weighs_more_than_a_near_one_when_the_scale_is_ordered() -> None:
    near, wide = ([1, 2, 3, 4, 4], [1, 2, 3, 4, 3]), ([1, 2, 3, 4, 4], [1, 2, 3, 4, 1])
    for weighting in ("linear", "quadratic"):
        first, second = (agreement.cohen(*rows, weighting=weighting) for rows in (near, wide))
        assert first is not None
        assert second is not None
        assert first > second


def test_a_named_scale_keeps_the_steps_of_unused_categories() -> None:
    rows = [1, 2, 4, 4], [1, 2, 2, 4]
    used = agreement.cohen(*rows, weighting="linear")
    whole = agreement.cohen(*rows, weighting="linear", categories=[1, 2, 3, 4])
    assert used == pytest.approx(1 - (1 / 4) / (14 / 16))
    assert whole == pytest.approx(1 - (2 / 4) / (22 / 16))


def test_observed_agreement_is_pairs_that_are_the_same() -> None:
    assert agreement.exact(agreement.counts(RATINGS)) == pytest.approx((1 + 1 / 3 + 1 + 1 / 3 + 1) / 5)


def test_labels_become_numbers_in_their_order() -> None:
    coded = agreement.coded([["支持", None], ["不支持", "部分支持"]], ["不支持", "部分支持", "支持"])
    assert coded.tolist()[1] == [0.0, 1.0]
    assert coded[0, 0] == 2.0
    assert np.isnan(coded[0, 1])
    with pytest.raises(KeyError):
        agreement.coded([["别的"]], ["支持"])


def test_a_constant_side_has_no_correlation_and_warns_nobody() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert agreement.correlations([1, 1, 1], [1, 2, 3]) is None
    found = agreement.correlations([1, 2, 3, 4], [1, 2, 4, 3])
    assert found is not None
    assert (found.pearson, found.spearman, found.kendall) == pytest.approx((0.8, 0.8, 2 / 3))
