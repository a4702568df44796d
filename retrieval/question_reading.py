"""How a question is read where others like it were answered: its vector is moved to where what answers it lies.

Questions in everyday words and rules in their own lie apart in an embedder's space, all in much the same direction; a
linear map, fitted to known questions and what answered them, closes the gap (Procrustes-like adapters of frozen
embeddings; the loss is the softmax over passages of Henderson et al., "Efficient Natural Language Response Suggestion
for Smart Reply", 2017). It is fitted in seconds to the passages of one generation, and nothing is embedded again. Does
not know which questions are like the known ones.
"""

import threading
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from ingestion import durable
from ingestion.documents import sha256
from retrieval.seams import Vectors
from retrieval.vectors import FaissVectors

_TEMPERATURE = 0.025
_PRIOR = 0.01
"""Weight of the squared map: Gaussian prior around leaving questions as they are. On two fifths of 1,234 questions,
with the map fitted to the others, nDCG@10 of the vectors alone was .459 without, .579 so; at temperatures .03 and .04
.576 and .562; at .03 with a prior of .003 and .03, .567 and .561."""
_STEPS = 40
"""Of L-BFGS; fewer leave it half way."""
SAMPLE = 2_000
"""Known questions from which that, and a reading, is worked out, so that many cost no more than some."""
LEAST = 100
"""Known questions whose answers are held, from which a reading is learned. In the space of the embedder alone, 247
others found .775 of what answers them among the first hundred passages; with a reading learned from 50, .829; from
100, .849; from 987, .90."""
_OTHERS = 5_000
"""Passages beside the answers that a reading must tell from them; 2,500 gave a little less, 10,000 no more."""
_PARTS = 5
"""An evaluation reads each question as it was learned from the other four fifths."""


@dataclass(frozen=True, slots=True, eq=False)
class QuestionReading:
    """Adds `vector @ turn + shift` to a question's vector; shapes (dimension, dimension) and (dimension,)."""

    turn: NDArray[np.float32]
    shift: NDArray[np.float32]

    def read(self, asked: NDArray[np.float32], share: float = 1.0) -> NDArray[np.float32]:
        """The question, moved by a share of the way, of unit length."""
        moved: NDArray[np.float32] = asked + share * (asked @ self.turn + self.shift)
        moved /= np.linalg.norm(moved)
        return moved


def kept(path: Path, asked: Vectors, passages: Vectors, answers: Sequence[Sequence[int]]) -> QuestionReading:
    """The reading that lies at this path, or one that is fitted and laid there, if it can be."""
    try:
        with np.load(BytesIO(path.read_bytes())) as file:
            return QuestionReading(file["turn"], file["shift"])
    except (OSError, EOFError, BadZipFile, ValueError, KeyError):
        fitted = fit(asked, passages, answers)
    packed = BytesIO()
    np.savez(packed, turn=fitted.turn, shift=fitted.shift)
    with suppress(OSError):  # on a disk that is full or not ours, it is fitted again the next time
        durable.write(path, packed.getvalue())
    return fitted


def fit(asked: Vectors, passages: Vectors, answers: Sequence[Sequence[int]]) -> QuestionReading:
    """Fit to questions (n, dimension), passages (m, dimension), and for each question the rows of those that answer it.

    The loss is the mean cross-entropy of a softmax over all passages, in which those that answer share the target. The
    same input gives the same map. ValueError without questions.
    """
    if not len(asked):
        raise ValueError("no question to fit to")
    count, dimension = asked.shape
    target = np.zeros((count, len(passages)), np.float32)
    for row, good in enumerate(answers):
        target[row, list(good)] = 1 / len(good)

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        turn, shift = np.split(flat.astype(np.float32), [dimension * dimension])
        turn = turn.reshape(dimension, dimension)
        moved = asked + asked @ turn + shift
        length = np.linalg.norm(moved, axis=1, keepdims=True)
        unit = moved / length
        logits = unit @ passages.T / _TEMPERATURE
        logits -= logits.max(axis=1, keepdims=True)
        likely = np.exp(logits)
        total = likely.sum(axis=1, keepdims=True)
        value = float(np.log(total).mean() - (target * logits).sum() / count + _PRIOR * (turn * turn).sum())
        likely /= total
        likely -= target
        slope = likely @ passages / (_TEMPERATURE * count)
        slope = (slope - (slope * unit).sum(axis=1, keepdims=True) * unit) / length
        gradient = np.concatenate([(asked.T @ slope + 2 * _PRIOR * turn).ravel(), slope.sum(axis=0)])
        return value, gradient.astype(np.float64)

    start = np.zeros(dimension * dimension + dimension)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    turn, shift = np.split(found.x.astype(np.float32), [dimension * dimension])
    return QuestionReading(turn.reshape(dimension, dimension), shift)


class Readings:
    """How questions are read for one generation, learned from known ones when first needed: from all of them, or, for
    one of their own in an evaluation, from all but the part that it belongs to."""

    def __init__(
        self,
        questions: Sequence[str],
        asked: Vectors,
        answers: Sequence[Sequence[int]],
        vectors: FaissVectors,
        kept: Path | None = None,
    ) -> None:
        """`answers`: for each question the rows of `vectors` that it should lie near; one without teaches nothing.
        `kept`: where what was learned lies, so that it is learned once; files that begin so."""
        rows = [row for row, good in enumerate(answers) if good]
        self._questions = [questions[row] for row in rows]
        self._asked = asked[rows]
        self._answers = [answers[row] for row in rows]
        self._vectors = vectors
        self._kept = kept
        self._learned: dict[int | None, QuestionReading] = {}
        self._learning = threading.Lock()

    @property
    def teach(self) -> bool:
        """Whether enough are known."""
        return len(self._questions) >= LEAST

    def prepare(self) -> None:
        """Learn now what the first question would have to wait for: seconds."""
        if self.teach:
            self._reading(None)

    def read(self, asked: NDArray[np.float32], share: float, but: str | None = None) -> NDArray[np.float32]:
        """The vector, moved by a share of the way; unchanged where too few are known. `but`: a question whose part is
        not learned from."""
        if not share or not self.teach:
            return asked
        own = next((question for question in self._questions if but is not None and question in but), None)
        return self._reading(None if own is None else _part(own)).read(asked, share)

    def _reading(self, but: int | None) -> QuestionReading:
        with self._learning:
            if but not in self._learned:
                self._learned[but] = self._kept_or_learned(but)
            return self._learned[but]

    def _kept_or_learned(self, but: int | None) -> QuestionReading:
        rows = [row for row, question in enumerate(self._questions) if but is None or _part(question) != but]
        if len(rows) > SAMPLE:
            rows = np.random.default_rng(0).permutation(rows)[:SAMPLE].tolist()
        others = np.random.default_rng(0).permutation(self._vectors.count)[:_OTHERS].tolist()
        passages = sorted({answer for row in rows for answer in self._answers[row]}.union(others))
        place = {passage: i for i, passage in enumerate(passages)}
        answers = [[place[answer] for answer in self._answers[row]] for row in rows]
        vectors = np.stack([self._vectors.vector(passage) for passage in passages])
        asked = self._asked[rows]
        if self._kept is None:
            return fit(asked, vectors, answers)
        digest = sha256(b"".join((asked.tobytes(), vectors.tobytes(), repr(answers).encode())))
        return kept(self._kept.with_name(f"{self._kept.name}-{digest[:16]}.npz"), asked, vectors, answers)


def _part(question: str) -> int:
    return zlib.crc32(question.encode()) % _PARTS
