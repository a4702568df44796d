"""What each leg of the search would have found alone, from a run that kept which leg found what.

A leg's ranking is made of the passages that the whole search kept (`eval.runner.DEPTH`), in the leg's own order: deep
down it may miss what only it found. Does not know how the legs are fused.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from eval.estimates import Estimate, Estimator
from eval.ranking_metrics import METRICS
from eval.records import Record
from eval.runs import Run
from eval.scores import chosen

LEGS = ("vectors", "words")
MEASURES = ("ndcg@10", "recall@10", "recall@100")


@dataclass(frozen=True, slots=True)
class Row:
    """One way to search one set."""

    run: str
    way: str
    """`both`, `vectors` (meaning alone), `words` (BM25 alone)."""
    estimates: tuple[Estimate, ...]
    """Of `MEASURES`."""


def of_leg(record: Record, leg: str) -> Record:
    """The record as if only this leg had searched."""
    found = [passage for passage in record.passages if leg in passage.legs]
    return replace(record, passages=tuple(sorted(found, key=lambda passage: passage.legs[leg])))


def compare_legs(run: Run) -> list[Row]:
    """The whole search and each leg alone, over the cases that expect something."""
    cases = {case.id: case for case in run.cases()}
    records = [record for record in run.records() if not record.problem]
    estimate = Estimator({case.id: case.cluster_id for case in cases.values()})
    rows = []
    for way in ("both", *LEGS):
        seen = records if way == "both" else [of_leg(record, way) for record in records]
        estimates = []
        for metric in chosen(METRICS, MEASURES):
            scores = {record.case: metric.score(cases[record.case], record) for record in seen}
            values = {case: score.value for case, score in scores.items() if score.value is not None}
            estimates.append(estimate(values, binary=False))
        rows.append(Row(run.folder.name, way, tuple(estimates)))
    return rows


def markdown(rows: Sequence[Row]) -> str:
    """The rows as a table, each figure with its 95 % interval."""
    lines = [f"| set | questions | way | {' | '.join(MEASURES)} |", "|---" * (3 + len(MEASURES)) + "|"]
    lines += [
        f"| {row.run} | {row.estimates[0].n} | {row.way} | {' | '.join(_told(e) for e in row.estimates)} |"
        for row in rows
    ]
    return "\n".join(lines)


def _told(estimate: Estimate) -> str:
    if estimate.mean is None:
        return "–"
    if estimate.low is None or estimate.high is None:
        return f"{estimate.mean:.3f}"
    return f"{estimate.mean:.3f} ({estimate.low:.3f}–{estimate.high:.3f})"
