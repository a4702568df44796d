"""Questions written for articles before anybody asked them: what people say in their words leads to what rules say.

Document expansion by queries (Nogueira et al., "Document Expansion by Query Prediction", 2019), with vectors: for the
laws that citizens ask about most, `written_questions.jsonl` holds for each article some questions that it answers, as
people would put them. A language model wrote them, which saw the articles and nothing else; nobody asked them, so they
are no labels and no measure, and say nothing of how likely a question is. An article is known by digests of its words:
held amended, or not at all, it has no questions. Does not know how a question came to be read as it is.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ingestion import durable
from ingestion.documents import sha256
from prompts.problems import Problem
from retrieval.seams import Hits, Labels, Vectors
from retrieval.vectors import FaissVectors

FILE = "written_questions.jsonl"
ROWS, OWNERS = "written.faiss", "written_owners.npy"

LEAST = -12.0
"""Where the voice of a passage falls silent: natural logarithm of its share of the loudest one's."""
_NEAREST = 400
"""Written questions that are heard."""
_WIDTH = 2.0
"""Difference in cosine in which a voice falls to a third, in standard deviations of the cosines of those heard: that
suits any embedder, and any reading. Alone, with the first 22,000, this gave the 1,155 of 1,212 questions that expect a
passage with written ones nDCG@10 .511, .528, .538 and .535 at 1, 1.5, 2 and 3; .529 where 100 are heard, .540 where
1,000 are."""


class WrittenQuestions:
    """Those of one generation, with vectors, opened for reading from any number of threads."""

    def __init__(self, vectors: FaissVectors, owners: NDArray[np.int64]) -> None:
        """`owners`: for each row of `vectors` the chunk that it was written for, ascending."""
        self.vectors = vectors
        self._owners = owners

    @classmethod
    def open(cls, folder: Path, chunks: int, dimension: int) -> Self:
        """Open what `write` wrote; a generation from before there were any has none.

        Problem `damaged_index` if its parts do not fit together.
        """
        if not (folder / ROWS).is_file():
            return cls(FaissVectors(dimension), np.empty(0, np.int64))
        vectors = FaissVectors.deserialise((folder / ROWS).read_bytes())
        try:
            owners = np.load(folder / OWNERS, allow_pickle=False)
        except (OSError, ValueError) as error:
            raise Problem("damaged_index", found=f"written questions: {error}") from error
        if len(owners) != vectors.count or vectors.dimension != dimension or (len(owners) and owners[-1] >= chunks):
            raise Problem("damaged_index", found=f"written questions: {vectors.count} vectors, {len(owners)} owners")
        return cls(vectors, owners)

    def __len__(self) -> int:
        return len(self._owners)

    def rows(self, positions: Sequence[int]) -> tuple[int, ...]:
        """The rows of the questions that were written for these chunks."""
        return tuple(row for p in positions for row in range(*np.searchsorted(self._owners, (p, p + 1))))

    def has(self, positions: Sequence[int]) -> NDArray[np.bool_]:
        """For each of these chunks, whether any question was written for it."""
        return np.isin(np.asarray(positions, dtype=np.int64), self._owners)

    def led_to(self, asked: NDArray[np.float32], allowed: NDArray[np.bool_] | None, count: int) -> Hits:
        """Up to `count` allowed passages whose questions are most like this one; the best scores 0, others down to
        `LEAST`. Of each all questions count together, by kernels of their cosines."""
        mask = None if allowed is None else allowed[self._owners]
        rows, cosines = self.vectors.nearest(asked, _NEAREST, mask)
        if not len(rows):
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        voices = np.exp((cosines - cosines[0]) / (_WIDTH * max(float(cosines.std()), 1e-6)))
        positions, of_row = np.unique(self._owners[rows], return_inverse=True)
        scores = np.log(np.bincount(of_row, voices) + np.finfo(np.float32).tiny)
        scores = np.maximum(scores - scores.max(), LEAST).astype(np.float32)
        best = np.argsort(-scores, kind="stable")[:count]
        return positions[best], scores[best]


def bundled() -> Labels:
    """The questions that come with the program, each with the digests of the words that it was written for."""
    return dict(_read(resources.files("retrieval").joinpath(FILE).read_text("utf-8"), FILE))


def digest() -> str:
    """Of the file that they come in."""
    return sha256(resources.files("retrieval").joinpath(FILE).read_bytes())


def by_words(labels: Labels) -> dict[str, list[str]]:
    """Digest of words → the questions that were written for them."""
    found: dict[str, list[str]] = {}
    for question, answers in labels.items():
        for words in answers:
            found.setdefault(words, []).append(question)
    return found


def write(folder: Path, owners: Sequence[int], rows: Vectors) -> None:
    """Write vectors and the chunks that they were written for, ascending. Raises OSError."""
    vectors = FaissVectors(rows.shape[1])
    vectors.add(np.arange(len(rows)), rows)
    (folder / ROWS).write_bytes(vectors.serialise())
    np.save(folder / OWNERS, np.array(owners, dtype=np.int64))


def add(path: Path, labels: Labels) -> int:
    """Add questions to a file, made if need be; gives how many it holds now. Problem `bad_known_question`."""
    held: dict[str, tuple[str, ...]] = dict(_read(path.read_text("utf-8"), str(path))) if path.exists() else {}
    for question, answers in labels.items():
        held[question] = tuple(sorted({*held.get(question, ()), *answers}))
    together: dict[tuple[str, ...], list[str]] = {}
    for question, answers in sorted(held.items()):
        together.setdefault(answers, []).append(question)
    lines = (json.dumps({"answers": a, "questions": q}, ensure_ascii=False) for a, q in sorted(together.items()))
    durable.write(path, "".join(f"{line}\n" for line in lines).encode())
    return len(held)


def _read(text: str, name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            said: Mapping[str, Sequence[str]] = json.loads(line)
            answers = tuple(map(str, said["answers"]))
            yield from ((str(question), answers) for question in said["questions"])
        except (ValueError, KeyError, TypeError) as error:
            raise Problem("bad_known_question", file=name, line=number, found=line[:80]) from error
