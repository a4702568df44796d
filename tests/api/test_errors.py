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


@pytest.mark.parametrize(
    ("body", "where", "zh", "en"),
    [
        ("{}", "body.question", "缺少这一项", "it is missing"),
        ("[]", "body", "应为一个 JSON 对象，收到的是 []", "expected a JSON object, found []"),
        ('{"question": 7}', "body.question", "应为文字，收到的是 7", "expected a text, found 7"),
        (
            '{"question": "a", "language": "fr"}',
            "body.language",
            '应为以下之一：zh、en，收到的是 "fr"',
            "one of: zh, en",
        ),
        ('{"question": "a", "surprise": 1}', "body.surprise", "没有这一项", "there is no such field"),
        (
            '{"question" "a"}',
            "body",
            "不是有效的 JSON，第 12 个字符处有误",
            "the fault is at character 12",
        ),
        ("\xff", "body", "内容无法读取", "it cannot be read"),
    ],
)
def test_a_malformed_request_is_told_its_field_and_the_fault_in_our_words(
    client: TestClient, body: str, where: str, zh: str, en: str
) -> None:
    headers = {"Content-Type": "application/json", "Accept-Language": "zh"}
    problem = client.post("/v1/ask", content=body.encode("latin-1"), headers=headers).json()
    assert problem["code"] == "bad_request"
    assert f"{where}：{zh}" in problem["detail_zh"]
    assert f"at {where}: " in problem["detail_en"]
    assert en in problem["detail_en"]
    for fault in problem.get("errors", []):
        assert fault["what"] == fault["what_zh"] != fault["what_en"]


def test_a_malformed_address_is_told_in_our_words_too(client: TestClient) -> None:
    problem = client.get("/v1/documents", params={"size": "many"}, headers={"Accept-Language": "en"}).json()
    assert 'query.size: expected a whole number, found "many"' in problem["detail"]
    assert "应为整数" in problem["detail_zh"]
