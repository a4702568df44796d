"""The application around the small world of `tests/api/fakes.py`, called in the process or served on loopback; a
browser that opens it; and the home of `tests/api/approvals.py`, of which each test gets a copy.
"""

import shutil
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
from playwright.sync_api import Browser, sync_playwright

from api import commands_staff
from api.app import create_app
from api.settings import Settings
from api.wiring import Services, wire
from retrieval.seams import Embedder
from tests.api.approvals import DEMO, ENTRIES, IDS, World
from tests.api.fakes import FakeAssistant, FakeCorpus, FakeEmbedder, FakeModel, FakeOriginals, FakeSearcher
from tests.api.pages import BROWSER, QUIET


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


@pytest.fixture(scope="module")
def online(tmp_path_factory: pytest.TempPathFactory) -> Services:
    """Services of the small world that a file's tests share, served at `address`."""
    return small_services(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def address(online: Services) -> Iterator[str]:
    with served(create_app(online)) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    return wire(Settings(home=tmp_path_factory.mktemp("models"))).embedder


@pytest.fixture(scope="session")
def approved_home(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """A home with the documents read and indexed, and the entries approved; each test works on a copy."""
    world = World(tmp_path_factory.mktemp("approved"), embedder)
    for name in IDS:
        (world.documents / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(DEMO / name, world.documents / name)
    world.ingest()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commands_staff, "wire", lambda settings: world.services)
        done = world.bring(*ENTRIES)
    assert done.stdout.startswith("4 new, 0 changed, 0 unchanged"), done.stderr
    world.services.engine.dispose()
    return world.settings.home


@pytest.fixture
def world(approved_home: Path, tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    shutil.copytree(approved_home, tmp_path / "home")
    world = World(tmp_path / "home", embedder)
    world.services.corpus.register("demo", str(world.documents.resolve()))
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setattr(commands_staff, "wire", lambda settings: world.services)
    yield world
    world.services.engine.dispose()
