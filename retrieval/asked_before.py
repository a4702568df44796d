"""Questions that were asked before, with the passages that answered them: a new question is led to those of its like.

Citizens say in words of their own what rules say in others, and ask it again and again; a label that was given once
knows more of that than either text. Passages are known by their words, so that what was amended since answers nothing
any more, and the filters of the search hold here as in every leg. Does not know who gave the labels, nor how much a
likeness weighs: `retrieval/learned_order.py` does.
"""

import base64
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from retrieval.chunk_table import ChunkTable
from retrieval.seams import Vectors

LEAST = 1.0
"""Likeness from which a question counts as of its like: standard deviations above the mean of all that were asked."""

Found = tuple[NDArray[np.int64], NDArray[np.float32]]


@dataclass(frozen=True, slots=True, eq=False)
class AskedBefore:
    """Labelled questions. `vectors` (n, dimension) are those of the embedder that the passages have, one a question."""

    questions: tuple[str, ...]
    answers: tuple[tuple[str, ...], ...]
    """For each question the digests of its passages' words, as `ChunkTable.words` gives them."""
    vectors: Vectors

    def __post_init__(self) -> None:
        if not (len(self.questions) == len(self.answers) == len(self.vectors)) or self.vectors.ndim != 2:
            raise ValueError("questions, answers and vectors are not of one number")

    def of(self, questions: Collection[str]) -> Self:
        """These of its questions alone."""
        wanted = set(questions)
        return self._at([i for i, known in enumerate(self.questions) if known in wanted])

    def without(self, question: str) -> Self:
        """All but this question, word for word: what was known before it was asked."""
        return self._at([i for i, known in enumerate(self.questions) if known != question])

    def _at(self, rows: list[int]) -> Self:
        return type(self)(
            tuple(self.questions[i] for i in rows), tuple(self.answers[i] for i in rows), self.vectors[rows]
        )

    def nearest(
        self, asked: NDArray[np.float32], table: ChunkTable, allowed: NDArray[np.bool_] | None, count: int
    ) -> Found:
        """Up to `count` allowed passages of the most alike questions, and how alike the most alike of each is."""
        cosines = self.vectors @ asked
        likeness = (cosines - cosines.mean()) / (cosines.std() + 1e-6) if len(cosines) else cosines
        found: dict[int, float] = {}
        for i in np.argsort(-likeness, kind="stable").tolist():
            if likeness[i] < LEAST or len(found) >= count:
                break
            for position in (p for words in self.answers[i] for p in table.holding(words)):
                if allowed is None or allowed[position]:
                    found.setdefault(position, float(likeness[i]))
        best = list(found.items())[:count]
        return np.array([p for p, _ in best], dtype=np.int64), np.array([z for _, z in best], dtype=np.float32)

    def as_plain(self) -> dict[str, Any]:
        """For a JSON file; vectors in half precision."""
        packed = base64.b64encode(self.vectors.astype("<f2").tobytes()).decode("ascii")
        return {"questions": self.questions, "answers": self.answers, "vectors": packed}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Back from `as_plain`. ValueError, KeyError or TypeError if it is not that."""
        questions: Sequence[str] = [str(question) for question in plain["questions"]]
        halves = np.frombuffer(base64.b64decode(plain["vectors"], validate=True), dtype="<f2")
        vectors = halves.astype(np.float32).reshape(len(questions), -1) if questions else np.empty((0, 0), np.float32)
        if not np.isfinite(vectors).all():
            raise ValueError("vectors are no numbers")
        return cls(tuple(questions), tuple(tuple(map(str, words)) for words in plain["answers"]), vectors)
