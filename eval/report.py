"""One HTML file about a run, or about two: offline, without a request to anywhere, everything from outside escaped.

Does not know how a figure came about, nor how the page is framed (`eval/report_frame.py`).
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup

from eval import plots
from eval.answer_view import AnswerView, view
from eval.cases import Case
from eval.comparison import Comparison, Difference
from eval.costs import Cost
from eval.judgements import Judgement
from eval.latency import Stage
from eval.records import ANSWERS, Record
from eval.report_frame import figure, page, setting_rows
from eval.shifts import Shift, Side
from eval.slices import Slice
from eval.standings import Standing
from eval.summary import Headline, Summary, outcome_of

WORST, SLICES, MORE_SLICES, TROUBLES, SHIFTS = 15, 12, 100, 300, 12
"""Worst cases in full; slices at once and behind a fold; problems; regressions and improvements in full."""


def render_run(
    summary: Summary,
    cases: Sequence[Case],
    records: Mapping[str, Record],
    *,
    name: str,
    circumstances: Mapping[str, Any],
    stages: Sequence[Stage] = (),
    failures: Sequence[str] = (),
    notes: Sequence[str] = (),
    passed: str = "",
    judge: Standing | None = None,
    costs: Sequence[Cost] = (),
    curve_of: str = "a sentence that cites no place that the case expects",
) -> str:
    """The page about one run. `failures`: what the gates said; `passed`: what to say where they said nothing; `notes`:
    what was not held against them."""
    by_id = {case.id: case for case in cases}
    short = [s for s in summary.slices if s.shortfall > 0]
    whole = next((stage for stage in stages if stage.name == "all"), stages[-1] if stages else None)
    measured = [standing for standing in summary.standings if standing.standing is not None]
    return page(
        "report_run.html",
        name=name,
        summary=summary,
        lead=_lead(summary),
        facts=_facts(summary, whole, costs),
        failures=failures,
        passed=passed,
        families=_families(summary.headlines, _headline_bar),
        outcomes=_outcomes(summary),
        outcome_names=sorted({name for counts in summary.outcomes.values() for name in counts}),
        slices=[_slice(s) for s in short[:SLICES]],
        more_slices=[_slice(s) for s in short[SLICES : SLICES + MORE_SLICES]],
        slices_left=max(0, len(short) - SLICES - MORE_SLICES),
        curve=summary.curve,
        curve_of=curve_of,
        curve_plot=plots.curve_plot(summary.curve, "curve"),
        stages=stages,
        histogram=plots.histogram(whole, "seconds") if whole else "",
        worst=[(s, by_id[s.case], view(by_id[s.case], records.get(s.case))) for s in measured[:WORST]],
        standings=[(s, by_id[s.case], outcome_of(records.get(s.case))) for s in summary.standings],
        troubles=[
            (status, rows[:TROUBLES], max(0, len(rows) - TROUBLES))
            for status, rows in ((s, list(g)) for s, g in groupby(summary.troubles, key=lambda t: t.status))
        ],
        judge=judge,
        judge_rows=setting_rows(judge.circumstances) if judge else [],
        said=_said(judge),
        notes=notes,
        costs=[str(cost) for cost in costs if cost.usage.calls],
        circumstances=setting_rows(circumstances),
    )


def render_comparison(
    comparison: Comparison,
    cases: Sequence[Case],
    a: Side,
    b: Side,
    *,
    circumstances: tuple[Mapping[str, Any], Mapping[str, Any]] = ({}, {}),
    failures: Sequence[str] = (),
    passed: str = "",
) -> str:
    """The page about two runs, with both answers and their passages side by side where they differ most."""
    by_id = {case.id: case for case in cases}

    def sides(shifts: Sequence[Shift]) -> list[tuple[Shift, Case, AnswerView, AnswerView]]:
        return [
            (s, by_id[s.case], view(by_id[s.case], a.records[s.case]), view(by_id[s.case], b.records[s.case]))
            for s in shifts
        ]

    losses = [shift for shift in comparison.shifts if shift.shift < 0]
    wins = [shift for shift in reversed(comparison.shifts) if shift.shift > 0]
    reach = 1.7 * max([0.05, *(abs(d.difference or 0) for d in comparison.differences if _is_share(d))])
    verdicts = [d.verdict for d in comparison.differences]
    return page(
        "report_comparison.html",
        c=comparison,
        lead=_verdict_sentence(comparison),
        facts=[
            ("Cases in both", comparison.cases, f"{len(comparison.shifts)} with a changed score"),
            ("Metrics worse", verdicts.count("worse"), f"of {comparison.tests} tested"),
            ("Metrics better", verdicts.count("better"), f"of {comparison.tests} tested"),
            ("Cases worse", len(losses), "by mean change of their metrics"),
            ("Cases better", len(wins), f"{comparison.cases - len(wins) - len(losses)} neither"),
        ],
        failures=failures,
        passed=passed,
        has_noise=any(d.noise is not None for d in comparison.differences),
        reach=reach,
        families=_families(comparison.differences, lambda d: _difference_bar(d, reach)),
        losses=sides(losses[:SHIFTS]),
        wins=sides(wins[:SHIFTS]),
        shifts=[(shift, by_id[shift.case]) for shift in comparison.shifts],
        circumstances=setting_rows(*circumstances),
    )


def _lead(summary: Summary) -> str:
    able, unable = summary.outcomes.get("answerable", {}), summary.outcomes.get("unanswerable", {})
    sentences = []
    if not any("searched only" in counts for counts in (able, unable)):
        if able:
            sentences.append(
                f"Of {sum(able.values())} questions that the documents answer, {_told(able)} were answered."
            )
        if unable:
            silent = sum(unable.values()) - _told(unable) - unable.get("error", 0)
            sentences.append(
                f"Of {sum(unable.values())} that they do not, {silent} were rightly left without an answer."
            )
    worst = next((s for s in summary.slices if s.shortfall > 0 and _is_clear(s)), None)
    if worst and worst.estimate.mean is not None:
        sentences.append(
            f"The clearest weakness: {worst.metric} is {figure(worst.estimate.mean)} where {worst.dimension} is "
            f"{worst.part}, against {figure(worst.whole)} over all."
        )
    return " ".join(sentences)


def _said(judge: Standing | None) -> dict[str, list[Judgement]]:
    """Case → what the judge said of it."""
    found: dict[str, list[Judgement]] = {}
    for judgement in judge.said if judge else ():
        found.setdefault(judgement.case, []).append(judgement)
    return found


def _facts(summary: Summary, whole: Stage | None, costs: Sequence[Cost]) -> list[tuple[str, object, str]]:
    found: list[tuple[str, object, str]] = [
        ("Cases", summary.cases, f"in {summary.clusters} clusters"),
        (
            "Metrics",
            len(summary.headlines),
            f"{sum(h.estimate.n > 0 for h in summary.headlines)} of them measured on some case",
        ),
        ("Cases with an error", len(summary.broken), f"{summary.error_rate:.1%} of all"),
    ]
    if whole:
        found.append(("Median time", f"{whole.p50:.2f} s", f"95 of 100 within {whole.p95:.2f} s"))
    for cost in costs:
        if cost.usage.calls:
            used = cost.usage
            paid = "price not known" if cost.money is None else f"cost {cost.money:,.4f}" if cost.money else "no cost"
            about = f"{used.read:,} read, {used.written:,} written in {used.calls:,} calls; {paid}"
            found.append((f"Tokens: {cost.part}", f"{used.read + used.written:,}", about))
    return found


def _verdict_sentence(comparison: Comparison) -> str:
    named = {
        verdict: [d.metric for d in comparison.differences if d.verdict == verdict] for verdict in ("worse", "better")
    }
    if not any(named.values()):
        return f"No metric shows a significant difference between A ({comparison.a}) and B ({comparison.b})."
    parts = [f"significantly {verdict} on {_listed(metrics)}" for verdict, metrics in named.items() if metrics]
    return f"B ({comparison.b}) is {' and '.join(parts)}, compared with A ({comparison.a})."


def _listed(names: Sequence[str]) -> str:
    shown = [*names[:5], f"{len(names) - 5} more"] if len(names) > 6 else list(names)
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _families(rows: Sequence[Any], picture: Any) -> list[tuple[str, list[tuple[Any, Markup]]]]:
    """Rows by family, families in order of appearance."""
    names = dict.fromkeys(row.family for row in rows)
    return [(name, [(row, picture(row)) for row in rows if row.family == name]) for name in names]


def _headline_bar(headline: Headline) -> Markup:
    e = headline.estimate
    if e.mean is None or not 0 <= min(e.mean, e.low or 0) <= max(e.mean, e.high or 0) <= 1:
        return Markup()
    return plots.bar(e.mean, e.low, e.high, (0.0, 1.0))


def _difference_bar(d: Difference, reach: float) -> Markup:
    """Over ± `reach`, which all differences of shares have in common; a metric of another scale has its own."""
    if d.difference is None:
        return Markup()
    return plots.difference_bar(
        d.difference, d.low, d.high, reach if _is_share(d) else 1.7 * abs(d.difference or 1), d.noise
    )


def _is_share(d: Difference) -> bool:
    return min(d.a or 0, d.b or 0) >= 0 and max(d.a or 0, d.b or 0) <= 1


def _slice(s: Slice) -> tuple[Slice, Markup, bool]:
    e = s.estimate
    ends = [v for v in (e.mean, e.low, e.high, s.whole) if v is not None]
    within = (0.0, 1.0) if min(ends) >= 0 and max(ends) <= 1 else (min(ends), max(ends))
    return s, plots.bar(e.mean or 0.0, e.low, e.high, within, s.whole), _is_clear(s)


def _is_clear(s: Slice) -> bool:
    """Whether the mean of the whole lies outside the slice's interval."""
    return (
        s.estimate.low is not None and s.estimate.high is not None and not s.estimate.low <= s.whole <= s.estimate.high
    )


def _outcomes(summary: Summary) -> list[tuple[str, int, list[tuple[str, int, Markup]]]]:
    """Group of cases, how many, and its outcomes with counts: those that told something first, errors last."""
    found = []
    for group, counts in summary.outcomes.items():
        total = sum(counts.values())
        names = sorted(counts, key=lambda name: (name not in ANSWERS, name == "error", -counts[name], name))
        rows = [(name, counts[name], plots.bar(counts[name] / total, None, None, (0.0, 1.0))) for name in names]
        found.append((group, total, rows))
    return found


def _told(counts: Mapping[str, int]) -> int:
    return sum(counts.get(name, 0) for name in ANSWERS)
