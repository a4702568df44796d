"""How a question is read where others like it were answered: its vector is moved to where what answers it lies.

Questions in everyday words and rules in their own lie apart in an embedder's space, all in much the same direction; a
linear map, fitted to known questions and what answered them, closes the gap (Procrustes-like adapters of frozen
embeddings; the loss is the softmax over passages of Henderson et al., "Efficient Natural Language Response Suggestion
for Smart Reply", 2017). It is fitted in seconds to the passages of one generation, and nothing is embedded again. Does
not know which questions are like the known ones.
"""

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
from retrieval.seams import Vectors

_TEMPERATURE = 0.025
_PRIOR = 0.01
"""Weight of the squared map: Gaussian prior around leaving questions as they are. On two fifths of 1,234 questions,
with the map fitted to the others, nDCG@10 of the vectors alone was .459 without, .579 so; at temperatures .03 and .04
.576 and .562; at .03 with a prior of .003 and .03, .567 and .561."""
_STEPS = 40
"""Of L-BFGS; fewer leave it half way."""


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
