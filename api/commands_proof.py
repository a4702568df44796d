"""`eval …`: what evaluation itself rests on: sets, metrics, the calibration of checks, and the legs of the search.

Does not know how anything is measured.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands_eval import (
    DEMO,
    Also,
    CorpusFile,
    JudgeRepeats,
    JudgeSpec,
    JudgeUrl,
    Qrels,
    SetFolder,
    evaluations,
)
from api.console import Json, Progress, remark, show
from api.settings import read_settings
from api.wiring import Services, wire
from prompts.problems import Problem

if TYPE_CHECKING:
    from eval.runs import Run

__all__ = ["evaluations"]

DATA = Path(__file__).parents[2] / "shared" / "data"
_SETS: dict[str, dict[str, Any]] = {
    "zh_law_docs": {},
    "zh_law_stard": {},
    "zh_gov_messages": {},
    "service_guides": {},
    "zh_time_travel": {"also": ["zh_law_docs"]},
    "zh_local_rules": {"also": ["zh_law_docs"]},
    "en_gov_mtrag": {},
    "en_or_sharc": {},
    "en_sg_singpass_faq": {},
    "en_conditionalqa": {"corpus": "pages.jsonl", "qrels": "qrels_pages.tsv"},
    "xling_logingov-zh-en": {"folder": "xling_logingov", "across": True, "slices": ["language=zh"]},
    "xling_logingov-en-zh": {"folder": "xling_logingov", "across": True, "slices": ["language=en"]},
}
"""How each set of the evaluation data is searched: its folder, further documents it needs, parts, languages."""
Data = Annotated[Path, typer.Option("--data", help="Folder with the evaluation data, one folder a set.")]


@evaluations.command("metrics")
def list_metrics(as_json: Json = False) -> None:
    """All metrics, those of a judge last: name, family, which way is better, first line of the definition."""
    from eval.judge_metrics import judged_metrics
    from eval.judging import Judge
    from eval.kept import Kept
    from eval.metrics import METRICS

    rows = [
        {
            "name": metric.name,
            "family": metric.family,
            "better": metric.better,
            "definition": (metric.score.__doc__ or "").strip().split("\n")[0],
        }
        for metric in (*METRICS, *judged_metrics(Judge("", Kept(Path(":memory:")))))
    ]
    show(rows, "\n".join(f"{r['name']:28} {r['family']:12} {r['better']:8} {r['definition']}" for r in rows), as_json)


@evaluations.command("runs")
def list_runs(as_json: Json = False) -> None:
    """The runs of the home folder, the newest first."""
    from api.evaluating import home, kept_runs

    services = wire(read_settings())
    rows = []
    for run in kept_runs(services):
        known, cases = run.circumstances, len(run.cases())
        asked = cases - len(run.remaining())
        rows.append({"name": run.folder.name, "model": known["model"], "cases": cases, "asked": asked})
    lines = [f"{r['name']:32} {r['asked']:>6} of {r['cases']} cases asked  {r['model']}" for r in rows]
    show(rows, "\n".join(lines) or f"No runs yet in {home(services) / 'runs'}; `wenzheng eval run` makes one.", as_json)


@evaluations.command("legs")
def compare_search_legs(
    names: Annotated[list[Path], typer.Argument(help="Runs, by name or folder, made with --retrieval or without.")],
    as_json: Json = False,
) -> None:
    """The search and each of its legs alone, set by set, as a table with intervals."""
    from api.evaluating import named_run
    from eval.legs import compare_legs, markdown

    services = wire(read_settings())
    rows = [row for name in names for row in compare_legs(named_run(services, name))]
    show(rows, markdown(rows), as_json)


@evaluations.command("sets")
def search_all_sets(
    out: Annotated[Path, typer.Argument(help="Folder for the runs, one a set.")],
    *,
    data: Data = DATA,
    as_json: Json = False,
) -> None:
    """Search every set of the evaluation data, and print the table of the search and its legs; about an hour.

    Before the first one is searched, a set that is not there is named.
    """
    from eval.legs import compare_legs, markdown

    folders = [_data(data / options.get("folder", name)) for name, options in _SETS.items()]
    remark(f"{len(folders)} sets of {data}, runs into {out}")
    services = wire(read_settings())
    rows = [row for name in _SETS for row in compare_legs(_search_set(services, data, name, out))]
    show(rows, markdown(rows), as_json)


def _search_set(services: Services, data: Path, name: str, out: Path) -> "Run":
    from api.evaluating import carry_out_plan, plan_run

    options = dict(_SETS[name])
    folder = _data(data / options.pop("folder", name))
    also = [data / other for other in options.pop("also", ())]
    remark(f"— {name}")
    with Progress(name) as progress:
        plan = plan_run(folder, retrieval_only=True, also=also, **options)
        return carry_out_plan(services, plan, out / name, progress=lambda title: progress)[0]


@evaluations.command("validate")
def validate_set(
    folder: SetFolder = DEMO,
    *,
    also: Also = None,
    corpus: CorpusFile = None,
    qrels: Qrels = None,
    as_json: Json = False,
) -> None:
    """Look for what is wrong with a set: malformed lines, duplicates, leakage, places that its documents lack."""
    from api.console import language
    from api.evaluating import validate_set

    with Progress("Reading the documents") as progress:
        found = validate_set(
            wire(read_settings()),
            folder,
            also=also or (),
            corpus=corpus,
            qrels=qrels,
            language=language(),
            progress=progress,
        )
    lines = [f"{f.severity}: {f.message} {f.remedy}" for f in found]
    show(found, "\n".join([*lines, f"{len(found)} finding{'' if len(found) == 1 else 's'}"]), as_json)
    raise typer.Exit(1 if any(f.severity == "error" for f in found) else 0)


@evaluations.command("calibrate")
def calibrate(
    data: Data = DATA,
    most: Annotated[int | None, typer.Option(min=1, help="Answers of each set; default: 600, for a judge 60.")] = None,
    *,
    labels: Annotated[
        list[str] | None, typer.Option("--labels", help="For a judge, only these: ragtruth_qa, en_gov_mtrag.")
    ] = None,
    judge: JudgeSpec = None,
    judge_url: JudgeUrl = None,
    judge_repeats: JudgeRepeats = 1,
    as_json: Json = False,
) -> None:
    """Compare the support check, or a judge, with people's labels: RAGTruth, and MTRAG's ratings of faithfulness.

    What comes out for a judge is kept, and decides whether its figures may pass or stop anything.
    """
    from api.judges import JudgeChoice, calibrated
    from eval.support_calibration import calibrate_support

    if judge:
        choice = JudgeChoice(judge, judge_url, judge_repeats)
        with Progress("Judging") as progress:
            found = calibrated(
                wire(read_settings()), choice, _data(data), most or 60, labels=labels or (), progress=progress
            )
    else:
        found = calibrate_support(_data(data), most or 600)
    show([part.as_plain() for part in found], "\n\n".join(map(str, found)), as_json)


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


def _data(folder: Path) -> Path:
    if not folder.is_dir():
        raise Problem("no_data", found=folder)
    return folder
