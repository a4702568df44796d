"""The tables of the corpus, and the way between a row and a noun. Does not know who reads or writes them."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import UTC, date
from typing import Any

from sqlalchemy import JSON, Column, DateTime, Integer, MetaData, Row, String, Table, Text

from ingestion.documents import Metadata, Repeal, Section, Version

tables = MetaData()

sources = Table(
    "sources",
    tables,
    Column("name", String(200), primary_key=True),
    Column("root", Text, nullable=False),
)

documents = Table(
    "documents",
    tables,
    Column("id", String(64), primary_key=True),
    Column("source", String(200), nullable=False, index=True),
    Column("path", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("derived", JSON, nullable=False, default=dict),
    Column("withdrawn_at", DateTime(timezone=True)),
)

versions = Table(
    "versions",
    tables,
    Column("document_id", String(64), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("sections", JSON, nullable=False),
    Column("pages", JSON, nullable=False),
    Column("metadata", JSON, nullable=False),
    Column("media_type", String(120), nullable=False),
    Column("original", String(64), nullable=False),
    Column("notes", JSON, nullable=False),
    Column("read_at", DateTime(timezone=True), nullable=False),
)

files = Table(
    "files",
    tables,
    Column("source", String(200), primary_key=True),
    Column("path", String(1000), primary_key=True),
    Column("seen", String(64), nullable=False),
    Column("document_id", String(64)),
    Column("refused", JSON),
)


def pack_metadata(metadata: Metadata) -> Any:
    """To JSON: dates as ISO text."""
    return plain(asdict(metadata))


def pack_section(section: Section) -> list[Any]:
    """To JSON: the values in the order of the fields, since there are thousands."""
    return list(asdict(section).values())


def unpack_version(row: Row[Any]) -> Version:
    return Version(
        document_id=row.document_id,
        number=row.number,
        digest=row.digest,
        text=row.text,
        sections=tuple(_section(values) for values in row.sections),
        pages=tuple((offset, page) for offset, page in row.pages),
        metadata=unpack_metadata(row._mapping[versions.c.metadata], row.derived),
        media_type=row.media_type,
        original=row.original,
        read_at=row.read_at.replace(tzinfo=UTC) if row.read_at.tzinfo is None else row.read_at,
    )


def _section(values: list[Any]) -> Section:
    named = dict(zip((field.name for field in fields(Section)), values, strict=True))
    return Section(**{**named, "path": tuple(named["path"])})


_DATES = ("signed", "published", "effective_from", "effective_to")


def unpack_metadata(stored: Mapping[str, Any], derived: Mapping[str, Any]) -> Metadata:
    metadata = Metadata(**{name: _unpacked(name, value) for name, value in stored.items()})
    if not derived:
        return metadata
    overlay: dict[str, Any] = {name: _unpacked(name, value) for name, value in derived.items()}
    overlay["origins"] = {**metadata.origins, **dict.fromkeys(overlay, "inferred")}
    return replace(metadata, **overlay)


def _unpacked(name: str, value: Any) -> Any:
    """A field of the metadata from what JSON made of it."""
    if name in _DATES:
        return date.fromisoformat(value) if value else None
    if name == "history":
        return tuple(value)
    if name == "repealed_articles":
        return tuple((label, date.fromisoformat(until)) for label, until in value)
    return tuple(_repeal(row) for row in value) if name == "repeals" else value


def _repeal(row: Mapping[str, Any]) -> Repeal:
    days = tuple(date.fromisoformat(day) for day in row["issued"])
    on = date.fromisoformat(row["on"]) if row["on"] else None
    return Repeal(**{**row, "articles": tuple(row["articles"]), "issued": days, "on": on})


def plain(value: Any) -> Any:
    """To what JSON can hold: dates as ISO text, tuples as lists."""
    return json.loads(json.dumps(value, ensure_ascii=False, default=str))
