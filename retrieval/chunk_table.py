"""The table of chunks and documents that one generation carries, in one SQLite file: complete without the corpus.

Written once, opened read-only. A chunk's position is its row here, in the vectors and in the words. Does not know how
chunks are found.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingestion.documents import Chunk, Metadata, Version, sha256
from ingestion.numerals import NUMERAL
from ingestion.tables import unpack_metadata
from prompts.problems import Problem
from retrieval import filters
from retrieval.exact import Holding, article_keys, fold

_SCHEMA = """
CREATE TABLE documents (row INTEGER PRIMARY KEY, id TEXT, version INTEGER, metadata TEXT);
CREATE TABLE chunks (position INTEGER PRIMARY KEY, id TEXT, document INTEGER, ordinal INTEGER, text TEXT,
    start INTEGER, "end" INTEGER, path TEXT, labels TEXT, page INTEGER, words TEXT);
CREATE TABLE articles (document INTEGER, number INTEGER, insertion INTEGER, position INTEGER,
    PRIMARY KEY (document, number, insertion, position)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as the index keeps it."""

    id: str
    version: int
    metadata: Metadata


def write(path: Path, contents: Iterable[tuple[Version, Sequence[Chunk]]]) -> int:
    """Write the table; gives the number of chunks. Not yet durable: publication syncs the file."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;" + _SCHEMA)
        position = 0
        for row, (version, chunks) in enumerate(contents):
            connection.execute(
                "INSERT INTO documents VALUES (?,?,?,?)",
                (row, version.document_id, version.number, _plain(asdict(version.metadata))),
            )
            for chunk in chunks:
                connection.execute(
                    "INSERT INTO chunks VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                    (position, chunk.id, row, chunk.ordinal, chunk.text, chunk.start, chunk.end,
                     _plain(chunk.path), _plain(chunk.labels), chunk.page, words_of(version.metadata, chunk.text)),
                )  # fmt: skip
                connection.executemany(
                    "INSERT OR IGNORE INTO articles VALUES (?,?,?,?)",
                    [(row, *key, position) for key in article_keys(chunk.labels)],
                )
                position += 1
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        raise OSError(f"chunk table: {error}") from error
    finally:
        connection.close()
    return position


class ChunkTable:
    """An opened table. Searching threads share one read-only connection."""

    def __init__(self, path: Path) -> None:
        try:
            self._connection = sqlite3.connect(f"file:{path}?immutable=1", uri=True, check_same_thread=False)
            documents = self._connection.execute("SELECT id, version, metadata FROM documents ORDER BY row").fetchall()
            rows = self._connection.execute("SELECT document, words FROM chunks ORDER BY position").fetchall()
        except sqlite3.DatabaseError as error:
            raise Problem("damaged_index", found=f"chunk table: {error}") from error
        self.documents = tuple(Document(i, n, unpack_metadata(json.loads(plain), {})) for i, n, plain in documents)
        self.document_of: NDArray[np.int32] = np.array([row for row, _ in rows], dtype=np.int32)
        self.columns = _columns(self.documents)
        self._works: dict[int, str] = {}
        self._words: list[str] = [words for _, words in rows]
        self._holding: dict[str, list[int]] = {}
        for position, words in enumerate(self._words):
            self._holding.setdefault(words, []).append(position)

    def __len__(self) -> int:
        return len(self.document_of)

    def holdings(self) -> Iterator[Holding]:
        """The documents, as far as names go."""
        for row, document in enumerate(self.documents):
            metadata = document.metadata
            yield Holding(row, metadata.title, metadata.work, metadata.document_number)

    def chunks(self, positions: Sequence[int]) -> list[Chunk]:
        """The chunks at these positions, in the order given."""
        marks = ",".join("?" * len(positions))
        query = f'SELECT position, id, document, ordinal, text, start, "end", path, labels, page FROM chunks WHERE position IN ({marks})'  # noqa: E501, S608
        found = {row[0]: self._chunk(row) for row in self._connection.execute(query, [int(p) for p in positions])}
        return [found[int(position)] for position in positions]

    def article(self, document: int, key: tuple[int, int]) -> list[int]:
        """Positions of an article's chunks, in reading order."""
        query = "SELECT position FROM articles WHERE document = ? AND number = ? AND insertion = ? ORDER BY position"
        return [position for (position,) in self._connection.execute(query, (int(document), *key))]

    def positions(self, documents: Sequence[int]) -> NDArray[np.int64]:
        """Positions of all chunks of these documents, in reading order."""
        return np.flatnonzero(np.isin(self.document_of, documents))

    def twins(self, position: int) -> tuple[int, ...]:
        """Positions that hold the same words and may stand for one another, itself among them."""
        return self.holding(self._words[position])

    def work(self, position: int) -> str:
        """The law that a chunk is of; where each article is a document of its own, it is in the title."""
        row = int(self.document_of[position])
        if row not in self._works:
            metadata = self.documents[row].metadata
            name = fold(metadata.work or metadata.title)
            self._works[row] = _ARTICLE.sub("", name) or name
        return self._works[row]

    def words(self, position: int) -> str:
        """Digest of what it holds, the same for all its twins and in every generation, until the words change."""
        return self._words[position]

    def holding(self, words: str) -> tuple[int, ...]:
        """Positions whose words have this digest; none if they no longer stand in any text."""
        return tuple(self._holding.get(words, ()))

    def _chunk(self, row: tuple[Any, ...]) -> Chunk:
        document = self.documents[row[2]]
        return Chunk(
            id=row[1],
            document_id=document.id,
            version=document.version,
            ordinal=row[3],
            text=row[4],
            start=row[5],
            end=row[6],
            path=tuple(json.loads(row[7])),
            labels=tuple(json.loads(row[8])),
            page=row[9],
        )


def _columns(documents: Sequence[Document]) -> Mapping[str, NDArray[Any]]:
    rows = [filters.columns(document.id, document.metadata) for document in documents]
    numbers = {name: np.array([row[name] for row in rows], dtype=np.int64) for name in ("start", "end")}
    return numbers | {
        name: np.array([row[name] for row in rows], dtype=np.str_) for name in ("document", "region", "language")
    }


_ARTICLE = re.compile(rf"第\s*{NUMERAL}+\s*条.*$")
_SELF = ("本法", "本条例", "本办法", "本规定", "本解释", "本决定", "本细则", "本通知", "本意见", "本规则", "this ")
_SHORTEST_SHARED = 40
"""Characters. Shorter sentences (自公布之日起施行) say something else in each document."""


def words_of(metadata: Metadata, text: str) -> str:
    """What two chunks share when one may stand for the other: digest of the words, and the work if they speak of it."""
    plain, work = "".join(text.split()), fold(metadata.work or metadata.title)
    alone = len(plain) >= _SHORTEST_SHARED and not any(word in plain for word in _SELF)
    return sha256(plain if alone else f"{work}\n{plain}")[:24]


def _plain(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
