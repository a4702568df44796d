"""The web application: routers, the rim around them, what becomes of a problem. Does not know any noun."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles

from api import openai_compatible
from api.errors import for_the_public, problem_document
from api.routers import ask, compatible, documents, operations, pages, regions, search
from api.routers.services import language_of, request_id_of
from api.schemas import ProblemOut
from api.security import Rim
from api.wiring import Services
from prompts.faults import Both, faults, unreadable
from prompts.problems import Problem

STATIC = Path(__file__).parent / "static"

DESCRIPTION = """
Answers to questions about government services and rules, each sentence with the words that it rests on.
Errors are RFC 9457 problem documents with a `code`, text in Chinese and English, and the number of the request.
"""


def create_app(services: Services) -> FastAPI:
    """The application around these services. Opens them in the background as it starts; `/readyz` says when."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        Thread(target=services.warm, name="warm", daemon=True).start()
        yield

    app = FastAPI(
        title="Wenzheng 问政",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        responses={"default": {"model": ProblemOut, "description": "A problem document."}},
    )
    app.state.services = services
    for module in (ask, search, documents, regions, compatible, operations, pages):
        app.include_router(module.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_exception_handler(Problem, _answer_problem)
    app.add_exception_handler(RequestValidationError, _answer_unfit)
    app.add_exception_handler(HTTPException, _answer_http)
    if services.settings.origins:
        origins = [origin.strip() for origin in services.settings.origins.split(",")]
        app.add_middleware(CORSMiddleware, allow_origins=origins, allow_methods=["GET", "POST"], allow_headers=["*"])
    app.add_middleware(GZipMiddleware, minimum_size=2000)
    app.add_middleware(Rim, body_limit=services.settings.limits.body, count=services.metrics.count_request)
    return app


def _answer_problem(request: Request, error: Exception, **more: object) -> Response:
    assert isinstance(error, Problem)
    number, language = request_id_of(request), language_of(request)
    error = for_the_public(error, number)
    document = problem_document(error, number, language, **more)
    if request.url.path.startswith(("/v1/chat", "/v1/embeddings", "/v1/models")):
        return JSONResponse(openai_compatible.error(error, number, language), document["status"])
    if not request.url.path.startswith("/v1/") and "text/html" in request.headers.get("accept", ""):
        return pages.problem_page(request, document)
    retry = {"Retry-After": "5"} if document["status"] == 503 else None
    return JSONResponse(document, document["status"], retry, media_type="application/problem+json")


def _answer_unfit(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    wrong, english = faults(error.errors()), language_of(request) == "en"
    told = [
        {"where": where, "what": what.en if english else what.zh, "what_zh": what.zh, "what_en": what.en}
        for where, what in wrong
    ]
    return _answer_problem(request, _bad_request(*wrong[0]), errors=told)


def _bad_request(where: str, what: Both) -> Problem:
    return Problem("bad_request", where=where, found=what.en, found_zh=what.zh)


def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    match error.status_code:
        case 404:
            problem = Problem("no_such_page", found=request.url.path)
        case 405:
            problem = Problem("method_not_allowed", found=request.method)
        case 413:
            problem = Problem("body_too_large", limit=error.detail)
        case _:
            problem = _bad_request("body", unreadable())
    return _answer_problem(request, problem)
