"""`bench …`: speed and quality of the parts, as commands. Does not know how anything is measured.

Every benchmark prints its figures with their conditions. What it measures with is imported when it runs, so that the
command line starts fast.
"""

import os
import platform
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from api.console import Json, Progress, remark, show
from api.settings import read_settings
from api.wiring import Services, wire

bench = typer.Typer(help="Speed and quality of the parts, on data that is at hand.", no_args_is_help=True)

DEMO = Path(__file__).parents[1] / "eval" / "sets" / "demo"
DATA = Path(__file__).parents[2] / "shared" / "data"
KNOWN = "0,150,300,600,1234"
Data = Annotated[Path, typer.Option("--data", help="Folder with the evaluation data, one folder a set.")]
Files = Annotated[int | None, typer.Option("--files", help="Measure on so many files, drawn with a fixed seed.")]


@bench.command("ingest")
def bench_ingest(
    data: Data = DATA,
    files: Files = None,
    peer: Annotated[
        bool, typer.Option(help="Also run LangChain's ordinary pipeline (needs the extra `bench`).")
    ] = True,
    as_json: Json = False,
) -> None:
    """Ingestion beside embedding alone and beside LangChain's ordinary pipeline, on the laws of zh_law_docs."""
    from eval.bench_ingest import measure
    from retrieval import bundled

    services = _services()
    folder = data / "zh_law_docs" / "documents"
    model = bundled.build(services.models / bundled.NAME)
    figures = measure(folder, services.embedder, model, files=files, peer=peer, say=remark)
    _present(figures, figures, as_json)


@bench.command("embed")
def bench_embed(data: Data = DATA, as_json: Json = False) -> None:
    """Passages a second in torch and as we embed, and milliseconds of one question."""
    from eval import bench_embedding

    services = _services()
    texts = bench_embedding.sample_passages(data / "zh_law_docs" / "corpus.jsonl", 256)
    report = bench_embedding.compare_embedding(texts, services.settings.embedder, services.models)
    report["question"] = bench_embedding.time_questions(services.embedder, texts[:200])
    show({**report, "conditions": _conditions()}, f"{bench_embedding.present(report)}\n{_conditions()}", as_json)


@bench.command("search")
def bench_search(
    data: Data = DATA,
    passages: Annotated[list[str] | None, typer.Option(help="Also score this BEIR folder of the data.")] = None,
    as_json: Json = False,
) -> None:
    """Article-level retrieval on the questions of zh_law_docs through our own ingestion: each leg, both, latency."""
    from eval.bench_retrieval import measure_articles, measure_passages

    services = _services()
    cache = services.settings.home / "bench-embeddings.db"
    figures = {"zh_law_docs": measure_articles(data / "zh_law_docs", services.embedder, cache)}
    for name in passages or ():
        figures[name] = measure_passages(data / name, services.embedder, cache)
    _present(figures, figures, as_json)


@bench.command("known")
def bench_known(
    folder: Annotated[Path, typer.Argument(help="Folder of a set with labelled questions.")],
    counts: Annotated[str, typer.Option(help="How many questions are known, with commas between.")] = KNOWN,
    as_json: Json = False,
) -> None:
    """The search on a set with ever more known questions: what further labels would bring; minutes for each number."""
    from api.evaluating import plan_run
    from api.training import measure_known

    if not all(count.strip().isdecimal() for count in counts.split(",")):
        raise typer.BadParameter(f"{counts!r} is not a list of numbers such as {KNOWN}")
    plan = plan_run(folder, retrieval_only=True)
    with ExitStack() as shown:
        wanted = [int(count) for count in counts.split(",")]
        figures = measure_known(_services(), plan, wanted, lambda title: shown.enter_context(Progress(title)))
    _present(figures, {f"{count} known": figure for count, figure in figures.items()}, as_json)


@bench.command("read")
def bench_read(data: Data = DATA, as_json: Json = False) -> None:
    """Office files and PDFs: all read or refused, seconds, characters against ground truth, table cells."""
    from eval import bench_reading
    from ingestion.readers import read

    files = list(bench_reading.read_folder(data / "gov_office_files" / "documents", "*.*", read))
    files = [file for file in files if not file.path.endswith((".xml", ".json"))]
    made = {
        kind: list(bench_reading.score_made_documents(data / "zh_gov_office_made", {kind}, read))
        for kind in ("docx", "pdf", "scan")
    }
    cells = list(bench_reading.score_tables(data / "gov_office_files" / "documents", read))
    figures = {
        "gov_office_files: read": sum(file.problem is None for file in files),
        "gov_office_files: refused": {file.path: file.problem for file in files if file.problem},
        "gov_office_files: slowest, seconds": max(round(file.seconds, 1) for file in files),
        **{
            f"zh_gov_office_made {kind}: characters in order, lowest and mean": (
                round(min(file.score or 0 for file in scored), 4),
                round(sum(file.score or 0 for file in scored) / len(scored), 4),
            )
            for kind, scored in made.items()
        },
        "table cells found in one row": (sum(c.found for c in cells), sum(c.cells for c in cells)),
        "neighbouring cells found together": (sum(c.together for c in cells), sum(c.neighbours for c in cells)),
    }
    _present({"figures": figures, "files": [asdict(file) for file in files]}, figures, as_json)


@bench.command("ranking")
def bench_ranking(as_json: Json = False) -> None:
    """Seconds to score 100,000 rankings of 100 passages with all ranking measures."""
    from eval.bench_ranking import measure_speed

    figures = measure_speed()
    _present(figures, figures, as_json)


@bench.command("structure")
def bench_structure(data: Data = DATA, as_json: Json = False) -> None:
    """Articles of the laws found with their numbers and characters; which version replaced which, and held when."""
    from eval.bench_structure import articles, outdated, time_travel, versions

    laws = data / "zh_law_docs"
    _figures([articles(laws), versions(laws), time_travel(data / "zh_time_travel", laws), outdated(laws)], as_json)


@bench.command("metadata")
def bench_metadata(data: Data = DATA, as_json: Json = False) -> None:
    """Document numbers, issuers, titles and dates against what upstream says."""
    from eval.bench_structure import laws, office, policies

    policy = data / "zh_gov_policy_html"
    _figures(
        [
            laws(data / "zh_law_docs"),
            policies(policy),
            policies(policy, header=False),
            office(data / "zh_gov_office_made"),
        ],
        as_json,
    )


@bench.command("support")
def bench_support(data: Data = DATA, as_json: Json = False) -> None:
    """How well carried sentences are told from others: RAGTruth's labels in English, mutated articles in Chinese."""
    from eval.bench_support import bench as measure

    figures = {name: asdict(part) for name, part in measure(data, 5000).items()}
    _present(figures, figures, as_json)


@bench.command("guides")
def bench_guides(data: Data = DATA, as_json: Json = False) -> None:
    """Fields of service guides against labels, and questions answered from the right field."""
    from eval.bench_guides import bench as measure

    figures = measure(data / "service_guides", _services().embedder)
    _present(figures, figures, as_json)


@bench.command("model")
def bench_model(as_json: Json = False) -> None:
    """Runtimes of the packaged language model side by side: load, reading, writing, first token, memory."""
    from eval.bench_language_model import bench as measure
    from eval.bench_language_model import table

    rows = list(measure(_services().models))
    show([asdict(row) for row in rows], f"{table(rows)}\n{_conditions()}", as_json)


@bench.command("serve")
def bench_serve(as_json: Json = False) -> None:
    """A real server with the documents at hand: seconds to ready, memory, seconds to passages and first sentence."""
    from eval.bench_serve import measure
    from eval.cases import read_cases

    questions = [case.question for case in read_cases(DEMO) if case.answerable and case.language == "zh"][:12]
    kinds = {"packaged": {}, "quoting": {"WENZHENG_MODEL__KIND": "quoting"}}
    figures = {kind: measure(questions, settings) for kind, settings in kinds.items()}
    _present(figures, figures, as_json)


@bench.command("all")
def bench_all(data: Data = DATA) -> None:
    """All benchmarks, one after the other; about an hour on two cores."""
    on_data: list[Callable[..., None]] = [
        bench_structure, bench_metadata, bench_read, bench_support, bench_embed, bench_search, bench_ingest,
    ]  # fmt: skip
    on_documents: list[Callable[..., None]] = [bench_model, bench_serve]
    for step in on_data:
        remark(f"— {step.__name__.replace('_', ' ')}")
        step(data=data)
    for step in on_documents:
        remark(f"— {step.__name__.replace('_', ' ')}")
        step()


def _services() -> Services:
    return wire(read_settings())


def _conditions() -> str:
    return f"on {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


def _present(document: Any, figures: dict[str, Any], as_json: bool) -> None:
    lines = [f"{name}: {value}" for name, value in figures.items()]
    show({"conditions": _conditions(), "report": document}, "\n".join([*lines, _conditions()]), as_json)


def _figures(figures: list[Any], as_json: bool) -> None:
    lines = [str(part) for part in figures]
    lines += [f"  missed: {miss}" for part in figures for miss in part.misses[:20]]
    show([asdict(part) for part in figures], "\n".join(lines), as_json)
