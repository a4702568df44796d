"""The cases of a set divided in many ways, so that a good mean cannot hide a bad part of the questions.

Does not know why a part is bad.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

from eval.cases import Case
from eval.estimates import Estimate, Estimator, Scores, measured, rounded
from eval.scores import Metric
from ingestion import jurisdictions
from prompts.problems import Problem

SMALLEST = 5
"""Measured cases below which a slice has no figure of its own."""
UNSTATED = "not stated"
_RESAMPLES = 500
"""There are a hundred times as many slices as metrics, and their intervals are for the eye."""


@dataclass(frozen=True, slots=True)
class Slice:
    """One metric in one part of the cases. `whole`: its mean over all of them."""

    dimension: str
    part: str
    metric: str
    estimate: Estimate
    whole: float
    shortfall: float
    """How much worse than the whole, in standard deviations of a single case; negative: better."""


def slices(cases: Sequence[Case], scores: Scores, metrics: Sequence[Metric], estimate: Estimator) -> list[Slice]:
    """Every metric with a better end in every part that has enough measured cases, the worst first."""
    divided = divide(cases)
    found = []
    for metric in metrics:
        values = measured(scores, metric.name, (case.id for case in cases))
        if metric.better == "neither" or not values:
            continue
        whole, spread = fmean(values.values()), pstdev(values.values()) or 1.0
        sign = 1.0 if metric.better == "higher" else -1.0
        for dimension, of_case in divided.items():
            parts: dict[str, dict[str, float]] = {}
            for case, value in values.items():
                parts.setdefault(of_case[case], {})[case] = value
            for part, inside in parts.items():
                if SMALLEST <= len(inside) < len(values):
                    own = estimate(inside, binary=metric.binary, resamples=_RESAMPLES)
                    shortfall = rounded(sign * (whole - fmean(inside.values())) / spread)
                    found.append(Slice(dimension, part, metric.name, own, rounded(whole), shortfall))
    return sorted(found, key=lambda s: (-s.shortfall, s.metric, s.dimension, s.part))


def divide(cases: Sequence[Case]) -> dict[str, dict[str, str]]:
    """Dimension → case id → its part. A dimension that puts all cases into one part is left out."""
    sizes = Counter(case.cluster_id for case in cases)
    parts = {case.id: _parts(case, sizes) for case in cases}
    dimensions = list(dict.fromkeys(name for own in parts.values() for name in own))
    divided = {name: {case: own[name] for case, own in parts.items()} for name in dimensions}
    return {name: of_case for name, of_case in divided.items() if len(set(of_case.values())) > 1}


def _parts(case: Case, sizes: Mapping[str, int]) -> dict[str, str]:
    return {
        "language": case.language,
        "kind": case.kind or UNSTATED,
        "place": _level(case.region),
        "answerable": "yes" if case.answerable else "no",
        "turn": "follow-up" if case.history else "first",
        "day": "given" if case.as_of else "today",
        "right outcome": case.outcome or UNSTATED,
        "expected places": _several(len(case.expected)),
        "cluster size": _several(sizes[case.cluster_id]),
        "split": case.split or UNSTATED,
        "source": case.source or UNSTATED,
    }


def _level(region: str | None) -> str:
    """`nation`, `province`, `city` or `county`."""
    if region is None:
        return "no place"
    try:
        return jurisdictions.get(region).level
    except Problem:
        return "unknown place"


def _several(count: int) -> str:
    if count < 2:
        return str(count)
    return "2 to 4" if count <= 4 else "5 or more"
