"""The shapes of OpenAI's chat and embedding interface, so that its clients work against ours unchanged.

An answer's citations travel in an extra field, and their marks `[1]` in the text, so that a program which knows
neither still shows where each sentence comes from. Sampling options are accepted and ignored: what is shown is
checked, not sampled. Does not know routes.
"""

import base64
import time
from collections.abc import Generator, Mapping
from itertools import chain, pairwise
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from api.errors import problem_document
from api.event_stream import frame
from api.schemas import Name, Text, answer_out, citation_out
from assistant.answers import Answer, Done, Event, Notice, Sentence, SentenceShown
from prompts.problems import Problem
from retrieval.seams import Embedder, Vectors

MODEL = "wenzheng"
INPUTS = 512
"""Texts that are embedded in one request: a few seconds of work."""


class TextPart(BaseModel):
    type: Literal["text"]
    text: Text


class ChatMessage(BaseModel):
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Text | list[TextPart] | None = None

    @property
    def words(self) -> str:
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class ChatIn(BaseModel):
    """A chat completion request. The last message is the question; the ones before it are the conversation."""

    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)

    model: Name = MODEL
    messages: list[ChatMessage] = Field(min_length=1, max_length=200)
    stream: bool = False
    stream_options: dict[str, Any] | None = None
    region: Name | None = Field(None, description="extra: the asker's place")
    as_of: Name | None = Field(None, description="extra: the day the answer is for")

    @property
    def question(self) -> str:
        if self.messages[-1].role != "user" or not self.messages[-1].words.strip():
            raise Problem("no_question")
        return self.messages[-1].words

    @property
    def history(self) -> tuple[tuple[str, str], ...]:
        """Earlier questions with their answers, oldest first. Instructions of the caller are not ours to follow."""
        said = [message for message in self.messages[:-1] if message.role in ("user", "assistant")]
        return tuple(
            (asked.words, answered.words)
            for asked, answered in pairwise(said)
            if (asked.role, answered.role) == ("user", "assistant")
        )


class EmbeddingsIn(BaseModel):
    """Texts to embed: as passages, unless `input_type` says that they are questions."""

    model_config = ConfigDict(extra="ignore")

    input: Text | list[Text] | list[int] | list[list[int]] = Field(
        description=f"a text, or up to {INPUTS}; token numbers are refused"
    )
    model: Name = MODEL
    encoding_format: Literal["float", "base64"] = "float"
    dimensions: int | None = Field(None, description="the model's own number, or left out")
    input_type: Literal["passage", "query"] = Field("passage", description="extra: what the texts are")

    def texts(self, embedder: Embedder) -> list[str]:
        """The texts, each of which the model reads whole. Problem for what it could not."""
        given = [self.input] if isinstance(self.input, str) else self.input
        texts = [text for text in given if isinstance(text, str)]
        if len(texts) < len(given):
            raise Problem("input_not_text")
        if not texts:
            raise Problem("input_empty", found="the list is empty", found_zh="列表是空的")
        if len(texts) > INPUTS:
            raise Problem("too_many_inputs", found=len(texts), limit=INPUTS)
        if self.dimensions not in (None, embedder.dimension):
            raise Problem("dimensions_fixed", found=self.dimensions, limit=embedder.dimension)
        for place, text in enumerate(texts, start=1):
            if not text.strip():
                raise Problem("input_empty", found=f"input {place} is empty", found_zh=f"第 {place} 项是空的")
            if (tokens := embedder.count(text)) > embedder.longest:
                raise Problem("input_too_long", place=place, found=tokens, limit=embedder.longest)
        return texts


def marked(sentence: Sentence) -> str:
    """A sentence with the marks of its citations."""
    return sentence.text + "".join(f"[{number}]" for number in sentence.citations)


def content(answer: Answer) -> str:
    """The answer as one text; a refusal has no sentences and is its own text."""
    if not answer.sentences:
        return answer.text
    return _space(answer.language).join(marked(sentence) for sentence in answer.sentences)


def completion(answer: Answer) -> dict[str, Any]:
    """The whole reply to a request that does not stream."""
    message = {"role": "assistant", "content": content(answer), "refusal": None}
    return {
        **_envelope(answer.id, "chat.completion"),
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": _usage(answer),
        **_extras(answer),
    }


def completion_frames(events: Generator[Event, None, None], ticket: str, usage: bool) -> Generator[str, None, None]:
    """The reply as stream frames: a sentence each, then the citations, then `[DONE]`."""
    envelope = _envelope(ticket, "chat.completion.chunk")

    def chunk(delta: Mapping[str, Any], finish: str | None = None, **extra: Any) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return frame({**envelope, "choices": [choice], **extra})

    shown: list[str] = []
    first = next(events)
    yield chunk({"role": "assistant", "content": ""})
    for event in chain((first,), events):
        match event:
            case SentenceShown(sentence, citations):
                lead = " " if shown and not _ends_wide(shown[-1]) else ""
                shown.append(marked(sentence))
                yield chunk(
                    {"content": lead + shown[-1]},
                    citations=[citation_out(citation).model_dump(mode="json") for citation in citations],
                )
            case Notice(code, text):
                yield chunk({}, notice={"code": code, "text": text})
            case Done(answer):
                yield chunk({} if shown else {"content": content(answer)}, "stop", **_extras(answer))
                if usage:
                    yield frame({**envelope, "choices": [], "usage": _usage(answer)})
    yield "data: [DONE]\n\n"


def embeddings(vectors: Vectors, model: str, tokens: int, encoding: str) -> dict[str, Any]:
    """The reply to an embedding request; `base64` is little-endian float32, as OpenAI's own client asks for."""

    def written(row: Any) -> Any:
        return base64.b64encode(row.astype("<f4").tobytes()).decode() if encoding == "base64" else row.tolist()

    return {
        "object": "list",
        "model": model,
        "data": [
            {"object": "embedding", "index": index, "embedding": written(row)}
            for index, row in enumerate(np.asarray(vectors))
        ],
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
    }


def error(problem: Problem, request_id: str, language: str = "en") -> dict[str, Any]:
    """A problem in OpenAI's shape, with ours inside."""
    document = problem_document(problem, request_id, language)
    kind = "server_error" if document["status"] >= 500 else "invalid_request_error"
    return {
        "error": {"message": document["detail"], "type": kind, "param": None, "code": problem.code, "problem": document}
    }


def _envelope(ticket: str, kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{ticket}", "object": kind, "created": int(time.time()), "model": MODEL}


def _extras(answer: Answer) -> dict[str, Any]:
    public = answer_out(answer).model_dump(
        mode="json", include={"approved", "citations", "outcome", "region", "as_of", "follow_ups", "nearest"}
    )
    return {**public, "answer_id": answer.id}


def _usage(answer: Answer) -> dict[str, int]:
    prompt, written = (answer.trace.tokens.get(name, 0) for name in ("prompt", "completion"))
    return {"prompt_tokens": prompt, "completion_tokens": written, "total_tokens": prompt + written}


def _space(language: str) -> str:
    return "" if language == "zh" else " "


def _ends_wide(text: str) -> bool:
    """Whether a text ends in Chinese punctuation (before its marks), after which no space is written."""
    return text.split("[", maxsplit=1)[0].rstrip()[-1:] in "。！？；：”）》"
