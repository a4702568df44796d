"""What the doors ask of the parts that stand behind them, so that a test can bring others. Does not know any part."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Protocol

from assistant.answers import Event, Question
from ingestion.documents import Version
from retrieval.seams import Filters, SearchResult

if TYPE_CHECKING:
    from ingestion.corpus import Entry


class Searching(Protocol):
    """What the doors ask of `retrieval.searcher.Searcher`."""

    def search(self, question: str, filters: Filters, count: int = 10) -> SearchResult: ...
    def degraded(self) -> tuple[str, ...]: ...


class Answering(Protocol):
    """What the doors ask of `assistant.pipeline.Assistant`."""

    def answer(self, question: Question) -> Generator[Event, None, None]: ...


class Reading(Protocol):
    """What the doors ask of `ingestion.corpus.Corpus`."""

    def version(self, document_id: str, number: int | None = None) -> Version: ...
    def entry(self, document_id: str) -> "Entry": ...
    def entries(self, title: str = "", limit: int | None = None, offset: int = 0) -> "list[Entry]": ...
    def count(self, title: str = "") -> int: ...
