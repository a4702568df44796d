"""Alive, ready, measured."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.errors import DOORS, FOR_EVERYONE
from api.settings import Settings
from api.wiring import Services
from assistant.answers import Event, PassagesFound, Question
from prompts.problems import Problem, texts
from tests.api.conftest import small_services
from tests.api.fakes import FakeAssistant, FakeModel, FakeSearcher

NO_INDEX = ("no_index: no generation was ever published",)


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


def test_without_an_index_the_operator_is_told_the_reason_and_the_remedy(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    services.searcher.facts = NO_INDEX  # type: ignore[attr-defined]
    with TestClient(create_app(services)) as client:
        assert client.get("/healthz").status_code == 200
        told = client.get("/readyz").text
        number = client.post("/v1/ask", json={"question": "试用期"}).json()["request_id"]
    for text in (told, caplog.text):
        assert "no generation was ever published" in text
        assert "Run wenzheng ingest" in text
    assert number in caplog.text


@pytest.mark.parametrize(
    ("path", "body", "accept"),
    [
        ("/v1/ask", {"question": "试用期"}, "application/json"),
        ("/v1/ask", {"question": "试用期"}, "text/event-stream"),
        ("/v1/search", {"question": "试用期"}, "application/json"),
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": "试用期"}]}, "application/json"),
        ("/v1/embeddings", {"input": "试用期"}, "application/json"),
    ],
)
def test_without_an_index_the_public_is_told_to_come_back_or_call_and_no_command(
    services: Services, path: str, body: dict[str, object], accept: str
) -> None:
    services.searcher.facts = NO_INDEX  # type: ignore[attr-defined]
    with TestClient(create_app(services)) as client:
        reply = client.post(path, json=body, headers={"Accept": accept})
    problem = reply.json()["error"]["problem"] if "error" in reply.json() else reply.json()
    assert (reply.status_code, problem["code"]) == (503, "unavailable")
    assert "请稍后再来" in problem["detail_zh"]
    assert "12345" in problem["detail_zh"]
    assert "call the office" in problem["detail_en"]
    assert problem["request_id"] in problem["detail_zh"]
    assert "wenzheng" not in problem["detail_zh"] + problem["detail_en"]
    assert "generation" not in reply.text


def test_what_fails_half_way_for_want_of_the_operator_is_told_to_the_public_alike(services: Services) -> None:
    def fails(question: Question) -> Iterator[Event]:
        yield PassagesFound(())
        raise Problem("search_down", found="vectors down: Fault")

    services.assistant.answer = fails  # type: ignore[method-assign]
    with TestClient(create_app(services)) as client:
        told = client.post("/v1/ask", json={"question": "试用期"}, headers={"Accept": "text/event-stream"}).text
    assert '"code":"unavailable"' in told.split("event: error")[1]
    assert "Fault" not in told


def test_a_problem_that_the_public_reads_names_no_command_and_no_setting() -> None:
    public = [code for code, door in DOORS.items() if door.status < 500 or code in FOR_EVERYONE]
    told = {code: " ".join(texts()[code].values()) for code in public}
    assert {code for code, text in told.items() if re.search("wenzheng [a-z]|WENZHENG_", text)} == set()


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


def test_methods_that_a_stranger_makes_up_are_one_line(services: Services) -> None:
    with TestClient(create_app(services)) as client:
        for number in range(3):
            client.request(f"MADEUP{number}", "/healthz")
        told = client.get("/metrics").text
    assert "MADEUP" not in told
    assert 'method="other"' in told
