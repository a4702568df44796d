"""Nearest vectors with FAISS, in the process. The one home of faiss.

Exact inner product over half-precision rows: on 55,000 × 384 a search takes 1.8 ms on one thread, against 3.1 ms in
single precision, with 999 of 1,000 neighbours the same. Does not know chunks, files or publication: bytes in and out.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from prompts.problems import Problem
from retrieval.seams import Vectors

_MOST_BYTES = 64 << 30
"""No index of ours is larger; a hostile length in a file fails here instead of in the allocator."""


def refuse_bad(vectors: Vectors) -> None:
    """Problem `bad_vector` unless all rows are of unit length (which numbers that are none never are)."""
    lengths = np.linalg.norm(vectors, axis=1)
    bad = np.flatnonzero(~(np.abs(lengths - 1) < 0.01))
    if bad.size:
        raise Problem("bad_vector", found=f"length {lengths[bad[0]]:.4f}, row {bad[0]}")


class FaissVectors:
    """A `VectorIndex` held in memory. Searching from several threads is safe; adding and removing are not, and are
    refused once the index was loaded from bytes."""

    def __init__(self, dimension: int) -> None:
        import faiss

        rows = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        self._index: Any = faiss.IndexIDMap2(rows)
        self._frozen = False

    @classmethod
    def deserialise(cls, data: bytes) -> "FaissVectors":
        """Open what `serialise` gave. Only for bytes whose digest was checked: FAISS does not notice flipped bits.

        Raises Problem `damaged_index` if they are no index of ours.
        """
        import faiss

        faiss.set_deserialization_vector_byte_limit(_MOST_BYTES)
        faiss.set_deserialization_loop_limit(100_000_000)
        # Each request searches with one question; threads inside a search would only fight those of other requests.
        faiss.omp_set_num_threads(1)
        try:
            read = faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
        except RuntimeError as error:
            raise Problem("damaged_index", found=f"vectors: {str(error).splitlines()[0][:200]}") from error
        if not isinstance(read, faiss.IndexIDMap2) or read.metric_type != faiss.METRIC_INNER_PRODUCT:
            raise Problem("damaged_index", found=f"vectors: {type(read).__name__}")
        opened = cls.__new__(cls)
        opened._index = read
        opened._frozen = True
        return opened

    @property
    def count(self) -> int:
        """How many vectors it holds."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Length of one vector."""
        return int(self._index.d)

    def vector(self, position: int) -> NDArray[np.float32]:
        """A row as it is kept."""
        found: NDArray[np.float32] = self._index.reconstruct(position)
        return found

    def add(self, positions: NDArray[np.int64], vectors: Vectors) -> None:
        """Add rows of unit length. Problem `bad_vector` for any other, and for numbers that are none."""
        self._refuse_if_frozen()
        if not len(positions):
            return
        refuse_bad(vectors)
        self._index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), np.asarray(positions, dtype=np.int64))

    def remove(self, positions: NDArray[np.int64]) -> None:
        """Take rows out; positions that are not held are no error."""
        self._refuse_if_frozen()
        self._index.remove_ids(np.asarray(positions, dtype=np.int64))

    def nearest(
        self, question: NDArray[np.float32], count: int, allowed: NDArray[np.bool_] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The best allowed positions and their cosines; ties go to the lower position."""
        import faiss

        parameters = None
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(allowed), faiss.swig_ptr(bits))
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        count = min(count, self.count)
        if count < 1:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        scores, positions = self._index.search(
            np.ascontiguousarray(question[None, :], dtype=np.float32), count, params=parameters
        )
        held = positions[0] >= 0
        found, cosines = positions[0][held], scores[0][held]
        order = np.lexsort((found, -cosines))
        return found[order], cosines[order]

    def cosines(self, question: NDArray[np.float32], positions: Sequence[int]) -> NDArray[np.float32]:
        """Inner products with these rows, in the order given."""
        rows = self._index.reconstruct_batch(np.asarray(positions, dtype=np.int64))
        found: NDArray[np.float32] = rows @ question
        return found

    def mean(self, positions: Sequence[int]) -> NDArray[np.float32]:
        """The mean of these rows, at least one; shorter than 1 the less alike they are."""
        found: NDArray[np.float32] = self._index.reconstruct_batch(np.asarray(positions, dtype=np.int64)).mean(axis=0)
        return found

    def rows(self) -> Vectors:
        """All rows, by position, which must run from 0 without a gap."""
        found: Vectors = self._index.reconstruct_batch(np.arange(self.count, dtype=np.int64))
        return found

    def serialise(self) -> bytes:
        """The whole index. Written by us and not by FAISS, whose own writing ends without an error on a full disk."""
        import faiss

        return bytes(faiss.serialize_index(self._index).tobytes())

    def _refuse_if_frozen(self) -> None:
        if self._frozen:
            raise TypeError("a loaded index is shared by readers and never changed; build a new one")
