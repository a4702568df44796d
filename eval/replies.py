"""A language model whose every reply is kept, so that a run can be repeated without the model.

A reply is found again by the model's name, the messages and the parameters, all of them. A replay never asks: what is
missing is noted, and the run ends with a problem instead of a silently different answer. Does not know who asks.
"""

import json
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import asdict

from assistant.language_model import Completion, LanguageModel, Message, ModelUnavailable, Usage
from eval.kept import Kept
from ingestion.documents import sha256
from prompts.problems import Problem


class RecordedModel:
    """A language model whose replies are kept, or (`model` is None) one that only replays what was kept.

    `reuse` takes a kept reply for a new one where it was written to its end: a model that repeats to the byte would
    write it again, but how long an answer takes is then not measured.
    """

    def __init__(self, name: str, model: LanguageModel | None, replies: Kept, *, reuse: bool = False) -> None:
        self.name = name
        self._model = model
        self._replies = replies
        self._reuse = reuse
        self._missing = ""

    def ready(self) -> bool:
        return self._model is None or self._model.ready()

    def require_whole(self) -> None:
        """Problem `reply_missing` if a reply was asked for that was never kept."""
        if self._missing:
            raise Problem("reply_missing", found=self._missing)

    def complete(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int = 256,
        temperature: float = 0.0,
        stop: Sequence[str] = (),
        seed: int | None = None,
    ) -> Completion:
        key = _key(self.name, messages, max_tokens=max_tokens, temperature=temperature, stop=list(stop), seed=seed)
        if self._model is None:
            return self._kept(key, messages)
        reply = self._model.complete(messages, max_tokens=max_tokens, temperature=temperature, stop=stop, seed=seed)
        self._keep(key, reply)
        return reply

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
        """A reply that its reader stopped half-way is kept as far as it came: a replay is asked for no more."""
        key = _key(self.name, messages, max_tokens=max_tokens, temperature=temperature, stop=list(stop), seed=seed)
        whole = self._reuse and self._is_whole(key)
        if self._model is None or whole:
            reply = self._kept(key, messages)
            if usage is not None:
                usage.prompt_tokens, usage.completion_tokens = reply.prompt_tokens, reply.completion_tokens
            yield reply.text
            return
        usage = usage or Usage()
        heard: list[str] = []
        try:
            with closing(
                self._model.stream(
                    messages, max_tokens=max_tokens, temperature=temperature, stop=stop, seed=seed, usage=usage
                )
            ) as pieces:
                for piece in pieces:
                    heard.append(piece)
                    yield piece
        except ModelUnavailable:
            raise
        except GeneratorExit:
            self._keep(key, Completion("".join(heard)))
            raise
        else:
            self._keep(key, Completion("".join(heard), usage.prompt_tokens, usage.completion_tokens))

    def _kept(self, key: str, messages: Sequence[Message]) -> Completion:
        reply = self._replies.get(key)
        if reply is None:
            self._missing = messages[-1].content[:60]
            raise ModelUnavailable("model_reply_broken", model=self.name, found="no reply was kept for this prompt")
        return Completion(**reply)

    def _keep(self, key: str, reply: Completion) -> None:
        """The first reply that was written to its end stays."""
        self._replies.put(key, asdict(reply), over=not self._is_whole(key))

    def _is_whole(self, key: str) -> bool:
        reply = self._replies.get(key)
        return reply is not None and bool(reply["completion_tokens"])


def _key(name: str, messages: Sequence[Message], **parameters: object) -> str:
    said = [[message.role, message.content] for message in messages]
    return sha256(json.dumps([name, said, parameters], ensure_ascii=False, sort_keys=True))
