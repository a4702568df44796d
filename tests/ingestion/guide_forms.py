"""The fields that are taken from small guides, written as lines or as a page."""

from datetime import UTC, datetime

from ingestion.documents import Block, Reading, Version, sha256
from ingestion.metadata import metadata
from ingestion.outline import structure
from ingestion.readers import read
from ingestion.service_guides import guide


def taken(reading: Reading) -> dict[str, list[str]]:
    built = structure(reading)
    known = metadata(reading, built, "a.md", None)
    version = Version(
        "a", 1, sha256(built.text), built.text, built.sections, built.pages, known, reading.media_type, "",
        datetime(2025, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    found = guide(version)
    assert found is not None
    return {field.name: [version.text[s.start : s.end] for s in field.values] for field in found.fields}


def lines(text: str) -> dict[str, list[str]]:
    return taken(Reading("text/plain", tuple(Block(line.strip()) for line in text.strip().split("\n") if line.strip())))


def page(text: str, name: str = "page.html") -> dict[str, list[str]]:
    return taken(read(text.encode(), name))
