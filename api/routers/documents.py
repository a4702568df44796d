"""`/v1/documents`: what the corpus holds, as it is kept, and the files as they came."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.document_schemas import DocumentLine, DocumentOut, DocumentsOut, MetadataOut, SectionOut
from api.routers.services import Here, only_known

router = APIRouter(tags=["documents"], dependencies=[Depends(only_known)])

ENDINGS = {
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "text/html": ".html",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "text/plain": ".txt",
}
Page = Annotated[int, Query(ge=1, le=100_000)]
Size = Annotated[int, Query(ge=1, le=200)]


@router.get("/v1/documents")
def list_documents(services: Here, title: str = "", page: Page = 1, size: Size = 50) -> DocumentsOut:
    """Documents whose title holds `title`, by title, a page at a time."""
    total = services.corpus.count(title)
    entries = services.corpus.entries(title, size, (page - 1) * size)
    lines = [
        DocumentLine(id=e.id, version=e.version, title=e.title, metadata=MetadataOut.model_validate(e.metadata))
        for e in entries
    ]
    return DocumentsOut(documents=lines, total=total, page=page, pages=-(-total // size))


@router.get("/v1/documents/{document_id}")
def read_document(document_id: str, services: Here, version: Annotated[int | None, Query(ge=1)] = None) -> DocumentOut:
    """One document: its current wording, or the one with the number given."""
    entry = services.corpus.entry(document_id)
    found = services.corpus.version(document_id, version)
    return DocumentOut(
        id=document_id,
        version=found.number,
        current_version=entry.version,
        digest=found.digest,
        media_type=found.media_type,
        original=found.original,
        read_at=found.read_at,
        withdrawn_at=entry.withdrawn_at,
        metadata=MetadataOut.model_validate(found.metadata),
        sections=[SectionOut.model_validate(section) for section in found.sections],
        text=found.text,
    )


@router.get("/v1/documents/{document_id}/original", response_class=Response)
def read_original(document_id: str, services: Here, version: Annotated[int | None, Query(ge=1)] = None) -> Response:
    """The file as it came, to be saved: never shown as a page of ours, whatever it holds."""
    found = services.corpus.version(document_id, version)
    known = found.media_type in ENDINGS and found.media_type != "text/html"
    name = quote(found.metadata.title[:100] + ENDINGS.get(found.media_type, ""), safe="")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    data = services.originals.read(found.original)
    return Response(data, headers=headers, media_type=found.media_type if known else "application/octet-stream")
