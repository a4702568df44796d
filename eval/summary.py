"""Scores of all cases become the figures of a report: means with denominators, slices, worst cases, troubles.

The same scores are the same summary to the byte: nothing in it depends on time, order of arrival or chance. A mean is
taken over what was measured (`ok`) and over nothing else. Does not know how a score came about, how long an answer took
(`eval/latency.py`), nor another run (`eval/comparison.py`).
"""

import functools
import inspect
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any

from eval.cases import Case
from eval.curves import Point, by_expected_place, curve
from eval.estimates import Estimate, Estimator, Scores, bounds, goodness, measured, rounded, score_of
from eval.records import Record
from eval.scores import STATUSES, Metric, Status
from eval.significance import SEED
from eval.slices import Slice, slices


@dataclass(frozen=True, slots=True)
class Headline:
    """One metric over all cases. `counts`: status → cases, all four, summing to the cases of the run."""

    metric: str
    family: str
    better: str
    binary: bool
    meaning: str
    """First sentence of the definition."""
    estimate: Estimate
    counts: Mapping[Status, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case fares over all metrics that have a better end: 0 worst, 1 best; None if none of them measured it."""

    case: str
    standing: float | None
    lowest: tuple[tuple[str, float], ...]
    """Its worst metrics with their values, worst first; at most four, and none that is at its best."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What could not be measured on a case, because something broke or the assistant gave no answer."""

    case: str
    status: Status
    note: str
    metrics: tuple[str, ...]
    """Those that say so; empty: the whole case broke."""


@dataclass(frozen=True, slots=True)
class Summary:
    """All figures of one run."""

    cases: int
    clusters: int
    missing: tuple[str, ...]
    """Cases that nothing was recorded for."""
    outcomes: Mapping[str, Mapping[str, int]]
    """`answerable` and `unanswerable` → outcome → cases; `error` for those that broke."""
    broken: tuple[str, ...]
    """Cases with at least one error, the assistant's or a metric's; `error_rate` is their share, and it gates."""
    error_rate: float
    headlines: tuple[Headline, ...]
    slices: tuple[Slice, ...]
    """Worst first; only parts with enough measured cases."""
    standings: tuple[Standing, ...]
    """All cases, worst first."""
    curve: tuple[Point, ...]
    troubles: tuple[Trouble, ...]


def summarise(
    cases: Sequence[Case],
    records: Mapping[str, Record],
    scores: Scores,
    metrics: Sequence[Metric],
    *,
    pairs: Iterable[tuple[float, bool]] | None = None,
    seed: int = SEED,
) -> Summary:
    """Make the figures of a run.

    `pairs`: confidence and whether it was right, for the coverage–error curve; without them, support of each shown
    sentence against whether it cites an expected place, where the case names one.
    """
    cases = sorted(cases, key=lambda case: case.id)
    clusters = {case.id: case.cluster_id for case in cases}
    estimate = Estimator(clusters, seed)
    headlines = tuple(_headline(metric, cases, scores, estimate) for metric in metrics)
    troubles = tuple(_troubles(cases, records, scores, metrics))
    broken = sorted({t.case for t in troubles if t.status == "error"})
    if pairs is None:
        pairs = by_expected_place(cases, records)
    return Summary(
        cases=len(cases),
        clusters=len(set(clusters.values())),
        missing=tuple(case.id for case in cases if case.id not in records),
        outcomes=_outcomes(cases, records),
        broken=tuple(broken),
        error_rate=rounded(len(broken) / len(cases)) if cases else 0.0,
        headlines=headlines,
        slices=tuple(slices(cases, scores, metrics, estimate)),
        standings=tuple(_standings(cases, scores, metrics)),
        curve=curve(pairs),
        troubles=troubles,
    )


def as_plain(summary: Summary) -> dict[str, Any]:
    """For JSON."""
    return asdict(summary)


def outcome_of(record: Record | None) -> str:
    """In one word: an outcome, `error`, or `searched only`."""
    if record is None or record.problem:
        return "error"
    return record.outcome or "searched only"


def _headline(metric: Metric, cases: Sequence[Case], scores: Scores, estimate: Estimator) -> Headline:
    counts = Counter(score_of(scores, metric.name, case.id).status for case in cases)
    return Headline(
        metric=metric.name,
        family=metric.family,
        better=metric.better,
        binary=metric.binary,
        meaning=_meaning(metric),
        estimate=estimate(measured(scores, metric.name, (case.id for case in cases)), binary=metric.binary),
        counts={status: counts[status] for status in STATUSES},
    )


def _standings(cases: Sequence[Case], scores: Scores, metrics: Sequence[Metric]) -> list[Standing]:
    good: dict[str, list[tuple[float, str, float]]] = {case.id: [] for case in cases}
    for metric in metrics:
        values = measured(scores, metric.name, good) if metric.better != "neither" else {}
        within = bounds(values.values()) if values else (0.0, 1.0)
        for case, value in values.items():
            good[case].append((goodness(metric, value, within), metric.name, value))
    found = []
    for case, own in good.items():
        lowest = tuple((name, rounded(value)) for share, name, value in sorted(own)[:4] if share < 1)
        found.append(Standing(case, rounded(fmean(share for share, _, _ in own)) if own else None, lowest))
    return sorted(found, key=lambda s: (s.standing is None, s.standing or 0.0, s.case))


def _troubles(
    cases: Sequence[Case], records: Mapping[str, Record], scores: Scores, metrics: Sequence[Metric]
) -> list[Trouble]:
    """What broke before what was refused; a case that broke as a whole is told once."""
    found: dict[tuple[str, Status, str], list[str]] = {}
    for case in cases:
        record = records.get(case.id)
        if record is None or record.problem:
            found[case.id, "error", record.problem if record else "nothing was recorded for this case"] = []
            continue
        for metric in metrics:
            score = score_of(scores, metric.name, case.id)
            if score.status in ("error", "refused"):
                found.setdefault((case.id, score.status, score.note or record.outcome), []).append(metric.name)
    troubles = [Trouble(case, status, note, tuple(names)) for (case, status, note), names in found.items()]
    return sorted(troubles, key=lambda t: (t.status != "error", t.case, t.note))


def _outcomes(cases: Sequence[Case], records: Mapping[str, Record]) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {"answerable": Counter(), "unanswerable": Counter()}
    for case in cases:
        found["answerable" if case.answerable else "unanswerable"][outcome_of(records.get(case.id))] += 1
    return {name: dict(sorted(counts.items())) for name, counts in found.items() if counts}


def _meaning(metric: Metric) -> str:
    score = metric.score.func if isinstance(metric.score, functools.partial) else metric.score
    written = inspect.getdoc(score) if inspect.isroutine(score) else ""
    return " ".join((written or "").split("\n\n")[0].split())
