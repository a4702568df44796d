"""All metrics that need no judge, by name, and how a run is scored with them. Does not know any metric itself."""

from collections.abc import Callable, Mapping, Sequence

from eval import answer_metrics, ranking_metrics, service_metrics, text_metrics
from eval.cases import Case
from eval.records import Record
from eval.scores import Metric, Score

METRICS: tuple[Metric, ...] = (
    *ranking_metrics.METRICS,
    *answer_metrics.METRICS,
    *service_metrics.METRICS,
    *text_metrics.METRICS,
)

Scores = dict[str, dict[str, Score]]
"""Metric → case → score."""


def score(
    metrics: Sequence[Metric],
    cases: Sequence[Case],
    records: Mapping[str, Record],
    progress: Callable[[int, int, str], None] = lambda done, total, what: None,
) -> Scores:
    """Score every case with every metric. A case without a record, or with a problem, is an error in each of them.

    Case by case, so that what several metrics look at in one answer is worked out once.
    """
    scores: Scores = {metric.name: {} for metric in metrics}
    for done, case in enumerate(cases, start=1):
        record = records.get(case.id)
        for metric in metrics:
            scores[metric.name][case.id] = _score(metric, case, record)
        progress(done, len(cases), case.id)
    return scores


def _score(metric: Metric, case: Case, record: Record | None) -> Score:
    if record is None:
        return Score(None, "error", "was not asked")
    if record.problem:
        return Score(None, "error", record.problem)
    return metric.score(case, record)
