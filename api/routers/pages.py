"""The pages: asking, reading a document at the quoted words, the list of documents, and what all this is."""

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from api import interface
from api.reading_view import lay_out
from api.routers.services import Here, language_of
from api.security import REFERENCE_POLICY

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
templates = Environment(
    loader=FileSystemLoader(Path(__file__).parents[1] / "pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
PER_PAGE = 30
Page = Annotated[int, Query(alias="page", ge=1, le=100_000)]
Number = Annotated[int | None, Query(ge=1, le=1_000_000)]
Offset = Annotated[int, Query(ge=0, le=100_000_000)]


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page in the reader's language."""
    language = language_of(request)
    chosen = request.query_params.get("lang")

    def here(path: str, **query: object) -> str:
        kept = {**query, "lang": chosen} if chosen else query
        named = urlencode({name: value for name, value in kept.items() if value})
        return f"{path}?{named}" if named else path

    other = "en" if language == "zh" else "zh"
    html = templates.get_template(template).render(
        language=language,
        current=request.url.path,
        here=here,
        other_language=f"?{urlencode({**request.query_params, 'lang': other})}",
        say=lambda key, **given: interface.say(language, key, **given),
        foreign=lambda text: Markup(interface.foreign(language, text)),  # noqa: S704 two fixed strings
        **values,
    )
    return HTMLResponse(html, status, {"Vary": "Accept-Language", "Cache-Control": "no-cache"})


def problem_page(request: Request, problem: dict[str, Any]) -> HTMLResponse:
    """What a person sees where a program sees a problem document."""
    return page(request, "problem.html", problem["status"], problem=problem)


@router.get("/")
def ask_page(request: Request, services: Here) -> HTMLResponse:
    language, limit = language_of(request), services.settings.limits.question
    examples = interface.examples(language, lambda document: interface.holds(services.corpus, document))
    return page(request, "ask.html", limit=limit, examples=examples, script_words=interface.words(language))


@router.get("/documents")
def documents_page(
    request: Request, services: Here, title: Annotated[str, Query(max_length=100)] = "", number: Page = 1
) -> HTMLResponse:
    language, total = language_of(request), services.corpus.count(title)
    entries = services.corpus.entries(title, PER_PAGE, (number - 1) * PER_PAGE)
    items = [interface.line(language, entry, services.today()) for entry in entries]
    shown: dict[str, Any] = {
        "items": items,
        "total": total,
        "number": number,
        "pages": -(-total // PER_PAGE),
        "title": title,
    }
    return page(request, "documents.html", **shown)


@router.get("/documents/{document_id}")
def document_page(
    request: Request, document_id: str, services: Here, *, version: Number = None, start: Offset = 0, end: Offset = 0
) -> HTMLResponse:
    entry, found = services.corpus.entry(document_id), services.corpus.version(document_id, version)
    view = lay_out(found, start, end)
    facts = interface.facts(language_of(request), found, services.today())
    missing = end > start and not view.quoted
    return page(request, "document.html", entry=entry, version=found, view=view, quote_missing=missing, **facts)


@router.get("/about")
@router.get("/accessibility")
def prose_page(request: Request) -> HTMLResponse:
    return page(request, "prose.html", key=request.url.path.strip("/"))


@router.get("/docs")
def reference_page(request: Request) -> HTMLResponse:
    reply = page(request, "reference.html")
    reply.headers["Content-Security-Policy"] = REFERENCE_POLICY
    return reply
