"""How documents and their metadata go out over HTTP. Does not know routes."""

from collections.abc import Mapping
from datetime import date, datetime

from pydantic import BaseModel, Field

from api.schemas import Outgoing


class SectionOut(Outgoing):
    kind: str
    label: str
    title: str
    path: tuple[str, ...]
    start: int
    end: int
    level: int


class MetadataOut(Outgoing):
    """What is known of a document; `origins` says of each field where it was read."""

    title: str
    language: str
    issuer: str | None
    document_number: str | None
    level: str | None
    region: str
    signed: date | None
    published: date | None
    effective_from: date | None
    effective_to: date | None
    repealed: bool
    work: str
    superseded_by: str | None
    repealed_by: str | None
    ended_by: str | None = Field(description="what ended it, in words")
    repealed_articles: tuple[tuple[str, date], ...] = Field(description="articles that ended alone, and since when")
    url: str | None
    source: str | None
    licence: str | None
    sample: bool
    history: tuple[str, ...]
    origins: Mapping[str, str]


class DocumentLine(BaseModel):
    id: str
    version: int
    title: str
    metadata: MetadataOut


class DocumentsOut(BaseModel):
    documents: list[DocumentLine]
    total: int
    page: int
    pages: int


class DocumentOut(BaseModel):
    id: str
    version: int
    current_version: int
    digest: str
    media_type: str
    original: str = Field(description="SHA-256 of the file as it came")
    read_at: datetime
    withdrawn_at: datetime | None
    metadata: MetadataOut
    sections: list[SectionOut]
    text: str
