"""Events of an answer as a stream of server-sent events, which ends when the reader goes away.

Does not know what the events mean.
"""

import json
import logging
from collections.abc import Callable, Generator, Iterator
from typing import Any

import anyio
from starlette.responses import StreamingResponse
from starlette.types import Send

from api.errors import for_the_public
from prompts.problems import Problem

log = logging.getLogger("wenzheng")


def frame(data: Any, event: str | None = None) -> str:
    """One server-sent event. JSON escapes line ends, so that nobody's text can begin an event of its own."""
    name = f"event: {event}\n" if event else ""
    return f"{name}data: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n"


Fail = Callable[[Problem], str]


class EventStream(StreamingResponse):
    """Streams the frames of `frames`. Begins only when the first is there, so an early problem is a plain HTTP error.

    A problem later on is one more frame, made by `fail`. When the client goes away the generator is closed, which
    stops the language model.
    """

    def __init__(self, frames: Generator[str, None, None], fail: Fail, request_id: str) -> None:
        self.frames = frames
        first = next(frames)
        super().__init__(
            _guarded(first, frames, fail, request_id),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    async def stream_response(self, send: Send) -> None:
        try:
            await super().stream_response(send)
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(self.frames.close)


def _guarded(first: str, frames: Iterator[str], fail: Fail, request_id: str) -> Iterator[str]:
    yield first
    try:
        yield from frames
    except Problem as problem:
        yield fail(for_the_public(problem, request_id))
    except Exception:
        log.exception("stream of request %s failed", request_id)
        yield fail(Problem("internal", request_id=request_id))
