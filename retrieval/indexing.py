"""From the corpus to a published generation: chunk, embed what is new, write three files, publish.

Does not know how documents are read, or how a question is answered.
"""

import random
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ingestion import chunking
from ingestion.documents import Chunk, Version, sha256
from ingestion.numerals import NUMERAL
from prompts.problems import Problem
from retrieval import (
    chunk_table,
    filters,
    generations,
    keywords,
    known_questions,
    opened,
    question_reading,
    sentence_vectors,
    written_questions,
)
from retrieval.chunk_table import words_of
from retrieval.embedding_cache import EmbeddingCache, key
from retrieval.exact import article_keys
from retrieval.seams import Embedder, Vectors
from retrieval.vectors import FaissVectors, refuse_bad

BATCH = 256
"""Texts embedded before they are committed to the cache: what an interruption may cost."""

LAYOUT = 4
"""Raised when the same chunks would be written or embedded otherwise (tokens, embedded text, table)."""

_DIVISION = re.compile(rf"第{NUMERAL}+[编章节]")

Progress = Callable[[int, int, str], None]
"""(done, total, what)."""


class Corpus(Protocol):
    """What indexing asks of the corpus."""

    def versions(self) -> Iterable[Version]:
        """Current wordings that are not withdrawn, in a stable order."""

    def state(self) -> str:
        """Digest of what `versions` gives."""


@dataclass(frozen=True, slots=True)
class Built:
    """A new generation, and what it cost."""

    name: str
    documents: int
    chunks: int
    embedded: int
    """Texts whose vector was not in the cache: chunks, the sentences of long ones, questions written for them."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """`chunking`, `embedding`, `writing` (words, table, vectors, publication and its checks)."""


def embedded_text(title: str, chunk: Chunk) -> str:
    """What the model sees of a chunk: the title, headings that say something, then its words.

    The parts, chapters and sections of a law are left out: hundreds of articles share them. On citizens' questions this
    raised nDCG@10 of the vectors from .461 to .492; no title at all gave .482. The words index keeps the whole heading.
    """
    path = [heading for heading in chunk.path if not _DIVISION.match(heading)]
    return f"{' '.join((title, *path))}\n{chunk.text}"


def embedded_sentences(title: str, chunk: Chunk) -> list[str]:
    """What the model sees of the sentences of a long chunk, each below its title; none for articles of a law.

    An article is one rule, and its vector is of one matter; embedding its sentences too would cost half as much again.
    """
    if article_keys(chunk.labels):
        return []
    return [f"{title}\n{sentence}" for sentence in sentence_vectors.cut(chunk.text)]


def build(
    corpus: Corpus,
    embedder: Embedder,
    indexes: Path,
    cache: EmbeddingCache,
    progress: Progress = lambda done, total, what: None,
    *,
    force: bool = False,
    erase: bool = True,
) -> Built | None:
    """Publish a generation of the corpus as it stands; None if the current one is that already (unless `force`).

    Vectors of texts that are no longer indexed are erased from the cache, unless others use it too (`erase=False`).

    An interrupted run leaves what was current, and its vectors in the cache. Raises Problem `index_busy`,
    `storage_failed`, `bad_vector`, `damaged_index`.
    """
    with generations.writing(indexes):
        identity = {
            "corpus": corpus.state(),
            "embedder": embedder.fingerprint,
            "dimension": embedder.dimension,
            "chunker": sha256(Path(chunking.__file__).read_bytes()),
            "layout": LAYOUT,
            "written": written_questions.digest(),
        }
        if not force and _is_current(indexes, identity):
            return None
        clock = _Clock()
        contents = [
            (version, chunking.chunks(version, embedder.longest, embedder.count)) for version in corpus.versions()
        ]
        texts = [embedded_text(version.metadata.title, chunk) for version, chunks in contents for chunk in chunks]
        sentences = [
            embedded_sentences(version.metadata.title, chunk) for version, chunks in contents for chunk in chunks
        ]
        written = _written(contents)
        keys = [key(text) for text in texts]
        written_keys = [key(f"asked: {question}") for _, question in written]
        sentence_keys = [key(text) for of_chunk in sentences for text in of_chunk]
        clock.lap("chunking")
        plan = [
            *_missing(embedder, embedder.passages, [*texts, *chain(*sentences)], [*keys, *sentence_keys], cache),
            *_missing(embedder, embedder.questions, [question for _, question in written], written_keys, cache),
        ]
        embedded = _embed(embedder, plan, cache, progress)
        clock.lap("embedding")

        def fill(folder: Path) -> Mapping[str, Any]:
            progress(len(texts), len(texts), "writing")
            chunk_table.write(folder / opened.TABLE, contents)
            keywords.write(folder / opened.WORDS, _rows(contents))
            vectors = _vectors(embedder, keys, cache)
            (folder / opened.VECTORS).write_bytes(vectors.serialise())
            rows = _rows_of(embedder, sentence_keys, cache)
            sentence_vectors.write(folder, [len(of_chunk) for of_chunk in sentences], rows)
            asked = _rows_of(embedder, written_keys, cache).astype(np.float32)
            written_questions.write(folder, [position for position, _ in written], asked)
            return {**identity, "documents": len(contents), "chunks": len(texts)}

        published = generations.publish(indexes, fill, opened.check)
        if erase:
            cache.keep_only(embedder.fingerprint, [*keys, *sentence_keys, *written_keys])
        clock.lap("writing")
        return Built(published.name, len(contents), len(texts), embedded, clock.seconds)


def _written(contents: Iterable[tuple[Version, Sequence[Chunk]]]) -> list[tuple[int, str]]:
    """(position of a chunk, question that was written for its words), by position.

    None where too few of the known questions are about these chunks: the search could not learn from them how to read a
    question for the written ones, and would never hear what was embedded.
    """
    words = [words_of(version.metadata, chunk.text) for version, chunks in contents for chunk in chunks]
    held = set(words)
    known = known_questions.bundled_labels().values()
    if sum(not held.isdisjoint(answers) for answers in known) < question_reading.LEAST:
        return []
    of_words = written_questions.by_words(written_questions.bundled())
    return [(position, question) for position, digest in enumerate(words) for question in of_words.get(digest, ())]


class _Clock:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[name], self._last = now - self._last, now


def _is_current(indexes: Path, identity: Mapping[str, Any]) -> bool:
    """Whether the generation that CURRENT names is whole and made from the same."""
    try:
        published, wrong = generations.find(indexes)
    except Problem:
        return False
    return not wrong and all(published.facts.get(name) == value for name, value in identity.items())


_Batch = tuple[Callable[[Sequence[str]], Vectors], Mapping[bytes, str]]
"""How to embed, and texts by the keys that their vectors are kept under."""


def _missing(
    embedder: Embedder,
    embed: Callable[[Sequence[str]], Vectors],
    texts: Sequence[str],
    keys: Sequence[bytes],
    cache: EmbeddingCache,
) -> list[_Batch]:
    """What the cache lacks of these, texts of one length together, so that little is padded."""
    known = cache.get(embedder.fingerprint, keys)
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    by_length = sorted(missing, key=lambda k: (len(missing[k]), k))
    batches = [by_length[at : at + BATCH] for at in range(0, len(by_length), BATCH)]
    return [(embed, {k: missing[k] for k in batch}) for batch in batches]


def _embed(embedder: Embedder, batches: list[_Batch], cache: EmbeddingCache, progress: Progress) -> int:
    """Bring the cache up to date, in mixed order, so that progress is even; gives how many texts were embedded."""
    total = sum(len(texts) for _, texts in batches)
    random.Random(0).shuffle(batches)  # noqa: S311
    done = 0
    progress(done, total, "embedding")
    for embed, texts in batches:
        vectors = embed(list(texts.values()))
        refuse_bad(vectors)
        cache.put(embedder.fingerprint, list(texts), vectors)
        done += len(texts)
        progress(done, total, "embedding")
    return done


def _vectors(embedder: Embedder, keys: Sequence[bytes], cache: EmbeddingCache) -> FaissVectors:
    index = FaissVectors(embedder.dimension)
    for at in range(0, len(keys), 4096):
        some = keys[at : at + 4096]
        index.add(np.arange(at, at + len(some)), _rows_of(embedder, some, cache).astype(np.float32))
    return index


def _rows_of(embedder: Embedder, keys: Sequence[bytes], cache: EmbeddingCache) -> NDArray[np.float16]:
    held = cache.get(embedder.fingerprint, keys)
    return np.array([held[k] for k in keys], dtype=np.float16).reshape(len(keys), embedder.dimension)


def _rows(contents: Iterable[tuple[Version, Sequence[Chunk]]]) -> Iterator[keywords.Row]:
    for version, chunks in contents:
        columns = filters.columns(version.document_id, version.metadata)
        for chunk in chunks:
            yield keywords.Row(chunk.text, chunk.heading(version.metadata.title), columns)
