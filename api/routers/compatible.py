"""OpenAI's interface: `/v1/chat/completions`, `/v1/models`, `/v1/embeddings`."""

import uuid
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import openai_compatible as openai
from api.asking import answering, checked_question, turn
from api.event_stream import EventStream, frame
from api.routers.ask import whole
from api.routers.services import Here, language_of, request_id_of
from prompts.problems import Problem

router = APIRouter(tags=["OpenAI-compatible"])


@router.post("/v1/chat/completions", response_model=None)
def complete_chat(body: openai.ChatIn, request: Request, services: Here) -> Response | dict[str, Any]:
    """Answer the last message; the conversation is what the messages before it say. `citations` is an extra field."""
    question = checked_question(services, body.question, region=body.region, as_of=body.as_of, history=body.history)
    events = answering(services, question)
    if not body.stream:
        return openai.completion(whole(events))
    number, language = request_id_of(request), language_of(request)
    usage = bool((body.stream_options or {}).get("include_usage"))
    frames = openai.completion_frames(events, uuid.uuid4().hex, usage)
    return EventStream(frames, lambda problem: frame(openai.error(problem, number, language)), number)


@router.get("/v1/models")
def list_models() -> dict[str, Any]:
    """The one name that answers here."""
    return {"object": "list", "data": [model(openai.MODEL)]}


@router.get("/v1/models/{name}")
def model(name: str) -> dict[str, Any]:
    """What is known of a model. Chat takes any name, since many clients have one built in; one model answers."""
    if name != openai.MODEL:
        raise Problem("unknown_model", found=name, known=openai.MODEL)
    return {"id": name, "object": "model", "created": 0, "owned_by": "wenzheng"}


@router.post("/v1/embeddings")
def embed(body: openai.EmbeddingsIn, services: Here) -> dict[str, Any]:
    """The vectors that search uses, of unit length."""
    services.require_ready()
    texts = body.texts(services.embedder)
    with turn(services):
        vectors = services.embedded(texts, as_questions=body.input_type == "query")
    tokens = sum(services.embedder.count(text) for text in texts)
    return openai.embeddings(vectors, body.model, tokens, body.encoding_format)
