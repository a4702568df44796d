"""A run's figures for programs and for reading without a browser: JSON, CSV, Markdown, JUnit.

The same figures are the same bytes. Answers and notes are strangers' words: no cell is a formula, no text ends a row of
a table, no character breaks the XML. Does not know which files a run keeps.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from eval.cases import Case
from eval.comparison import Comparison
from eval.costs import Cost
from eval.estimates import Scores, score_of
from eval.judgements import Judgement
from eval.records import Record
from eval.report_frame import figure, setting_rows, signed
from eval.scores import STATUSES, Metric
from eval.standings import Standing
from eval.summary import Summary, outcome_of

COLUMNS = ("case", "cluster", "language", "outcome", "metric", "status", "value", "note")
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SLICES, _TROUBLES, _SHIFTS = 20, 50, 20
"""Rows of the Markdown; the rest is in the other files."""


def as_json(plain: Mapping[str, Any]) -> str:
    """Of `summary.as_plain` or `comparison.as_plain`: sorted keys, one line end at the end, and never a NaN."""
    return _written(json.dumps(plain, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n")


def scores_csv(cases: Sequence[Case], records: Mapping[str, Record], scores: Scores, metrics: Sequence[Metric]) -> str:
    """A row for each case and metric; a cell that a spreadsheet would take for a formula begins with `'`."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(COLUMNS)
    for case in sorted(cases, key=lambda case: case.id):
        about = [_cell(v) for v in (case.id, case.cluster_id, case.language, outcome_of(records.get(case.id)))]
        for metric in metrics:
            score = score_of(scores, metric.name, case.id)
            value = "" if score.value is None else repr(round(float(score.value), 6) + 0.0)
            rows.writerow([*about, _cell(metric.name), score.status, value, _cell(score.note)])
    return _written(written.getvalue())


def judgement_lines(said: Iterable[Judgement]) -> str:
    """A line for each label that a judge gave."""
    rows = (json.dumps(judgement.as_plain(), ensure_ascii=False, sort_keys=True) + "\n" for judgement in said)
    return _written("".join(rows))


def run_markdown(
    summary: Summary,
    *,
    name: str,
    circumstances: Mapping[str, Any],
    failures: Sequence[str] = (),
    notes: Sequence[str] = (),
    judge: Standing | None = None,
    costs: Sequence[Cost] = (),
) -> str:
    """The report on a run in short."""
    figures = [
        (
            h.metric,
            "–" if h.estimate.mean is None else figure(h.estimate.mean),
            _interval(h.estimate.low, h.estimate.high, figure),
            *(h.counts[status] for status in STATUSES),
        )
        for h in summary.headlines
    ]
    short = [s for s in summary.slices if s.shortfall > 0]
    slices = [
        (f"{s.dimension}: {s.part}", s.metric, figure(s.estimate.mean or 0.0), figure(s.whole),
         _interval(s.estimate.low, s.estimate.high, figure), s.estimate.n)
        for s in short[:_SLICES]
    ]  # fmt: skip
    troubles = [(t.case, t.status, t.note, ", ".join(t.metrics) or "all") for t in summary.troubles[:_TROUBLES]]
    return _document(
        f"# {_inline(name)}: evaluation report 评测报告",
        f"{summary.cases} cases in {summary.clusters} clusters; {len(summary.broken)} with an error "
        f"({summary.error_rate:.1%}). Means are over the measured cases; intervals are 95 %, by clusters.",
        *_failed(failures),
        "## Figures 总览",
        _table(("metric", "mean", "95 % interval", *(s.replace("_", " ") for s in STATUSES)), figures),
        "## Weak parts 薄弱部分",
        _table(("part", "metric", "here", "whole", "95 % interval", "measured"), slices),
        "## Problems 问题记录",
        _table(("case", "status", "what was said", "metrics"), troubles),
        *_more(len(summary.troubles) - _TROUBLES),
        *_judge(judge, notes),
        *_costs(costs),
        "## Circumstances 运行环境",
        _table(("setting", "value"), [(setting, values[0]) for setting, values in setting_rows(circumstances)]),
    )


def comparison_markdown(comparison: Comparison, *, failures: Sequence[str] = ()) -> str:
    """The report on two runs in short."""
    figures = [
        (
            d.metric,
            *("–" if v is None else figure(v) for v in (d.a, d.b)),
            "–" if d.difference is None else signed(d.difference),
            _interval(d.low, d.high, signed),
            "–" if d.adjusted is None else f"{d.adjusted:.4f}",
            f"{d.n} ({d.wins}/{d.losses}/{d.ties})",
            d.verdict,
        )
        for d in comparison.differences
    ]
    shifts = [
        (s.case, signed(s.shift), "; ".join(f"{metric} {a} → {b}" for metric, a, b in s.changes[:3]))
        for s in comparison.shifts[:_SHIFTS]
        if s.shift < 0
    ]
    return _document(
        f"# {_inline(comparison.b)} against {_inline(comparison.a)}: comparison 对比报告",
        f"{comparison.cases} cases are in both runs; {len(comparison.missing_in_b)} only in A, "
        f"{len(comparison.missing_in_a)} only in B. Verdicts after Holm over {comparison.tests} metrics.",
        *_failed(failures),
        "## Figures 指标对比",
        _table(
            ("metric", "A", "B", "difference", "95 % interval", "p, Holm", "pairs (won/lost/tied)", "B is"), figures
        ),
        *(["## Preference 优劣判断", _inline(comparison.preferences)] if comparison.preferences else []),
        "## Regressions 退步",
        _table(("case", "mean change", "most changed"), shifts),
    )


def junit(
    cases: Sequence[Case],
    records: Mapping[str, Record],
    scores: Scores,
    metrics: Sequence[Metric],
    *,
    name: str,
    failures: Sequence[str] = (),
) -> str:
    """A test for each case: an error where anything broke, skipped where nothing applied; and one failure per gate.

    A low score fails no test: which scores are too low is for the gates to say.
    """
    suite = ElementTree.Element("testsuite", name=_xml(name))
    counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for case in sorted(cases, key=lambda case: case.id):
        test = ElementTree.SubElement(
            suite, "testcase", classname=_xml(f"cases.{case.kind or 'any'}"), name=_xml(case.id)
        )
        found = {metric.name: score_of(scores, metric.name, case.id) for metric in metrics}
        record = records.get(case.id)
        broken = [f"{metric}: {score.note}" for metric, score in found.items() if score.status == "error"]
        if record is None or record.problem:
            broken = [record.problem if record else "nothing was recorded for this case"]
        counts["tests"] += 1
        if broken:
            counts["errors"] += 1
            ElementTree.SubElement(test, "error", message=_xml(broken[0])).text = _xml("\n".join(broken))
        elif not any(score.status == "ok" for score in found.values()):
            counts["skipped"] += 1
            ElementTree.SubElement(test, "skipped", message="no metric could be measured on this case")
        told = [f"{metric} {score.value:.6g}" for metric, score in found.items() if score.value is not None]
        ElementTree.SubElement(test, "system-out").text = _xml("\n".join([case.question, outcome_of(record), *told]))
    for number, sentence in enumerate(failures, start=1):
        test = ElementTree.SubElement(suite, "testcase", classname="gates", name=f"gate {number}")
        ElementTree.SubElement(test, "failure", message=_xml(sentence)).text = _xml(sentence)
        counts["tests"] += 1
        counts["failures"] += 1
    suite.attrib.update({key: str(value) for key, value in counts.items()})
    ElementTree.indent(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suite, encoding="unicode") + "\n"


def _cell(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def _xml(text: str) -> str:
    """Without what XML 1.0 cannot hold, escaped or not."""
    return _NOT_XML.sub("\ufffd", text)


def _written(text: str) -> str:
    """As UTF-8 can hold it: half of a surrogate pair, which JSON may carry, becomes `?`."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _inline(text: object) -> str:
    """One line of Markdown in which nothing is a mark-up character, and nothing is HTML."""
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", " ".join(str(text).split()))


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    listed = [[_inline(value) for value in row] for row in rows]
    if not listed:
        return "None."
    lines = [list(columns), ["---"] * len(columns), *listed]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _interval(low: float | None, high: float | None, say: Any) -> str:
    return "–" if low is None or high is None else f"{say(low)} to {say(high)}"


def _failed(failures: Sequence[str]) -> list[str]:
    return (
        ["**Does not pass 未通过**", "\n".join(f"- {_inline(sentence)}" for sentence in failures)] if failures else []
    )


def _judge(judge: Standing | None, notes: Sequence[str]) -> list[str]:
    if judge is None:
        return []
    told = [*(problem.text(language) for problem in judge.reasons for language in ("en", "zh")), *notes]
    rows = [
        (one["labels"], one["prompt"], one["cases"], _figure(one["kappa"]), _figure(one["auroc"]))
        for one in judge.compared
    ]
    return [
        "## Judge 评审模型",
        _table(("setting", "value"), [(setting, values[0]) for setting, values in setting_rows(judge.circumstances)]),
        _table(("people's labels", "prompt", "answers", "kappa", "AUROC"), rows),
        *(["\n".join(f"- {_inline(sentence)}" for sentence in told)] if told else []),
    ]


def _costs(costs: Sequence[Cost]) -> list[str]:
    told = [f"- {_inline(cost)}" for cost in costs if cost.usage.calls]
    return ["## Cost 用量与费用", "\n".join(told)] if told else []


def _figure(value: float | None) -> str:
    return "–" if value is None else figure(value)


def _more(count: int) -> list[str]:
    return [f"{count} more are in report.json."] if count > 0 else []


def _document(*parts: str) -> str:
    return _written("\n\n".join(parts) + "\n")
