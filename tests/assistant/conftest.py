"""Fixtures of the flow from question to answer."""

from datetime import date

import pytest
from sqlalchemy import Engine

from assistant.answers import Event, Question
from assistant.pipeline import Assistant
from assistant.store import Store
from tests.assistant.shelf import LABOUR, LAW_LIBRARY, PERMIT, TODAY, Asking, ByWords, Shelf, Writes, version


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(
        version(
            "labour",
            "中华人民共和国劳动合同法",
            LABOUR,
            effective_from=date(2013, 7, 1),
            issuer="全国人民代表大会常务委员会",
        ),
        version("permit", "居住证暂行条例", PERMIT, effective_from=date(2016, 1, 1), document_number="国令第663号"),
        version("library", "Law library", LAW_LIBRARY, language="en", region="US"),
    )


@pytest.fixture
def searcher(shelf: Shelf) -> ByWords:
    return ByWords(shelf)


@pytest.fixture
def store(engine: Engine) -> Store:
    store = Store(engine)
    store.create_tables()
    return store


@pytest.fixture
def ask(searcher: ByWords, store: Store, shelf: Shelf) -> Asking:
    """Ask a question of an assistant whose model writes the given text; gives all events."""

    def asking(question: str | Question, writes: object = "", **more: object) -> list[Event]:
        model = Writes(writes) if isinstance(writes, str) else writes
        assistant = Assistant(searcher, model, store, shelf, today=lambda: TODAY)  # type: ignore[arg-type]
        if isinstance(question, str):
            question = Question(question, **more)  # type: ignore[arg-type]
        return list(assistant.answer(question))

    return asking
