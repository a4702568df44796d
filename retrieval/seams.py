"""The three seams of this package, and the nouns that cross them. Does not know any implementation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ingestion.documents import Chunk, Metadata

Vectors = NDArray[np.float32]
"""Shape (n, dimension), rows of unit length, so that an inner product is a cosine."""

Labels = Mapping[str, tuple[str, ...]]
"""Question → digests of the words that answer it, as `ChunkTable.words` gives them."""

Hits = tuple[NDArray[np.int64], NDArray[np.float32]]
"""Positions, best first, and their scores."""


class Embedder(Protocol):
    """Texts to vectors. Calls may come from several threads."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text might get another vector: weights, precision, prefixes, pooling."""

    @property
    def dimension(self) -> int: ...

    @property
    def longest(self) -> int:
        """Tokens that one passage may have, heading and special tokens included."""

    def count(self, text: str) -> int:
        """Tokens of a passage as this model would see it."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed what is searched. Sorts by length inside; returns rows in the order given."""

    def question(self, text: str) -> NDArray[np.float32]:
        """Embed what is asked; shape (dimension,)."""

    def questions(self, texts: Sequence[str]) -> Vectors:
        """The same of many, with one call; rows in the order given."""


class VectorIndex(Protocol):
    """Nearest vectors by inner product. Positions are row numbers of the generation's chunk table."""

    def add(self, positions: NDArray[np.int64], vectors: Vectors) -> None: ...

    def remove(self, positions: NDArray[np.int64]) -> None: ...

    def nearest(
        self, question: NDArray[np.float32], count: int, allowed: NDArray[np.bool_] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The `count` best allowed positions and their scores, best first; fewer when fewer are allowed."""

    def serialise(self) -> bytes: ...


class Reranker(Protocol):
    """Question and passage read together. Slow: asked for a few passages of each question."""

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """One score a passage, higher is better, on any scale. Calls may come from several threads."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a question may see. One predicate for every leg."""

    as_of: date
    lineage: tuple[str, ...] | None = None
    """Region codes that may answer: own region and its ancestors. None: every region."""
    languages: tuple[str, ...] | None = None
    documents: tuple[str, ...] | None = None
    any_time: bool = False
    """See repealed and coming texts too (history view, stewards)."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk as found for a question."""

    chunk: Chunk
    metadata: Metadata
    score: float
    """Of the fusion; comparable within one result only. The cosine, when that leg saw it, is in `cosine`."""
    rank: int
    """From 1."""
    found_by: Mapping[str, int] = field(default_factory=dict)
    """Leg (`vectors`, `words`, `exact`) → rank in that leg, from 1."""
    cosine: float | None = None
    likelihood: float | None = None
    """How probable it is that this passage answers, given that a candidate does; None where nothing was learned that
    says so."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Passages, best first, and how they came about."""

    passages: tuple[Passage, ...]
    generation: str
    legs: Mapping[str, str]
    """Leg → `ok`, `empty`, or `down: why`. A caller that shows passages shows a leg that is not ok."""
    filters: Filters
    seconds: Mapping[str, float] = field(default_factory=dict)
    unheld: frozenset[str] = frozenset()
    """Han characters and English words of the question that stand nowhere in the corpus. Empty where that says
    nothing."""
    familiar: float = 0.0
    """How like the question is to a known one whose answer the corpus holds, 0 to 1."""
    nearest: float = 0.0
    """Highest cosine of a passage, where the question was read otherwise than the embedder reads it, or has everyday
    words for which rules have others: what is near to it then stands lower, or is not among the passages."""
