"""How much ingestion costs beside embedding alone, and beside LangChain's ordinary pipeline, in one run.

Does not know whether what was read is right: `eval/bench_structure.py` and `eval/bench_reading.py` say that.
"""

import random
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from eval.bench_peers import langchain_pipeline
from ingestion import chunking, pipeline
from ingestion.corpus import Corpus
from ingestion.database import open_database
from ingestion.sources import Originals
from ingestion.tables import tables
from prompts.problems import Problem
from retrieval import indexing
from retrieval.embedding_cache import EmbeddingCache
from retrieval.seams import Embedder


def measure(
    documents: Path,
    embedder: Embedder,
    model_folder: Path,
    *,
    files: int | None = None,
    peer: bool = True,
    say: Callable[[str], None] = lambda line: None,
) -> dict[str, Any]:
    """Ingest a folder (or `files` of it, drawn with a fixed seed), then embed its chunks alone, then run the peer.

    Seconds are wall clock, the model already loaded for all three; ratios are what to compare between machines.
    Problem if the folder is missing.
    """
    if not documents.is_dir():
        raise Problem("no_data", found=documents)
    with tempfile.TemporaryDirectory(prefix="wenzheng-bench-") as temporary:
        folder = _draw(documents, Path(temporary) / "documents", files)
        home = Path(temporary) / "home"
        embedder.passages(["预热"])
        say("ingesting")
        engine = open_database(f"sqlite:///{home}/wenzheng.db")
        tables.create_all(engine)
        corpus = Corpus(engine)
        started = perf_counter()
        report = pipeline.ingest(folder, corpus, Originals(home / "originals"))
        read = perf_counter() - started
        with EmbeddingCache(home / "embeddings.db") as cache:
            built = indexing.build(corpus, embedder, home / "index", cache)
        whole = perf_counter() - started
        say("embedding the same chunks alone")
        texts = [
            indexing.embedded_text(version.metadata.title, chunk)
            for version in corpus.versions()
            for chunk in chunking.chunks(version, embedder.longest, embedder.count)
        ]
        started = perf_counter()
        embedder.passages(texts)
        alone = perf_counter() - started
        engine.dispose()
        figures: dict[str, Any] = {
            "files": len(report.new),
            "refused": len(report.refused),
            "chunks": len(texts),
            "seconds: reading, structure, metadata, corpus": round(read, 1),
            "seconds: by stage of indexing": {k: round(v, 1) for k, v in (built.seconds if built else {}).items()},
            "seconds: ingest, whole": round(whole, 1),
            "seconds: embedding the same chunks alone": round(alone, 1),
            "ingest / embedding alone": round(whole / alone, 2),
        }
        if peer:
            say("LangChain's ordinary pipeline on the same files")
            theirs = langchain_pipeline(sorted(path for path in folder.rglob("*") if path.is_file()), model_folder)
            figures["LangChain"] = theirs
            figures["LangChain / ingest"] = round(theirs["seconds"] / whole, 2)
        return figures


def _draw(documents: Path, folder: Path, files: int | None) -> Path:
    """Copy the files, or a fixed draw of them, to a folder of their own."""
    found = sorted(path for path in documents.rglob("*") if path.is_file())
    if files is not None and files < len(found):
        found = sorted(random.Random(7).sample(found, files))  # noqa: S311 - a fixed draw, not a secret
    for path in found:
        target = folder / path.relative_to(documents)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return folder
