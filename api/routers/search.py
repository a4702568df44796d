"""`POST /v1/search`: passages for a question, with scores and with what found them."""

from fastapi import APIRouter

from api.asking import checked_question, filters
from api.routers.services import Here
from api.schemas import SearchIn, SearchOut, search_out
from assistant.slips import as_meant

router = APIRouter(tags=["search"])


@router.post("/v1/search")
def search(body: SearchIn, services: Here) -> SearchOut:
    """Find the passages that a question may see: in force on its day, of its place and the places above it."""
    services.require_ready()
    checked_question(services, body.question)
    seen = filters(services, **body.model_dump(exclude={"question", "count"}))
    result = services.searcher.search(as_meant(body.question), seen, body.count)
    services.metrics.count_search(result)
    return search_out(result)
