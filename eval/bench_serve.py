"""What a server costs and how soon it speaks: a real process, asked over HTTP as the page asks it. Linux only.

Does not know whether the answers are right: `wenzheng eval run` says that.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from prompts.problems import Problem

READY_WITHIN = 120.0


def measure(questions: Sequence[str], settings: dict[str, str]) -> dict[str, Any]:
    """Start a server with these settings (environment variables), ask, and stop it.

    `ready` is seconds until `/readyz` answers 200, `megabytes` the resident memory of the process and its children
    after all questions, `to_passages` and `to_sentence` medians over the questions in seconds, the first left out.
    """
    with _served(settings) as (base, process, ready):
        asked = [_ask(base, question) for question in questions]
        later = asked[1:] or asked
        return {
            "questions": len(questions),
            "ready": round(ready, 1),
            "megabytes": round(_resident(process.pid) / 2**20),
            "to_passages": _median(a["passages"] for a in later),
            "to_sentence": _median(a["sentence"] for a in later),
            "to_end": _median(a["done"] for a in later),
        }


@contextmanager
def _served(settings: dict[str, str]) -> Iterator[tuple[str, "subprocess.Popen[bytes]", float]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "api.cli", "serve", "--port", str(port)]
    root = Path(__file__).resolve().parents[1]
    started = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own command
        command, cwd=root, env={**os.environ, **settings}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    base = f"http://127.0.0.1:{port}"
    try:
        yield base, process, _wait_until_ready(base, started)
    finally:
        process.terminate()
        process.wait(20)


def _wait_until_ready(base: str, started: float) -> float:
    while time.perf_counter() - started < READY_WITHIN:
        try:
            if httpx.get(f"{base}/readyz", timeout=5).status_code == httpx.codes.OK:
                return time.perf_counter() - started
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise Problem("server_not_ready", found=int(READY_WITHIN))


def _ask(base: str, question: str) -> dict[str, float]:
    """Seconds from the request to the first passages, the first sentence and the end."""
    seconds: dict[str, float] = {}
    started = time.perf_counter()
    headers = {"Accept": "text/event-stream"}
    with httpx.stream("POST", f"{base}/v1/ask", json={"question": question}, headers=headers, timeout=120) as reply:
        for line in reply.iter_lines():
            if line.startswith("event:"):
                seconds.setdefault(line.removeprefix("event:").strip(), time.perf_counter() - started)
    return {name: seconds.get(name, float("nan")) for name in ("passages", "sentence", "done")}


def _resident(pid: int) -> int:
    """Proportional set size of a process and all below it, in bytes: shared pages count once."""
    own = 0
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
        if line.startswith("Pss:"):
            own = int(line.split()[1]) * 1024
    children = Path(f"/proc/{pid}/task").glob("*/children")
    return own + sum(_resident(int(child)) for path in children for child in path.read_text("ascii").split())


def _median(values: Iterator[float]) -> float | None:
    known = [value for value in values if value == value]  # noqa: PLR0124 - NaN: nothing of the kind came
    return round(median(known), 3) if known else None
