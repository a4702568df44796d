"""Scores a run, and writes what came out beside its answers: scores, report data and pages. Asks nothing again.

    scores.csv  report.json  judgements.jsonl  the same for two runs of the same, to the byte; the last by a judge
    report.html report.md  junit.xml           for people and for continuous integration
    timings.json                               how long it took: never twice the same

Does not know any metric, nor who reads the report.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from eval import exports, gates
from eval.cases import Case
from eval.comparison import Comparison, as_plain, compare
from eval.consistency import consistency
from eval.costs import Cost
from eval.latency import Stage, stages
from eval.metrics import Scores, score
from eval.preference import Preferences
from eval.records import Record
from eval.report import render_comparison, render_run
from eval.runs import Run
from eval.scores import Metric
from eval.shifts import Side
from eval.standings import Standing
from eval.summary import Summary, summarise
from eval.summary import as_plain as summary_as_plain
from ingestion import durable
from prompts.problems import Problem

PASSED = "All thresholds were met."


@dataclass(frozen=True, slots=True)
class Scored:
    """A run with its scores."""

    run: Run
    cases: tuple[Case, ...]
    records: Mapping[str, Record]
    metrics: tuple[Metric, ...]
    scores: Scores
    summary: Summary
    stages: tuple[Stage, ...]
    judge: Standing | None = None
    """Of the judge, where one was asked."""
    costs: tuple[Cost, ...] = ()

    @property
    def ungated(self) -> frozenset[str]:
        """Metrics that pass and stop nothing, because their judge may not."""
        return self.judge.ungated(self.scores) if self.judge else frozenset()

    @property
    def side(self) -> Side:
        """As one of two."""
        return Side(self.run.folder.name, self.records, self.scores)


def score_run(
    run: Run, metrics: Sequence[Metric], progress: Callable[[int, int, str], None] = lambda done, total, what: None
) -> Scored:
    """Score every case of a run, those not asked yet as errors. Metrics that no case asks for are left out."""
    cases = run.cases()
    records = {record.case: record for record in run.records()}
    scores = score(metrics, cases, records, progress)
    told = [metric for metric in metrics if any(s.status != "not_applicable" for s in scores[metric.name].values())]
    scores = {metric.name: scores[metric.name] for metric in told}
    return Scored(
        run=run,
        cases=tuple(cases),
        records=records,
        metrics=tuple(told),
        scores=scores,
        summary=summarise(cases, records, scores, told),
        stages=stages(run.timings()),
    )


def publish(
    scored: Scored, fail_under: Sequence[str] = (), baseline: Path | None = None
) -> tuple[list[str], list[str]]:
    """Write the report of a run into its folder; gives what falls short of the thresholds, and what was not held
    against one because its judge may not gate, as sentences.

    `baseline`: a file of means that this run must not fall behind (`keep_baseline`).
    """
    least, known = gates.thresholds(fail_under), read_baseline(baseline) if baseline else {}
    asked, held = _parted(least, scored.ungated)
    of_old, held_old = _parted(known, scored.ungated)
    failures = [
        *gates.too_many_errors(scored.summary, ungated=scored.ungated),
        *gates.below(scored.summary, asked),
        *gates.worse_than_kept(scored.summary, of_old),
    ]
    notes = [f"{name} was held against no threshold: its judge may not gate." for name in {**held, **held_old}]
    name, circumstances = scored.run.folder.name, scored.run.circumstances
    judge = scored.judge.as_plain() if scored.judge else None
    data = summary_as_plain(scored.summary) | {"consistency": _agreeing(scored), "judge": judge}
    data |= {"costs": [cost.as_plain() for cost in scored.costs]}
    _write(
        scored.run.folder,
        {
            "report.json": exports.as_json(data),
            "scores.csv": exports.scores_csv(scored.cases, scored.records, scored.scores, scored.metrics),
            "report.md": exports.run_markdown(
                scored.summary,
                name=name,
                circumstances=circumstances,
                failures=failures,
                notes=notes,
                judge=scored.judge,
                costs=scored.costs,
            ),
            "junit.xml": exports.junit(
                scored.cases, scored.records, scored.scores, scored.metrics, name=name, failures=failures
            ),
            "report.html": render_run(
                scored.summary,
                scored.cases,
                scored.records,
                name=name,
                circumstances=circumstances,
                stages=scored.stages,
                failures=failures,
                notes=notes,
                passed=PASSED if asked or of_old else "",
                judge=scored.judge,
                costs=scored.costs,
            ),
            "timings.json": json.dumps([asdict(stage) for stage in scored.stages], indent=1) + "\n",
        }
        | ({"judgements.jsonl": exports.judgement_lines(scored.judge.said)} if scored.judge else {}),
    )
    return failures, notes


def read_baseline(path: Path) -> dict[str, float]:
    """Metric → mean. Problem `no_baseline` if the file is not there."""
    if not path.is_file():
        raise Problem("no_baseline", found=path)
    return dict(json.loads(path.read_text("utf-8")))


def keep_baseline(scored: Scored, path: Path) -> None:
    """Keep the means of a run for later ones."""
    durable.write(path, exports.as_json(gates.kept(scored.summary, scored.ungated)).encode())


def publish_comparison(
    a: Scored,
    b: Scored,
    folder: Path,
    repeats: Sequence[Scored] = (),
    *,
    preferences: Preferences | None = None,
    fail_on_regression: bool = False,
) -> tuple[Comparison, list[str]]:
    """Compare two runs and write the report; gives what regressed, as sentences, if that is to fail.

    `preferences`: what a judge says of the answers side by side; it fails nothing.
    """
    metrics = [metric for metric in b.metrics if metric.name in a.scores]
    cases = list({case.id: case for case in (*a.cases, *b.cases)}.values())
    comparison = compare(cases, metrics, a.side, b.side, repeats=[repeat.scores for repeat in repeats])
    comparison = replace(comparison, preferences=preferences)
    failures = gates.regressions(comparison, a.ungated | b.ungated) if fail_on_regression else []
    circumstances = (a.run.circumstances, b.run.circumstances)
    _write(
        folder,
        {
            "comparison.json": exports.as_json(as_plain(comparison)),
            "comparison.md": exports.comparison_markdown(comparison, failures=failures),
            "comparison.html": render_comparison(
                comparison, cases, a.side, b.side, circumstances=circumstances, failures=failures
            ),
        },
    )
    return comparison, failures


def _parted(means: Mapping[str, float], ungated: Collection[str]) -> tuple[dict[str, float], dict[str, float]]:
    """Those of metrics that may gate, and the others."""
    may = {name: mean for name, mean in means.items() if name not in ungated}
    return may, {name: mean for name, mean in means.items() if name in ungated}


def _agreeing(scored: Scored) -> dict[str, Any]:
    return asdict(consistency(scored.cases, scored.records.values()))


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        durable.write(folder / name, text.encode())
