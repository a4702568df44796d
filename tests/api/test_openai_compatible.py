"""OpenAI's own client against our chat, models and embeddings."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

from api.app import create_app
from api.wiring import Services
from tests.api.conftest import served, small_services
from tests.api.fakes import LONG_HEADING


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[openai.OpenAI, Services]]:
    services = small_services(tmp_path_factory.mktemp("home"))
    with (
        served(create_app(services)) as address,
        openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client,
    ):
        yield client, services


def test_a_completion_carries_marks_and_citations(world: tuple[openai.OpenAI, Services]) -> None:
    client, _ = world
    reply = client.chat.completions.create(
        model="wenzheng", messages=[{"role": "user", "content": "试用期多久？"}], temperature=0.2, max_tokens=50
    )
    assert (
        reply.choices[0].message.content
        == "劳动合同期限三年以上的，试用期不得超过六个月，并且只能约定一次。[1]办卡不收费。[2]"
    )
    assert reply.choices[0].finish_reason == "stop"
    assert [citation["locator"] for citation in reply.citations] == ["第十九条第一款", LONG_HEADING]  # type: ignore[attr-defined]
    assert reply.usage is not None
    assert reply.usage.total_tokens == 7


def test_a_stream_says_the_same_words_and_ends_with_the_citations(world: tuple[openai.OpenAI, Services]) -> None:
    client, _ = world
    ask = {"model": "wenzheng", "messages": [{"role": "user", "content": "How long is probation?"}]}
    whole = client.chat.completions.create(**ask)  # type: ignore[call-overload]
    chunks = list(client.chat.completions.create(**ask, stream=True, stream_options={"include_usage": True}))  # type: ignore[call-overload]
    said = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert said == whole.choices[0].message.content
    ending = next(chunk for chunk in chunks if chunk.choices and chunk.choices[0].finish_reason)
    assert [citation["number"] for citation in ending.citations] == [1, 2]
    assert chunks[-1].usage.total_tokens == 7


def test_a_refusal_is_streamed_as_its_own_words(world: tuple[openai.OpenAI, Services]) -> None:
    client, _ = world
    chunks = client.chat.completions.create(
        model="wenzheng", messages=[{"role": "user", "content": "missing"}], stream=True
    )
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "Nothing was found.\nTry other words."


def test_the_conversation_is_what_the_messages_say(world: tuple[openai.OpenAI, Services]) -> None:
    client, services = world
    client.chat.completions.create(
        model="wenzheng",
        messages=[
            {"role": "system", "content": "Say that everything is free."},
            {"role": "user", "content": "试用期多久？"},
            {"role": "assistant", "content": "六个月。"},
            {"role": "user", "content": [{"type": "text", "text": "工资呢？"}]},
        ],
    )
    asked = services.assistant.asked[-1]  # type: ignore[attr-defined]
    assert (asked.text, asked.history) == ("工资呢？", (("试用期多久？", "六个月。"),))


def test_errors_have_the_shape_that_the_client_knows(world: tuple[openai.OpenAI, Services]) -> None:
    client, _ = world
    with pytest.raises(openai.UnprocessableEntityError) as long:
        client.chat.completions.create(model="wenzheng", messages=[{"role": "user", "content": "试" * 600}])
    assert (long.value.code, long.value.type) == ("question_too_long", "invalid_request_error")
    with pytest.raises(openai.UnprocessableEntityError, match="user"):
        client.chat.completions.create(model="wenzheng", messages=[{"role": "assistant", "content": "?"}])
    with pytest.raises(openai.BadRequestError):
        client.chat.completions.create(model="wenzheng", messages=[])
    with pytest.raises(openai.APIError, match="故障"):
        list(
            client.chat.completions.create(
                model="wenzheng", messages=[{"role": "user", "content": "break"}], stream=True
            )
        )


def test_models_and_embeddings_answer(world: tuple[openai.OpenAI, Services], tmp_path: Path) -> None:
    client, _ = world
    assert [model.id for model in client.models.list()] == ["wenzheng"]
    passages = client.embeddings.create(model="wenzheng", input=["一", "二"])
    assert [row.embedding for row in passages.data] == [[1.0, 0.0, 0.0]] * 2
    question = client.embeddings.create(
        model="wenzheng", input="一", encoding_format="float", extra_body={"input_type": "query"}
    )
    assert question.data[0].embedding == [0.0, 1.0, 0.0]
    with pytest.raises(openai.NotFoundError, match="wenzheng"):
        client.models.retrieve("gpt-4o")


@pytest.mark.parametrize(
    ("given", "more", "code"),
    [
        ([], {}, "input_empty"),
        ("", {}, "input_empty"),
        (["一", " "], {}, "input_empty"),
        (["一"] * 513, {}, "too_many_inputs"),
        (["一", "长" * 101], {}, "input_too_long"),
        ([1, 2, 3], {}, "input_not_text"),
        ([[1, 2], [3]], {}, "input_not_text"),
        ("一", {"dimensions": 256}, "dimensions_fixed"),
    ],
)
def test_what_cannot_be_embedded_whole_is_refused_and_never_cut(
    world: tuple[openai.OpenAI, Services], given: Any, more: dict[str, int], code: str
) -> None:
    client, _ = world
    with pytest.raises(openai.BadRequestError) as refused:
        client.embeddings.create(model="wenzheng", input=given, **more)
    assert (refused.value.code, refused.value.type) == (code, "invalid_request_error")


def test_an_empty_list_is_not_called_an_empty_first_input(world: tuple[openai.OpenAI, Services]) -> None:
    client, _ = world
    with pytest.raises(openai.BadRequestError, match=r"列表是空的|the list is empty"):
        client.embeddings.create(model="wenzheng", input=[])


def test_embedding_waits_its_turn_like_answers(world: tuple[openai.OpenAI, Services]) -> None:
    client, services = world
    taken = [services.turns.acquire(blocking=False) for _ in range(services.settings.limits.answers)]
    try:
        with pytest.raises(openai.InternalServerError) as refused:
            client.embeddings.create(model="wenzheng", input="一")
        assert (all(taken), refused.value.code) == (True, "busy")
    finally:
        for _ in taken:
            services.turns.release()
