"""The searcher, offered to programs that speak LangChain. The one home of langchain_core in this package.

Does not know what their chains do.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from retrieval.seams import Filters, Passage
from retrieval.searcher import Searcher


def _today() -> Filters:
    return Filters(as_of=date.today())  # noqa: DTZ011


class LangChainRetriever(BaseRetriever):
    """`invoke(question)` gives documents: `page_content` is the passage, the metadata say where it stands."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    searcher: Searcher
    count: int = 10
    filters: Callable[[], Filters] = _today
    """Asked for each question, so that a long-lived chain does not stay in yesterday's law."""

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        found = self.searcher.search(query, self.filters(), self.count)
        return [
            Document(id=p.chunk.id, page_content=p.chunk.text, metadata=_metadata(p, found.generation))
            for p in found.passages
        ]


def _metadata(passage: Passage, generation: str) -> dict[str, Any]:
    known = passage.metadata
    return {
        "document_id": passage.chunk.document_id,
        "version": passage.chunk.version,
        "title": known.title,
        "labels": list(passage.chunk.labels),
        "path": list(passage.chunk.path),
        "start": passage.chunk.start,
        "end": passage.chunk.end,
        "page": passage.chunk.page,
        "effective_from": known.effective_from.isoformat() if known.effective_from else None,
        "region": known.region,
        "url": known.url,
        "score": passage.score,
        "cosine": passage.cosine,
        "generation": generation,
    }
