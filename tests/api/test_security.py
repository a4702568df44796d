"""What holds for every request: a number, safe headers, a size."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from tests.api.conftest import small_services


def test_every_reply_forbids_foreign_and_inline_programs(client: TestClient) -> None:
    for path in ("/", "/documents/law", "/v1/documents", "/nothing"):
        policy = client.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_only_the_interface_description_may_style_its_elements(client: TestClient) -> None:
    policy = client.get("/docs").headers["content-security-policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "script-src 'self';" in policy


def test_a_request_keeps_the_number_it_brings_if_it_is_one(client: TestClient) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "abc-12345"}).headers["x-request-id"] == "abc-12345"
    assert client.get("/healthz", headers={"X-Request-ID": "<b>"}).headers["x-request-id"] != "<b>"


def test_a_body_over_the_limit_is_refused_even_when_its_length_is_not_told(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 100

    app = create_app(small_services(tmp_path, limits={"body": 1024}))
    with TestClient(app) as client:
        told = client.post("/v1/ask", content=b"x" * 2000, headers={"Content-Type": "application/json"})
        untold = client.post("/v1/ask", content=pieces(), headers={"Content-Type": "application/json"})
    assert (told.status_code, told.json()["code"]) == (413, "body_too_large")
    assert (untold.status_code, untold.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize(("origins", "allowed"), [("", None), ("https://portal.example", "https://portal.example")])
def test_other_sites_may_call_only_when_they_are_named(tmp_path: Path, origins: str, allowed: str | None) -> None:
    with TestClient(create_app(small_services(tmp_path, origins=origins))) as client:
        reply = client.get("/v1/models", headers={"Origin": "https://portal.example"})
    assert reply.headers.get("access-control-allow-origin") == allowed
