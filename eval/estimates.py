"""Means over what was measured, with their intervals and denominators. Does not know what a case asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from statistics import fmean

from eval.scores import Metric, Score
from eval.significance import SEED, cluster_bootstrap, wilson

DIGITS = 6
RESAMPLES = 2000
UNSCORED = Score(None, "error", "no score was written for this case")
"""What a metric says of a case that it has no score for: nobody may shrink a denominator by leaving something out."""

Scores = Mapping[str, Mapping[str, Score]]
"""Metric → case id → score."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over `n` measured cases of `clusters` clusters.

    `low` to `high` is its 95 % interval: Wilson's for a binary metric where every case is a cluster of its own, else
    from resampling clusters; None where none can be given.
    """

    mean: float | None
    low: float | None
    high: float | None
    n: int
    clusters: int


@dataclass(frozen=True, slots=True)
class Estimator:
    """Makes estimates of one set of cases, the same ones every time."""

    clusters: Mapping[str, str]
    """Case → cluster."""
    seed: int = SEED

    def __call__(self, values: Mapping[str, float], *, binary: bool, resamples: int = RESAMPLES) -> Estimate:
        """Of the values by case."""
        if not values:
            return Estimate(None, None, None, 0, 0)
        listed, own = list(values.values()), [self.clusters[case] for case in values]
        groups = len(set(own))
        if binary and groups == len(listed):
            interval = wilson(sum(listed), len(listed))
        else:
            found = cluster_bootstrap(listed, own, seed=self.seed, resamples=resamples)
            if found is None:
                return Estimate(rounded(fmean(listed)), None, None, len(listed), groups)
            interval = found
        return Estimate(rounded(fmean(listed)), rounded(interval.low), rounded(interval.high), len(listed), groups)


def score_of(scores: Scores, metric: str, case: str) -> Score:
    """The score, or `UNSCORED`."""
    return scores.get(metric, {}).get(case, UNSCORED)


def measured(scores: Scores, metric: str, cases: Iterable[str]) -> dict[str, float]:
    """Case id → value of those that were measured, in the given order."""
    found = ((case, score_of(scores, metric, case).value) for case in cases)
    return {case: float(value) for case, value in found if value is not None}


def bounds(values: Iterable[float]) -> tuple[float, float]:
    """The range to judge values by: 0 to 1 where they lie in it, else from the least to the greatest."""
    listed = list(values)
    low, high = min(listed), max(listed)
    return (0.0, 1.0) if low >= 0 and high <= 1 else (low, high)


def goodness(metric: Metric, value: float, within: tuple[float, float]) -> float:
    """0 (worst) to 1 (best) within `bounds`."""
    low, high = within
    share = (value - low) / ((high - low) or 1.0)
    return 1.0 - share if metric.better == "lower" else share


def rounded(value: float) -> float:
    """To the digits that are kept; never a NaN, never a minus zero."""
    assert isfinite(value)
    return round(float(value), DIGITS) + 0.0
