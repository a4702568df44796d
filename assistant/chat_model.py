"""Any LangChain chat model behind our seam: an OpenAI-compatible server, a transformers model here, or one given.

The only file that knows LangChain's types. Nothing is retried: a reply that is late or broken is a quote instead.
Does not know prompts.
"""

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, cast

import httpx
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, BaseMessageChunk, HumanMessage, SystemMessage

from assistant.language_model import HOSTED, LOCAL, Completion, Limits, Message, ModelUnavailable, Usage
from assistant.writing import Writing
from prompts.problems import Problem

Options = Callable[[int, float, int | None], dict[str, Any]]
"""(max_tokens, temperature, seed) → keyword arguments of one call."""
_MESSAGES: Mapping[str, type[BaseMessage]] = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}


class ChatModel:
    """See `LanguageModel`. `complete` reads the stream too, so that one set of limits holds for both."""

    def __init__(
        self,
        model: BaseChatModel,
        name: str,
        *,
        limits: Limits = HOSTED,
        options: Options | None = None,
        says_why_it_ends: bool = False,
        halting: "Callable[[], tuple[dict[str, Any], Callable[[], None]]] | None" = None,
    ) -> None:
        """`says_why_it_ends`: a stream without a finish reason was cut, and is an error. `halting` makes, for each
        call, further keyword arguments and a function that ends the generation, where closing does not."""
        self._model = model
        self._name = name
        self._limits = limits
        self._options = options or _plain_options
        self._says_why = says_why_it_ends
        self._halting = halting

    @property
    def name(self) -> str:
        return self._name

    def ready(self) -> bool:
        return True

    def complete(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int = 256,
        temperature: float = 0.0,
        stop: Sequence[str] = (),
        seed: int | None = None,
    ) -> Completion:
        usage: dict[str, int] = {}
        text = "".join(self._write(messages, self._options(max_tokens, temperature, seed), stop, usage))
        return Completion(text, usage.get("input_tokens", 0), usage.get("output_tokens", 0))

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int = 256,
        temperature: float = 0.0,
        stop: Sequence[str] = (),
        seed: int | None = None,
        usage: Usage | None = None,
    ) -> Generator[str, None, None]:
        told: dict[str, int] = {}
        yield from self._write(messages, self._options(max_tokens, temperature, seed), stop, told)
        if usage is not None:
            usage.prompt_tokens, usage.completion_tokens = told.get("input_tokens", 0), told.get("output_tokens", 0)

    def _write(
        self, messages: Sequence[Message], options: dict[str, Any], stop: Sequence[str], usage: dict[str, int]
    ) -> Generator[str, None, None]:
        # Not every server goes on from words of the assistant: some take them as finished, some refuse them.
        asked = messages[:-1] if messages[-1].role == "assistant" else messages
        sent = [_MESSAGES[message.role](content=message.content) for message in asked]
        more, halt = self._halting() if self._halting else ({}, lambda: None)
        for name, value in more.items():
            options[name] = options.get(name, {}) | value if isinstance(value, dict) else value
        writing, text, why = Writing(stop), "", None
        try:
            # LangChain types the stream as an iterator; it is a generator, and closing it closes the connection.
            with closing(cast(Generator[BaseMessageChunk, None, None], self._model.stream(sent, **options))) as chunks:
                for chunk in self._in_time(chunks):
                    usage.update(getattr(chunk, "usage_metadata", None) or {})
                    why = chunk.response_metadata.get("finish_reason") or why
                    text += chunk.text
                    if piece := writing.grown(text, last=False):
                        yield piece
                    if writing.ended:
                        return
            if self._says_why and why is None:
                raise ModelUnavailable("model_reply_broken", model=self._name, found="cut after " + repr(text[-20:]))
            if piece := writing.grown(text, last=True):
                yield piece
        except (ModelUnavailable, GeneratorExit):
            raise
        except Exception as error:  # whatever a strange library raises is the same to a person who waits
            raise self._translated(error) from error
        finally:
            halt()

    def _in_time(self, chunks: Iterator[BaseMessageChunk]) -> Iterator[BaseMessageChunk]:
        end = time.monotonic() + self._limits.whole
        for chunk in chunks:
            yield chunk
            if time.monotonic() > end:
                raise ModelUnavailable("model_slow", model=self._name, found="…", limit=self._limits.whole)

    def _translated(self, error: Exception) -> ModelUnavailable:
        causes = [error]
        while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None and len(causes) < 8:
            causes.append(cast(Exception, cause))
        names = {cls.__name__ for cause in causes for cls in type(cause).__mro__}
        found = f"{type(error).__name__}: {error}"[:200]
        status = getattr(error, "status_code", None)
        if status is not None and status < 500:
            return ModelUnavailable("model_refused", model=self._name, found=found)
        if names & {"ConnectError", "ConnectTimeout"} or status is not None:
            return ModelUnavailable("model_unreachable", model=self._name, found=found)
        if names & {"TimeoutException", "APITimeoutError"}:
            return ModelUnavailable("model_slow", model=self._name, found=found, limit=self._limits.first)
        return ModelUnavailable("model_reply_broken", model=self._name, found=found)


def openai_compatible(model: str, *, base_url: str | None, api_key: str | None, limits: Limits = HOSTED) -> ChatModel:
    """A model of any server that speaks OpenAI's protocol: vLLM, SGLang, Ollama, llama.cpp, hosted ones."""
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    timeout = httpx.Timeout(max(limits.first, limits.between), connect=limits.connect, pool=limits.connect)
    client = httpx.Client(transport=_Deadline(httpx.HTTPTransport(), limits.whole), timeout=timeout)
    chat = ChatOpenAI(
        model=model,
        base_url=base_url,
        api_key=SecretStr(api_key or "none"),
        timeout=timeout,
        max_retries=0,
        http_client=client,
    )
    return ChatModel(chat, f"openai:{model}", limits=limits, says_why_it_ends=True)


def on_this_machine(model: str, *, limits: Limits = LOCAL) -> ChatModel:
    """A transformers model by name or folder (safetensors), run by langchain-huggingface. Loads before it returns."""
    try:
        from langchain_huggingface import ChatHuggingFace, HuggingFacePipeline
        from transformers import LogitsProcessorList

        pipeline = HuggingFacePipeline.from_model_id(
            model_id=model, task="text-generation", model_kwargs={"use_safetensors": True, "trust_remote_code": False}
        )
        tokenizer = pipeline.pipeline.tokenizer
        chat = ChatHuggingFace(llm=pipeline, tokenizer=tokenizer, model_id=model)
    except Exception as error:  # a wrong name, no network, no memory, no chat template: all end here
        raise Problem("model_runtime", model=model, found=f"{type(error).__name__}: {error}"[:300]) from error

    def halting() -> tuple[dict[str, Any], Callable[[], None]]:
        halted: list[bool] = []

        def end_when_halted(_: Any, scores: Any) -> Any:
            if halted:
                scores[:] = float("-inf")
                scores[:, tokenizer.eos_token_id] = 0.0
            return scores

        more = {"pipeline_kwargs": {"logits_processor": LogitsProcessorList([end_when_halted])}}
        return more, lambda: halted.append(True)

    return ChatModel(chat, f"transformers:{model}", limits=limits, options=_pipeline_options, halting=halting)


def _plain_options(max_tokens: int, temperature: float, seed: int | None) -> dict[str, Any]:
    options: dict[str, Any] = {"max_tokens": max_tokens, "temperature": temperature}
    return options if seed is None else options | {"seed": seed}


def _pipeline_options(max_tokens: int, temperature: float, seed: int | None) -> dict[str, Any]:
    sampling = {"do_sample": True, "temperature": temperature} if temperature > 0 else {"do_sample": False}
    return {"pipeline_kwargs": {"max_new_tokens": max_tokens, **sampling}, "skip_prompt": True}


class _Deadline(httpx.BaseTransport):
    """Ends a reply that takes longer than `seconds` in all, however small the drops in which it comes."""

    def __init__(self, transport: httpx.BaseTransport, seconds: float) -> None:
        self._transport = transport
        self._seconds = seconds

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        end = time.monotonic() + self._seconds
        response = self._transport.handle_request(request)
        assert isinstance(response.stream, httpx.SyncByteStream)
        response.stream = _Bounded(response.stream, end)
        return response

    def close(self) -> None:
        self._transport.close()


class _Bounded(httpx.SyncByteStream):
    def __init__(self, stream: httpx.SyncByteStream, end: float) -> None:
        self._stream = stream
        self._end = end

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._stream:
            if time.monotonic() > self._end:
                raise httpx.ReadTimeout("the whole reply took too long")
            yield piece

    def close(self) -> None:
        self._stream.close()
