"""What is found, as the corpus knows it today: an index that is older than the corpus shows nothing that has changed.

An index may stand behind for a while: texts were read and not indexed yet, or its newest generation is damaged and an
older one answers. Words that were changed or withdrawn since are left out, and what became of the dates of the others
is laid over them, so that no rule is shown as in force that ended meanwhile. Does not know how anything is found.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import numpy as np

from ingestion.corpus import Entry
from ingestion.validity import Status, status_of_part
from prompts.problems import Problem
from retrieval import filters as predicate
from retrieval.seams import Filters, Passage, SearchResult

BEHIND = "behind"
"""State of the leg `index` where something was left out, or is known otherwise now."""


class Search(Protocol):
    """What is asked of `retrieval.searcher.Searcher`."""

    @property
    def generation(self) -> str | None: ...
    def search(self, question: str, filters: Filters, count: int = 10) -> SearchResult: ...
    def degraded(self) -> tuple[str, ...]: ...


class CurrentSearch:
    """A searcher whose passages are looked up in the corpus before anybody sees them. For any number of threads."""

    def __init__(self, searcher: Search, entry: Callable[[str], Entry]) -> None:
        """`entry`: of `ingestion.corpus.Corpus`."""
        self._searcher = searcher
        self._entry = entry

    @property
    def generation(self) -> str | None:
        """Name of the generation in use; None before the first is published."""
        return self._searcher.generation

    def degraded(self) -> tuple[str, ...]:
        """What an operator should know, as short facts; empty when all is well."""
        return self._searcher.degraded()

    def search(self, question: str, filters: Filters, count: int = 10) -> SearchResult:
        """As the searcher finds, without what the corpus does not hold any more; problems are its own."""
        found = self._searcher.search(question, filters, count)
        held = {identity: self._held(identity) for identity in {p.chunk.document_id for p in found.passages}}
        seen: list[Passage] = []
        behind = False
        for passage in found.passages:
            entry = held[passage.chunk.document_id]
            if entry is None or entry.version != passage.chunk.version:
                behind = True
                continue
            behind |= entry.metadata != passage.metadata
            now = replace(passage, metadata=entry.metadata, rank=len(seen) + 1)
            if _holds(now, filters):
                seen.append(now)
        return replace(found, passages=tuple(seen), legs={**found.legs, "index": BEHIND}) if behind else found

    def _held(self, document_id: str) -> Entry | None:
        try:
            entry = self._entry(document_id)
        except Problem:
            return None
        return None if entry.withdrawn_at else entry


def _holds(passage: Passage, filters: Filters) -> bool:
    """Whether the filter lets a passage through, by what is known of its document now."""
    columns = predicate.columns(passage.chunk.document_id, passage.metadata)
    allowed = predicate.allowed(filters, {name: np.array([value]) for name, value in columns.items()})[0]
    gone = status_of_part(passage.metadata, passage.chunk.labels, filters.as_of) is Status.REPEALED
    return bool(allowed) and (filters.any_time or not gone)
