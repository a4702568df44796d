"""How fast passages become vectors: our way beside torch, and beside torch in bfloat16, in one run.

The ways take turns on the same slices of the same texts, so that what else the machine does falls on all of them.
Does not know whether the vectors find anything: `eval/ranking.py` says that.
"""

import json
import random
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import numpy as np

from retrieval.embedders import Engine, Precision, open_embedder
from retrieval.seams import Embedder

WAYS: dict[str, tuple[Engine, Precision]] = {
    "torch float32": ("torch", "f32"),
    "torch bfloat16": ("torch", "bf16"),
    "ours": ("auto", "auto"),
}
"""The first is what sentence-transformers does when nothing is said: batches of 32, sorted by length, float32."""


def sample_passages(corpus: Path, count: int, seed: int = 1) -> list[str]:
    """Draw titles with their texts from a `corpus.jsonl`."""
    with corpus.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    drawn = random.Random(seed).sample(rows, min(count, len(rows)))  # noqa: S311 – a sample, not a secret
    return [f"{row.get('title', '')} {row['text']}".strip() for row in drawn]


def compare_embedding(
    texts: Sequence[str], name: str, models: Path, *, rounds: int = 3, threads: int | None = None
) -> dict[str, Any]:
    """Embed all texts `rounds` times in each way, by turns, after one slice to warm up.

    Returns, for each way: `per_second` (median of rounds, wall clock), `per_cpu_second` (processor time of the whole
    process: what to compare on a busy machine), `ratio` and `cpu_ratio` to the first way (median of the ratios round by
    round), `cosine_min` and `cosine_median` to the first way's vectors.
    """
    ways = {way: open_embedder(name, models, engine=e, precision=p, threads=threads) for way, (e, p) in WAYS.items()}
    for embedder in ways.values():
        embedder.passages(texts[:64])
    wall: dict[str, list[float]] = {way: [] for way in ways}
    cpu: dict[str, list[float]] = {way: [] for way in ways}
    vectors = {}
    for _ in range(rounds):
        for way, embedder in ways.items():
            started, used = perf_counter(), process_time()
            vectors[way] = embedder.passages(texts)
            wall[way].append(perf_counter() - started)
            cpu[way].append(process_time() - used)
    first = next(iter(ways))
    report: dict[str, Any] = {"texts": len(texts), "characters": sum(map(len, texts)), "rounds": rounds, "ways": {}}
    report["tokens"] = sum(map(ways["ours"].count, texts))
    for way in ways:
        cosines = np.sum(vectors[way] * vectors[first], axis=1)
        report["ways"][way] = {
            "per_second": len(texts) / median(wall[way]),
            "per_cpu_second": len(texts) / median(cpu[way]),
            "ratio": median(a / b for a, b in zip(wall[first], wall[way], strict=True)),
            "cpu_ratio": median(a / b for a, b in zip(cpu[first], cpu[way], strict=True)),
            "cosine_min": float(cosines.min()),
            "cosine_median": float(np.median(cosines)),
        }
    return report


def time_questions(embedder: Embedder, questions: Sequence[str]) -> dict[str, float]:
    """Embed questions one by one; milliseconds, with the first (everything is still cold) apart."""
    seconds = [_seconds(partial(embedder.question, question)) for question in questions]
    later = np.array(seconds[1:]) * 1000
    return {
        "first_ms": seconds[0] * 1000,
        "p50_ms": float(np.percentile(later, 50)),
        "p95_ms": float(np.percentile(later, 95)),
        "max_ms": float(later.max()),
    }


def present(report: dict[str, Any]) -> str:
    """A table of `compare_embedding` for people."""
    lines = [
        f"{report['texts']} passages, {report['tokens']} tokens, {report['rounds']} rounds",
        f"{'':16}{'per s':>9}{'ratio':>8}{'per cpu s':>11}{'ratio':>8}{'cosine min':>12}{'median':>9}",
    ]
    for way, row in report["ways"].items():
        lines.append(
            f"{way:16}{row['per_second']:9.1f}{row['ratio']:8.2f}{row['per_cpu_second']:11.1f}{row['cpu_ratio']:8.2f}"
            f"{row['cosine_min']:12.5f}{row['cosine_median']:9.5f}"
        )
    return "\n".join(lines)


def _seconds(act: Callable[[], object]) -> float:
    started = perf_counter()
    act()
    return perf_counter() - started
