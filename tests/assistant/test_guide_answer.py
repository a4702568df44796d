"""A question about a service guide is answered field by field, each cited, and what is missing is said."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine

from assistant.answers import Answer, Outcome, Question
from assistant.guide_answer import of_one_part
from assistant.guides import Told
from assistant.pipeline import Assistant
from assistant.store import Store
from ingestion.documents import Section
from ingestion.service_guides import Span
from tests.assistant.shelf import TODAY, ByWords, Shelf, answer_of, version

GUIDE = """老年人优待证办理指南
办理条件
年满60周岁的本市户籍老年人
办理材料
（一）居民身份证；
（二）近期一寸照片两张。
办理流程
1. 到社区服务中心提交材料；
2. 窗口当场核对。
办理时限
自受理之日起10个工作日内办结。
办理地点
街道社区服务中心老年人服务窗口"""


@pytest.fixture
def shelf() -> Shelf:
    facts = {"level": "办事指南", "effective_from": date(2020, 1, 1), "region": "440100"}
    return Shelf(version("card", "老年人优待证办理指南", GUIDE, **facts))


def asked(shelf: Shelf, engine: Engine, question: str, region: str | None = "440100") -> Answer:
    store = Store(engine)
    store.create_tables()
    assistant = Assistant(ByWords(shelf), None, store, shelf, lambda: TODAY)
    return answer_of(list(assistant.answer(Question(question, region=region))))


def test_a_field_is_told_in_the_guides_own_words_with_its_citation(shelf: Shelf, engine: Engine) -> None:
    answer = asked(shelf, engine, "老年人优待证办理要带什么材料？")
    assert answer.outcome is Outcome.ANSWERED
    assert answer.text == "根据《老年人优待证办理指南》，所需材料：居民身份证；近期一寸照片两张。"
    assert answer.service_guide is not None
    assert [field.name for field in answer.service_guide.fields] == ["materials"]
    for citation in answer.citations:
        assert GUIDE[citation.start : citation.end] == citation.quote


def test_a_time_limit_keeps_its_working_days(shelf: Shelf, engine: Engine) -> None:
    assert "10个工作日" in asked(shelf, engine, "老年人优待证办理多久能办下来？").text


def test_a_field_that_is_not_stated_is_said_to_be_missing_and_nothing_is_invented(shelf: Shelf, engine: Engine) -> None:
    answer = asked(shelf, engine, "老年人优待证办理收费多少钱？")
    assert answer.outcome is Outcome.NOT_FOUND
    assert answer.text == "《老年人优待证办理指南》没有写明：收费。请向办理窗口核实。"
    assert answer.citations == ()


def test_the_terms_of_another_step_are_not_told_as_those_of_the_one_asked_for(shelf: Shelf, engine: Engine) -> None:
    text = "老年人优待证首次申领办理指南\n办理材料\n居民身份证\n收费标准\n补领的，每证10元。\n办理地点\n社区服务中心"
    facts = {"level": "办事指南", "effective_from": date(2020, 1, 1), "region": "440100"}
    shelf.wordings["card"] = version("card", "老年人优待证首次申领办理指南", text, **facts)
    answer = asked(shelf, engine, "老年人优待证补办要带什么材料？")
    assert answer.outcome is Outcome.NOT_FOUND
    assert (
        answer.text
        == "《老年人优待证首次申领办理指南》说的不是您问的这种办理，没有写明它的：所需材料。请向办理窗口核实。"
    )
    assert "每证10元" in asked(shelf, engine, "老年人优待证补办要多少钱？").text
    assert "社区服务中心" in asked(shelf, engine, "老年人优待证在哪补办？").text
    assert "居民身份证" in asked(shelf, engine, "首次办老年人优待证要带什么材料？").text


def test_what_is_stated_is_told_beside_what_is_not(shelf: Shelf, engine: Engine) -> None:
    answer = asked(shelf, engine, "老年人优待证办理要带什么材料，收费多少钱？")
    assert answer.outcome is Outcome.PARTLY_ANSWERED
    assert "居民身份证" in answer.text
    assert "没有写明：收费" in answer.text


def test_the_whole_procedure_is_a_checklist(shelf: Shelf, engine: Engine) -> None:
    answer = asked(shelf, engine, "老年人优待证怎么办理？")
    assert answer.outcome is Outcome.ANSWERED
    assert answer.service_guide is not None
    assert answer.service_guide.whole
    told = {field.name for field in answer.service_guide.fields if field.values}
    assert told >= {"conditions", "materials", "steps", "time_limit", "place"}


def test_the_guide_of_a_place_that_was_not_named_is_not_told(shelf: Shelf, engine: Engine) -> None:
    answer = asked(shelf, engine, "老年人优待证办理要带什么材料？", region=None)
    assert answer.service_guide is None
    assert answer.outcome is Outcome.NEEDS_CLARIFICATION


def test_a_guide_that_the_words_of_a_foreign_question_do_not_meet_is_not_told(shelf: Shelf, engine: Engine) -> None:
    question = "Where is the window for renewing the expired passport of a child born abroad in Guangzhou?"
    answer = asked(shelf, engine, question, region=None)
    assert answer.region == "440100"
    assert answer.outcome is Outcome.NOT_FOUND
    assert answer.service_guide is None


def test_only_the_first_sentence_names_the_guide(shelf: Shelf, engine: Engine) -> None:
    sentences = asked(shelf, engine, "老年人优待证办理要带什么材料，多久能办下来？").sentences
    assert [("《老年人优待证办理指南》" in sentence.text, sentence.told) for sentence in sentences] == [
        (True, True),
        (False, False),
        (False, False),
    ]
    assert sentences[0].citations == sentences[1].citations


CARDS = "Veteran card\nDownload the form.\nHealth card\nCall the helpline."


@pytest.mark.parametrize(("headings", "one"), [((0,), True), ((0, CARDS.index("Health")), False)])
def test_steps_under_two_headings_are_those_of_two_things(headings: tuple[int, ...], one: bool) -> None:
    ends = (*headings[1:], len(CARDS))
    parts = tuple(Section("heading", "", "", (), a, b) for a, b in zip(headings, ends, strict=True))
    page = replace(version("cards", "Identity cards", CARDS), sections=parts)
    steps = tuple(Span(start, start + 4) for start in (CARDS.index("Download"), CARDS.index("Call")))
    assert of_one_part(page, Told("steps", "Steps", steps)) is one
