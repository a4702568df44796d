"""Answers that people judged, each with what a checker says of it: what calibration compares.

Two sets of English answers over given passages: RAGTruth (people marked the unsupported spans) and MTRAG (three people
rated faithfulness from 1 to 4). Both tell whether a whole answer rests on its passages; a checker scores its sentences,
and the answer is as good as its weakest one. Does not know how the checker works.
"""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.citations import plainly
from assistant.sentences import split
from eval.significance import SEED

Checker = Callable[[str, Sequence[str]], float]
"""Says of one sentence how sure it is, 0 to 1, that these passages carry it."""
FAITHFUL_FROM = 3
"""On MTRAG's scale: 4 all of it follows from the passages, 3 nearly all, 2 partly, 1 hardly."""
_SHORTEST = 15


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, what it had to rest on, and the cluster of cases that it belongs to."""

    cluster: str
    text: str
    passages: tuple[str, ...]
    faithful: bool
    marked: tuple[tuple[int, int], ...] = ()
    """Offsets of what people marked as unsupported, where they did."""
    kinds: tuple[str, ...] = ()
    """What is wrong with each marked stretch, as the set calls it: `Evident Conflict`, `Subtle Baseless Info`, …"""
    question: str = ""
    model: str = ""
    """Who wrote it."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A checker's score of an answer and what people say: all passages carry it, or not."""

    score: float
    good: bool
    cluster: str


def ragtruth_answers(folder: Path) -> list[Answer]:
    """Answers of `ragtruth_qa` in a seeded order, clustered by question; faithful where nothing was marked.

    Truncated answers and wrong refusals are left out.
    """
    sources = {source["source_id"]: source for source in _lines(folder / "sources.jsonl")}
    rows = [row for row in _lines(folder / "responses.jsonl") if row["quality"] == "good"]
    random.Random(SEED).shuffle(rows)  # noqa: S311
    return [
        Answer(
            row["source_id"],
            row["response"],
            tuple(sources[row["source_id"]]["passages"]),
            not row["labels"],
            tuple((label["start"], label["end"]) for label in row["labels"]),
            tuple(label["label_type"] for label in row["labels"]),
            sources[row["source_id"]]["question"],
            row["model"],
        )
        for row in rows
    ]


def mtrag_answers(folder: Path) -> list[Answer]:
    """Answers of `en_gov_mtrag` that had passages, clustered by conversation; faithful from a median rating of 3 up."""
    return [
        Answer(
            row["task_id"].partition("<::>")[0],
            row["response"],
            tuple(context["text"] for context in row["contexts"]),
            median(row["human"]["faithfulness"].values()) >= FAITHFUL_FROM,
            question=row["input"][-1]["content"],
        )
        for row in _lines(folder / "human_evaluations.jsonl")
        if row["contexts"]
    ]


def mtrag_ratings(folder: Path, aspect: str = "faithfulness") -> NDArray[np.float64]:
    """Ratings of all answers, units × raters, NaN where a rater did not see one."""
    rows = [row["human"].get(aspect, {}) for row in _lines(folder / "human_evaluations.jsonl")]
    raters = sorted({rater for row in rows for rater in row})
    return np.array([[row.get(rater, np.nan) for rater in raters] for row in rows], dtype=np.float64)


def statements(text: str) -> Iterator[tuple[int, int, str]]:
    """Sentences that state something, with their offsets: not headings, not what announces a list."""
    for start, end in split(text):
        sentence = plainly(text[start:end])
        if len(sentence) >= _SHORTEST and not sentence.endswith(":"):
            yield start, end, sentence


def checked(
    answers: Sequence[Answer], checker: Checker, over: Callable[[Sequence[float]], float] = min
) -> list[Labelled]:
    """Score every answer by its weakest statement, or as `over` says; answers that state nothing are left out."""
    found = []
    for answer in answers:
        scores = [checker(sentence, answer.passages) for _, _, sentence in statements(answer.text)]
        if scores:
            found.append(Labelled(over(scores), answer.faithful, answer.cluster))
    return found


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
