"""Whether a judge or a checker may stand in for people: its scores beside human labels of the same cases.

Everything is printed next to what people reach among themselves, because nothing can agree with people better than they
do. A judge that agrees too little, or was compared on too few labels, gates nothing, and says why.

Does not know what is judged, or where the labels come from (`eval/human_labels.py`).
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from eval.agreement import Level, cohen_table, krippendorff
from eval.curves import Point, curve
from eval.significance import SEED, Interval, Z, bootstrap, standard_error
from prompts.problems import Problem

LEAST_KAPPA = 0.6
LEAST_LABELS = 50


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often the judge's verdict and the people's are the same; `true` is that they are, `positive` the judge's."""

    true_positive: int
    false_positive: int
    false_negative: int
    true_negative: int

    @property
    def kappa(self) -> float | None:
        """Cohen's."""
        return cohen_table([[self.true_positive, self.false_positive], [self.false_negative, self.true_negative]])

    @property
    def sensitivity(self) -> float | None:
        """Share of the cases that are good to people which the judge lets through."""
        return _share(self.true_positive, self.true_positive + self.false_negative)

    @property
    def specificity(self) -> float | None:
        """Share of the cases that are bad to people which the judge stops."""
        return _share(self.true_negative, self.true_negative + self.false_positive)

    @property
    def balanced_accuracy(self) -> float | None:
        """Mean of both: 0.5 for any judge that does not look, however rare bad cases are."""
        sensitivity, specificity = self.sensitivity, self.specificity
        return None if sensitivity is None or specificity is None else (sensitivity + specificity) / 2


@dataclass(frozen=True, slots=True)
class Ceiling:
    """How well people agree: each rating beside the median of the other ratings of its case."""

    alpha: float | None
    """Krippendorff's, over the whole scale."""
    kappa: float | None
    balanced_accuracy: float | None
    auroc: float | None
    ratings: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """A judge against people. Figures are None where the labels cannot say them, as when all are alike."""

    judge: str
    labels: str
    """The name of the set of labels."""
    cases: int
    clusters: int
    good: int
    """Cases that are good to people."""
    threshold: float
    confusion: Confusion
    kappa: float | None
    kappa_interval: Interval | None
    alpha: float | None
    balanced_accuracy: float | None
    balanced_accuracy_interval: Interval | None
    auroc: float | None
    auroc_interval: Interval | None
    curve: tuple[Point, ...]
    """Coverage against error: what showing only what scores from a threshold up would mean."""
    ceiling: Ceiling | None = None

    @property
    def why_not(self) -> tuple[Problem, ...]:
        """Why it gates nothing; empty when it may."""
        return why_not(self.judge, self.cases, self.kappa)

    @property
    def may_gate(self) -> bool:
        """Whether its scores may pass or stop a version."""
        return not self.why_not

    def __str__(self) -> str:
        c, people = self.confusion, self.ceiling
        lines = [
            f"{self.judge} beside people's labels of {self.labels}: {self.cases} answers in {self.clusters} clusters, "
            f"{self.good} of them good to people",
            f"  good to both {c.true_positive}, to the judge alone {c.false_positive}, "
            f"to people alone {c.false_negative}, to neither {c.true_negative}",
            f"  kappa {_told(self.kappa, self.kappa_interval)}, balanced accuracy "
            f"{_told(self.balanced_accuracy, self.balanced_accuracy_interval)}, "
            f"AUROC {_told(self.auroc, self.auroc_interval)}",
        ]
        if people:
            lines.append(
                f"  people among themselves: kappa {_told(people.kappa)}, balanced accuracy "
                f"{_told(people.balanced_accuracy)}, AUROC {_told(people.auroc)}, alpha {_told(people.alpha)}"
            )
        lines += [f"  {problem.text()}" for problem in self.why_not] or ["  it may gate"]
        return "\n".join(lines)

    def as_plain(self) -> dict[str, Any]:
        """For reports, as JSON takes it, with sensitivity, specificity and the reasons in both languages."""
        return {
            **asdict(self),
            "sensitivity": self.confusion.sensitivity,
            "specificity": self.confusion.specificity,
            "may_gate": self.may_gate,
            "why_not": [{"code": p.code, "zh": p.text("zh"), "en": p.text("en")} for p in self.why_not],
        }


@dataclass(frozen=True, slots=True)
class Corrected:
    """A mean that many judged cases and few human labels give together, beside what each gives alone."""

    mean: float
    interval: Interval
    judged: float
    """Mean of the judge alone, over the unlabelled cases: precise, and biased as the judge is."""
    human: float
    human_interval: Interval


def why_not(judge: str, cases: int, kappa: float | None) -> tuple[Problem, ...]:
    """Why a judge gates nothing that was compared on so many labels and agrees so far; empty when it may."""
    reasons = []
    if cases < LEAST_LABELS:
        reasons.append(Problem("too_few_labels", judge=judge, found=cases, needed=LEAST_LABELS))
    if kappa is None or kappa < LEAST_KAPPA:
        found = "–" if kappa is None else f"{kappa:.2f}"
        reasons.append(Problem("too_little_agreement", judge=judge, found=found, needed=LEAST_KAPPA))
    return tuple(reasons)


def calibrate(
    judge: str,
    labels: str,
    scores: Sequence[float],
    good: Sequence[bool],
    clusters: Sequence[str],
    *,
    threshold: float,
    ceiling: Ceiling | None = None,
    seed: int = SEED,
    resamples: int = 1000,
) -> Calibration:
    """Compare scores with labels of the same cases, in one order; the verdict is `score >= threshold`.

    Intervals are cluster bootstraps. Problem `no_labels` for no case; ValueError for scores that are not finite.
    """
    if not scores:
        raise Problem("no_labels", judge=judge, found=labels)
    score, truth = np.asarray(scores, dtype=np.float64), np.asarray(good, dtype=np.bool_)
    if not len(score) == len(truth) == len(clusters) or not np.isfinite(score).all():
        raise ValueError("expected a finite score, a label and a cluster for each case")
    verdict = score >= threshold
    matrix = confusion(verdict, truth)
    return Calibration(
        judge=judge,
        labels=labels,
        cases=len(score),
        clusters=len(set(clusters)),
        good=int(truth.sum()),
        threshold=threshold,
        confusion=matrix,
        kappa=matrix.kappa,
        kappa_interval=bootstrap(
            lambda at: confusion(verdict[at], truth[at]).kappa, clusters, seed=seed, resamples=resamples
        ),
        alpha=krippendorff(np.column_stack([verdict, truth])),
        balanced_accuracy=matrix.balanced_accuracy,
        balanced_accuracy_interval=bootstrap(
            lambda at: confusion(verdict[at], truth[at]).balanced_accuracy, clusters, seed=seed, resamples=resamples
        ),
        auroc=auroc(score, truth),
        auroc_interval=bootstrap(lambda at: auroc(score[at], truth[at]), clusters, seed=seed, resamples=resamples),
        curve=curve(zip(score.tolist(), truth.tolist(), strict=True)),
        ceiling=ceiling,
    )


def confusion(verdict: NDArray[np.bool_], truth: NDArray[np.bool_]) -> Confusion:
    """Count the four kinds of cases."""
    both, said, good = int((verdict & truth).sum()), int(verdict.sum()), int(truth.sum())
    return Confusion(both, said - both, good - both, len(truth) - said - good + both)


def auroc(scores: NDArray[np.float64], truth: NDArray[np.bool_]) -> float | None:
    """How often a good case scores above a bad one, ties half; None where all are good or all bad."""
    good = int(truth.sum())
    pairs = good * (len(truth) - good)
    if not pairs:
        return None
    _, places, sizes = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(sizes) - (sizes - 1) / 2)[places]
    return float((ranks[truth].sum() - good * (good + 1) / 2) / pairs)


def human_ceiling(ratings: ArrayLike, *, good_from: float, level: Level = "ordinal") -> Ceiling:
    """What people reach against each other, each one left out and compared with the median of the others.

    `ratings`: units × raters, NaN for missing; a rating from `good_from` up is good. A judge is compared with all of a
    case's raters together, which is a steadier label than the others alone: it may pass this ceiling by a little.
    """
    matrix = np.asarray(ratings, dtype=np.float64)
    single, others = [], []
    for row in matrix:
        given = row[~np.isnan(row)].tolist()
        for index, rating in enumerate(given if len(given) > 1 else []):
            single.append(rating)
            others.append(median(given[:index] + given[index + 1 :]) >= good_from)
    score, truth = np.array(single, dtype=np.float64), np.array(others, dtype=np.bool_)
    found = confusion(score >= good_from, truth)
    return Ceiling(krippendorff(matrix, level), found.kappa, found.balanced_accuracy, auroc(score, truth), len(single))


def ppi_mean(
    judged_unlabelled: Sequence[float],
    judged_labelled: Sequence[float],
    human_labelled: Sequence[float],
    *,
    unlabelled_clusters: Sequence[str] | None = None,
    labelled_clusters: Sequence[str] | None = None,
) -> Corrected:
    """Prediction-powered mean: the judge's mean, less the judge's mean error on the labelled cases.

    mean(ŷ_u) − mean(ŷ_l − y_l), ± z · √(var(ŷ_u)/N + var(ŷ_l − y_l)/n) (Angelopoulos et al. 2023). The labelled cases
    must be a random draw from the same cases; 50 labels or more. ValueError for fewer than two of either kind.
    """
    errors = [judged - human for judged, human in zip(judged_labelled, human_labelled, strict=True)]
    spread = math.hypot(
        standard_error(judged_unlabelled, unlabelled_clusters), standard_error(errors, labelled_clusters)
    )
    judged, human = float(np.mean(judged_unlabelled)), float(np.mean(human_labelled))
    mean = judged - float(np.mean(errors))
    return Corrected(
        mean, _around(mean, spread), judged, human, _around(human, standard_error(human_labelled, labelled_clusters))
    )


def _around(mean: float, standard_error: float) -> Interval:
    return Interval(mean - Z * standard_error, mean + Z * standard_error)


def _told(value: float | None, interval: Interval | None = None) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" + (f" ({interval.low:.3f} to {interval.high:.3f})" if interval else "")


def _share(hits: int, of: int) -> float | None:
    return hits / of if of else None
