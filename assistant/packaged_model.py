"""The language model that needs no download, run in a process of its own (`assistant.model_process`).

Loads in the background: calls made before it is ready wait `patience` seconds, then raise. A process that died is
started again at the next call, at most once in half a minute. Does not know prompts; it is given the beginnings that
will be asked again and again, and reads them once while it loads.
"""

import atexit
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from assistant.language_model import LOCAL, Completion, Limits, Message, ModelUnavailable, Usage
from assistant.packaged_weights import NAME, Progress, assembled
from prompts.problems import Problem

_RESTART_AFTER = 30.0


class PackagedModel:
    """See `LanguageModel`. Several calls at once are written side by side; further ones queue."""

    name = f"packaged:{NAME}"

    def __init__(
        self,
        models: Path,
        *,
        beginnings: Sequence[Sequence[Message]] = (),
        patience: float = 0.0,
        limits: Limits = LOCAL,
        progress: Progress | None = None,
    ) -> None:
        self._models = models
        self._beginnings = beginnings
        self._patience = patience
        self._limits = limits
        self._progress = progress
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._replies: dict[int, queue.SimpleQueue[dict[str, Any]]] = {}
        self._last_words: deque[str] = deque(maxlen=5)
        self._number = 0
        self._started = 0.0
        self._loaded = threading.Event()
        self._settled = threading.Event()
        self._failure: Problem | None = None
        atexit.register(self.close)
        self._start()

    def ready(self) -> bool:
        return self._loaded.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait until it is ready or has failed; return `ready()`."""
        self._settled.wait(seconds)
        return self.ready()

    @property
    def failure(self) -> Problem | None:
        """Why it is not ready and will not become so; None while it loads or works."""
        return self._failure

    @property
    def pid(self) -> int | None:
        """The process it runs in, whose memory is to be counted with ours."""
        return self._process.pid if self._process is not None else None

    def close(self) -> None:
        """End the process. Calls under way raise."""
        atexit.unregister(self.close)
        if self._process is not None:
            self._process.kill()
            self._runner.join(10)

    def complete(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int = 256,
        temperature: float = 0.0,
        stop: Sequence[str] = (),
        seed: int | None = None,
    ) -> Completion:
        self._need_ready()
        pieces: list[str] = []
        for reply in self._write(messages, max_tokens, temperature, stop, seed):
            if reply["is"] == "done":
                return Completion("".join(pieces), reply["prompt_tokens"], reply["completion_tokens"])
            pieces.append(reply["text"])
        raise self._ended()

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
        self._need_ready()
        with closing(self._write(messages, max_tokens, temperature, stop, seed)) as replies:
            for reply in replies:
                if reply["is"] == "piece":
                    yield reply["text"]
                elif usage is not None:
                    usage.prompt_tokens, usage.completion_tokens = reply["prompt_tokens"], reply["completion_tokens"]

    # one request

    def _write(
        self, messages: Sequence[Message], max_tokens: int, temperature: float, stop: Sequence[str], seed: int | None
    ) -> Generator[dict[str, Any], None, None]:
        replies: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        with self._lock:
            self._number += 1
            number = self._number
            self._replies[number] = replies
        done = False
        begun = time.monotonic()
        patience = self._limits.first
        try:
            self._send(
                do="write",
                id=number,
                messages=[{"role": m.role, "content": _harmless(m.content)} for m in messages],
                max_tokens=max_tokens,
                temperature=temperature,
                stop=list(stop),
                seed=seed,
            )
            while not done:
                left = begun + self._limits.whole - time.monotonic()
                try:
                    reply = replies.get(timeout=max(0.001, min(patience, left)))
                except queue.Empty:
                    limit = patience if patience < left else self._limits.whole
                    raise ModelUnavailable("model_slow", model=self.name, found="…", limit=limit) from None
                patience = self._limits.between
                if reply["is"] == "failed":
                    done = True
                    raise ModelUnavailable(reply["code"], model=self.name, **reply["values"])
                done = reply["is"] == "done"
                yield reply
        finally:
            with self._lock:
                self._replies.pop(number, None)
            if not done:
                self._send(do="stop", id=number, quietly=True)

    def _send(self, *, quietly: bool = False, **request: object) -> None:
        process = self._process
        try:
            if process is None or process.stdin is None:
                raise self._ended()
            with self._lock:
                process.stdin.write(json.dumps(request) + "\n")
                process.stdin.flush()
        except (OSError, ValueError) as error:
            if not quietly:
                raise self._ended() from error

    def _need_ready(self) -> None:
        if not self._loaded.is_set() and self._settled.is_set() and time.monotonic() - self._started > _RESTART_AFTER:
            self._start()
        if not self._loaded.is_set() and self._patience:
            self._settled.wait(self._patience)
        if not self._loaded.is_set():
            if self._failure is not None:
                raise ModelUnavailable(self._failure.code, **self._failure.values) from self._failure
            raise ModelUnavailable("model_loading", model=self.name)

    def _ended(self) -> ModelUnavailable:
        said = " ".join(self._last_words).strip() or "its process ended"
        return ModelUnavailable("model_runtime", model=self.name, found=said[-300:])

    # the process

    def _start(self) -> None:
        with self._lock:
            self._loaded.clear()
            self._settled.clear()
            self._failure = None
            self._started = time.monotonic()
        self._runner = threading.Thread(target=self._run, daemon=True, name="packaged-model")
        self._runner.start()

    def _run(self) -> None:
        """Load, hand out replies until the process ends, then tell everybody who waits."""
        try:
            weights = assembled(self._models, self._progress)
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", "assistant.model_process", str(weights)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                errors="replace",
                env=_environment(),
            )
        except (Problem, OSError) as error:
            found = error if isinstance(error, Problem) else Problem("model_runtime", model=self.name, found=error)
            self._failure = found
            self._settled.set()
            return
        self._process = process
        overhearing = threading.Thread(target=self._overhear, args=(process,), daemon=True)
        overhearing.start()
        assert process.stdout is not None
        try:
            for line in process.stdout:
                reply = json.loads(line)
                if reply["is"] == "ready":
                    threading.Thread(target=self._read_beginnings, daemon=True).start()
                elif (waiting := self._replies.get(reply["id"])) is not None:
                    waiting.put(reply)
        except ValueError:
            process.kill()  # it wrote something that is not ours to read
        self._loaded.clear()
        process.wait()
        overhearing.join()
        with self._lock, suppress(OSError):
            process.__exit__(None, None, None)
        self._failure = self._ended()
        self._settled.set()
        with self._lock:
            waiting_now = list(self._replies.values())
        for queue_ in waiting_now:
            values = {name: value for name, value in self._failure.values.items() if name != "model"}
            queue_.put({"is": "failed", "code": self._failure.code, "values": values})

    def _read_beginnings(self) -> None:
        """Read the fixed beginnings into the prefix cache, so that the first citizen does not wait for it.

        On a busy machine that may take too long; then it is ready without.
        """
        try:
            for messages in self._beginnings or ([Message("user", "1")],):
                for _ in self._write(messages, 1, 0.0, (), None):
                    pass
        except ModelUnavailable as error:
            if error.code != "model_slow":
                return
        self._send(quietly=True, do="settle")
        self._loaded.set()
        self._settled.set()

    def _overhear(self, process: "subprocess.Popen[str]") -> None:
        """Keep the last thing it said, for the message that says why it ended."""
        assert process.stderr is not None
        for line in process.stderr:
            if "tensorflow" not in line and "absl::" not in line and "text_format" not in line:
                self._last_words.append(line.strip())


def _harmless(text: str) -> str:
    """No text of ours or anybody's may hold a control token of the chat form (`<|im_end|>`)."""
    return text.replace("<|", "< |")


def _environment() -> Mapping[str, str]:
    """The child finds our packages where we found them, installed or not."""
    root = str(Path(__file__).resolve().parents[1])
    paths = [root, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
