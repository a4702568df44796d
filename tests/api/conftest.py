"""The application around the small world of `tests/api/fakes.py`, called in the process or served on loopback."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from api.wiring import Services
from tests.api.fakes import FakeAssistant, FakeCorpus, FakeEmbedder, FakeModel, FakeOriginals, FakeSearcher


def small_services(home: Path, **settings: Any) -> Services:
    """Services of the small world, ready."""
    services = Services(
        Settings(home=home, today=date(2025, 7, 15), **settings),
        corpus=FakeCorpus(),
        originals=FakeOriginals(),
        searcher=FakeSearcher(),
        assistant=FakeAssistant(),
        embedder=FakeEmbedder(),
        language_model=FakeModel(),
    )
    services.warm()
    return services


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve an application on a free port of loopback; gives its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return small_services(tmp_path)


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    with TestClient(create_app(services), raise_server_exceptions=False) as client:
        yield client
