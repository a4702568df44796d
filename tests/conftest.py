"""Fixtures that more than one package's tests use."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from ingestion.corpus import Corpus
from ingestion.database import open_database
from ingestion.tables import tables as corpus_tables

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The shared evaluation data; a test that needs it fails, and is never skipped, where it is missing."""
    assert SHARED.is_dir(), f"shared evaluation data not found at {SHARED}"
    return SHARED


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty database in a file, with the corpus tables."""
    engine = open_database(f"sqlite:///{tmp_path}/wenzheng.db")
    corpus_tables.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def corpus(engine: Engine) -> Corpus:
    return Corpus(engine)
