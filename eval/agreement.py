"""How far people, or a person and a judge, agree beyond chance.

Ratings are a matrix of units × raters, numbers, NaN where a rater did not rate a unit; counts are units × categories.
A coefficient is 1 for full agreement and 0 for what chance gives; None where it is not defined, because nothing was
rated twice or chance alone would agree always. Where α or κ is low although nearly all ratings are alike, read Gwet's
AC1 beside it: with one frequent category chance agrees often, and the others fall (the prevalence paradox).

Does not know what is rated, nor which agreement is enough.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Matrix = NDArray[np.float64]
Level = Literal["nominal", "ordinal", "interval", "ratio"]
Weighting = Literal["plain", "linear", "quadratic"]


@dataclass(frozen=True, slots=True)
class Correlations:
    """Of two rows of numbers, −1 to 1."""

    pearson: float
    spearman: float
    kendall: float
    """τ-b, which allows for ties."""


def coded(rows: Sequence[Sequence[Hashable | None]], labels: Sequence[Hashable]) -> Matrix:
    """Ratings from labels, `labels` in their order: the first is 0, None is NaN. KeyError for a label not in it."""
    codes = {label: float(code) for code, label in enumerate(labels)}
    return np.array([[np.nan if label is None else codes[label] for label in row] for row in rows], dtype=np.float64)


def counts(ratings: ArrayLike, categories: Sequence[float] | None = None) -> Matrix:
    """How many raters gave a unit each category; without `categories`, those that occur, ascending."""
    matrix = np.asarray(ratings, dtype=np.float64)
    values = np.unique(matrix[~np.isnan(matrix)]) if categories is None else np.asarray(categories, dtype=np.float64)
    return np.stack([(matrix == value).sum(axis=1) for value in values], axis=1).astype(np.float64)


def exact(counted: ArrayLike) -> float | None:
    """Observed agreement: the share of a unit's pairs of ratings that are the same, averaged over units."""
    matrix = np.asarray(counted, dtype=np.float64)
    raters = matrix.sum(axis=1)
    matrix, raters = matrix[raters >= 2], raters[raters >= 2]
    if not len(matrix):
        return None
    return float(np.mean((matrix * (matrix - 1)).sum(axis=1) / (raters * (raters - 1))))


def cohen(
    first: Sequence[float],
    second: Sequence[float],
    *,
    weighting: Weighting = "plain",
    categories: Sequence[float] | None = None,
) -> float | None:
    """κ of two raters over the same units. Weighted: categories count as equally spaced, in ascending order.

    Name `categories` where one of the scale may not occur, or the steps between the others count too wide.
    Source: Cohen 1960 and 1968.
    """
    pairs = np.column_stack([np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)])
    values = np.unique(pairs) if categories is None else np.asarray(categories, dtype=np.float64)
    places = np.searchsorted(values, pairs)
    table = np.zeros((len(values), len(values)))
    np.add.at(table, (places[:, 0], places[:, 1]), 1)
    return cohen_table(table, weighting)


def cohen_table(table: ArrayLike, weighting: Weighting = "plain") -> float | None:
    """κ of a square table: rows by the first rater, columns by the second."""
    shares = np.asarray(table, dtype=np.float64)
    if not shares.sum():
        return None
    shares = shares / shares.sum()
    steps = np.abs(np.subtract.outer(np.arange(len(shares)), np.arange(len(shares))))
    apart = {"plain": steps > 0, "linear": steps, "quadratic": steps**2}[weighting]
    by_chance = float((np.outer(shares.sum(axis=1), shares.sum(axis=0)) * apart).sum())
    return 1 - float((shares * apart).sum()) / by_chance if by_chance else None


def fleiss(counted: ArrayLike) -> float | None:
    """κ of many raters, who need not be the same ones; chance from the mean shares of the categories.

    Source: Fleiss 1971; with unequal numbers of ratings as in Gwet 2014.
    """
    return _beyond(exact(counted), float((_mean_shares(counted) ** 2).sum()))


def gwet(counted: ArrayLike) -> float | None:
    """AC1; chance from how undecided the mean shares are. Source: Gwet 2008, missing ratings as in Gwet 2014."""
    shares = _mean_shares(counted)
    if len(shares) < 2:
        return None
    return _beyond(exact(counted), float((shares * (1 - shares)).sum() / (len(shares) - 1)))


def brennan_prediger(counted: ArrayLike) -> float | None:
    """κ with all categories equally likely by chance (Randolph's free-marginal κ); the columns are the whole scale."""
    return _beyond(exact(counted), 1 / np.asarray(counted).shape[1])


def conger(ratings: ArrayLike, categories: Sequence[float] | None = None) -> float | None:
    """Cohen's κ for many raters: chance from each rater's own shares. Source: Conger 1980, missing as in Gwet 2014."""
    matrix = np.asarray(ratings, dtype=np.float64)
    matrix = matrix[:, ~np.isnan(matrix).all(axis=0)]
    raters = matrix.shape[1]
    if raters < 2:
        return None
    counted = counts(matrix, categories)
    each = counts(matrix.T, categories if categories is not None else np.unique(matrix[~np.isnan(matrix)]).tolist())
    shares = each / each.sum(axis=1, keepdims=True)
    by_chance = (shares.sum(axis=0) ** 2 - (shares**2).sum(axis=0)).sum() / (raters * (raters - 1))
    return _beyond(exact(counted), float(by_chance))


def krippendorff(ratings: ArrayLike, level: Level = "nominal") -> float | None:
    """α of any number of raters with any ratings missing; `level` says what a distance between two values means.

    Source: Krippendorff 2011, from the coincidence matrix of values paired within units.
    """
    matrix = np.asarray(ratings, dtype=np.float64)
    matrix = matrix[(~np.isnan(matrix)).sum(axis=1) >= 2]
    if not len(matrix):
        return None
    values = np.unique(matrix[~np.isnan(matrix)])
    counted = counts(matrix, values.tolist())
    weighed = counted / (counted.sum(axis=1, keepdims=True) - 1)
    coincidences = counted.T @ weighed - np.diag(weighed.sum(axis=0))
    total = coincidences.sum(axis=1)
    apart = _distances(values, total, level)
    by_chance = float((np.outer(total, total) * apart).sum()) / float(total.sum() - 1)
    return 1 - float((coincidences * apart).sum()) / by_chance if by_chance else None


def correlations(first: Sequence[float], second: Sequence[float]) -> Correlations | None:
    """Pearson, Spearman and Kendall; None for fewer than two pairs, or where one side is constant."""
    from scipy import stats

    if len(first) < 2 or len(set(first)) < 2 or len(set(second)) < 2:
        return None
    return Correlations(
        float(stats.pearsonr(first, second).statistic),
        float(stats.spearmanr(first, second).statistic),
        float(stats.kendalltau(first, second).statistic),
    )


def _mean_shares(counted: ArrayLike) -> Matrix:
    """Mean over the rated units of each category's share of the unit's ratings."""
    matrix = np.asarray(counted, dtype=np.float64)
    matrix = matrix[matrix.sum(axis=1) > 0]
    shares: Matrix = (matrix / matrix.sum(axis=1, keepdims=True)).sum(axis=0) / max(len(matrix), 1)
    return shares


def _beyond(observed: float | None, by_chance: float) -> float | None:
    return None if observed is None or by_chance >= 1 - 1e-12 else (observed - by_chance) / (1 - by_chance)


def _distances(values: Matrix, total: Matrix, level: Level) -> Matrix:
    """Squared distances of all values; ordinal ones are differences of mean ranks among the paired values."""
    if level == "nominal":
        return 1.0 - np.eye(len(values))
    at = np.cumsum(total) - total / 2 if level == "ordinal" else values
    apart: Matrix = np.subtract.outer(at, at)
    if level == "ratio":
        both = np.add.outer(at, at)
        apart = np.divide(apart, both, out=np.zeros_like(apart), where=both != 0)
    return apart**2
