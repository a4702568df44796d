"""How well and how fast passages are found, on a folder of questions with known answers.

Two kinds of folder: with `corpus.jsonl`, `queries.jsonl` and `qrels.tsv`, whose passages are indexed as they are; or
with `documents/` and `documents.jsonl` beside them, which go through our own ingestion and are scored by article. Both
go through the same indexing and the same searcher as everything else. Does not know how any of it is improved.
"""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from eval.ranking import Qrels, Run, evaluate, means
from ingestion import pipeline
from ingestion.corpus import Corpus
from ingestion.database import open_database
from ingestion.documents import Metadata, Section, Version, sha256
from ingestion.numerals import article_label
from ingestion.sources import Originals
from ingestion.tables import tables
from prompts.problems import Problem
from retrieval import indexing
from retrieval.embedding_cache import EmbeddingCache
from retrieval.seams import Embedder, Filters, Passage
from retrieval.searcher import Searcher

HORIZON = date(2025, 7, 15)
"""The day on which the law of the questions was looked up; `date.today()` would let it go stale."""

IN_FORCE = Filters(as_of=HORIZON)

Names = Callable[[Passage], Sequence[str]]
"""What a passage is called in the qrels; a chunk of several articles has several names."""


def score(run: Run, qrels: Qrels) -> dict[str, float]:
    """Means over all questions that have a relevant passage; a question without a ranking counts as 0."""
    values = evaluate(qrels, run, ("ndcg@10", "recall@10", "recall@100", "mrr"))
    return {"questions": len(values), **means(values)}


@dataclass(frozen=True, slots=True)
class Passages:
    """The passages of a `corpus.jsonl`, each a document of its own."""

    path: Path

    def versions(self) -> Iterator[Version]:
        for entry in read_lines(self.path):
            text = str(entry["text"])
            yield Version(
                document_id=entry["id"],
                number=1,
                digest=sha256(text),
                text=text,
                sections=(Section("body", "", "", (), 0, len(text)),),
                pages=(),
                metadata=Metadata(title=str(entry.get("title") or ""), language=entry.get("lang") or "zh"),
                media_type="text/plain",
                original=sha256(text),
                read_at=datetime(2025, 1, 1, tzinfo=UTC),
            )

    def state(self) -> str:
        return sha256(self.path.read_bytes())


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def read_qrels(path: Path, questions: Iterable[str]) -> dict[str, dict[str, int]]:
    """Grades of the questions given, in their order."""
    qrels: dict[str, dict[str, int]] = {name: {} for name in questions}
    with path.open(encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            question, passage, grade = line.rstrip("\n").split("\t")
            if question in qrels:
                qrels[question][passage] = int(grade)
    return qrels


def distinct(names: Iterable[str]) -> list[str]:
    """Each name where it first stands: several chunks of one article are one hit."""
    return list(dict.fromkeys(names))


def measure_passages(folder: Path, embedder: Embedder, cache: Path, qrels: str = "qrels.tsv") -> dict[str, Any]:
    """Index `corpus.jsonl` as it is and score its questions, everything in force and everywhere."""
    corpus = Passages(_data(folder / "corpus.jsonl"))
    with tempfile.TemporaryDirectory(prefix="wenzheng-bench-") as temporary:
        searcher = _index(corpus, embedder, Path(temporary), cache)
        filters = Filters(as_of=HORIZON, any_time=True)
        return score_search(searcher, folder, qrels, filters, lambda passage: (passage.chunk.document_id,))


def measure_articles(folder: Path, embedder: Embedder, cache: Path, filters: Filters = IN_FORCE) -> dict[str, Any]:
    """Ingest `documents/` by our own pipeline and score by article, named `<id in documents.jsonl>#<article label>`."""
    ids = {
        entry["path"].removeprefix("documents/"): entry["id"] for entry in read_lines(_data(folder / "documents.jsonl"))
    }
    with tempfile.TemporaryDirectory(prefix="wenzheng-bench-") as temporary:
        home = Path(temporary)
        engine = open_database(f"sqlite:///{home}/wenzheng.db")
        tables.create_all(engine)
        corpus = Corpus(engine)
        report = pipeline.ingest(folder / "documents", corpus, Originals(home / "originals"))
        named = {entry.id: ids[entry.path] for entry in corpus.entries() if entry.path in ids}
        searcher = _index(corpus, embedder, home, cache)

        def names(passage: Passage) -> list[str]:
            document = named.get(passage.chunk.document_id, passage.chunk.document_id)
            return [f"{document}#{article_label(label) or label}" for label in passage.chunk.labels]

        return {"read": str(report), **score_search(searcher, folder, "qrels.tsv", filters, names)}


def score_search(searcher: Searcher, folder: Path, qrels: str, filters: Filters, names: Names) -> dict[str, Any]:
    """Scores of each leg and of the whole, and milliseconds of a search for the ten best, question embedded."""
    questions = {str(entry["id"]): str(entry["text"]) for entry in read_lines(folder / "queries.jsonl")}
    expected = read_qrels(folder / qrels, questions)
    runs: dict[str, dict[str, list[str]]] = {"fused": {}, "vectors": {}, "words": {}}
    for asked, text in questions.items():
        found = searcher.search(text, filters, count=200).passages
        runs["fused"][asked] = distinct(name for passage in found for name in names(passage))
        for leg in ("vectors", "words"):
            of_leg = sorted((p.found_by[leg], p.rank, p) for p in found if leg in p.found_by)
            runs[leg][asked] = distinct(name for _, _, passage in of_leg for name in names(passage))
    milliseconds = []
    for text in questions.values():
        started = perf_counter()
        searcher.search(text, filters)
        milliseconds.append((perf_counter() - started) * 1e3)
    milliseconds.sort()
    return {
        **{name: score(run, expected) for name, run in runs.items()},
        "milliseconds": {"p50": median(milliseconds), "p95": milliseconds[int(len(milliseconds) * 0.95)]},
    }


def _index(corpus: indexing.Corpus, embedder: Embedder, home: Path, cache: Path) -> Searcher:
    """Vectors are kept in `cache`, so that a second measurement embeds nothing."""
    with EmbeddingCache(cache) as vectors:
        indexing.build(corpus, embedder, home / "indexes", vectors)
    return Searcher(home / "indexes", embedder)


def _data(path: Path) -> Path:
    if not path.is_file():
        raise Problem("no_data", found=path)
    return path
