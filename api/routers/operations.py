"""For those who run it: is it alive, is it ready, what has it done, and what can be called."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from api.metrics import CONTENT_TYPE
from api.routers.services import Here

router = APIRouter(tags=["operations"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers. Says nothing about the index or the model."""
    return {"status": "ok"}


@router.get("/readyz", responses={503: {"description": "Not ready, and why."}})
async def readyz(services: Here) -> Response:
    """Questions can be answered; if not, 503 and why not. `degraded`: what is not as it should be all the same."""
    reasons = services.reasons()
    body: dict[str, Any] = {"status": "not ready" if reasons else "ready", "reasons": reasons}
    if not reasons:
        body["degraded"] = list(services.searcher.degraded())
    return JSONResponse(body, 503 if reasons else 200)


@router.get("/metrics", response_class=Response)
def metrics(services: Here) -> Response:
    """Counts and times in Prometheus' text form."""
    return Response(services.metrics.text(), media_type=CONTENT_TYPE)
