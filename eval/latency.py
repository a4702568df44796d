"""How long answers took, stage by stage. Kept apart: two equal runs share all other figures.

Does not know what a stage is.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

_EDGES = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0)
"""Seconds; the last bin has no end."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Seconds of one stage over `n` cases. Percentiles are times that were seen (nearest rank), not mixtures of two."""

    name: str
    n: int
    mean: float
    p50: float
    p90: float
    p95: float
    p99: float
    longest: float
    bins: tuple[tuple[float, float | None, int], ...]
    """From, to (None: open), cases: the part of a fixed scale of times that is not empty, gaps included."""


def stages(timings: Mapping[str, Mapping[str, float]]) -> tuple[Stage, ...]:
    """The stages in which any case spent time, the whole (`all`) last, the others by their median."""
    seconds: dict[str, list[float]] = {}
    for of_case in timings.values():
        for name, value in of_case.items():
            seconds.setdefault(name, []).append(float(value))
    found = [_stage(name, sorted(values)) for name, values in seconds.items()]
    return tuple(sorted(found, key=lambda stage: (stage.name == "all", stage.p50, stage.name)))


def _stage(name: str, values: Sequence[float]) -> Stage:
    def percentile(share: float) -> float:
        return round(values[max(0, ceil(share * len(values)) - 1)], 4)

    return Stage(
        name=name,
        n=len(values),
        mean=round(sum(values) / len(values), 4),
        p50=percentile(0.5),
        p90=percentile(0.9),
        p95=percentile(0.95),
        p99=percentile(0.99),
        longest=round(values[-1], 4),
        bins=_bins(values),
    )


def _bins(values: Sequence[float]) -> tuple[tuple[float, float | None, int], ...]:
    counts = [0] * len(_EDGES)
    for value in values:
        counts[bisect_right(_EDGES, value) - 1] += 1
    filled = [place for place, count in enumerate(counts) if count]
    ends: tuple[float | None, ...] = (*_EDGES[1:], None)
    return tuple((_EDGES[p], ends[p], counts[p]) for p in range(filled[0], filled[-1] + 1))
