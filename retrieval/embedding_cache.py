"""Vectors that were computed once, by model and text, so that only changed chunks are embedded again.

One SQLite file, committed batch by batch: whatever interrupts a run, at most one batch is computed twice. Half
precision, which is what the index keeps anyway. A cache: it may be deleted at any time. Does not know chunks.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ingestion.documents import sha256
from retrieval.seams import Vectors

_AT_ONCE = 500
"""Keys in one query; SQLite allows 32,766 variables."""


class EmbeddingCache:
    """Keys are (fingerprint of the embedder, digest of the text as it was embedded)."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = _open(path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            path.unlink()  # not a database, or a damaged one: nothing in it that cannot be computed again
            self._connection = _open(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def get(self, model: str, keys: Sequence[bytes]) -> dict[bytes, NDArray[np.float16]]:
        """What is held of these."""
        found: dict[bytes, NDArray[np.float16]] = {}
        for at in range(0, len(keys), _AT_ONCE):
            some = keys[at : at + _AT_ONCE]
            marks = ",".join("?" * len(some))
            query = f"SELECT text, vector FROM vectors WHERE model = ? AND text IN ({marks})"  # noqa: S608
            for key, vector in self._connection.execute(query, (model, *some)):
                found[key] = np.frombuffer(vector, dtype=np.float16)
        return found

    def put(self, model: str, keys: Sequence[bytes], vectors: Vectors) -> None:
        """Keep a batch; it survives a kill from here on."""
        half = vectors.astype(np.float16)
        self._connection.execute("BEGIN")
        self._connection.executemany(
            "INSERT OR REPLACE INTO vectors VALUES (?,?,?)",
            [(model, key, row.tobytes()) for key, row in zip(keys, half, strict=True)],
        )
        self._connection.execute("COMMIT")

    def keep_only(self, model: str, keys: Iterable[bytes]) -> int:
        """Drop vectors of this model whose text is no longer indexed (it may have been erased); gives how many."""
        held = {key for (key,) in self._connection.execute("SELECT text FROM vectors WHERE model = ?", (model,))}
        gone = held.difference(keys)
        self._connection.execute("BEGIN")
        self._connection.executemany(
            "DELETE FROM vectors WHERE model = ? AND text = ?", [(model, key) for key in sorted(gone)]
        )
        self._connection.execute("COMMIT")
        return len(gone)


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    try:
        connection.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;"
            "CREATE TABLE IF NOT EXISTS vectors (model TEXT, text BLOB, vector BLOB, PRIMARY KEY (model, text))"
            " WITHOUT ROWID"
        )
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def key(text: str) -> bytes:
    """Identity of a text in the cache."""
    return bytes.fromhex(sha256(text))
