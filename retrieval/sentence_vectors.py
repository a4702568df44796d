"""Sentences of long passages, each with a vector of its own: a page says many things, and one vector says none clearly.

A passage above `LONG` is cut into sentences and lines; what counts of them is the best cosine with the question. Kept
as half-precision rows in a file that is mapped, not read, so that serving holds only what was looked at. Does not know
how much a sentence counts beside its passage.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from prompts.problems import Problem

LONG = 200
"""Size (see `size`) above which the sentences of a passage have vectors."""

ROWS, STARTS = "sentences.npy", "sentence_starts.npy"

_LATIN = re.compile(r"[\x00-\u024f]")
_LATIN_SHARE = 0.5
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]*")
_LATIN_END = re.compile(r"(?<=[.:])\s+(?=[A-Z0-9(*\[“\"])")
_SAYS_SOMETHING = re.compile(r"\w{2}|[\u3400-\u9fff]")


def size(text: str) -> float:
    """Length in Han characters, of which a Latin letter or a space counts half."""
    return len(text) - (1 - _LATIN_SHARE) * len(_LATIN.findall(text))


def cut(text: str) -> list[str]:
    """The sentences of a passage that have vectors, in text order; none if it is short or has but one."""
    found = list(sentences(text)) if size(text) > LONG else []
    return found if len(found) > 1 else []


def sentences(text: str) -> Iterator[str]:
    """Sentences and lines that say something, without the space around them."""
    for found in _SENTENCE.findall(text):
        for part in _LATIN_END.split(found):
            if _SAYS_SOMETHING.search(part):
                yield part.strip()


class SentenceVectors:
    """The sentence vectors of one generation, opened for reading from any number of threads."""

    def __init__(self, rows: NDArray[np.float16], starts: NDArray[np.int64]) -> None:
        self._rows = rows
        self._starts = starts

    @classmethod
    def open(cls, folder: Path, chunks: int, dimension: int) -> Self:
        """Open what `write` wrote; a generation from before there were any has none.

        Problem `damaged_index` if it does not fit the number of chunks.
        """
        if not (folder / ROWS).is_file():
            return cls(np.empty((0, dimension), np.float16), np.zeros(chunks + 1, np.int64))
        try:
            rows = np.load(folder / ROWS, mmap_mode="r", allow_pickle=False)
            starts = np.load(folder / STARTS, allow_pickle=False)
        except (OSError, ValueError) as error:
            raise Problem("damaged_index", found=f"sentences: {error}") from error
        if len(starts) != chunks + 1 or rows.shape != (starts[-1], dimension):
            raise Problem("damaged_index", found=f"sentences: {rows.shape}, {len(starts) - 1} chunks")
        return cls(rows, starts)

    def __len__(self) -> int:
        return len(self._rows)

    def best(self, question: NDArray[np.float32], positions: Sequence[int]) -> dict[int, float]:
        """The highest cosine of a sentence with the question, for those of these chunks that have sentences."""
        at = np.asarray(positions, dtype=np.int64)
        at = at[self._starts[at + 1] > self._starts[at]]
        if not len(at):
            return {}
        first, last = self._starts[at], self._starts[at + 1]
        wanted = np.concatenate([np.arange(a, b) for a, b in zip(first, last, strict=True)])
        cosines = self._rows[wanted].astype(np.float32) @ question
        ends = np.cumsum(last - first)
        best = np.maximum.reduceat(cosines, ends - (last - first))
        return dict(zip(at.tolist(), best.tolist(), strict=True))


def write(folder: Path, counts: Sequence[int], rows: NDArray[np.float16]) -> None:
    """Write vectors in the order of their chunks; `counts`: how many each chunk has. Raises OSError."""
    np.save(folder / ROWS, rows)
    np.save(folder / STARTS, np.cumsum([0, *counts], dtype=np.int64))
