"""When figures must stop a release: thresholds, regressions, too many errors. Each gate says its findings as sentences.

An empty list lets pass. Does not know an exit code, nor what a figure means.
"""

from collections.abc import Collection, Iterable, Mapping
from math import isfinite

from eval.comparison import Comparison
from eval.summary import Summary
from prompts.problems import Problem

SLACK = 0.03
"""How far a mean may fall before the baseline is broken: one case of forty, or another processor's rounding."""
MOST_ERRORS = 0.02
"""Share of cases that may break before no mean of the run is to be trusted."""


def thresholds(written: Iterable[str]) -> dict[str, float]:
    """Read `metric=value` as on the command line. Problem `bad_threshold`."""
    found = {}
    for text in written:
        name, equals, value = text.rpartition("=")
        try:
            found[name.strip()] = float(value)
        except ValueError:
            raise Problem("bad_threshold", found=text) from None
        if not (equals and name.strip() and isfinite(found[name.strip()])):
            raise Problem("bad_threshold", found=text)
    return found


def below(summary: Summary, least: Mapping[str, float]) -> list[str]:
    """What falls short of its threshold; of a metric where lower is better, what lies above it.

    A metric that the run does not have, or did not measure once, falls short.
    """
    found = []
    headlines = {headline.metric: headline for headline in summary.headlines}
    for name, value in least.items():
        headline = headlines.get(name)
        if headline is None:
            found.append(f"{name} should be at least {value:g}, but this run was not scored by a metric of that name.")
            continue
        mean, n = headline.estimate.mean, headline.estimate.n
        word = "at most" if headline.better == "lower" else "at least"
        if mean is None:
            found.append(f"{name} should be {word} {value:g}, but it was measured on none of {summary.cases} cases.")
        elif mean > value if headline.better == "lower" else mean < value:
            found.append(f"{name} is {mean:.4f} over {n} of {summary.cases} cases, and should be {word} {value:g}.")
    return found


def kept(summary: Summary, ungated: Collection[str] = ()) -> dict[str, float]:
    """The means of the metrics that have a better end: what a later run is held against by `worse_than_kept`."""
    means = {h.metric: h.estimate.mean for h in summary.headlines if h.better != "neither" and h.metric not in ungated}
    return {name: mean for name, mean in means.items() if mean is not None}


def worse_than_kept(summary: Summary, baseline: Mapping[str, float], slack: float = SLACK) -> list[str]:
    """What is worse than in a kept baseline by more than `slack`, which other processors may cost."""
    better = {headline.metric: headline.better for headline in summary.headlines}
    least = {name: value + slack if better.get(name) == "lower" else value - slack for name, value in baseline.items()}
    return below(summary, least)


def too_many_errors(summary: Summary, most: float = MOST_ERRORS, ungated: Collection[str] = ()) -> list[str]:
    """Whether so many cases broke that the means of the others say little. A judge that may not gate breaks none."""
    if not summary.cases:
        return ["The run holds no case."]
    found = (t for t in summary.troubles if t.status == "error" and (not t.metrics or set(t.metrics) - set(ungated)))
    broken = len({trouble.case for trouble in found})
    if broken / summary.cases <= most:
        return []
    return [
        f"{broken} of {summary.cases} cases ended in an error ({broken / summary.cases:.1%}), "
        f"and at most {most:.1%} may."
    ]


def regressions(comparison: Comparison, ungated: Collection[str] = ()) -> list[str]:
    """The metrics on which B is significantly worse than A."""
    return [
        f"{d.metric} {'fell' if d.better == 'higher' else 'rose'} from {d.a:.4f} to {d.b:.4f} over {d.n} cases "
        f"(95 % interval of the difference {d.low:+.4f} to {d.high:+.4f}, p after Holm {d.adjusted:.4f})."
        for d in comparison.differences
        if d.verdict == "worse" and d.metric not in ungated
    ]
