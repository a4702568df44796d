"""Run A against run B on the same cases: by how much each metric differs, how certain that is, and in which cases.

Always paired by case, over the cases that both runs hold; what one of them lacks is said. Does not know which of the
two ought to be better, nor what becomes of a regression: `eval/gates.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import ceil
from statistics import fmean
from typing import Any, Literal

from eval import significance
from eval.cases import Case
from eval.estimates import Scores, measured, rounded
from eval.preference import Preferences
from eval.scores import Metric
from eval.shifts import Shift, Side, shifts
from prompts.problems import Problem

ALPHA = 0.05
Verdict = Literal["better", "worse", "no difference shown", "no direction", "not comparable"]
"""Of B against A. `no direction`: the metric has no better end. `not comparable`: too few pairs were measured."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric, B less A, over the `n` cases that both measured."""

    metric: str
    family: str
    better: str
    verdict: Verdict
    n: int
    clusters: int
    only_a: int
    """Cases that A measured and B did not; such cases are in no mean here."""
    only_b: int
    a: float | None
    b: float | None
    difference: float | None
    low: float | None
    high: float | None
    """95 % interval of the difference, by clusters."""
    p: float | None
    test: str
    """`McNemar` for binary metrics where cases are independent, else `permutation` of signs by cluster."""
    adjusted: float | None
    """`p` after Holm over all metrics with a better end."""
    wins: int
    losses: int
    ties: int
    """Cases in which B is better, worse, the same. Of a metric without direction: higher, lower, the same."""
    detectable: float | None
    """Smallest true difference that this many cases find in four of five tries."""
    more_cases: int | None
    """Cases still to be added for finding a difference as large as the one seen; None where these are enough."""
    least_p: float | None
    """The smallest `p` that a comparison of this size can give, however large the difference."""
    noise: float | None
    """Difference that repeats of the same run show among themselves; None without repeats."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """B against A."""

    a: str
    b: str
    cases: int
    """Cases that both runs hold."""
    missing_in_a: tuple[str, ...]
    missing_in_b: tuple[str, ...]
    differences: tuple[Difference, ...]
    shifts: tuple[Shift, ...]
    """All cases with a change, worst regressions first."""
    unchanged: int
    preferences: Preferences | None = None
    """What a judge says of the answers side by side, where one was asked."""

    @property
    def tests(self) -> int:
        """Metrics that Holm takes together."""
        return sum(d.adjusted is not None for d in self.differences)

    @property
    def hopeless(self) -> tuple[str, ...]:
        """Metrics on which too few clusters were measured for any difference to be found beside so many metrics."""
        return tuple(
            d.metric
            for d in self.differences
            if d.adjusted is not None and d.least_p is not None and d.least_p * self.tests >= ALPHA
        )

    def regressed(self, metric: str) -> bool:
        """Whether B is significantly worse, after Holm."""
        return any(d.metric == metric and d.verdict == "worse" for d in self.differences)


def compare(
    cases: Sequence[Case],
    metrics: Sequence[Metric],
    a: Side,
    b: Side,
    *,
    repeats: Sequence[Scores] = (),
    seed: int = significance.SEED,
) -> Comparison:
    """Compare two runs. `repeats`: scores of further runs with A's settings, for the noise floor.

    Problem `nothing_to_compare` if no case is in both.
    """
    shared = sorted((case for case in cases if case.id in a.records and case.id in b.records), key=lambda case: case.id)
    if not shared:
        raise Problem("nothing_to_compare", a=a.name, b=b.name, only_a=len(a.records), only_b=len(b.records))
    clusters = {case.id: case.cluster_id for case in shared}
    differences = [
        _difference(metric, clusters, a, b, noise=_noise(metric, clusters, a, repeats), seed=seed) for metric in metrics
    ]
    changed = shifts(list(clusters), metrics, a, b)
    return Comparison(
        a=a.name,
        b=b.name,
        cases=len(shared),
        missing_in_a=tuple(sorted(b.records.keys() - a.records.keys())),
        missing_in_b=tuple(sorted(a.records.keys() - b.records.keys())),
        differences=tuple(_judged(differences)),
        shifts=changed,
        unchanged=len(shared) - len(changed),
    )


def as_plain(comparison: Comparison) -> dict[str, Any]:
    """For JSON."""
    return asdict(comparison)


def _difference(
    metric: Metric, clusters: Mapping[str, str], a: Side, b: Side, *, noise: float | None, seed: int
) -> Difference:
    ids = list(clusters)
    in_a, in_b = measured(a.scores, metric.name, ids), measured(b.scores, metric.name, ids)
    both = [case for case in ids if case in in_a and case in in_b]
    of_a, of_b = [in_a[case] for case in both], [in_b[case] for case in both]
    own = [clusters[case] for case in both]
    changes = [y - x for x, y in zip(of_a, of_b, strict=True)]
    up, down = sum(change > 0 for change in changes), sum(change < 0 for change in changes)
    wins, losses = (down, up) if metric.better == "lower" else (up, down)
    low = high = p = least = detectable = more = None
    test = ""
    if len(set(own)) > 1:
        paired = significance.paired_difference(of_a, of_b, own, seed=seed)
        assert paired.interval is not None
        low, high, p, test = paired.interval.low, paired.interval.high, paired.p, "permutation"
        least = 2.0 ** (1 - paired.clusters)
        if metric.binary and paired.clusters == paired.cases:
            p, test = significance.mcnemar(wins, losses), "McNemar"
        detectable = paired.detectable
        if detectable and abs(paired.mean) < detectable:
            # The detectable difference falls with the square root of the cases.
            more = ceil(paired.cases * (detectable / paired.mean) ** 2) - paired.cases if paired.mean else None
    return Difference(
        metric=metric.name,
        family=metric.family,
        better=metric.better,
        verdict="not comparable" if p is None else "no direction",
        n=len(both),
        clusters=len(set(own)),
        only_a=len(in_a) - len(both),
        only_b=len(in_b) - len(both),
        a=_kept(fmean(of_a)) if both else None,
        b=_kept(fmean(of_b)) if both else None,
        difference=_kept(fmean(changes)) if both else None,
        low=_kept(low),
        high=_kept(high),
        p=_kept(p),
        test=test,
        adjusted=None,
        wins=wins,
        losses=losses,
        ties=len(both) - wins - losses,
        detectable=_kept(detectable),
        more_cases=more,
        least_p=_kept(least),
        noise=noise,
    )


def _judged(differences: Sequence[Difference]) -> list[Difference]:
    """With verdicts, all metrics with a better end taken as one family of tests."""
    tested = [d for d in differences if d.p is not None and d.better != "neither"]
    adjusted = dict(
        zip((d.metric for d in tested), significance.holm([d.p for d in tested if d.p is not None]), strict=True)
    )
    return [
        replace(d, adjusted=_kept(adjusted[d.metric]), verdict=_verdict(d, adjusted[d.metric]))
        if d.metric in adjusted
        else d
        for d in differences
    ]


def _verdict(difference: Difference, adjusted: float) -> Verdict:
    if adjusted >= ALPHA or not difference.difference:
        return "no difference shown"
    return "better" if (difference.difference > 0) == (difference.better == "higher") else "worse"


def _noise(metric: Metric, cases: Iterable[str], a: Side, repeats: Sequence[Scores]) -> float | None:
    runs = [measured(scores, metric.name, cases) for scores in (a.scores, *repeats)]
    shared = [case for case in cases if all(case in run for run in runs)]
    if len(runs) < 2 or not shared:
        return None
    return _kept(significance.noise_floor([[run[case] for case in shared] for run in runs]).high)


def _kept(value: float | None) -> float | None:
    return None if value is None else rounded(value)
