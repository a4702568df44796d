"""Two runs case by case: in which cases B says something else than A, and whether that is for the worse.

Does not know whether a change is more than chance; that is for all cases together (`eval/comparison.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.estimates import Scores, bounds, goodness, measured, score_of
from eval.records import Record
from eval.scores import Metric, Score


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two runs."""

    name: str
    records: Mapping[str, Record]
    scores: Scores


@dataclass(frozen=True, slots=True)
class Shift:
    """What changed in one case."""

    case: str
    shift: float
    """Mean change over all metrics with a better end, each within its range: −1 (all lost) to 1."""
    changes: tuple[tuple[str, str, str], ...]
    """Metric, what A says, what B says; the worst first."""


def shifts(ids: Sequence[str], metrics: Sequence[Metric], a: Side, b: Side) -> tuple[Shift, ...]:
    """All cases in which any metric says something else, the worst first."""
    moved: dict[str, list[tuple[float, str, str, str]]] = {case: [] for case in ids}
    for metric in metrics:
        in_a, in_b = measured(a.scores, metric.name, ids), measured(b.scores, metric.name, ids)
        within = bounds([*in_a.values(), *in_b.values(), 0.0])
        for case in ids:
            before, after = score_of(a.scores, metric.name, case), score_of(b.scores, metric.name, case)
            if before == after or (before.value, before.status) == (after.value, after.status):
                continue
            if case in in_a and case in in_b:
                change = goodness(metric, in_b[case], within) - goodness(metric, in_a[case], within)
            else:
                # An answer that broke is a loss; a refusal may be right, and has metrics of its own.
                change = float(before.status == "error") - float(after.status == "error")
            if metric.better == "neither":
                change = 0.0
            moved[case].append((round(change, 6), metric.name, _said(before), _said(after)))
    directed = sum(metric.better != "neither" for metric in metrics) or 1
    found = [
        Shift(
            case=case,
            shift=round(max(-1.0, min(1.0, sum(change for change, *_ in own) / directed)), 6) + 0.0,
            changes=tuple((name, before, after) for _, name, before, after in sorted(own)),
        )
        for case, own in moved.items()
        if own
    ]
    return tuple(sorted(found, key=lambda shift: (shift.shift, shift.case)))


def _said(score: Score) -> str:
    return score.status.replace("_", " ") if score.value is None else f"{score.value:.4g}"
