"""Everything real from a folder of files to the highlighted words: readers, bundled embedder, index, flow, pages."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect

from api.app import create_app
from api.commands_corpus import build_index
from api.settings import ModelSettings, Settings
from api.wiring import Services, wire
from ingestion.pipeline import ingest
from tests.api.conftest import served
from tests.api.pages import ask, opened

pytestmark = [pytest.mark.weights, pytest.mark.browser]

DEMO = Path(__file__).parents[2] / "eval" / "sets" / "demo" / "documents"
FILES = ("laws/职工带薪年休假条例.md", "laws/劳动合同法.md", "va/health-care-about-va-health-benefits-dental-care.md")


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Services:
    home = tmp_path_factory.mktemp("home")
    for name in FILES:
        target = home / "documents" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(DEMO / name, target)
    services = wire(Settings(home=home, model=ModelSettings(kind="quoting"), today=date(2025, 7, 15)))
    report = ingest(home / "documents", services.corpus, services.originals)
    assert (len(report.new), report.refused) == (3, {})
    build_index(services)
    assert vars(services)["searcher"].generation  # opened by who builds it: nobody waits for it later
    services.warm()
    return services


@pytest.fixture(scope="module")
def application(services: Services) -> Iterator[FastAPI]:
    yield create_app(services)
    services.engine.dispose()


def test_every_citation_on_the_wire_is_verbatim_in_the_stored_wording(application: FastAPI) -> None:
    with TestClient(application) as client:
        answer = client.post("/v1/ask", json={"question": "职工累计工作满10年，年休假有几天？"}).json()
        assert answer["outcome"] in ("answered", "partly_answered")
        assert answer["citations"]
        for citation in answer["citations"]:
            text = client.get(f"/v1/documents/{citation['document_id']}").json()["text"]
            assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_a_citation_opens_at_its_words_in_a_browser(application: FastAPI, browser: Browser) -> None:
    with served(application) as address, opened(browser, address) as page:
        page.goto("/")
        ask(page, "职工累计工作满10年，年休假有几天？")
        quote = page.locator(".source blockquote").first.inner_text()
        page.locator("a.mark").first.click()
        page.wait_for_url("**/documents/**")
        expect(page.locator("mark").first).to_be_focused()
        shown = page.locator("mark").evaluate_all("all => all.map(mark => mark.lastChild.textContent).join('\\n')")
        assert shown == quote
