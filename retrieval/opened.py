"""One generation, opened for searching: vectors, words, chunk table and names, consistent with one another.

Immutable; a request holds one from its first to its last read. Does not know which generation is current.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from prompts.problems import Problem
from retrieval import filters
from retrieval.chunk_table import ChunkTable
from retrieval.exact import Names
from retrieval.keywords import Words
from retrieval.seams import Filters
from retrieval.sentence_vectors import SentenceVectors
from retrieval.vectors import FaissVectors
from retrieval.written_questions import WrittenQuestions

VECTORS = "vectors.faiss"
WORDS = "words"
TABLE = "chunks.sqlite"


@dataclass(frozen=True, slots=True)
class Generation:
    """What a search needs. `allowed` remembers the masks of recent filters, which most requests share."""

    name: str
    facts: Mapping[str, Any]
    vectors: FaissVectors
    sentences: SentenceVectors
    written: WrittenQuestions
    words: Words
    table: ChunkTable
    names: Names
    _masks: Any = field(repr=False)

    @classmethod
    def open(cls, folder: Path, facts: Mapping[str, Any]) -> Self:
        """Open a folder that was verified. Problem `damaged_index` if its parts do not fit together."""
        table = ChunkTable(folder / TABLE)
        words = Words(folder / WORDS)
        vectors = FaissVectors.deserialise((folder / VECTORS).read_bytes())
        counts = {"chunks": len(table), "words": words.count, "vectors": vectors.count}
        if set(counts.values()) != {facts["chunks"]} or vectors.dimension != facts["dimension"]:
            raise Problem("damaged_index", found=f"{counts}, {facts['chunks']} expected")
        sentences = SentenceVectors.open(folder, len(table), vectors.dimension)
        written = WrittenQuestions.open(folder, len(table), vectors.dimension)

        @lru_cache(maxsize=64)
        def masks(wanted: Filters) -> NDArray[np.bool_]:
            return filters.allowed(wanted, table.columns)

        return cls(folder.name, facts, vectors, sentences, written, words, table, Names(table.holdings()), masks)

    def allowed_documents(self, wanted: Filters) -> NDArray[np.bool_]:
        """Which rows of the documents' table a filter lets through."""
        return self._masks(wanted)  # type: ignore[no-any-return]

    def allowed(self, wanted: Filters) -> NDArray[np.bool_] | None:
        """Which chunks a filter lets through; None: all of them."""
        documents = self.allowed_documents(wanted)
        return None if documents.all() else documents[self.table.document_of]


def check(folder: Path, facts: Mapping[str, Any]) -> None:
    """The gate before publication: open the files, and find chunks again by their own vectors and words."""
    generation = Generation.open(folder, facts)
    count = len(generation.table)
    probes = sorted({int(i) for i in np.linspace(0, count - 1, num=min(count, 20))}) if count else []
    for position, chunk in zip(probes, generation.table.chunks(probes), strict=True):
        if not chunk.text:
            raise Problem("damaged_index", found=f"chunk {position} is empty")
        found, cosines = generation.vectors.nearest(generation.vectors.vector(position), 1, None)
        if not len(found) or cosines[0] < 0.98:
            raise Problem("damaged_index", found=f"chunk {position} is not found by its own vector")
