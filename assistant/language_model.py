"""The seam to a language model: what is sent, what comes back, and the table that opens one by name.

Does not know any runtime, server or prompt: an adapter is imported when it is chosen. No type of another library
crosses this seam.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from prompts.problems import Problem
from prompts.templates import load

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model wrote, and what it cost. Token counts are 0 where a server does not tell them."""

    text: str
    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass(slots=True)
class Usage:
    """What a streamed text cost; filled in when it ends, 0 where it was stopped or a server does not tell."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


class ModelUnavailable(Problem):
    """The model did not answer, stopped in the middle, or answered something that cannot be read.

    The one exception a model raises once it is open, whatever the cause; the flow answers with quotes instead.
    """


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds after which a model is given up: for the connection, the first piece, each next one, and all of it."""

    connect: float = 2.0
    first: float = 10.0
    between: float = 10.0
    whole: float = 60.0


HOSTED = Limits()
"""For a model behind a network."""
LOCAL = Limits(first=60.0, between=20.0, whole=180.0)
"""For a model on this machine, which may have to finish others' answers first."""


class LanguageModel(Protocol):
    """Messages to text. Calls may come from several threads.

    `temperature=0` is greedy and repeats to the byte on the same runtime and machine; `seed` is for higher ones.
    Generation ends before the first of the `stop` strings, which is not part of the text. A last message of the
    assistant is how the reply begins: the text is what follows it. A runtime that cannot go on there leaves it out.
    """

    @property
    def name(self) -> str:
        """What is stored with an answer, e.g. `packaged:qwen2.5-coder-1.5b-instruct-q4_k_m`."""

    def ready(self) -> bool:
        """Whether a call now would be answered, as far as is known without making one. Never blocks."""

    def complete(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int = 256,
        temperature: float = 0.0,
        stop: Sequence[str] = (),
        seed: int | None = None,
    ) -> Completion:
        """Wait for the whole text. Raises `ModelUnavailable`."""

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
        """Yield the text in pieces, never half a character. Raises `ModelUnavailable`, before or between pieces.

        `usage` is filled in before the generator ends by itself.

        Closing the generator (`close()`, or leaving `with contextlib.closing(…)`) ends the generation within a token.
        """


def open_language_model(
    spec: str = "packaged",
    *,
    models: Path,
    base_url: str | None = None,
    api_key: str | None = None,
    patience: float = 0.0,
) -> LanguageModel:
    """Open the model that `spec` names.

    `packaged` (needs no download), `openai:<model>` (any OpenAI-compatible server at `base_url`),
    `transformers:<name or folder>` (on this machine), `quoting` (no model at all). `models` is the folder where
    weights are kept. Raises `Problem("model_spec_unknown")` for anything else. `packaged` loads in the background:
    `ready()` says when, and a call before that waits `patience` seconds. A server is given longer where `patience` is.
    """
    kind, _, rest = spec.partition(":")
    if kind == "packaged" and not rest:
        from assistant.packaged_model import PackagedModel

        return PackagedModel(models, beginnings=beginnings(), patience=patience)
    if kind == "openai" and rest:
        from assistant.chat_model import openai_compatible

        return openai_compatible(rest, base_url=base_url, api_key=api_key, limits=LOCAL if patience else HOSTED)
    if kind == "transformers" and rest:
        from assistant.chat_model import on_this_machine

        return on_this_machine(rest)
    if kind == "quoting" and not rest:
        from assistant.quoting import QuotingModel

        return QuotingModel()
    raise Problem("model_spec_unknown", found=spec)


def beginnings() -> tuple[tuple[Message, ...], ...]:
    """The messages every answer begins with, one for each language: what a model may read before anybody asks."""
    templates = (load("compose", language) for language in ("zh", "en"))
    return tuple((Message("system", template.system), Message("user", "1")) for template in templates)
