"""Questions that were asked before, with the passages that answered them: a new question is led by those of its like.

Citizens say in words of their own what rules say in others, and ask it again and again; a label that was given once
knows more of that than either text. Each known question votes for what answered it, the more the more alike it is
(kernel regression over questions: Nadaraya, "On Estimating Regression", 1964), and all of them teach how a question is
read (`retrieval/question_reading.py`); a question that is like none of them hears no votes. Passages are known by their
words, so that what was amended since answers nothing any more, and the filters of the search hold here as in every leg.
Does not know who gave the labels.
"""

import base64
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from retrieval.chunk_table import ChunkTable
from retrieval.question_reading import SAMPLE, Readings
from retrieval.seams import Hits, Vectors
from retrieval.vectors import FaissVectors
from retrieval.written_questions import WrittenQuestions

_VOTERS = 100
"""Most alike questions that vote; the rest weighs nothing."""
_FOREIGN, _STRANGE, _FAMILIAR = 1.0, 10.0, 75.0
"""Percentiles of the known questions' cosines with their nearest known one: a question whose nearest is no nearer than
the second hears no votes, from the third on all; between the first and the second it comes to be read as they are. On
the bundled embedder and its questions these are .891, .915 and .951. Before any reading, nDCG@10 on 1,212 questions
like them was .487 without votes, .533 so, .545 from the 3rd to the 50th percentile and .558 with full votes for all; on
112 about local rules and 87 about past law, which are like few of them, .753 and .667 without, .748 and .664 so, .741
and .663, .384 and .541."""


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

    def without(self, questions: Collection[str]) -> Self:
        """All but these, word for word."""
        out = set(questions)
        rows = [i for i, known in enumerate(self.questions) if known not in out]
        return type(self)(
            tuple(self.questions[i] for i in rows), tuple(self.answers[i] for i in rows), self.vectors[rows]
        )

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


@dataclass(frozen=True, slots=True)
class Votes:
    """What known questions say of one question; all shares add up to 1, if any voted."""

    passages: Mapping[int, float]
    """Position → share of the votes of questions that it answered. A question that several answered votes for each."""
    works: Mapping[str, float]
    """Work (`ChunkTable.work`) → share, by the part of a question's answers that lie in it."""
    expected: NDArray[np.float32]
    """The mean vector of what answered, weighted by votes; shape (dimension,)."""
    nearest: float
    """Cosine of the most alike question."""
    sure: float
    """From 0, that one is unlike, to 1."""
    akin: float = 0.0
    """From 0, that it is of another kind than all known ones, to 1: how far it may be read as they are."""
    places: frozenset[str] = frozenset()
    """Regions whose rules answered any known question; of others they know nothing."""
    held: float = 1.0
    """Share of the known questions of which the generation holds an answer."""

    def answered(self, allowed: NDArray[np.bool_] | None, count: int) -> Hits:
        """Up to `count` allowed passages that answered, and their shares; none for a strange question."""
        best = sorted(self.passages.items(), key=lambda item: (-item[1], item[0])) if self.sure else []
        seen = [(position, share) for position, share in best if allowed is None or allowed[position]][:count]
        return np.array([p for p, _ in seen], dtype=np.int64), np.array([s for _, s in seen], dtype=np.float32)

    def alike(self, vectors: FaissVectors, allowed: NDArray[np.bool_] | None, count: int) -> Hits:
        """The passages that are most like what answered, and their cosines with it."""
        length = float(np.linalg.norm(self.expected))
        if not length or not self.sure:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        return vectors.nearest(self.expected / length, count, allowed)


class Precedents:
    """Known questions as far as one generation holds what answered them."""

    def __init__(
        self,
        known: AskedBefore,
        table: ChunkTable,
        vectors: FaissVectors,
        written: WrittenQuestions | None = None,
        kept: Path | None = None,
    ) -> None:
        """`kept`: where what was learned for this generation lies, so that it is learned once; files that begin so."""
        held = [tuple(p for words in answer for p in table.holding(words)) for answer in known.answers]
        rows = [i for i, positions in enumerate(held) if positions]
        self._held = len(rows) / max(1, len(held))
        self._questions = [known.questions[i] for i in rows]
        self._asked = known.vectors[rows]
        self._positions = [held[i] for i in rows]
        self._works = [[table.work(position) for position in positions] for positions in self._positions]
        empty = np.empty((0, vectors.dimension), np.float32)
        self._means = np.stack([vectors.mean(positions) for positions in self._positions]) if rows else empty
        self._scale = _scale(known)
        regions = table.columns["region"]
        self._places = frozenset(str(regions[table.document_of[p]]) for held in self._positions for p in held)
        self._passages = Readings(self._questions, self._asked, self._positions, vectors, kept)
        answers = [written.rows(positions) for positions in self._positions] if written else []
        self._written = Readings(self._questions, self._asked, answers, written.vectors, kept) if written else None

    def votes(self, asked: NDArray[np.float32], but: str | None = None) -> Votes:
        """What they say of a question, by its vector. `but`: a question whose own label stays unread, as if it were
        asked for the first time."""
        cosines = self._asked @ asked
        if but is not None:
            cosines[[question in but for question in self._questions]] = -np.inf
        voters = np.argsort(-cosines, kind="stable")[:_VOTERS]
        nearest = float(cosines[voters[0]]) if len(voters) else -np.inf
        foreign, strange, familiar, width = self._scale
        akin = min(1.0, max(0.0, (nearest - foreign) / (strange - foreign)))
        if nearest <= strange:
            nothing = np.zeros(len(asked), np.float32)
            return Votes({}, {}, nothing, nearest, 0.0, akin, self._places, self._held)
        weights = np.exp((cosines[voters] - nearest) / width)
        weights /= weights.sum()
        passages: dict[int, float] = defaultdict(float)
        works: dict[str, float] = defaultdict(float)
        for voter, weight in zip(voters.tolist(), weights.tolist(), strict=True):
            for position, work in zip(self._positions[voter], self._works[voter], strict=True):
                passages[position] += weight
                works[work] += weight / len(self._positions[voter])
        expected: NDArray[np.float32] = weights.astype(np.float32) @ self._means[voters]
        sure = min(1.0, (nearest - strange) / (familiar - strange))
        return Votes(passages, works, expected, nearest, sure, akin, self._places, self._held)

    def prepare(self, *, passages: bool = True) -> None:
        """Learn now what the first question would have to wait for: seconds. `passages`: they are not read by an
        encoder of its own."""
        for reading in filter(None, (self._passages if passages else None, self._written)):
            reading.prepare()

    def read(self, asked: NDArray[np.float32], votes: Votes, but: str | None = None) -> NDArray[np.float32]:
        """The vector of a question as known ones are read, as far as it is akin to them; unchanged where too few are
        known. `but`: as in `votes`."""
        return self._passages.read(asked, votes.akin, but)

    def read_as_written(
        self, asked: NDArray[np.float32], votes: Votes, but: str | None = None
    ) -> NDArray[np.float32] | None:
        """The same for looking among the questions that were written for passages, which lie elsewhere; None where too
        few are known: unread, they mislead."""
        return self._written.read(asked, votes.akin, but) if self._written and self._written.teach else None


def _scale(known: AskedBefore) -> tuple[float, float, float, float]:
    """The cosines at which a question is foreign, strange and familiar, and the difference in which a vote falls to a
    third: half of a standard deviation. Known questions tell all four, so that they suit any embedder."""
    if len(known.questions) < 2:
        return 0.94, 0.95, 1.0, 0.01
    cosines = known.vectors[:SAMPLE] @ known.vectors.T
    same: dict[str, list[int]] = defaultdict(list)
    for row, question in enumerate(known.questions):
        same[question].append(row)
    for row, question in enumerate(known.questions[:SAMPLE]):
        cosines[row, same[question]] = -1
    nearest = cosines.max(axis=1)
    foreign, strange, familiar = np.percentile(nearest, (_FOREIGN, _STRANGE, _FAMILIAR)).tolist()
    return min(foreign, strange - 0.01), strange, max(familiar, strange + 0.01), max(0.002, float(nearest.std()) / 2)
