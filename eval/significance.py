"""How sure a figure is, and whether a difference between two runs is more than chance.

Cases about the same document or policy rise and fall together, so whole clusters are resampled and flipped, never
single cases: with 50 clusters of 10 much alike a naive test finds a difference in half of the comparisons where there
is none. The same values and the same seed give the same figures to the last bit, in whatever order the cases come.

Does not know metrics, runs or cases: it takes numbers, and the name of the cluster that each one belongs to.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SEED = 20240601
Z = NormalDist().inv_cdf(0.975)
POWER = 2.80
"""z of 97.5 % plus z of 80 %: an effect that many standard errors wide is found in four of five comparisons."""
FEW_CLUSTERS = 20
"""Below this the percentile bootstrap is too narrow: Student's t with clusters − 1 degrees of freedom takes over."""
_EXACT_CLUSTERS = 12
_DRAWS_AT_ONCE = 1 << 21


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true value lies with 95 % confidence."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """Second run minus first, paired by case."""

    mean: float
    interval: Interval | None
    """None where there is but one cluster: nothing can be said."""
    p: float
    """Sign-flip permutation, two-sided: how often chance alone gives a difference as large."""
    cases: int
    clusters: int
    sd: float
    """Standard deviation of the differences of single cases."""
    detectable: float | None
    """The smallest true difference that a comparison of this size finds in four of five."""


@dataclass(frozen=True, slots=True)
class NoiseFloor:
    """How far the means of repeats of one thing lie apart: a smaller difference between two things says nothing."""

    repeats: int
    largest: float
    high: float
    """95th percentile over all pairs of repeats."""


class Clusters(NamedTuple):
    """Sums of the values and numbers of the cases, a cluster each, ordered by its name."""

    sums: NDArray[np.float64]
    sizes: NDArray[np.float64]

    @property
    def mean(self) -> float:
        return float(self.sums.sum() / self.sizes.sum())

    @property
    def standard_error(self) -> float:
        """Of the mean, linearised as a ratio of cluster sums to cluster sizes; needs two clusters."""
        count = len(self.sums)
        residuals = self.sums - self.mean * self.sizes
        return float(math.sqrt(count / (count - 1) * (residuals**2).sum()) / self.sizes.sum())


def cluster_bootstrap(
    values: Sequence[float], clusters: Sequence[str], *, seed: int = SEED, resamples: int = 2000
) -> Interval | None:
    """95 % interval of the mean of `values`, one for each case, by resampling whole clusters (percentile).

    With fewer than 20 clusters by Student's t over clusters. Shares (all values in 0 to 1) stay in 0 to 1, and where
    they are all alike or in one cluster, so that resampling sees no spread, it is Wilson's interval with the number of
    clusters as n. None where nothing can be said: no values, or one cluster of values that are not shares.
    """
    if not len(values):
        return None
    grouped = _grouped(values, clusters)
    low, high = min(values), max(values)
    shares = low >= 0 and high <= 1
    if shares and (low == high or len(grouped.sums) == 1):
        return wilson(grouped.mean * len(grouped.sums), len(grouped.sums))
    interval = _interval(grouped, seed, resamples)
    if interval is None or not shares:
        return interval
    return Interval(max(interval.low, 0.0), min(interval.high, 1.0))


def bootstrap(
    statistic: Callable[[NDArray[np.intp]], float | None],
    clusters: Sequence[str],
    *,
    seed: int = SEED,
    resamples: int = 1000,
) -> Interval | None:
    """95 % interval of anything that is computed from cases, by resampling whole clusters (percentile).

    `statistic` gets the positions of the drawn cases and may say None where they do not define it; draws of this kind
    are left out. None for one cluster, or if at least half of the draws are undefined. Too narrow for few clusters.
    """
    names, codes = np.unique(np.array([str(name) for name in clusters]), return_inverse=True)
    if len(names) < 2:
        return None
    members = np.split(np.argsort(codes, kind="stable"), np.cumsum(np.bincount(codes))[:-1])
    dice = np.random.default_rng(seed)
    draws = (dice.integers(0, len(members), len(members)) for _ in range(resamples))
    found = [statistic(np.concatenate([members[i] for i in draw])) for draw in draws]
    defined = [value for value in found if value is not None]
    return _percentiles(np.array(defined)) if len(defined) * 2 > resamples else None


def paired_difference(
    first: Sequence[float],
    second: Sequence[float],
    clusters: Sequence[str],
    *,
    seed: int = SEED,
    resamples: int = 2000,
) -> Difference:
    """`second` minus `first` over the same cases in the same order. ValueError for no cases or unequal lengths."""
    values = [b - a for a, b in zip(first, second, strict=True)]
    grouped = _grouped(values, clusters)
    spread = float(np.std(np.sort(values), ddof=1)) if len(values) > 1 else 0.0
    several = len(grouped.sums) > 1
    return Difference(
        mean=grouped.mean,
        interval=_interval(grouped, seed, resamples),
        p=_sign_flip(grouped.sums, seed, resamples),
        cases=len(values),
        clusters=len(grouped.sums),
        sd=spread,
        detectable=POWER * grouped.standard_error if several else None,
    )


def pair(
    first: Mapping[str, float], second: Mapping[str, float], cluster_of: Mapping[str, str]
) -> tuple[list[float], list[float], list[str]]:
    """Values of the cases that both runs measured, by id, and their clusters: what `paired_difference` takes."""
    both = sorted(first.keys() & second.keys())
    return [first[case] for case in both], [second[case] for case in both], [cluster_of[case] for case in both]


def standard_error(values: Sequence[float], clusters: Sequence[str] | None = None) -> float:
    """Of the mean; with `clusters`, as if each of them were one observation. ValueError for fewer than two."""
    if clusters is not None:
        grouped = _grouped(values, clusters)
        if len(grouped.sums) < 2:
            raise ValueError("a standard error needs at least two clusters")
        return grouped.standard_error
    if len(values) < 2:
        raise ValueError("a standard error needs at least two values")
    return float(np.std(values, ddof=1)) / math.sqrt(len(values))


def design_effect(values: Sequence[float], clusters: Sequence[str]) -> float:
    """How many clustered cases tell as much as one independent case; never under 1."""
    plain = standard_error(values)
    return max(1.0, (standard_error(values, clusters) / plain) ** 2) if plain else 1.0


def minimum_detectable_effect(sd: float, n: int, design_effect: float = 1.0) -> float:
    """The smallest true mean difference that `n` pairs find four times in five: 2.80 · sd · √(design effect / n)."""
    return POWER * sd * math.sqrt(design_effect / n)


def cases_needed(sd: float, effect: float, design_effect: float = 1.0) -> int:
    """How many paired cases it takes to find a true mean difference of `effect` in four of five comparisons."""
    return math.ceil(design_effect * (POWER * sd / effect) ** 2 - 1e-9)


def mcnemar(only_first: int, only_second: int) -> float:
    """Exact two-sided p of the cases that only one of two runs got right. Only for independent cases."""
    discordant = only_first + only_second
    if discordant == 0:
        return 1.0
    tail: int = sum(math.comb(discordant, k) for k in range(min(only_first, only_second) + 1))
    return min(1.0, 2 * tail / (1 << discordant))


def wilson(hits: float, n: float) -> Interval:
    """Wilson's score interval of a share; 0 to 1 where nothing was counted. Only for independent cases."""
    if n == 0:
        return Interval(0.0, 1.0)
    share, spread = hits / n, Z * Z / n
    middle = (share + spread / 2) / (1 + spread)
    half = Z * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return Interval(middle - half if hits else 0.0, middle + half if hits < n else 1.0)


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values adjusted for having looked at all of them (Holm's step-down), in the order given."""
    adjusted, highest = [0.0] * len(p_values), 0.0
    for rank, index in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = highest
    return adjusted


def noise_floor(repeats: Sequence[Sequence[float]]) -> NoiseFloor:
    """From repeats of the same thing, each the values of the same cases. ValueError for fewer than two repeats."""
    if len(repeats) < 2 or len({len(values) for values in repeats}) != 1 or not repeats[0]:
        raise ValueError("a noise floor needs at least two repeats of the same cases")
    means = [math.fsum(values) / len(values) for values in repeats]
    apart = [abs(a - b) for a, b in combinations(means, 2)]
    return NoiseFloor(len(repeats), max(apart), float(np.percentile(apart, 95)))


def _grouped(values: Sequence[float], clusters: Sequence[str]) -> Clusters:
    """Sort, then sum: floating sums depend on their order, and the order of the cases must not show."""
    numbers = np.asarray(values, dtype=np.float64)
    if not len(numbers) or len(numbers) != len(clusters) or not np.isfinite(numbers).all():
        raise ValueError("expected finite values, at least one, and a cluster for each")
    _, codes = np.unique(np.array([str(name) for name in clusters]), return_inverse=True)
    order = np.lexsort((numbers, codes))
    sums = np.bincount(codes[order], weights=numbers[order])
    return Clusters(sums.astype(np.float64), np.bincount(codes).astype(np.float64))


def _interval(grouped: Clusters, seed: int, resamples: int) -> Interval | None:
    count = len(grouped.sums)
    if count < 2:
        return None
    if count < FEW_CLUSTERS:
        from scipy.special import stdtrit

        half = float(stdtrit(count - 1, 0.975)) * grouped.standard_error
        return Interval(grouped.mean - half, grouped.mean + half)
    dice = np.random.default_rng(seed)
    means = [
        grouped.sums[drawn].sum(axis=1) / grouped.sizes[drawn].sum(axis=1)
        for drawn in (dice.integers(0, count, (rows, count)) for rows in _portions(resamples, count))
    ]
    return _percentiles(np.concatenate(means))


def _sign_flip(sums: NDArray[np.float64], seed: int, resamples: int) -> float:
    """p of the sum of the cluster sums when each had the other sign as likely; exact for up to 12 that are not 0."""
    sums = sums[sums != 0]
    count = len(sums)
    bound = abs(sums.sum()) - 1e-9 * np.abs(sums).sum()
    if count <= _EXACT_CLUSTERS:
        signs = (np.arange(1 << count)[:, None] >> np.arange(count)) & 1
        return float(np.mean(np.abs((2 * signs - 1) @ sums) >= bound))
    dice = np.random.default_rng(seed)
    as_large = 0
    for rows in _portions(resamples, count):
        signs = dice.integers(0, 2, (rows, count), dtype=np.int8)
        as_large += int(np.sum(np.abs((2 * signs - 1) @ sums) >= bound))
    return (as_large + 1) / (resamples + 1)


def _portions(rows: int, width: int) -> Iterator[int]:
    """Split rows of draws so that no portion takes more than some tens of megabytes."""
    most = max(1, _DRAWS_AT_ONCE // width)
    while rows > 0:
        yield min(rows, most)
        rows -= most


def _percentiles(values: NDArray[np.float64]) -> Interval:
    low, high = np.percentile(values, (2.5, 97.5))
    return Interval(float(low), float(high))
