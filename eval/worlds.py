"""What a set's questions are asked of: a corpus and its index, built from the set's own files where it has any.

Two kinds of files: folders of documents, which go through our own ingestion; and a `corpus.jsonl` of passages, each
taken as a document of its own, as it is. Vectors are kept in a cache, so that a second run embeds nothing. Does not
know the questions.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from eval.folders import Documents
from ingestion import pipeline
from ingestion.corpus import Corpus
from ingestion.documents import NATION, Metadata, Section, Version, sha256
from ingestion.sources import Originals
from prompts.problems import Problem
from retrieval import indexing
from retrieval.embedding_cache import EmbeddingCache
from retrieval.seams import Embedder

Progress = Callable[[int, int, str], None]


class Texts(Protocol):
    """What a run asks of a corpus: its wordings for the index and for checking quotes, and its digest."""

    def versions(self) -> Iterator[Version]: ...
    def version(self, document_id: str, number: int | None = None) -> Version: ...
    def state(self) -> str: ...


@dataclass(frozen=True)
class PassageCorpus:
    """The passages of a BEIR `corpus.jsonl`, held in memory: one document with one wording each."""

    path: Path

    def versions(self) -> Iterator[Version]:
        yield from self._versions.values()

    def version(self, document_id: str, number: int | None = None) -> Version:
        """One passage. Problem if there is none of this id."""
        if document_id not in self._versions or number not in (None, 1):
            raise Problem("unknown_document", found=document_id)
        return self._versions[document_id]

    def state(self) -> str:
        return sha256(self.path.read_bytes())

    @cached_property
    def _versions(self) -> dict[str, Version]:
        return {version.document_id: version for version in self._read()}

    def _read(self) -> Iterator[Version]:
        for entry in read_lines(self.path):
            text = str(entry["text"])
            yield Version(
                document_id=str(entry.get("id", entry.get("_id"))),
                number=1,
                digest=sha256(text),
                text=text,
                sections=(Section("body", "", "", (), 0, len(text)),),
                pages=(),
                metadata=Metadata(
                    title=str(entry.get("title") or ""),
                    language=entry.get("lang") or "zh",
                    region=NATION,
                    url=entry.get("url"),
                ),
                media_type="text/plain",
                original=sha256(text),
                read_at=datetime(2025, 1, 1, tzinfo=UTC),
            )


@dataclass(frozen=True, slots=True)
class World:
    """A corpus with a published index of it."""

    corpus: Texts
    indexes: Path
    any_time: bool
    """Its passages have no dates, and are all to be seen."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Our document id → what the set calls it; ids that are missing here are the set's own."""


def of_passages(
    path: Path, embedder: Embedder, home: Path, progress: Progress = lambda done, total, what: None
) -> World:
    """Index a `corpus.jsonl` as it is. Problem `no_data` if it is not there."""
    if not path.is_file():
        raise Problem("no_data", found=path)
    corpus = PassageCorpus(path)
    _index(corpus, embedder, home, progress)
    return World(corpus, home / "index", any_time=True)


def of_documents(
    listed: Sequence[Documents],
    corpus: Corpus,
    embedder: Embedder,
    home: Path,
    progress: Progress = lambda done, total, what: None,
) -> World:
    """Ingest folders and index them."""
    names = ingested(listed, corpus, home, progress)
    _index(corpus, embedder, home, progress)
    return World(corpus, home / "index", any_time=False, names=names)


def ingested(
    listed: Sequence[Documents],
    corpus: Corpus,
    home: Path,
    progress: Progress = lambda done, total, what: None,
    refused: Callable[[Problem], None] = lambda problem: None,
) -> dict[str, str]:
    """Bring a corpus to what folders hold; gives our document id → what the set calls it.

    `refused` is told of files that cannot be read, and of listed ones that are not there. Problem `no_data`.
    """
    names: dict[str, str] = {}
    for documents in listed:
        folder = documents.folder
        if not folder.is_dir():
            raise Problem("no_data", found=folder)
        source = folder.parent.name if folder.name == "documents" else folder.name
        done = pipeline.ingest(folder, corpus, Originals(home / "originals"), source=source, progress=progress)
        found = {entry.path: entry.id for entry in corpus.entries() if entry.source == source}
        names |= {id_: documents.ids[path] for path, id_ in found.items() if path in documents.ids}
        for path in sorted(documents.ids.keys() - found.keys() - done.refused.keys()):
            refused(Problem("listed_file_missing", file=folder / path))
        for path, problem in done.refused.items():
            refused(Problem("listed_file_refused", file=folder / path, found=" ".join(problem.text("en").split())))
    return names


def lacking(world: World, expected: Iterable[str]) -> list[str]:
    """Documents that cases expect and the world does not hold: nothing can be found or cited of them."""
    held = {world.names.get(version.document_id, version.document_id) for version in world.corpus.versions()}
    return sorted(set(expected) - held)


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _index(corpus: Texts, embedder: Embedder, home: Path, progress: Progress) -> None:
    """Sets share documents, so their worlds share the vectors."""
    with EmbeddingCache(home.parent / "embeddings.sqlite") as vectors:
        indexing.build(corpus, embedder, home / "index", vectors, progress, erase=False)
