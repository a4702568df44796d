"""Problems at the doors: every code has one status and one exit code, and no inside is ever shown."""

import pytest
from fastapi.testclient import TestClient

from api.errors import DOORS, problem_document
from api.wiring import Services
from prompts.problems import Problem, texts, titles


def test_every_code_has_its_door_and_every_door_its_code() -> None:
    assert DOORS.keys() == texts().keys()


def test_every_code_has_a_short_title_of_its_own_in_both_languages() -> None:
    assert titles().keys() == texts().keys()
    for place in (0, 1):
        said = [both[place] for both in titles().values()]
        assert len(set(said)) == len(said)
        assert max(map(len, said)) <= 50
    assert all(len(both) == 2 and any("\u4e00" <= c <= "\u9fff" for c in both[0]) for both in titles().values())


def test_a_title_says_what_the_code_is_and_not_what_was_found() -> None:
    one, other = (problem_document(Problem("unknown_document", found=name), "r", "en") for name in ("x", "y"))
    assert one["title"] == other["title"] == "No such document"
    assert (one["title_zh"], one["title_en"]) == ("没有这份文件", "No such document")


def test_a_problem_document_speaks_both_languages_and_carries_the_request() -> None:
    document = problem_document(Problem("unknown_document", found="x"), "r1", "zh", errors=[])
    assert (document["status"], document["code"], document["request_id"], document["errors"]) == (
        404,
        "unknown_document",
        "r1",
        [],
    )
    assert document["detail"] == document["detail_zh"] != document["detail_en"]


def test_an_unforeseen_fault_is_an_internal_problem_without_its_cause(client: TestClient, services: Services) -> None:
    services.corpus.count = lambda title="": 1 / 0  # type: ignore[method-assign, assignment]
    reply = client.get("/v1/documents")
    assert (reply.status_code, reply.json()["code"]) == (500, "internal")
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["request_id"] == reply.headers["x-request-id"] in reply.json()["detail"]
    assert "division" not in reply.text
    assert reply.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [("GET", "/v1/nothing", "no_such_page"), ("DELETE", "/v1/ask", "method_not_allowed")],
)
def test_wrong_addresses_and_methods_are_problem_documents(
    client: TestClient, method: str, path: str, code: str
) -> None:
    assert client.request(method, path).json()["code"] == code


def test_the_language_of_a_problem_is_that_of_the_sender(client: TestClient) -> None:
    zh = client.get("/v1/documents/no", headers={"Accept-Language": "zh-CN,en;q=0.5"}).json()
    en = client.get("/v1/documents/no", headers={"Accept-Language": "en-GB"}).json()
    assert (zh["detail"], en["detail"]) == (zh["detail_zh"], zh["detail_en"])


def test_a_person_sees_a_page_where_a_program_sees_a_document(client: TestClient) -> None:
    reply = client.get("/documents/no", headers={"Accept": "text/html", "Accept-Language": "en"})
    assert reply.status_code == 404
    assert reply.headers["content-type"].startswith("text/html")
    assert "There is no such document" in reply.text
