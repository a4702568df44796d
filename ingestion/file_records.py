"""What became of each file of a source the last time it was looked at. Does not know what is in the documents."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select

from ingestion.tables import files
from prompts.problems import Problem


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What became of one file the last time it was looked at: a document, or the reason why not."""

    path: str
    seen: str
    """Digest of everything that the result depends on: bytes, manifest row, generation of the readers."""
    document_id: str | None
    refused: Problem | None


def file_at(source: str, path: str) -> ColumnElement[bool]:
    """The row of one file."""
    return and_(files.c.source == source, files.c.path == path)


def recorded(connection: Connection, source: str) -> Iterator[FileRecord]:
    """What is known of all files of a source."""
    for row in connection.execute(select(files).where(files.c.source == source)).all():
        yield FileRecord(row.path, row.seen, row.document_id, Problem(**row.refused) if row.refused else None)


def record(connection: Connection, source: str, found: FileRecord) -> None:
    """Remember what became of a file now."""
    refused = {"code": found.refused.code, **found.refused.values} if found.refused else None
    connection.execute(delete(files).where(file_at(source, found.path)))
    connection.execute(
        insert(files).values(
            source=source, path=found.path, seen=found.seen, document_id=found.document_id, refused=refused
        )
    )
