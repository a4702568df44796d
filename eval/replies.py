"""What a language model wrote, kept by what it was asked, so that a run can be repeated without the model.

A reply is found again by the model's name, the messages and the parameters, all of them. `replay` never asks: what is
missing is noted, and the run ends with a problem instead of a silently different answer. Does not know who asks.
"""

import json
import sqlite3
import threading
from collections.abc import Generator, Sequence
from contextlib import closing
from pathlib import Path

from assistant.language_model import Completion, LanguageModel, Message, ModelUnavailable, Usage
from ingestion.documents import sha256
from prompts.problems import Problem

_KEEP = (
    "INSERT INTO replies VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET text = excluded.text, "
    "prompt = excluded.prompt, written = excluded.written WHERE written = 0"
)


class Replies:
    """A file of replies. Writes are durable when they return."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.execute("CREATE TABLE IF NOT EXISTS replies (key TEXT PRIMARY KEY, text TEXT, prompt, written)")

    def get(self, key: str) -> Completion | None:
        """The reply kept under a key."""
        with self._lock:
            row = self._database.execute("SELECT text, prompt, written FROM replies WHERE key = ?", (key,)).fetchone()
        return Completion(*row) if row else None

    def put(self, key: str, reply: Completion) -> None:
        """Keep a reply; the first one that was written to its end stays."""
        row = (key, reply.text, reply.prompt_tokens, reply.completion_tokens)
        with self._lock:
            self._database.execute(_KEEP, row)

    def close(self) -> None:
        self._database.close()


class RecordedModel:
    """A language model whose replies are kept, or (`model` is None) one that only replays what was kept.

    `reuse` takes a kept reply for a new one where it was written to its end: a model that repeats to the byte would
    write it again, but how long an answer takes is then not measured.
    """

    def __init__(self, name: str, model: LanguageModel | None, replies: Replies, *, reuse: bool = False) -> None:
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
        self._replies.put(key, reply)
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
        kept = self._replies.get(key) if self._reuse else None
        if self._model is None or (kept is not None and kept.completion_tokens):
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
            self._replies.put(key, Completion("".join(heard)))
            raise
        else:
            self._replies.put(key, Completion("".join(heard), usage.prompt_tokens, usage.completion_tokens))

    def _kept(self, key: str, messages: Sequence[Message]) -> Completion:
        reply = self._replies.get(key)
        if reply is None:
            self._missing = messages[-1].content[:60]
            raise ModelUnavailable("model_reply_broken", model=self.name, found="no reply was kept for this prompt")
        return reply


def _key(name: str, messages: Sequence[Message], **parameters: object) -> str:
    said = [[message.role, message.content] for message in messages]
    return sha256(json.dumps([name, said, parameters], ensure_ascii=False, sort_keys=True))
