"""`eval …`: questions of a set, asked as the public asks them, scored, compared and shown.

A run and its scores are two things: `run` asks and keeps, `score` looks at what was kept, as often as one likes. Does
not know how anything is measured.
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from api.console import Json, Progress, language, remark, show
from api.settings import read_settings
from api.wiring import Services, wire

if TYPE_CHECKING:
    from api.judges import JudgeChoice
    from eval.costs import Cost
    from eval.runs import Run
    from eval.scoring import Scored

evaluations = typer.Typer(
    help="Questions of a set, asked as the public asks them; scored and compared.", no_args_is_help=True
)

DEMO = Path(__file__).parents[1] / "eval" / "sets" / "demo"

SetFolder = Annotated[
    Path, typer.Argument(help="Folder of a set: cases.jsonl, or BEIR; default: the demonstration set.")
]
RunName = Annotated[Path, typer.Argument(help="Name of a run (`wenzheng eval runs`), or its folder.")]
Metrics = Annotated[list[str] | None, typer.Option("--metric", help="Only this metric; may be repeated.")]
JudgeSpec = Annotated[
    str | None, typer.Option("--judge", help="Also score by a language model: `packaged`, `openai:NAME`, …")
]
JudgeUrl = Annotated[
    str | None, typer.Option("--judge-url", help="Server of the judge; no key is sent there. Default: the model's.")
]
JudgeRepeats = Annotated[int, typer.Option("--judge-repeats", help="Odd: ask so often, and take the majority.")]
JudgeClaims = Annotated[
    bool, typer.Option("--judge-claims", help="The judge takes texts apart into claims, instead of sentences.")
]
SameJudge = Annotated[bool, typer.Option("--allow-same-judge", help="Let the model under test judge itself.")]
JudgePrice = Annotated[str | None, typer.Option("--judge-price", help="As --price, of the judge.")]
Price = Annotated[
    str | None,
    typer.Option(
        "--price", help="Of a million tokens, read and written: 0.5,1.5. A model that runs here costs nothing."
    ),
]
Replay = Annotated[bool, typer.Option("--replay", help="Ask no model: a reply or judgement that was never kept fails.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be asked and what it may cost; ask nothing.")]
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
    dry_run: DryRun = False,
    price: Price = None,
    judge: JudgeSpec = None,
    judge_url: JudgeUrl = None,
    judge_repeats: JudgeRepeats = 1,
    judge_claims: JudgeClaims = False,
    judge_price: JudgePrice = None,
    allow_same: SameJudge = False,
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
    from api.judges import JudgeChoice, check, expected_costs

    choice = JudgeChoice(judge, judge_url, judge_repeats, judge_claims, allow_same, replay, judge_price)
    check(choice, price, fail_under or ())
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
        _say_costs(len(plan.cases), expected_costs(services, plan, choice, price), as_json)
        return
    with ExitStack() as shown:
        run, asked = carry_out_plan(
            services, plan, out, replay=replay, reuse=reuse, progress=lambda title: shown.enter_context(Progress(title))
        )
    remark(f"{asked} asked, {len(plan.cases) - asked} kept from before: {run.folder}")
    if score:
        gates = Gates(fail_under or (), baseline, keep)
        _score(services, run, gates, choice=choice, price=price, as_json=as_json)
    else:
        show({"run": str(run.folder), "asked": asked}, str(run.folder), as_json)


@evaluations.command("score")
def score_run(
    name: RunName,
    *,
    metrics: Metrics = None,
    dry_run: DryRun = False,
    price: Price = None,
    judge: JudgeSpec = None,
    judge_url: JudgeUrl = None,
    judge_repeats: JudgeRepeats = 1,
    judge_claims: JudgeClaims = False,
    judge_price: JudgePrice = None,
    allow_same: SameJudge = False,
    replay: Replay = False,
    fail_under: FailUnder = None,
    baseline: Baseline = None,
    keep: KeepBaseline = None,
    as_json: Json = False,
) -> None:
    """Score a run with every metric, or some, and write its report beside it. Old runs take new metrics."""
    from api.evaluating import named_run
    from api.judges import JudgeChoice, check, expected_judge_cost

    choice = JudgeChoice(judge, judge_url, judge_repeats, judge_claims, allow_same, replay, judge_price)
    check(choice, price, fail_under or (), metrics or ())
    services = wire(read_settings())
    run = named_run(services, name)
    if dry_run:
        records = {record.case: record for record in run.records()}
        answers = [(case, records[case.id]) for case in run.cases() if case.id in records]
        costs = [expected_judge_cost(services, answers, choice, metrics or ())] if choice.spec else []
        _say_costs(len(answers), costs, as_json)
        return
    gates = Gates(fail_under or (), baseline, keep)
    _score(services, run, gates, metrics=metrics or (), choice=choice, price=price, as_json=as_json)


@evaluations.command("compare")
def compare_runs(
    a: Annotated[Path, typer.Argument(help="The run that is there: its name (`wenzheng eval runs`) or folder.")],
    b: Annotated[Path, typer.Argument(help="The run that may replace it.")],
    *,
    metrics: Metrics = None,
    repeats: Annotated[
        list[Path] | None, typer.Option("--repeat", help="A further run of A, for the noise floor.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the report; default: that of B.")] = None,
    judge: JudgeSpec = None,
    judge_url: JudgeUrl = None,
    judge_repeats: JudgeRepeats = 1,
    judge_claims: JudgeClaims = False,
    allow_same: SameJudge = False,
    replay: Replay = False,
    prefer: Annotated[
        bool, typer.Option("--prefer", help="Also have the judge say which answer is better, in both orders.")
    ] = False,
    fail_on_regression: Annotated[
        bool, typer.Option("--fail-on-regression", help="Exit 1 if B is significantly worse on any metric.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Say by how much B differs from A, with which certainty, and in which cases."""
    from api.evaluating import named_run
    from api.judges import JudgeChoice, check, preferences_of
    from eval.comparison import as_plain
    from eval.scoring import publish_comparison

    choice = JudgeChoice(judge, judge_url, judge_repeats, judge_claims, allow_same, replay)
    check(choice, metrics=metrics or ())
    services = wire(read_settings())
    runs = [named_run(services, name) for name in (a, b, *(repeats or ()))]
    of_a, of_b, *again = [_scored(services, run, metrics or (), choice, None) for run in runs]
    preferences = None
    if prefer:
        with Progress("Comparing the answers") as progress:
            preferences = preferences_of(services, of_a, of_b, choice, progress)
    folder = out or of_b.run.folder
    comparison, failures = publish_comparison(
        of_a, of_b, folder, again, preferences=preferences, fail_on_regression=fail_on_regression
    )
    lines = [
        f"A {comparison.a}, B {comparison.b}: {comparison.cases} cases compared; "
        f"{len(comparison.missing_in_b)} only in A, {len(comparison.missing_in_a)} only in B",
        f"{'metric':28} {'A':>8} {'B':>8} {'B - A':>8}  {'95 % interval':18} {'p (Holm)':>9} {'pairs':>6}  verdict",
    ]
    for d in comparison.differences:
        if d.difference is not None:
            between = f"{d.low:+.4f} {d.high:+.4f}" if d.low is not None and d.high is not None else "-"
            adjusted = f"{d.adjusted:.4f}" if d.adjusted is not None else "-"
            lines.append(
                f"{d.metric:28} {d.a:8.4f} {d.b:8.4f} {d.difference:+8.4f}  {between:18} {adjusted:>9} {d.n:>6}  "
                f"{d.verdict}"
            )
    lines += [str(preferences)] if preferences else []
    lines += [*failures, f"report: {folder / 'comparison.html'}"]
    show({"comparison": as_plain(comparison), "failures": failures}, "\n".join(lines), as_json)
    raise typer.Exit(1 if failures else 0)


class Gates(NamedTuple):
    """What may end a command with 1, and where to keep the means."""

    fail_under: Sequence[str]
    baseline: Path | None
    keep: Path | None


def _score(
    services: Services,
    run: "Run",
    gates: Gates,
    *,
    metrics: Sequence[str] = (),
    choice: "JudgeChoice",
    price: str | None = None,
    as_json: bool = False,
) -> None:
    """Score a run, write its report, show the headline, and exit 1 if it falls short."""
    from eval.scoring import keep_baseline, publish
    from eval.summary import as_plain

    scored = _scored(services, run, metrics, choice, price)
    failures, notes = publish(scored, gates.fail_under, gates.baseline)
    if gates.keep is not None:
        keep_baseline(scored, gates.keep)
    lines = [f"{'metric':28} {'mean':>8}  {'95 % interval':17} {'measured':>9}"]
    for h in scored.summary.headlines:
        e = h.estimate
        if e.mean is not None:
            between = f"{e.low:.4f} {e.high:.4f}" if e.low is not None and e.high is not None else "-"
            lines.append(f"{h.metric:28} {e.mean:8.4f}  {between:17} {e.n:>9}")
    lines += [f"{s.name:28} {s.p50:8.3f}  95 of 100 within {s.p95:.3f} s" for s in scored.stages]
    lines += [str(cost) for cost in scored.costs if cost.usage.calls]
    lines += [problem.text(language()) for problem in (scored.judge.reasons if scored.judge else ())]
    lines += _troubles(scored)
    lines += [*notes, *failures, f"report: {run.folder / 'report.html'}"]
    report = as_plain(scored.summary) | {"costs": [cost.as_plain() for cost in scored.costs]}
    report |= {"judge": scored.judge.as_plain()} if scored.judge else {}
    document = {"run": str(run.folder), "report": report, "failures": failures, "notes": notes}
    show(document, "\n".join(lines), as_json)
    raise typer.Exit(1 if failures else 0)


def _troubles(scored: "Scored") -> list[str]:
    """What broke, the commonest first."""
    notes = Counter(" ".join(t.note.split()) for t in scored.summary.troubles if t.status == "error")
    more = [f"and {len(notes) - 3} other errors, in report.json"] if len(notes) > 3 else []
    return [f"error ({count}): {note}" for note, count in notes.most_common(3)] + more


def _scored(services: Services, run: "Run", names: Sequence[str], choice: "JudgeChoice", price: str | None) -> "Scored":
    from api.judges import scored_run

    with Progress("Scoring") as progress:
        return scored_run(services, run, names, choice, price=price, progress=progress, warn=remark)


def _say_costs(cases: int, costs: "Sequence[Cost]", as_json: bool) -> None:
    """Calls, tokens and money: what a command may cost, before it costs anything."""
    money = [cost.money for cost in costs]
    total = None if None in money else round(sum(filter(None, money)), 6)
    lines = [f"{cases} cases", *map(str, costs)]
    lines += [f"at most about {total:,.4f} in all"] if total else []
    show({"cases": cases, "costs": [c.as_plain() for c in costs], "total": total}, "\n".join(lines), as_json)
