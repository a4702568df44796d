"""Alive, ready, measured."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from api.wiring import Services
from prompts.problems import Problem
from tests.api.conftest import small_services
from tests.api.fakes import FakeAssistant, FakeModel, FakeSearcher


def test_not_ready_until_the_language_model_is_loaded_but_questions_are_answered_by_quotes(services: Services) -> None:
    model: FakeModel = services.language_model  # type: ignore[assignment]
    model.is_ready = False
    with TestClient(create_app(services)) as client:
        waiting = client.get("/readyz")
        answered = client.post("/v1/ask", json={"question": "试用期"})
        model.is_ready = True
        ready = client.get("/readyz")
        model.is_ready = False
        later = client.get("/readyz")
    assert (waiting.status_code, waiting.json()["reasons"]) == (503, ["language model: still being loaded"])
    assert answered.status_code == 200
    assert (ready.status_code, later.status_code) == (200, 200)


def test_without_an_index_nothing_is_asked_and_the_reason_is_told(services: Services) -> None:
    services.searcher.facts = ("no_index: no generation was ever published",)  # type: ignore[attr-defined]
    with TestClient(create_app(services)) as client:
        assert client.get("/healthz").status_code == 200
        assert "no generation was ever published" in client.get("/readyz").text
        reply = client.post("/v1/ask", json={"question": "试用期"})
    assert (reply.status_code, reply.json()["code"]) == (503, "no_index")


def test_a_language_model_that_cannot_be_opened_leaves_answers_made_of_quotes(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, model={"kind": "openai"})  # type: ignore[arg-type]
    services = Services(settings, searcher=FakeSearcher(), assistant=FakeAssistant())
    services.warm()
    assert services.missing() == {}
    assert "model setting is not known" in services.reasons()[0]


def test_a_part_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    class Broken(Services):
        @property
        def searcher(self) -> FakeSearcher:  # type: ignore[override]
            raise Problem("no_index", found="nothing there")

    services = Broken(Settings(home=tmp_path), assistant=FakeAssistant())
    services.warm()
    assert services.missing()["index"].code == "no_index"
    assert services.reasons()[0].startswith("index: ")


def test_while_parts_are_opened_a_question_is_told_to_come_back(tmp_path: Path) -> None:
    opened = small_services(tmp_path)
    services = Services(opened.settings, searcher=opened.searcher, assistant=opened.assistant)
    with pytest.raises(Problem) as refused:
        services.require_ready()
    assert refused.value.code == "starting"
    services.warm()
    services.require_ready()


def test_answers_stages_and_legs_are_counted(tmp_path: Path) -> None:
    with TestClient(create_app(small_services(tmp_path))) as client:
        client.post("/v1/ask", json={"question": "试用期"})
        client.get("/documents/law")
        text = client.get("/metrics").text
    assert 'wenzheng_answers_total{outcome="answered"} 1.0' in text
    assert 'wenzheng_legs_down_total{leg="words"} 1.0' in text
    assert 'wenzheng_stage_seconds_count{stage="search"} 1.0' in text
    assert 'wenzheng_generation{generation="0001"} 1.0' in text
    assert 'wenzheng_requests_total{method="GET",route="/documents/{document_id}",status="200"} 1.0' in text
    assert "试用期" not in text
