"""Pages as they leave the server: in the reader's language, and with nobody's words as a program."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.wiring import Services
from tests.api.fakes import LAW, QUOTE, FakeCorpus


@pytest.mark.parametrize(
    ("asked", "header", "lang"),
    [("", "zh-CN,zh;q=0.9", "zh-CN"), ("", "en-GB,en;q=0.9", "en"), ("", "fr, en;q=0.5", "en"), ("", "", "zh-CN"),
     ("?lang=en", "zh-CN", "en"), ("?lang=zh", "en", "zh-CN")],
)  # fmt: skip
def test_a_page_speaks_the_language_asked_for_then_the_browsers(
    client: TestClient, asked: str, header: str, lang: str
) -> None:
    assert f'<html lang="{lang}"' in client.get(f"/{asked}", headers={"Accept-Language": header}).text


@pytest.mark.parametrize("path", ["/", "/documents", "/documents/law", "/about", "/accessibility", "/docs"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_is_there_in_both_languages(client: TestClient, path: str, language: str) -> None:
    reply = client.get(path, params={"lang": language})
    assert reply.status_code == 200
    assert reply.text.count("<h1") == 1
    assert "<script>" not in reply.text
    assert " style=" not in reply.text


def test_the_quoted_words_are_marked_and_take_the_focus(client: TestClient) -> None:
    start = LAW.index(QUOTE)
    page = client.get(f"/documents/law?version=2&start={start}&end={start + len(QUOTE)}").text
    first, second = QUOTE.split("\n")
    assert page.count("autofocus") == 1
    assert f"</span>{first}</mark>" in page
    assert f"<mark>{second}</mark>" in page


def test_words_of_a_document_are_words_and_never_markup(client: TestClient) -> None:
    page = client.get("/documents/guide").text
    assert "Library card &lt;b&gt;" in page
    assert "Library card <b>" not in page


def test_an_older_wording_says_so_and_leads_to_the_present_one(client: TestClient) -> None:
    page = client.get("/documents/law", params={"version": 1, "lang": "en"}).text
    assert "You are reading version 1" in page
    assert 'href="/documents/law?lang=en"' in page


def test_a_quote_that_lies_outside_the_text_is_said_to_be_missing(client: TestClient) -> None:
    page = client.get("/documents/law", params={"start": 5, "end": 99_999, "lang": "en"}).text
    assert "lies outside this document" in page
    assert "<mark" not in page


def test_the_list_of_documents_is_searched_by_title(client: TestClient) -> None:
    assert "中华人民共和国样例劳动法" in client.get("/documents", params={"title": "劳动"}).text
    nothing = client.get("/documents", params={"title": "<i>", "lang": "en"}).text
    assert "“&lt;i&gt;” in its title" in nothing


def _change(services: Services, document: str, kept_as: str = "", **metadata: Any) -> None:
    """Change what the small world knows of a document, or hold it under another name."""
    corpus = services.corpus
    assert isinstance(corpus, FakeCorpus)
    old = corpus.version(document)
    changed = replace(old, metadata=replace(old.metadata, **metadata))
    corpus.kept[kept_as or document, old.number] = changed
    corpus.current[kept_as or document] = old.number


def test_questions_to_begin_with_are_those_whose_document_is_held(client: TestClient, services: Services) -> None:
    assert "试用期最长可以约定多久？" not in client.get("/?lang=zh").text
    _change(services, "law", kept_as="labour-contract-2012")
    shown = client.get("/?lang=zh").text
    assert 'class="example">试用期最长可以约定多久？' in shown
    assert "工本费" not in shown


def test_a_document_of_no_known_place_names_none(client: TestClient, services: Services) -> None:
    _change(services, "law", region="ZZ")
    for path in ("/documents", "/documents/law"):
        assert "ZZ" not in client.get(path).text


def test_a_text_that_will_be_replaced_says_on_which_day(client: TestClient, services: Services) -> None:
    _change(services, "law", superseded_by="guide", effective_to=date(2027, 1, 1))
    assert "自2027年1月1日起被取代" in client.get("/documents/law?lang=zh").text
    _change(services, "law", effective_to=date(2024, 1, 1))
    assert "起被取代" not in client.get("/documents/law?lang=zh").text
