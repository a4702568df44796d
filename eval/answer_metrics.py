"""All metrics of answers and refusals that need no judge; each is defined in the file of its part.

An answer is measured on its own sentences and citations. `refused` is the status where there is none, `not_applicable`
where the case asks for nothing of the kind. Does not know service guides (`service_metrics`) or other runs.
"""

from eval import citation_metrics, completeness_metrics, figure_metrics, refusal_metrics, support_metrics
from eval.scores import Metric

METRICS: tuple[Metric, ...] = (
    *citation_metrics.METRICS,
    *support_metrics.METRICS,
    *figure_metrics.METRICS,
    *completeness_metrics.METRICS,
    *refusal_metrics.METRICS,
)
