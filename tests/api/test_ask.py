"""`/v1/ask` and `/v1/search`: what is refused, what is streamed, what stops."""

import json
import re
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.openai_compatible import ChatIn, EmbeddingsIn
from api.schemas import AskIn, SearchIn
from api.wiring import Services
from assistant.answers import Question
from tests.api.conftest import served

STREAM = {"Accept": "text/event-stream"}


def events(text: str) -> list[tuple[str, Any]]:
    frames = [frame.split("\n") for frame in text.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in frames]


def test_an_answer_comes_whole_and_without_what_was_dropped(client: TestClient) -> None:
    reply = client.post("/v1/ask", json={"question": "试用期多久？", "as_of": "2025-01-02", "region": "杭州市"})
    answer = reply.json()
    assert reply.status_code == 200
    assert (answer["outcome"], answer["as_of"], answer["region"]) == ("answered", "2025-01-02", "330100")
    assert [citation["number"] for citation in answer["citations"]] == [1, 2]
    assert "a dropped sentence" not in reply.text


def test_events_come_in_order_the_evidence_before_the_first_sentence(client: TestClient) -> None:
    reply = client.post("/v1/ask", json={"question": "试用期多久？"}, headers=STREAM)
    names = [name for name, _ in events(reply.text)]
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert names == ["notice", "passages", "sentence", "sentence", "done"]
    assert events(reply.text)[2][1]["citations"][0]["locator"] == "第十九条第一款"


def test_a_refusal_is_a_success_with_its_own_words(client: TestClient) -> None:
    reply = client.post("/v1/ask", json={"question": "missing"})
    assert (reply.status_code, reply.json()["outcome"], reply.json()["sentences"]) == (200, "not_found", [])
    assert "Nothing was found" in reply.json()["text"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"question": " \n "}, 422, "question_empty"),
        ({"question": "试" * 10_000}, 422, "question_too_long"),
        ({"question": "试用期", "region": "亚特兰蒂斯"}, 422, "unknown_region"),
        ({"question": "试用期", "as_of": "someday"}, 422, "bad_date"),
        ({"question": "试用期", "as_of": "2025-02-30"}, 422, "bad_date"),
        ({"question": "试用期", "as_of": "1949-09-30"}, 422, "bad_date"),
        ({"question": "试用期", "as_of": "2045-01-01"}, 422, "bad_date"),
        ({"question": "试用期", "surprise": 1}, 400, "bad_request"),
        ({"question": 7}, 400, "bad_request"),
        ({"question": None}, 400, "bad_request"),
        ({"question": "试用期", "language": "fr"}, 400, "bad_request"),
        ({}, 400, "bad_request"),
        ([], 400, "bad_request"),
    ],
)
def test_a_question_that_cannot_be_asked_says_what_to_do(client: TestClient, body: Any, status: int, code: str) -> None:
    for headers in ({}, STREAM):
        reply = client.post("/v1/ask", json=body, headers=headers)
        assert (reply.status_code, reply.json()["code"]) == (status, code)
        assert reply.json()["detail_zh"]


@pytest.mark.parametrize("raw", [b"", b"{", b'{"question": NaN}', b'{"question": "\\ud800"}', b"\xff\xfe", b'"text"'])
def test_a_body_that_is_no_question_is_refused_politely(client: TestClient, raw: bytes) -> None:
    reply = client.post("/v1/ask", content=raw, headers={"Content-Type": "application/json"})
    assert (reply.status_code, reply.json()["code"]) == (400, "bad_request")


def test_a_date_to_come_is_allowed(client: TestClient, services: Services) -> None:
    assert client.post("/v1/ask", json={"question": "试用期", "as_of": "2026-01-01"}).status_code == 200
    asked: Question = services.assistant.asked[-1]  # type: ignore[attr-defined]
    assert str(asked.as_of) == "2026-01-01"


def test_what_is_refused_at_once_is_an_error_even_of_a_stream(client: TestClient) -> None:
    reply = client.post("/v1/ask", json={"question": "refused at once"}, headers=STREAM)
    assert (reply.status_code, reply.json()["code"]) == (422, "question_empty")


def test_a_failure_half_way_is_the_last_event_and_shows_no_inside(client: TestClient) -> None:
    reply = client.post("/v1/ask", json={"question": "break"}, headers=STREAM)
    assert [name for name, _ in events(reply.text)] == ["notice", "passages", "sentence", "error"]
    assert events(reply.text)[-1][1]["code"] == "internal"
    assert "secret" not in reply.text


def test_a_reader_who_leaves_stops_the_answer(services: Services) -> None:
    with served(create_app(services)) as address:
        with httpx.stream("POST", f"{address}/v1/ask", json={"question": "slow"}, headers=STREAM) as reply:
            next(reply.iter_text())
        for _ in range(500):
            if services.assistant.closed:  # type: ignore[attr-defined]
                break
            time.sleep(0.01)
    assert services.assistant.closed == 1  # type: ignore[attr-defined]
    assert all(services.turns.acquire(timeout=5) for _ in range(services.settings.limits.answers))


def test_more_answers_than_allowed_are_told_to_come_back(client: TestClient, services: Services) -> None:
    taken = [services.turns.acquire(blocking=False) for _ in range(services.settings.limits.answers)]
    reply = client.post("/v1/ask", json={"question": "试用期"})
    assert all(taken)
    assert (reply.status_code, reply.json()["code"], reply.headers["retry-after"]) == (503, "busy", "5")


def test_a_search_sees_the_place_and_the_places_above_it(client: TestClient, services: Services) -> None:
    reply = client.post("/v1/search", json={"question": "试用期", "region": "330100", "count": 1, "languages": ["zh"]})
    found = reply.json()
    assert found["region_codes"] == ["330100", "330000", "000000"]
    assert [passage["locator"] for passage in found["passages"]] == ["第十九条"]
    assert found["legs"]["words"] == "down: Fault"
    assert services.searcher.asked[-1][1].languages == ("zh",)  # type: ignore[attr-defined]


@pytest.mark.parametrize("count", [0, 101, 1.5, "3", True])
def test_a_count_that_is_none_is_refused(client: TestClient, count: Any) -> None:
    assert client.post("/v1/search", json={"question": "试用期", "count": count}).status_code == 400


def test_regions_are_offered_by_name(client: TestClient) -> None:
    offered = client.get("/v1/regions", params={"name": "杭州"}).json()
    assert offered[0] == {"code": "330100", "name": "杭州市", "full_name": "浙江省杭州市", "level": "city"}


def test_the_readme_names_every_field_of_the_requests() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    shapes = {"/v1/ask": AskIn, "/v1/search": SearchIn, "/v1/chat/completions": ChatIn, "/v1/embeddings": EmbeddingsIn}
    left_out = {"stream_options", "dimensions"}  # for clients of OpenAI's, which know them
    for route, shape in shapes.items():
        row = re.search(rf"^\| `POST {route}` \| (.*) \|$", readme, re.M)
        assert row is not None, route
        assert shape.model_fields.keys() - left_out <= {*re.findall(r"`(\w+)`", row[1]), "model"}
