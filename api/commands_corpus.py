"""`ingest`, `index`, `verify`: what is held, and whether it is whole."""

from pathlib import Path
from typing import Annotated, Any

import typer

from api.console import Json, Progress, remark, show
from api.settings import read_settings
from api.wiring import Services, wire
from ingestion.documents import Version, sha256
from prompts.problems import Problem
from retrieval import generations

Folder = Annotated[Path, typer.Argument(help="Folder of documents.")]
Manifest = Annotated[Path | None, typer.Option(help="Steward's manifest; default: the one in the folder.")]
Source = Annotated[str | None, typer.Option(help="Name of the source; default: the folder's name.")]
NoIndex = Annotated[bool, typer.Option("--no-index", help="Read only; index later.")]
WithdrawAll = Annotated[bool, typer.Option("--withdraw-all", help="The folder is empty on purpose.")]
Rebuild = Annotated[bool, typer.Option("--rebuild", help="Embed everything again, and publish a new generation.")]

FILES_REFUSED = 3
"""Exit code of a run that took in every file but some: neither done nor failed, so that a script can tell the three."""


def ingest(
    folder: Folder,
    *,
    manifest: Manifest = None,
    source: Source = None,
    no_index: NoIndex = False,
    withdraw_all: WithdrawAll = False,
    as_json: Json = False,
) -> None:
    """Bring the corpus to what a folder holds, and index what changed. Running it again does nothing. Exit 3 if files
    were refused: they are named with the reason, and all others are in."""
    from ingestion import pipeline

    services = wire(read_settings())
    with Progress("Reading") as progress:
        report = pipeline.ingest(
            folder,
            services.corpus,
            services.originals,
            source=source,
            manifest=manifest,
            withdraw_all=withdraw_all,
            progress=progress,
        )
    for path, problem in report.refused.items():
        if problem.code != "id_taken" or problem.values.get("source") not in report.twice:
            remark(f"refused {path}: {problem}")
    for problem in report.twice.values():
        remark(f"refused {problem}")
    for contradiction in report.contradictions:
        remark(f"check {contradiction}")
    built = None if no_index else build_index(services)
    show({"report": report, "index": built}, f"{report}\n{told(built)}" if not no_index else str(report), as_json)
    raise typer.Exit(FILES_REFUSED if report.refused else 0)


def index(rebuild: Rebuild = False, as_json: Json = False) -> None:
    """Publish an index of the corpus as it stands; nothing to do if the current one is that already."""
    services = wire(read_settings())
    built = build_index(services, rebuild=rebuild)
    show({"index": built}, told(built), as_json)


def build_index(services: Services, *, rebuild: bool = False) -> Any:
    """Build what is missing; None if nothing was."""
    from retrieval.embedding_cache import EmbeddingCache
    from retrieval.indexing import build

    if rebuild:
        services.embeddings.unlink(missing_ok=True)
    with Progress("Building the embedding model") as services.preparing:
        services.embedder.count("")
    with Progress("Indexing") as progress, EmbeddingCache(services.embeddings) as cache:
        built = build(services.corpus, services.embedder, services.indexes, cache, progress, force=rebuild)
        if built is not None:
            services.searcher.degraded()  # opened here, so that nobody's first question waits for what that takes
    return built


def told(built: Any) -> str:
    """What became of the index, in a line."""
    if built is None:
        return "index unchanged"
    return f"index {built.name}: {built.documents} documents, {built.chunks} chunks, {built.embedded} embedded"


def damage(services: Services, version: Version) -> list[str]:
    """What is wrong with a wording and the file it came from."""
    wrong = [] if sha256(version.text) == version.digest else [f"{version.document_id}: the text was changed"]
    try:
        services.originals.read(version.original)
    except Problem as problem:
        wrong.append(f"{version.document_id}: {problem}")
    return wrong


def verify(as_json: Json = False) -> None:
    """Check wordings, original files and index against their digests. Exit 1 if anything is not whole."""
    services = wire(read_settings())
    wrong: list[str] = []
    with Progress("Checking") as progress:
        total = services.corpus.count()
        for done, version in enumerate(services.corpus.versions(), start=1):
            wrong += damage(services, version)
            progress(done, total, version.metadata.title)
    try:
        published, trouble = generations.find(services.indexes)
        wrong += [f"index: {trouble}"] if trouble else []
        wrong += [f"index {published.name}: {fact}" for fact in generations.verify(published.folder)]
    except Problem as problem:
        wrong.append(f"index: {problem}")
    show(
        {"documents": total, "wrong": wrong},
        "\n".join([*wrong, f"{total} documents checked, {len(wrong)} wrong"]),
        as_json,
    )
    raise typer.Exit(1 if wrong else 0)
