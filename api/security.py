"""What holds for every request, whatever it asks: a number, safe headers, a limit on its size, no stack in the reply.

Does not know any route.
"""

import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import for_the_public, problem_document
from api.storage import storage_problem
from prompts.problems import Problem

log = logging.getLogger("wenzheng")

CONTENT_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""No script or style inside a page, nothing from another site: words from a document can never become a program."""

REFERENCE_POLICY: Final = CONTENT_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
"""For `/docs` alone, whose viewer sets styles on its elements, and which shows nothing but our own description."""

HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Content-Security-Policy": CONTENT_POLICY,
}

_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9-]{8,64}")


Count = Callable[[str, str, int, float], None]
"""Told of every reply: route, method, status, seconds."""


class Rim:
    """The outermost layer: every reply passes here, also the ones that went wrong."""

    def __init__(self, app: ASGIApp, *, body_limit: int, count: Count) -> None:
        self.app = app
        self.body_limit = body_limit
        self.count = count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        offered = headers.get("x-request-id", "")
        request_id = offered if _REQUEST_ID.fullmatch(offered) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        status = 0
        begun = time.perf_counter()

        async def send_safely(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                reply = MutableHeaders(scope=message)
                reply["X-Request-ID"] = request_id
                for name, value in HEADERS.items():
                    reply.setdefault(name, value)
            await send(message)

        try:
            await self.app(scope, self._counted(headers, receive), send_safely)
        except Exception as error:
            found = error if isinstance(error, Problem) else storage_problem(error)
            problem = for_the_public(found or Problem("internal", request_id=request_id), request_id)
            if problem.code == "internal":
                log.exception("request %s failed: %s %s", request_id, scope["method"], scope["path"])
            if not status:
                body = problem_document(problem, request_id)
                reply = JSONResponse(body, body["status"], media_type="application/problem+json")
                await reply(scope, receive, send_safely)
        finally:
            route = scope.get("route")
            path = getattr(route, "path", "other")
            self.count(path, scope["method"], status, time.perf_counter() - begun)

    def _counted(self, headers: Headers, receive: Receive) -> Receive:
        """Stop reading a body that is larger than it may be, whatever its length header says."""
        taken = 0

        async def receive_within_limit() -> Message:
            nonlocal taken
            declared = headers.get("content-length", "0")
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.body_limit or (declared.isdigit() and int(declared) > self.body_limit):
                # FastAPI lets only its own exception pass while it reads a body; `api/app.py` gives it our words.
                raise HTTPException(413, str(self.body_limit))
            return message

        return receive_within_limit
