"""`eval …`: questions of a set, asked as the public asks them, scored, compared and shown.

A run and its scores are two things: `run` asks and keeps, `score` looks at what was kept, as often as one likes. Does
not know how anything is measured.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.console import Json, Progress, remark, show
from api.settings import read_settings
from api.wiring import Services, wire

if TYPE_CHECKING:
    from api.evaluating import Plan
    from eval.scoring import Scored

evaluations = typer.Typer(
    help="Questions of a set, asked as the public asks them; scored and compared.", no_args_is_help=True
)

DEMO = Path(__file__).parents[1] / "eval" / "sets" / "demo"

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
Also = Annotated[list[Path] | None, typer.Option("--with", help="A further set whose documents are needed.")]
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
    also: Also = None,
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
    from api.evaluating import carry_out_plan, plan_run

    _known(fail_under or ())
    services = wire(read_settings())
    plan = plan_run(
        folder,
        retrieval_only=retrieval,
        corpus=corpus,
        qrels=qrels,
        also=also or (),
        across=across,
        limit=limit,
        sample=sample,
        seed=seed,
        slices=slices or (),
        repeat=repeat,
    )
    if dry_run:
        _say_what_would_be_asked(services, plan, as_json)
        return
    with ExitStack() as shown:
        run, asked = carry_out_plan(
            services, plan, out, replay=replay, reuse=reuse, progress=lambda title: shown.enter_context(Progress(title))
        )
    remark(f"{asked} asked, {len(plan.cases) - asked} kept from before: {run.folder}")
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


def _known(fail_under: Sequence[str]) -> None:
    """Refuse thresholds of metrics that do not exist before anything is asked."""
    from eval.gates import thresholds
    from eval.metrics import METRICS
    from eval.scores import chosen

    chosen(METRICS, list(thresholds(fail_under)))


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
