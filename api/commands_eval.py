"""`eval …`: questions of a set, asked as the public asks them, scored, compared and shown.

A run and its scores are two things: `run` asks and keeps, `score` looks at what was kept, as often as one likes. Does
not know how anything is measured.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.console import Json, Progress, remark, show
from api.settings import read_settings
from api.wiring import Services, wire
from prompts.problems import Problem

if TYPE_CHECKING:
    from api.evaluating import Plan
    from eval.scoring import Scored

evaluations = typer.Typer(
    help="Questions of a set, asked as the public asks them; scored and compared.", no_args_is_help=True
)

DATA = Path(__file__).parents[2] / "shared" / "data"
DEMO = Path(__file__).parents[1] / "eval" / "sets" / "demo"
PATIENCE = 180.0
"""Seconds to wait for a language model that is being loaded."""

SetFolder = Annotated[
    Path, typer.Argument(help="Folder of a set: cases.jsonl, or BEIR; default: the demonstration set.")
]
RunFolder = Annotated[Path, typer.Argument(help="Folder of a run.")]
Metrics = Annotated[list[str] | None, typer.Option("--metric", help="Only this metric; may be repeated.")]
JudgeSpec = Annotated[str | None, typer.Option("--judge", help="Also score by a language model: `openai:NAME`, …")]
SameJudge = Annotated[bool, typer.Option("--allow-same-judge", help="Let the model under test judge itself.")]
Replay = Annotated[bool, typer.Option("--replay", help="Ask no model: a reply or judgement that was never kept fails.")]
FailUnder = Annotated[list[str] | None, typer.Option("--fail-under", help="metric=value; exit 1 if the mean is lower.")]
Baseline = Annotated[Path | None, typer.Option("--baseline", help="File of means; exit 1 if any is worse by 0.03.")]
KeepBaseline = Annotated[Path | None, typer.Option("--keep-baseline", help="Write the means to this file.")]
CorpusFile = Annotated[str | None, typer.Option("--corpus", help="File of passages in the folder, e.g. pages.jsonl.")]
Data = Annotated[Path, typer.Option("--data", help="Folder with the evaluation data, one folder a set.")]
Qrels = Annotated[str | None, typer.Option("--qrels", help="File of relevant passages, e.g. qrels_pages.tsv.")]


@evaluations.command("run")
def run_set(
    folder: SetFolder = DEMO,
    *,
    retrieval: Annotated[bool, typer.Option("--retrieval", help="Ask the searcher alone.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the run; default: one named by its circumstances.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many cases.")] = None,
    sample: Annotated[int | None, typer.Option(min=1, help="Only so many cases, drawn with --seed.")] = None,
    seed: Annotated[int, typer.Option(help="Of the draw.")] = 7,
    slices: Annotated[list[str] | None, typer.Option("--slice", help="field=value, e.g. kind=local.")] = None,
    also: Annotated[list[Path] | None, typer.Option("--with", help="A further set whose documents are needed.")] = None,
    corpus: CorpusFile = None,
    qrels: Qrels = None,
    across: Annotated[
        bool, typer.Option("--across", help="Only sources in another language than the question's.")
    ] = False,
    repeat: Annotated[int, typer.Option(min=0, help="Number of this repetition, for the noise floor.")] = 0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be asked, and ask nothing.")] = False,
    replay: Replay = False,
    reuse: Annotated[bool, typer.Option("--reuse", help="Take a model's kept reply where there is one.")] = False,
    score: Annotated[
        bool, typer.Option("--score/--no-score", help="Score and report when all cases are asked.")
    ] = True,
    fail_under: FailUnder = None,
    baseline: Baseline = None,
    keep: KeepBaseline = None,
    as_json: Json = False,
) -> None:
    """Ask the cases of a set and keep what came of each. Goes on where an interrupted run of the same stopped."""
    from api.evaluating import Plan, asker, circumstances, home, open_world, select
    from eval import runs
    from eval.folders import open_set
    from eval.runner import carry_out

    services = wire(read_settings())
    found = open_set(folder, corpus=corpus, qrels=qrels, also=also or (), cross_language=across)
    cases = select(found.cases, limit=limit, sample=sample, seed=seed, slices=slices or ())
    if not cases:
        raise Problem("no_cases_chosen", found=len(found.cases))
    selection = {"limit": limit, "sample": sample, "seed": seed if sample else None, "slices": slices or []}
    plan = Plan(found, tuple(cases), selection, retrieval, repeat)
    if dry_run:
        _say_what_would_be_asked(services, plan, as_json)
        return
    with Progress("Preparing") as progress:
        world = open_world(services, plan, progress)
    if not retrieval and not replay:
        with Progress("Loading the language model") as progress:
            services.await_model(PATIENCE, lambda seconds: progress(int(seconds), int(PATIENCE)))
    known = circumstances(services, plan, world)
    run = runs.begin(out or home(services) / "runs" / f"{found.name}-{runs.digest(known)[:8]}", cases, known)
    with asker(services, plan, world, replay=replay, reuse=reuse) as ask, Progress("Asking") as progress:
        asked = carry_out(run, ask, progress)
    remark(f"{asked} asked, {len(cases) - asked} kept from before: {run.folder}")
    if score:
        _score(services, run.folder, fail_under=fail_under or (), baseline=baseline, keep=keep, as_json=as_json)
    else:
        show({"run": str(run.folder), "asked": asked}, str(run.folder), as_json)


@evaluations.command("score")
def score_run(
    folder: RunFolder,
    *,
    metrics: Metrics = None,
    judge: JudgeSpec = None,
    allow_same: SameJudge = False,
    replay: Replay = False,
    fail_under: FailUnder = None,
    baseline: Baseline = None,
    keep: KeepBaseline = None,
    as_json: Json = False,
) -> None:
    """Score a run with every metric, or some, and write its report beside it. Old runs take new metrics."""
    services = wire(read_settings())
    _score(
        services,
        folder,
        metrics=metrics or (),
        judge=judge,
        allow_same=allow_same,
        replay=replay,
        fail_under=fail_under or (),
        baseline=baseline,
        keep=keep,
        as_json=as_json,
    )


@evaluations.command("metrics")
def list_metrics(as_json: Json = False) -> None:
    """All metrics: name, family, which way is better, and the first line of its definition."""
    from eval.metrics import METRICS

    rows = [
        {
            "name": metric.name,
            "family": metric.family,
            "better": metric.better,
            "definition": (metric.score.__doc__ or "").strip().split("\n")[0],
        }
        for metric in METRICS
    ]
    show(rows, "\n".join(f"{r['name']:28} {r['family']:12} {r['better']:8} {r['definition']}" for r in rows), as_json)


@evaluations.command("legs")
def compare_search_legs(
    folders: Annotated[list[Path], typer.Argument(help="Folders of runs, made with --retrieval or without.")],
    as_json: Json = False,
) -> None:
    """The search and each of its legs alone, set by set, as a table with intervals."""
    from eval.legs import compare_legs, markdown
    from eval.runs import open_run

    rows = [row for folder in folders for row in compare_legs(open_run(folder))]
    show(rows, markdown(rows), as_json)


@evaluations.command("compare")
def compare_runs(
    a: Annotated[Path, typer.Argument(help="Folder of the run that is there.")],
    b: Annotated[Path, typer.Argument(help="Folder of the run that may replace it.")],
    *,
    metrics: Metrics = None,
    repeats: Annotated[
        list[Path] | None, typer.Option("--repeat", help="A further run of A, for the noise floor.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the report; default: that of B.")] = None,
    judge: JudgeSpec = None,
    fail_on_regression: Annotated[
        bool, typer.Option("--fail-on-regression", help="Exit 1 if B is significantly worse on any metric.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Say by how much B differs from A, with which certainty, and in which cases."""
    from eval.comparison import as_plain
    from eval.scoring import publish_comparison

    services = wire(read_settings())

    def scored(folder: Path) -> Any:
        return _scored(services, folder, metrics or (), judge, replay=True)

    folder = out or b
    comparison, failures = publish_comparison(
        scored(a), scored(b), folder, [scored(r) for r in repeats or ()], fail_on_regression=fail_on_regression
    )
    lines = [f"{'metric':28} {'A':>8} {'B':>8} {'B - A':>8}  {'95 % interval':18} {'p (Holm)':>9}  verdict"]
    for d in comparison.differences:
        if d.difference is not None:
            between = f"{d.low:+.4f} {d.high:+.4f}" if d.low is not None and d.high is not None else "-"
            adjusted = f"{d.adjusted:.4f}" if d.adjusted is not None else "-"
            lines.append(
                f"{d.metric:28} {d.a:8.4f} {d.b:8.4f} {d.difference:+8.4f}  {between:18} {adjusted:>9}  {d.verdict}"
            )
    lines += [*failures, f"report: {folder / 'comparison.html'}"]
    show({"comparison": as_plain(comparison), "failures": failures}, "\n".join(lines), as_json)
    raise typer.Exit(1 if failures else 0)


@evaluations.command("validate")
def validate_set(
    folder: SetFolder = DEMO,
    *,
    also: Annotated[list[Path] | None, typer.Option("--with", help="A further set whose documents are needed.")] = None,
    corpus: CorpusFile = None,
    qrels: Qrels = None,
    as_json: Json = False,
) -> None:
    """Look for what is wrong with a set: malformed lines, duplicates, leakage, places that the corpus lacks."""
    from api.console import language
    from eval.validation import validate

    found = validate(folder, also=also or (), corpus=corpus, qrels=qrels, language=language())
    lines = [f"{f.file}:{f.line}: {f.severity}: {f.message} {f.remedy}" for f in found]
    show(found, "\n".join([*lines, f"{len(found)} findings"]), as_json)
    raise typer.Exit(1 if any(f.severity == "error" for f in found) else 0)


@evaluations.command("calibrate")
def calibrate(
    data: Data = DATA, most: Annotated[int, typer.Option(help="Answers of each set.")] = 600, as_json: Json = False
) -> None:
    """Compare the support check with people's labels: RAGTruth, and the faithfulness ratings of MTRAG."""
    from eval.human_labels import calibrate_support

    found = calibrate_support(_data(data), most)
    lines = "\n\n".join(str(part) for part in found)
    show([part.as_plain() for part in found], f"{lines}", as_json)


@evaluations.command("selftest")
def prove_metrics(data: Data = DATA, as_json: Json = False) -> None:
    """Prove the metrics: published values to the printed digits, and wrong answers that must score lower."""
    from eval.selftest import selftest

    done = selftest(data if data.is_dir() else None)
    lines = [
        f"{'ok ' if proof.holds else 'NOT'} {proof.name}: {proof.computed:g}, published {proof.expected:g}"
        for proof in done.proofs
    ]
    lines += [f"NOT noticed: {mutant}" for mutant in done.undetected]
    lines += [f"known to go unnoticed: {mutant}" for mutant in done.survivors]
    lines.append(f"{sum(p.holds for p in done.proofs)} of {len(done.proofs)} published values reproduced")
    if not data.is_dir():
        remark(f"without the shared data ({data} is not there): fewer values")
    show(done, "\n".join(lines), as_json)
    raise typer.Exit(0 if done.passed else 1)


def _score(
    services: Services,
    folder: Path,
    *,
    metrics: Sequence[str] = (),
    judge: str | None = None,
    allow_same: bool = False,
    replay: bool = False,
    fail_under: Sequence[str] = (),
    baseline: Path | None = None,
    keep: Path | None = None,
    as_json: bool = False,
) -> None:
    """Score a run, write its report, show the headline, and exit 1 if it falls short."""
    from eval.scoring import keep_baseline, publish
    from eval.summary import as_plain

    scored = _scored(services, folder, metrics, judge, allow_same=allow_same, replay=replay)
    failures = publish(scored, fail_under, baseline)
    if keep is not None:
        keep_baseline(scored, keep)
    lines = [f"{'metric':28} {'mean':>8}  {'95 % interval':17} {'measured':>9}"]
    for h in scored.summary.headlines:
        e = h.estimate
        if e.mean is not None:
            between = f"{e.low:.4f} {e.high:.4f}" if e.low is not None and e.high is not None else "-"
            lines.append(f"{h.metric:28} {e.mean:8.4f}  {between:17} {e.n:>9}")
    lines += [f"{s.name:28} {s.p50:8.3f}  95 of 100 within {s.p95:.3f} s" for s in scored.stages]
    lines += [*failures, f"report: {folder / 'report.html'}"]
    show({"run": str(folder), "report": as_plain(scored.summary), "failures": failures}, "\n".join(lines), as_json)
    raise typer.Exit(1 if failures else 0)


def _scored(
    services: Services,
    folder: Path,
    names: Sequence[str],
    judge: str | None,
    *,
    allow_same: bool = False,
    replay: bool = False,
) -> "Scored":
    from api.evaluating import home
    from eval.judge_metrics import judged_metrics
    from eval.judgements import JudgementCache
    from eval.judging import Judge
    from eval.metrics import METRICS
    from eval.runs import open_run
    from eval.scores import chosen
    from eval.scoring import score_run

    run = open_run(folder)
    with Progress("Scoring") as progress:
        if judge is None:
            return score_run(run, chosen(METRICS, names), progress)
        with JudgementCache(home(services) / "judgements.sqlite", replay=replay) as cache:
            asked = judge if replay else services.opened_model(judge)
            judging = Judge(asked, cache, judged=[run.circumstances["model"]], allow_same=allow_same)
            if judging.warning:
                remark(judging.warning)
            return score_run(run, chosen([*METRICS, *judged_metrics(judging)], names), progress)


def _say_what_would_be_asked(services: Services, plan: "Plan", as_json: bool) -> None:
    """Cases, calls of the model and at most how many tokens: what a run may cost, before it costs anything."""
    from assistant.compose import MOST_TOKENS
    from assistant.evidence import READ

    calls = 0 if plan.retrieval_only or services.settings.model.kind == "quoting" else len(plan.cases)
    figures = {
        "cases": len(plan.cases),
        "calls of the model, at most": calls,
        "tokens to read, at most": calls * max(READ.values()),
        "tokens to write, at most": calls * MOST_TOKENS,
    }
    show(figures, "\n".join(f"{name}: {value}" for name, value in figures.items()), as_json)


def _data(folder: Path) -> Path:
    if not folder.is_dir():
        raise Problem("no_data", found=folder)
    return folder
