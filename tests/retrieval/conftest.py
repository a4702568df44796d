"""Fixtures over the small town of `town.py`."""

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval.seams import Filters
from tests.retrieval.town import TODAY, CountingEmbedder, Desk, ListedCorpus, town


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(ListedCorpus(town()), CountingEmbedder(), tmp_path / "indexes", tmp_path / "cache.sqlite")


@pytest.fixture
def today() -> Filters:
    return TODAY


@pytest.fixture
def found_by() -> Callable[..., list[tuple[str, str]]]:
    """Search and name what came, as (document, first label)."""

    def search(desk: Desk, question: str, filters: Filters = TODAY, count: int = 10) -> list[tuple[str, str]]:
        result = desk.searcher().search(question, filters, count)
        return [(p.chunk.document_id, p.chunk.labels[0]) for p in result.passages]

    return search
