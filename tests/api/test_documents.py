"""`/v1/documents`: what is held, and files as they came that can do no harm."""

from fastapi.testclient import TestClient

from tests.api.fakes import LAW


def test_documents_are_listed_a_page_at_a_time(client: TestClient) -> None:
    first = client.get("/v1/documents", params={"size": 1}).json()
    assert (first["total"], first["pages"], len(first["documents"])) == (2, 2, 1)
    assert client.get("/v1/documents", params={"title": "劳动"}).json()["documents"][0]["id"] == "law"
    assert client.get("/v1/documents", params={"page": 0}).status_code == 400


def test_a_document_is_told_with_its_sections_and_where_its_facts_were_read(client: TestClient) -> None:
    found = client.get("/v1/documents/law").json()
    assert (found["version"], found["current_version"], found["text"]) == (2, 2, LAW)
    assert found["metadata"]["origins"]["effective_from"] == "manifest"
    assert found["sections"][0]["label"] == "第一章"


def test_an_unknown_parameter_is_refused_by_its_name(client: TestClient) -> None:
    reply = client.get("/v1/documents?limit=abc")
    assert (reply.status_code, reply.json()["code"]) == (400, "bad_request")
    assert reply.json()["errors"][0]["where"] == "query.limit"
    assert client.get("/v1/documents?size=1&lang=en").status_code == 200


def test_an_older_wording_stays_readable(client: TestClient) -> None:
    assert "三个月。" in client.get("/v1/documents/law", params={"version": 1}).json()["text"]
    assert client.get("/v1/documents/law", params={"version": 9}).status_code == 404


def test_a_file_as_it_came_is_saved_and_never_shown_as_a_page(client: TestClient) -> None:
    reply = client.get("/v1/documents/guide/original")
    assert reply.headers["content-type"] == "application/octet-stream"
    assert reply.headers["content-disposition"].startswith("attachment; filename*=UTF-8''Library%20card%20%3Cb%3E.html")
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["content-security-policy"].startswith("sandbox")
    assert client.get("/v1/documents/law/original").headers["content-type"].startswith("text/plain")
